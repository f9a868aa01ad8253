package registryweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

// rolesView is the table of roles, in force or all.
type rolesView struct {
	c     *web.Ctx
	k     registry.Compound
	list  []registry.RoleGrant
	p     registry.Places
	teams []registry.Team
}

func (v rolesView) admin() bool { return v.c.Actor.Has(v.c.Compound.Path, actor.Admin) }
func (v rolesView) all() bool   { return v.c.Str("all") != "" }

func (p *Pages) roles(c *web.Ctx, k registry.Compound) error {
	v, err := p.rolesView(c, k)
	if err != nil {
		return err
	}
	return c.Page(c.T("registry.roles"), rolesPage(v, said{}))
}

func (p *Pages) rolesView(c *web.Ctx, k registry.Compound) (v rolesView, err error) {
	v = rolesView{c: c, k: k}
	date := today(c, k)
	if v.all() {
		date = ""
	}
	if v.list, err = p.registry.Roles(c.Context(), k, date); err != nil {
		return v, err
	}
	if v.p, err = p.registry.Places(c.Context(), k); err != nil {
		return v, err
	}
	v.teams, err = p.registry.Teams(c.Context(), k)
	return v, err
}

func (p *Pages) onRoles(c *web.Ctx, k registry.Compound, form string, err error, people []registry.Found) error {
	if err == nil {
		return c.Redirect(c.URL("roles"), "flash.saved")
	}
	v, verr := p.rolesView(c, k)
	if verr != nil {
		return verr
	}
	return refused(c, err, form, c.T("registry.roles"), func(s said) component {
		s.people = people
		return rolesPage(v, s)
	})
}

func (p *Pages) giveRole(c *web.Ctx, k registry.Compound) error {
	person, many, err := p.pick(c, k, "person", false)
	if err != nil {
		return p.onRoles(c, k, "role", err, many)
	}
	deputy, _, err := p.pick(c, k, "deputy", true)
	if err != nil {
		return p.onRoles(c, k, "role", err, nil)
	}
	scope, id := readScope(c.Str("scope"))
	_, err = p.registry.GiveRole(c.Context(), c.Actor, k, registry.NewRole{Person: person, Deputy: deputy, Role: actor.Role(c.Str("role")),
		Scope: scope, ScopeID: id, Since: c.Str("since"), Until: c.Str("until"), Basis: c.Str("basis")})
	return p.onRoles(c, k, "role", err, nil)
}

func (p *Pages) endRole(c *web.Ctx, k registry.Compound) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.onRoles(c, k, "end", p.registry.EndRole(c.Context(), c.Actor, k, id, c.Str("until"), c.Str("reason")), nil)
}

// readScope reads "unit:123".
func readScope(text string) (registry.Scope, int64) {
	kind, number, _ := strings.Cut(text, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return "", 0
	}
	return registry.Scope(kind), id
}

func (v rolesView) scopes() []ui.Option {
	var out []ui.Option
	add := func(kind registry.Scope, id int64, label string) {
		out = append(out, ui.Option{Value: string(kind) + ":" + strconv.FormatInt(id, 10), Label: label})
	}
	add(registry.ScopeCompound, v.k.ID, v.k.Name)
	for _, b := range v.p.Buildings {
		add(registry.ScopeBuilding, b.ID, v.c.T("registry.building")+" "+b.Name)
	}
	for _, u := range v.p.Units {
		add(registry.ScopeUnit, u.ID, v.c.T("registry.unit")+" "+u.BuildingName+"-"+u.Name)
	}
	for _, g := range v.p.Groups {
		add(registry.ScopeGroup, g.ID, v.c.T("registry.group")+" "+g.Name)
	}
	for _, t := range v.teams {
		add(registry.ScopeTeam, t.ID, v.c.T("registry.team")+" "+t.Name)
	}
	return out
}

func roleOptions(c *web.Ctx) []ui.Option {
	var out []ui.Option
	for _, r := range actor.Roles() {
		if r != actor.Resident && r != actor.Street {
			out = append(out, ui.Option{Value: string(r), Label: c.T("role." + string(r))})
		}
	}
	return out
}

func scopeName(c *web.Ctx, g registry.RoleGrant) string {
	if g.ScopeName != "" {
		return g.ScopeName
	}
	return c.T("registry.scope." + string(g.Scope))
}

func (v rolesView) table() ui.TableBox {
	t := ui.TableBox{Caption: v.c.T("registry.roles"), Columns: []ui.Column{{Label: v.c.T("registry.person")}, {Label: v.c.T("registry.role")}, {Label: v.c.T("registry.scope")},
		{Label: v.c.T("registry.term")}, {Label: v.c.T("registry.deputy")}, {Label: v.c.T("registry.basis")}},
		Empty: ui.EmptyBox{Icon: "people", Text: v.c.T("registry.roles.none")}}
	if v.admin() {
		t.Columns = append(t.Columns, ui.Column{Label: v.c.T("registry.end")})
	}
	for _, g := range v.list {
		cells := []templ.Component{ui.Text(nameOf(v.c, g.PersonName)), ui.Text(v.c.T("role." + string(g.Role))), ui.Text(scopeName(v.c, g)),
			ui.Text(g.Since + " – " + g.Until), ui.Text(nameOf(v.c, g.DeputyName)), ui.Text(g.Basis)}
		if v.admin() {
			cells = append(cells, endRoleForm(v, g))
		}
		t.Rows = append(t.Rows, ui.Row{URL: v.c.URL("people", g.Person), Cells: cells})
	}
	return t
}

// usualTeams are those every compound of this kind has (R10, R11, R13, R16).
func usualTeams(c *web.Ctx) []registry.Team {
	var out []registry.Team
	for _, t := range []struct{ key, kind string }{{"party", "party"}, {"property", "property"}, {"supervision", "supervision"},
		{"opinion", "volunteer"}, {"service", "volunteer"}, {"mediation", "volunteer"}} {
		out = append(out, registry.Team{Kind: t.kind, Name: c.T("registry.usual." + t.key), Purpose: c.T("registry.usual." + t.key + ".purpose")})
	}
	return out
}

func (p *Pages) teams(c *web.Ctx, k registry.Compound) error {
	teams, err := p.registry.Teams(c.Context(), k)
	if err != nil {
		return err
	}
	return c.Page(c.T("registry.teams"), teamsPage(c, teams, said{}))
}

func (p *Pages) addTeam(c *web.Ctx, k registry.Compound) error {
	_, err := p.registry.AddTeams(c.Context(), c.Actor, k, registry.Team{Kind: c.Str("kind"), Name: c.Str("name"), Purpose: c.Str("purpose")})
	if err == nil {
		return c.Redirect(c.URL("teams"), "flash.saved")
	}
	teams, terr := p.registry.Teams(c.Context(), k)
	if terr != nil {
		return terr
	}
	return refused(c, err, "team", c.T("registry.teams"), func(s said) component { return teamsPage(c, teams, s) })
}

func (p *Pages) usualTeams(c *web.Ctx, k registry.Compound) error {
	if _, err := p.registry.AddTeams(c.Context(), c.Actor, k, usualTeams(c)...); err != nil {
		return err
	}
	return c.Redirect(c.URL("teams"), "flash.saved")
}
