package residentweb

import (
	"time"

	"mulin/internal/kit/qrcode"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// tracked is what the reporter's own page shows.
type tracked struct {
	view   matter.View
	office registry.Compound
	tell   teller
	story  []moment
	base   string // address of the page, for its acts
	mine   bool   // the visitor may act as the reporter
	typed  typed
	errors web.FieldErrors
	list   string // the visitor's own list, "" when not signed in
}

// typed are the answers of a refused form, so that nothing is lost.
type typed struct{ Why, Solved, Satisfied, Comment string }

// byCode finds the matter of the link and makes the page one of its compound.
func (p *Pages) byCode(c *web.Ctx) (tracked, error) {
	code := c.R.PathValue("code")
	v, office, err := p.matters.ViewByTrack(c.Context(), c.Actor, code)
	if err != nil {
		return tracked{}, err
	}
	if c.Compound, err = c.Site.Directory.CompoundBySlug(c.Context(), office.Slug); err != nil {
		return tracked{}, err
	}
	c.W.Header().Set("Cache-Control", "private, no-cache") // the link is the key: no cache between may keep the page
	c.W.Header().Set("X-Robots-Tag", "noindex")
	c.W.Header().Set("Referrer-Policy", "no-referrer")
	return p.tracked(c, v, office, "/m/"+code, true), nil
}

func (p *Pages) tracked(c *web.Ctx, v matter.View, office registry.Compound, base string, mine bool) tracked {
	t := tracked{view: v, office: office, tell: newTeller(c, office.Location()), base: base, mine: mine, errors: web.FieldErrors{}}
	photos := ""
	if p.photos != nil {
		photos = "/m/" + v.TrackCode + "/photo/"
	}
	t.story = t.tell.story(v, photos)
	if photos == "" {
		for i := range t.story {
			t.story[i].Photos = nil
		}
	}
	if c.Actor.SignedIn() {
		t.list = c.URL("mine")
	}
	return t
}

func (p *Pages) track(c *web.Ctx) error {
	t, err := p.byCode(c)
	if err != nil {
		return err
	}
	return c.Page(t.view.Number, trackPage(t))
}

// slipOfReport is the receipt after reporting.
type slipOfReport struct {
	tracked
	link, qr string
	emerging bool
}

func (p *Pages) receipt(c *web.Ctx) error {
	t, err := p.byCode(c)
	if err != nil {
		return err
	}
	s := slipOfReport{tracked: t, link: c.AbsoluteURL(t.base), emerging: t.view.Urgency == matter.Emergency}
	s.qr = qrcode.SVG(s.link, c.T("report.receipt.qr"))
	return c.Page(c.T("report.receipt"), receiptPage(s))
}

// photo gives a picture of the story to whoever holds the link.
func (p *Pages) photo(c *web.Ctx) error {
	t, err := p.byCode(c)
	if err != nil {
		return err
	}
	hash := c.R.PathValue("hash")
	if p.photos == nil || !t.shows(hash) {
		return notFound()
	}
	jpeg, err := p.photos.Get(c.Context(), t.office.Community, hash)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "image/jpeg")
	c.W.Header().Set("Cache-Control", "private, max-age=86400, immutable")
	_, _ = c.W.Write(jpeg) // the visitor went away: nothing to do
	return nil
}

// shows tells whether the picture is in the part of the story a resident sees.
func (t tracked) shows(hash string) bool {
	for _, m := range t.story {
		for _, address := range m.Photos {
			if address == "/m/"+t.view.TrackCode+"/photo/"+hash {
				return true
			}
		}
	}
	return false
}

// canRate tells whether the visitor is asked how it was: once, after work.
func (t tracked) canRate() bool {
	worked := t.view.Outcome == matter.Solved || t.view.Outcome == matter.Partly || t.view.Outcome == matter.NoAnswer || t.view.Outcome == matter.NotOurs
	return t.view.State == matter.Closed && worked && t.view.Rating == nil
}

func (t tracked) canReopen() bool {
	return t.view.State == matter.Closed && t.view.Outcome != matter.Merged
}

func (t tracked) reported() time.Time { return t.view.FirstWord }
