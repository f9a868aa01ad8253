package residentweb

import (
	"net/http"

	"mulin/internal/kit/web"
)

// mine lists the matters of the signed-in person and their homes.
func (p *Pages) mine(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	rows, err := p.matters.Mine(c.Context(), c.Actor, r)
	if err != nil {
		return err
	}
	return c.Page(c.T("my.title"), minePage(newTeller(c, r.Location()), c.URL(), rows))
}

// mineOne leads the reporter to their own page; others of the home read it.
func (p *Pages) mineOne(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	v, err := p.matters.Get(c.Context(), c.Actor, r, id)
	if err != nil {
		return err
	}
	if c.Actor.Is(v.Community, v.Reporter) {
		http.Redirect(c.W, c.R, "/m/"+v.TrackCode, http.StatusSeeOther)
		return nil
	}
	return c.Page(v.Number, trackPage(p.tracked(c, v, r, "", false)))
}
