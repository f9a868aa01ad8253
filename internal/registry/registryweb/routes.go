// Package registryweb holds the pages that keep the registry: homes, people,
// places, roles, teams, the service office, the mandate, import and export.
package registryweb

import (
	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

type component = templ.Component

// Pages are the pages of this package.
type Pages struct {
	registry *registry.Service
	imports  *imports
}

// New makes the pages.
func New(r *registry.Service) *Pages { return &Pages{r, newImports()} }

// kept is a handler that knows the compound as the registry keeps it.
type kept func(c *web.Ctx, k registry.Compound) error

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	read := web.Only("registry.read", registry.Readers()...)
	keep := web.Only("registry.keep", registry.Keepers()...)
	roles := web.Only("registry.roles", actor.Admin)
	unmask := web.Only("registry.unmask", registry.Readers()...)
	for _, r := range []struct {
		method, path string
		perm         web.Perm
		do           kept
	}{
		{"GET", "homes", read, p.homes},
		{"GET", "homes/{id}", read, p.home},
		{"POST", "homes/{id}/residents", keep, p.moveIn},
		{"POST", "homes/{id}/owners", keep, p.own},
		{"POST", "homes/{id}/end", keep, p.endStay},
		{"POST", "homes/{id}/area", keep, p.area},
		{"POST", "homes/{id}/group", keep, p.group},
		{"GET", "people", read, p.people},
		{"GET", "people/new", keep, p.newPerson},
		{"POST", "people", keep, p.addPerson},
		{"GET", "people/{id}", read, p.person},
		{"POST", "people/{id}/unmask", unmask, p.unmask},
		{"POST", "people/{id}/phones", keep, p.addPhone},
		{"POST", "people/{id}/consents", keep, p.consent},
		{"POST", "people/{id}/consents/{consent}/withdraw", keep, p.withdraw},
		{"GET", "places", read, p.places},
		{"POST", "places/units", keep, p.addUnit},
		{"POST", "places/groups", keep, p.makeGroups},
		{"POST", "places/grids", keep, p.setGrid},
		{"POST", "places/heads", roles, p.setHead},
		{"GET", "roles", read, p.roles},
		{"POST", "roles", roles, p.giveRole},
		{"POST", "roles/{id}/end", roles, p.endRole},
		{"GET", "teams", read, p.teams},
		{"POST", "teams", keep, p.addTeam},
		{"POST", "teams/usual", keep, p.usualTeams},
		{"GET", "office", keep, p.office},
		{"POST", "office", keep, p.saveOffice},
		{"GET", "history", keep, p.history},
		{"POST", "history", keep, p.addTerm},
		{"POST", "history/{id}/end", keep, p.endTerm},
		{"POST", "history/{id}/items", keep, p.addItem},
		{"POST", "handover/{id}", keep, p.setItem},
		{"GET", "import", keep, p.upload},
		{"POST", "import", keep, p.takeUpload},
		{"GET", "import/{key}", keep, p.preview},
		{"POST", "import/{key}/columns", keep, p.columns},
		{"POST", "import/{key}/commit", keep, p.commit},
		{"GET", "import/{key}/progress", keep, p.progress},
		{"GET", "export", keep, p.export},
		{"POST", "export", keep, p.sendExport},
	} {
		s.Handle(web.Route{Method: r.method, Path: "/c/{compound}/" + r.path, Perm: r.perm, Do: p.in(r.do)})
	}
}

func (p *Pages) in(do kept) web.Handler {
	return func(c *web.Ctx) error {
		k, err := p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
		if err != nil {
			return err
		}
		return do(c, k)
	}
}

// keeps tells whether the visitor may change the registry and see whole names.
func keeps(c *web.Ctx) bool { return c.Actor.Has(c.Compound.Path, registry.Keepers()...) }
