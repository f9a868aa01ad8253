package registryweb

import (
	"strconv"

	"github.com/a-h/templ"

	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/registry"
)

const peopleFound = 50

func (p *Pages) people(c *web.Ctx, k registry.Compound) error {
	found, err := p.registry.Find(c.Context(), c.Actor, k, c.Str("q"), peopleFound)
	if err != nil {
		return err
	}
	return c.Page(c.T("registry.people"), peoplePage(c, found))
}

func peopleTable(c *web.Ctx, found []registry.Found) ui.TableBox {
	t := ui.TableBox{Caption: c.T("registry.people"), Columns: []ui.Column{{Label: c.T("registry.person")}, {Label: c.T("registry.home")}, {Label: c.T("registry.phones")}},
		Empty: ui.EmptyBox{Icon: "search", Text: c.T("registry.people.none"), Hint: c.T("registry.people.hint")}}
	for _, f := range found {
		t.Rows = append(t.Rows, ui.Row{URL: c.URL("people", f.Person.ID), Cells: []templ.Component{ui.Text(nameOf(c, f.Person.Name)), ui.Text(homeList(f.Homes)), ui.Text(phoneList(f.Person.Phones))}})
	}
	return t
}

func (p *Pages) newPerson(c *web.Ctx, _ registry.Compound) error {
	return c.Page(c.T("registry.person.new"), newPersonPage(c, said{}))
}

func (p *Pages) addPerson(c *web.Ctx, k registry.Compound) error {
	n := registry.NewPerson{Name: c.Str("name"), Kind: c.Str("kind"), Skills: c.Str("skills")}
	if phone := c.Str("phone"); phone != "" {
		n.Phones = []string{phone}
	}
	id, err := p.registry.AddPerson(c.Context(), c.Actor, k, n)
	if err != nil {
		return refused(c, err, "person", c.T("registry.person.new"), func(s said) component { return newPersonPage(c, s) })
	}
	return c.Redirect(c.URL("people", id), "flash.saved")
}

// personView is one person; number is a phone just shown whole.
type personView struct {
	c      *web.Ctx
	k      registry.Compound
	f      registry.PersonFile
	shown  int64 // phone row
	number string
}

func (v personView) url(parts ...any) string {
	return v.c.URL(append([]any{"people", v.f.ID}, parts...)...)
}

func (p *Pages) person(c *web.Ctx, k registry.Compound) error {
	v, err := p.personView(c, k)
	if err != nil {
		return err
	}
	return c.Page(nameOf(c, v.f.Name), personPage(v, said{}))
}

func (p *Pages) personView(c *web.Ctx, k registry.Compound) (v personView, err error) {
	id, err := c.ID("id")
	if err != nil {
		return v, err
	}
	v = personView{c: c, k: k}
	v.f, err = p.registry.PersonFile(c.Context(), c.Actor, k, id)
	return v, err
}

// unmask shows the whole number on the answer itself, never behind a link.
func (p *Pages) unmask(c *web.Ctx, k registry.Compound) error {
	phone := c.Int("phone")
	number, err := p.registry.Unmask(c.Context(), c.Actor, k, phone, c.Str("reason"))
	v, verr := p.personView(c, k)
	if verr != nil {
		return verr
	}
	if err != nil {
		return refused(c, err, "unmask-"+strconv.FormatInt(phone, 10), nameOf(c, v.f.Name), func(s said) component { return personPage(v, s) })
	}
	v.shown, v.number = phone, number
	c.W.Header().Set("Cache-Control", "no-store")
	return c.Page(nameOf(c, v.f.Name), personPage(v, said{}))
}

// onPerson does something about a person and shows the person again.
func (p *Pages) onPerson(c *web.Ctx, k registry.Compound, form string, do func(id int64) error) error {
	v, err := p.personView(c, k)
	if err != nil {
		return err
	}
	if err := do(v.f.ID); err != nil {
		return refused(c, err, form, v.f.Name, func(s said) component { return personPage(v, s) })
	}
	return c.Redirect(v.url(), "flash.saved")
}

func (p *Pages) addPhone(c *web.Ctx, k registry.Compound) error {
	return p.onPerson(c, k, "phone", func(id int64) error {
		return p.registry.AddPhone(c.Context(), c.Actor, k, id, c.Str("phone"))
	})
}

func (p *Pages) consent(c *web.Ctx, k registry.Compound) error {
	return p.onPerson(c, k, "consent", func(id int64) error {
		_, err := p.registry.GiveConsent(c.Context(), c.Actor, k, registry.Consent{Person: id, Purpose: c.Str("purpose"), Covers: c.Str("covers"),
			GivenOn: c.Str("given"), Until: c.Str("until"), How: c.Str("how")})
		return err
	})
}

func (p *Pages) withdraw(c *web.Ctx, k registry.Compound) error {
	return p.onPerson(c, k, "consents", func(id int64) error {
		consent, err := c.ID("consent")
		if err != nil {
			return err
		}
		return p.registry.WithdrawConsent(c.Context(), c.Actor, k, id, consent)
	})
}

// looks tells who looked at the person or changed something, the newest first.
func (v personView) looks() []ui.Event {
	var out []ui.Event
	for _, e := range v.f.Looks {
		kind := "muted"
		if e.Action == "person.unmask" {
			kind = "warn"
		}
		out = append(out, ui.Event{Time: when.At(v.c.Words, e.At, v.c.Site.DB.Now(), v.k.Location()), Title: actName(v.c, e.Action), Who: nameOf(v.c, v.f.Lookers[e.Person]), Text: e.Reason, Kind: kind})
	}
	return out
}

func (v personView) homes() []ui.Cell {
	var out []ui.Cell
	for _, h := range v.f.Homes {
		out = append(out, ui.Cell{Icon: "home", Title: h.Label, URL: v.c.URL("homes", h.ID)})
	}
	return out
}

func (v personView) roles() []ui.Cell {
	var out []ui.Cell
	for _, g := range v.f.Roles {
		out = append(out, ui.Cell{Icon: "star", Title: v.c.T("role." + string(g.Role)), Desc: scopeName(v.c, g), Value: g.Since + " – " + g.Until})
	}
	return out
}

func (v personView) consentTag(k registry.Consent) ui.Tag {
	switch {
	case !k.WithdrawnAt.IsZero():
		return ui.Tag{Text: v.c.T("registry.consent.withdrawn"), Kind: "muted"}
	case k.InForce(today(v.c, v.k)):
		return ui.Tag{Text: v.c.T("registry.consent.inforce"), Kind: "ok"}
	}
	return ui.Tag{Text: v.c.T("registry.consent.expired"), Kind: "warn"}
}
