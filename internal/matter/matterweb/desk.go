package matterweb

import (
	"github.com/a-h/templ"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// deskView is the workbench 工作台: the intake line over the queue.
type deskView struct {
	queue   queue
	panel   panel
	taker   bool   // the intake line is theirs
	spoken  string // what to read back to the caller, "" when nothing was just taken
	taken   string // address of the matter just taken
	post    string // where the intake line is sent
	look    string // where a caller is looked up
	brought bool   // the words came with the address
	part    string // the queue as a fragment
	events  string
	home    string
}

func (p *Pages) desk(c *web.Ctx) error {
	v, err := p.deskView(c)
	if err != nil {
		return err
	}
	if v.taker {
		if v.panel, err = p.panelOf(c, draftOf(c)); err != nil {
			return err
		}
		v.brought = v.panel.draft.Who+v.panel.draft.Text != ""
	}
	if err := p.readBack(c, &v); err != nil {
		return err
	}
	return c.Page(c.T("desk.title"), deskPage(v))
}

func (p *Pages) deskView(c *web.Ctx) (v deskView, err error) {
	v = deskView{taker: c.Actor.Within(c.Compound.Path, matter.Takers()...), home: c.URL("desk"),
		post: c.URL("desk", "intake"), look: c.URL("desk", "lookup"), events: c.URL("desk", "events")}
	if v.queue, err = p.queue(c); err != nil {
		return v, err
	}
	v.part = c.URL("desk", "queue") + v.queue.wish.query()
	return v, nil
}

// readBack finds the sentence for the caller whose matter was just taken or joined.
func (p *Pages) readBack(c *web.Ctx, v *deskView) error {
	id, key := c.Int("taken"), "taken"
	if id == 0 {
		id, key = c.Int("joined"), "joined"
	}
	if id == 0 || !v.taker {
		return nil
	}
	cp, err := p.compound(c)
	if err != nil {
		return err
	}
	m, err := p.matters.Get(c.Context(), c.Actor, cp, id)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v.taken, v.spoken = c.URL("matters", id), v.queue.spoken(m, key)
	return nil
}

// spoken is what the desk reads to the caller: the number, who, and by when.
func (s speaker) spoken(m matter.View, how string) string {
	if m.State == matter.Deliberating {
		return s.w.T("desk.spoken."+how+".talk", "Number", m.Number, "Name", m.ResponsibleName)
	}
	for _, clock := range m.Clocks {
		if clock.Target == matter.TargetContact && clock.Due.After(s.now) {
			return s.w.T("desk.spoken."+how, "Number", m.Number, "Name", m.ResponsibleName, "When", s.at(clock.Due))
		}
	}
	return s.w.T("desk.spoken."+how+".soon", "Number", m.Number, "Name", m.ResponsibleName)
}

// intake writes down what the caller said and goes back to the line with the
// number to read out.
func (p *Pages) intake(c *web.Ctx) error {
	cp, err := p.compound(c)
	if err != nil {
		return err
	}
	d := draftOf(c)
	m, err := p.take(c, cp, d)
	if err != nil {
		return p.intakeAgain(c, d, err)
	}
	return c.Redirect(c.URL("desk")+"?taken="+idText(m.ID), "")
}

func (p *Pages) take(c *web.Ctx, cp registry.Compound, d draft) (matter.Matter, error) {
	n, err := d.matter(c.Compound.Zone)
	if err != nil {
		return matter.Matter{}, err
	}
	caller, err := p.matters.Caller(c.Context(), c.Actor, cp, d.Who)
	if err != nil {
		return matter.Matter{}, err
	}
	d.fill(&n, caller)
	return p.matters.Intake(c.Context(), c.Actor, cp, n)
}

// intakeAgain shows the line once more with what was typed.
func (p *Pages) intakeAgain(c *web.Ctx, d draft, cause error) error {
	v, err := p.deskView(c)
	if err != nil {
		return err
	}
	if v.panel, err = p.panelOf(c, d); err != nil {
		return err
	}
	return c.FormError(cause, c.T("desk.title"), func(f web.FieldErrors) templ.Component {
		v.panel.errors = f
		return deskPage(v)
	})
}
