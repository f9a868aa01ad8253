// Package routesweb shows every route of the site with its permission on one
// screen, for whoever answers for who may do what.
package routesweb

import (
	"cmp"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/web"
)

// Pages are the pages of this package.
type Pages struct{ site *web.Site }

// New makes the page about the routes of a site.
func New(site *web.Site) *Pages { return &Pages{site} }

// Register adds the route.
func (p *Pages) Register(s *web.Site) {
	s.Handle(web.Route{Method: "GET", Path: "/admin/routes", Perm: web.Only("admin.routes", actor.Admin), Do: p.show})
}

// Sorted gives the routes by address, then by method.
func Sorted(routes []web.Route) []web.Route {
	return slices.SortedFunc(slices.Values(routes), func(a, b web.Route) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
}

func (p *Pages) show(c *web.Ctx) error {
	return c.Page(c.T("routes.title"), table(Sorted(p.site.Routes())))
}
