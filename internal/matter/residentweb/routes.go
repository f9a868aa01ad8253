// Package residentweb holds the pages for residents and for everybody: the
// compound's front page, reporting in three taps, the reporter's own page, one's
// own list, the public board, the list of today for joint-household heads, and
// what is printed for doors and letter boxes.
package residentweb

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

type component = templ.Component

// Photos keeps and gives back the pictures of a report, by their hash.
type Photos interface {
	// Save keeps a picture; Invalid at "photo" when it is none or too large.
	Save(ctx context.Context, community int64, r io.Reader) (hash string, err error)
	// Get gives a picture. NotFound.
	Get(ctx context.Context, community int64, hash string) (jpeg []byte, err error)
}

// Pages are the pages of this package.
type Pages struct {
	matters  *matter.Service
	registry *registry.Service
	photos   Photos
}

// New makes the pages. Without photos the pages do not ask for any.
func New(m *matter.Service, r *registry.Service, photos Photos) *Pages {
	return &Pages{matters: m, registry: r, photos: photos}
}

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	s.Handle(
		web.Route{Method: "GET", Path: "/{$}", Perm: web.Public("home.landing"), Do: p.landing},
		web.Route{Method: "GET", Path: "/c/{compound}/{$}", Perm: web.Public("home.compound"), Do: p.home},
		web.Route{Method: "GET", Path: "/c/{compound}/report", Perm: web.Public("matter.report"), Do: p.report},
		web.Route{Method: "POST", Path: "/c/{compound}/report", Perm: web.Public("matter.report"), Do: p.sendReport},
		web.Route{Method: "GET", Path: "/c/{compound}/board", Perm: web.Public("matter.board"), Do: p.board},
		web.Route{Method: "GET", Path: "/c/{compound}/mine", Perm: web.SignedIn("matter.mine"), Do: p.mine},
		web.Route{Method: "GET", Path: "/c/{compound}/mine/{id}", Perm: web.SignedIn("matter.mine"), Do: p.mineOne},
		web.Route{Method: "GET", Path: "/c/{compound}/today", Perm: web.Only("matter.today", matter.Heads()...), Do: p.today},
		web.Route{Method: "GET", Path: "/c/{compound}/today/print", Perm: web.Only("matter.today", matter.Heads()...), Do: p.todayPaper},
		web.Route{Method: "GET", Path: "/c/{compound}/slip", Perm: web.Public("matter.slip"), Do: p.slip},
		web.Route{Method: "GET", Path: "/c/{compound}/doors", Perm: web.Only("matter.doors", registry.Keepers()...), Do: p.doors},
		web.Route{Method: "GET", Path: "/c/{compound}/doors/print", Perm: web.Only("matter.doors", registry.Keepers()...), Do: p.doorsPaper},
	)
	p.registerTrack(s)
}

// registerTrack adds the pages of whoever holds the link of a report.
func (p *Pages) registerTrack(s *web.Site) {
	s.Handle(
		web.Route{Method: "GET", Path: "/m/{code}", Perm: web.Public("matter.track"), Do: p.track},
		web.Route{Method: "GET", Path: "/m/{code}/receipt", Perm: web.Public("matter.track"), Do: p.receipt},
		web.Route{Method: "GET", Path: "/m/{code}/photo/{hash}", Perm: web.Public("matter.track"), Do: p.photo},
		web.Route{Method: "POST", Path: "/m/{code}/confirm", Perm: web.Public("matter.track.act"), Do: p.confirm},
		web.Route{Method: "POST", Path: "/m/{code}/reject", Perm: web.Public("matter.track.act"), Do: p.reject},
		web.Route{Method: "POST", Path: "/m/{code}/rate", Perm: web.Public("matter.track.act"), Do: p.rate},
		web.Route{Method: "POST", Path: "/m/{code}/reopen", Perm: web.Public("matter.track.act"), Do: p.reopen},
		web.Route{Method: "POST", Path: "/m/{code}/withdraw", Perm: web.Public("matter.track.act"), Do: p.withdraw},
	)
}

// compound is the registry's view of the compound of the page.
func (p *Pages) compound(c *web.Ctx) (registry.Compound, error) {
	return p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
}

func notFound() error { return errs.New(errs.NotFound, "err.notfound") }
