// Package matterweb holds the pages of matters (事项) for those who work on
// them: the workbench with the intake line, the matter with its story, my jobs,
// patrol entry, the supervisor's page and the deliberation lane.
package matterweb

import (
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/blob"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// Pages are the pages of this package.
type Pages struct {
	matters  *matter.Service
	registry *registry.Service
	photos   *blob.Service
}

// New makes the pages.
func New(m *matter.Service, r *registry.Service, b *blob.Service) *Pages { return &Pages{m, r, b} }

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	watchers := web.Only("matter.desk", matter.Watchers()...)
	takers := web.Only("matter.intake", matter.Takers()...)
	workers := web.Only("matter.work", workRoles()...)
	s.Handle(
		web.Route{Method: "GET", Path: "/c/{compound}/desk", Perm: watchers, Do: p.desk},
		web.Route{Method: "GET", Path: "/c/{compound}/desk/queue", Perm: watchers, Do: p.queuePart},
		web.Route{Method: "GET", Path: "/c/{compound}/desk/events", Perm: workers, Do: p.events},
		web.Route{Method: "GET", Path: "/c/{compound}/desk/lookup", Perm: takers, Do: p.lookup},
		web.Route{Method: "POST", Path: "/c/{compound}/desk/intake", Perm: takers, Do: p.intake},
		web.Route{Method: "GET", Path: "/c/{compound}/matters.json", Perm: watchers, Do: p.queueJSON},
		web.Route{Method: "GET", Path: "/c/{compound}/matters/{id}", Perm: workers, Do: p.show},
		web.Route{Method: "GET", Path: "/c/{compound}/matters/{id}/print", Perm: workers, Do: p.print},
		web.Route{Method: "POST", Path: "/c/{compound}/matters/{id}/phone", Perm: workers, Do: p.phone},
		web.Route{Method: "POST", Path: "/c/{compound}/matters/{id}/{action}", Perm: workers, Do: p.act},
		web.Route{Method: "GET", Path: "/c/{compound}/photos/{hash}", Perm: web.Public("matter.photo"), Do: p.photo},
		web.Route{Method: "GET", Path: "/c/{compound}/jobs", Perm: workers, Do: p.jobs},
		web.Route{Method: "GET", Path: "/c/{compound}/jobs/list", Perm: workers, Do: p.jobsPart},
		web.Route{Method: "GET", Path: "/c/{compound}/patrol", Perm: web.Only("matter.patrol", matter.Patrollers()...), Do: p.patrolForm},
		web.Route{Method: "POST", Path: "/c/{compound}/patrol", Perm: web.Only("matter.patrol", matter.Patrollers()...), Do: p.patrol},
		web.Route{Method: "GET", Path: "/c/{compound}/watch", Perm: web.Only("matter.watch", matter.WatchRoles()...), Do: p.watch},
		web.Route{Method: "GET", Path: "/c/{compound}/deliberate", Perm: workers, Do: p.deliberate},
	)
}

// workRoles are all who may have a matter in hand or read some of them.
func workRoles() []actor.Role { return append(matter.Patrollers(), actor.Admin) }

// compound is the registry's compound of the address.
func (p *Pages) compound(c *web.Ctx) (registry.Compound, error) {
	return p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
}

// events tells the browser that a matter of the compound changed.
func (p *Pages) events(c *web.Ctx) error {
	return c.Stream(matter.Topic(c.Compound.Community, c.Compound.ID))
}

// oneOf gives v when it is one of the list, else the zero value.
func oneOf[T ~string](v string, list []T) T {
	if slices.Contains(list, T(v)) {
		return T(v)
	}
	return ""
}
