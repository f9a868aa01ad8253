package registryweb

import (
	"strconv"

	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

// placesView is the compound's buildings, units, grids and groups with heads.
type placesView struct {
	c     *web.Ctx
	p     registry.Places
	roles []registry.RoleGrant
}

func (p *Pages) places(c *web.Ctx, k registry.Compound) error {
	v, err := p.placesView(c, k)
	if err != nil {
		return err
	}
	return c.Page(c.T("registry.places"), placesPage(v, said{}))
}

func (p *Pages) placesView(c *web.Ctx, k registry.Compound) (v placesView, err error) {
	v.c = c
	if v.p, err = p.registry.Places(c.Context(), k); err != nil {
		return v, err
	}
	v.roles, err = p.registry.Roles(c.Context(), k, today(c, k))
	return v, err
}

func (p *Pages) onPlaces(c *web.Ctx, k registry.Compound, form string, err error, people []registry.Found) error {
	if err == nil {
		return c.Redirect(c.URL("places"), "flash.saved")
	}
	v, verr := p.placesView(c, k)
	if verr != nil {
		return verr
	}
	return refused(c, err, form, c.T("registry.places"), func(s said) component {
		s.people = people
		return placesPage(v, s)
	})
}

func (p *Pages) addUnit(c *web.Ctx, k registry.Compound) error {
	return p.onPlaces(c, k, "unit", p.registry.AddUnit(c.Context(), c.Actor, k, c.Str("building"), c.Str("unit")), nil)
}

func (p *Pages) makeGroups(c *web.Ctx, k registry.Compound) error {
	_, err := p.registry.MakeGroups(c.Context(), c.Actor, k, c.Str("rule"))
	return p.onPlaces(c, k, "groups", err, nil)
}

func (p *Pages) setGrid(c *web.Ctx, k registry.Compound) error {
	return p.onPlaces(c, k, "grid", p.registry.SetGrid(c.Context(), c.Actor, k, c.Int("group"), c.Str("grid")), nil)
}

func (p *Pages) setHead(c *web.Ctx, k registry.Compound) error {
	head, many, err := p.pick(c, k, "person", false)
	if err != nil {
		return p.onPlaces(c, k, "head", err, many)
	}
	deputy, _, err := p.pick(c, k, "deputy", true)
	if err != nil {
		return p.onPlaces(c, k, "head", err, nil)
	}
	return p.onPlaces(c, k, "head", p.registry.SetHead(c.Context(), c.Actor, k, c.Int("group"), head, deputy, c.Str("basis")), nil)
}

func (v placesView) groups() ui.TableBox {
	t := ui.TableBox{Caption: v.c.T("registry.groups"), Columns: []ui.Column{{Label: v.c.T("registry.group")}, {Label: v.c.T("registry.homes"), Num: true}, {Label: v.c.T("role.head")}, {Label: v.c.T("registry.deputy")}, {Label: v.c.T("registry.grid")}},
		Empty: ui.EmptyBox{Icon: "people", Text: v.c.T("registry.groups.none"), Hint: v.c.T("registry.groups.hint")}}
	for _, g := range v.p.Groups {
		head := v.head(g.ID)
		t.Rows = append(t.Rows, ui.Row{URL: v.c.URL("homes") + "?group=" + strconv.FormatInt(g.ID, 10), Cells: []templ.Component{ui.Text(g.Name), ui.Text(strconv.FormatInt(g.Homes, 10)),
			ui.Text(nameOf(v.c, head.PersonName)), ui.Text(nameOf(v.c, head.DeputyName)), ui.Text(v.grid(g.Grid))}})
	}
	return t
}

func (v placesView) head(group int64) registry.RoleGrant {
	for i := len(v.roles) - 1; i >= 0; i-- {
		if g := v.roles[i]; g.Role == actor.Head && g.Scope == registry.ScopeGroup && g.ScopeID == group {
			return g
		}
	}
	return registry.RoleGrant{}
}

func (v placesView) grid(id int64) string {
	for _, g := range v.p.Grids {
		if g.ID == id {
			return g.Name
		}
	}
	return ""
}

func (v placesView) units() []ui.Cell {
	var out []ui.Cell
	for _, u := range v.p.Units {
		out = append(out, ui.Cell{Icon: "building", Title: u.BuildingName + "-" + u.Name, URL: v.c.URL("homes") + "?unit=" + strconv.FormatInt(u.ID, 10)})
	}
	return out
}
