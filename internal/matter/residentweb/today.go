package residentweb

import (
	"mulin/internal/kit/qrcode"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// lines is how long the list of today is: what one person can walk in a day.
const lines = 10

// round is the list of a joint-household head for today.
type round struct {
	matter.Round
	office registry.Compound
	tell   teller
	base   string
	name   string
	date   string
	qr     string
}

func (p *Pages) roundOf(c *web.Ctx) (round, error) {
	r, err := p.compound(c)
	if err != nil {
		return round{}, err
	}
	list, err := p.matters.Today(c.Context(), c.Actor, r, lines)
	t := newTeller(c, r.Location())
	return round{Round: list, office: r, tell: t, base: c.URL(), name: c.Actor.Name, date: when.Day(t.now, t.loc)}, err
}

func (p *Pages) today(c *web.Ctx) error {
	r, err := p.roundOf(c)
	if err != nil {
		return err
	}
	return c.Page(c.T("today.title"), todayPage(r))
}

func (p *Pages) todayPaper(c *web.Ctx) error {
	r, err := p.roundOf(c)
	if err != nil {
		return err
	}
	r.qr = qrcode.SVG(c.AbsoluteURL(c.URL("today")), c.T("today.qr"))
	return c.Print(c.T("today.title"), todayPaper(r))
}

// more is how many open matters did not fit on the list.
func (r round) more() int64 { return r.Total - int64(len(r.Rows)) }

// blanks are the empty lines of the sheet, for what is seen on the way.
func (r round) blanks() int { return max(lines-len(r.Rows), 0)/2 + 2 }

// call says why to ring at this door today, "" when there is no need.
func (t teller) call(r matter.Row) string {
	switch {
	case r.State == matter.Reported:
		return t.w.T("today.call.reported")
	case r.Late(t.now) && running(r.State):
		return t.w.T("today.call.late")
	case r.State == matter.Paused:
		return t.w.T("today.call.paused")
	case r.Kind == matter.Need:
		return t.w.T("today.call.need")
	}
	return ""
}

func (r round) tags(m matter.Row) []ui.Tag {
	out := []ui.Tag{r.tell.tag(m)}
	if r.New(m.Matter) {
		out = append(out, ui.Tag{Text: r.tell.w.T("today.new"), Kind: "info"})
	}
	return out
}
