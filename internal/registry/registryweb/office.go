package registryweb

import (
	"strconv"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

func idText(id int64) string { return strconv.FormatInt(id, 10) }

func (p *Pages) office(c *web.Ctx, k registry.Compound) error {
	staff, err := p.registry.Roles(c.Context(), k, today(c, k))
	if err != nil {
		return err
	}
	return c.Page(c.T("registry.office"), officePage(c, k, officeStaff(c, staff), said{}))
}

// officeStaff are the people behind the counter (R05).
func officeStaff(c *web.Ctx, roles []registry.RoleGrant) []ui.Cell {
	var out []ui.Cell
	for _, g := range roles {
		if g.Role == actor.Desk || g.Role == actor.Manager {
			out = append(out, ui.Cell{Icon: "person", Title: g.PersonName, Desc: c.T("role." + string(g.Role)), URL: c.URL("people", g.Person)})
		}
	}
	return out
}

func (p *Pages) saveOffice(c *web.Ctx, k registry.Compound) error {
	k.Address, k.OfficeName, k.OfficePhone, k.OfficeHours, k.OfficePlace = c.Str("address"), c.Str("name"), c.Str("phone"), c.Str("hours"), c.Str("place")
	if err := p.registry.UpdateOffice(c.Context(), c.Actor, k); err != nil {
		return refused(c, err, "office", c.T("registry.office"), func(s said) component { return officePage(c, k, nil, s) })
	}
	return c.Redirect(c.URL("office"), "flash.saved")
}

func (p *Pages) history(c *web.Ctx, k registry.Compound) error {
	terms, err := p.registry.ProviderTerms(c.Context(), k)
	if err != nil {
		return err
	}
	return c.Page(c.T("registry.history"), historyPage(c, k, terms, said{}))
}

func (p *Pages) onHistory(c *web.Ctx, k registry.Compound, form string, err error) error {
	if err == nil {
		return c.Redirect(c.URL("history"), "flash.saved")
	}
	terms, terr := p.registry.ProviderTerms(c.Context(), k)
	if terr != nil {
		return terr
	}
	return refused(c, err, form, c.T("registry.history"), func(s said) component { return historyPage(c, k, terms, s) })
}

func (p *Pages) addTerm(c *web.Ctx, k registry.Compound) error {
	_, err := p.registry.AddProviderTerm(c.Context(), c.Actor, k, registry.ProviderTerm{Provider: c.Str("provider"), Kind: c.Str("kind"), Basis: c.Str("basis"),
		AssemblyOn: c.Str("assembly"), Opinions: c.Str("opinions"), Since: c.Str("since"), Until: c.Str("until")})
	return p.onHistory(c, k, "term", err)
}

func (p *Pages) endTerm(c *web.Ctx, k registry.Compound) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.onHistory(c, k, "end-"+idText(id), p.registry.EndProviderTerm(c.Context(), c.Actor, k, id, c.Str("until"), c.Str("because")))
}

func (p *Pages) addItem(c *web.Ctx, k registry.Compound) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.onHistory(c, k, "item-"+idText(id), p.registry.AddHandoverItem(c.Context(), c.Actor, k, id, c.Str("item")))
}

func (p *Pages) setItem(c *web.Ctx, k registry.Compound) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.onHistory(c, k, "state-"+idText(id), p.registry.SetHandoverItem(c.Context(), c.Actor, k, id, c.Str("state"), c.Str("note")))
}

// mandate lists the facts a mandate rests on (R04).
func mandate(c *web.Ctx, t registry.ProviderTerm) []ui.Pair {
	var out []ui.Pair
	for _, f := range []struct{ key, value string }{{"registry.term", t.Since + " – " + t.Until}, {"registry.provider.kind", c.T("registry.provider." + t.Kind)}, {"registry.provider.basis", t.Basis},
		{"registry.provider.assembly", t.AssemblyOn}, {"registry.provider.opinions", t.Opinions}, {"registry.provider.because", t.LeftBecause}} {
		if f.value != "" {
			out = append(out, ui.Pair{Key: c.T(f.key), Value: f.value})
		}
	}
	return out
}

func itemTag(c *web.Ctx, state string) ui.Tag {
	kinds := map[string]string{"received": "ok", "missing": "warn", "disputed": "danger"}
	return ui.Tag{Text: c.T("registry.item." + state), Kind: kinds[state]}
}
