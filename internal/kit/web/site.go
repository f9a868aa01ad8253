// Package web is the edge: routes with their rules as data, one adapter from
// handlers that return errors to pages, and what every answer carries
// (compression, security headers, language, session). It knows no domain.
package web

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
)

// Compound is what every page of a compound shows of it.
type Compound struct {
	Community, ID int64
	Slug, Name    string
	OfficeName    string
	OfficePhone   string
	Zone          *time.Location
	Demo          bool
	Path          actor.Path // street, community, compound
}

// Directory finds the compound of a URL; errs.NotFound when there is none.
type Directory interface {
	CompoundBySlug(ctx context.Context, slug string) (Compound, error)
}

// Authenticator turns a session token into the person behind it;
// errs.Unauthenticated when the session has ended.
type Authenticator interface {
	Authenticate(ctx context.Context, token string) (actor.Actor, error)
}

// Handler answers a request or returns an error for the adapter to show.
type Handler func(c *Ctx) error

// Route is one line of the table of all routes. Path may hold {compound}.
type Route struct {
	Method string
	Path   string
	Perm   Perm
	Do     Handler
}

// Config is what a site is made of.
type Config struct {
	DB         *db.DB
	Log        *slog.Logger
	Words      *i18n.Bundle
	Directory  Directory
	Auth       Authenticator
	Static     fs.FS // files under /static/
	Demo       bool
	BaseURL    string // for links on paper, such as https://mulin.example
	TrustProxy bool   // take the visitor's address from X-Forwarded-For
	Metrics    prometheus.Registerer
	Nav        func(c *Ctx) []ui.NavItem // menu of the signed-in person
	Audience   func(c *Ctx) string       // "staff", "resident" or "plain"
}

// Site serves the pages.
type Site struct {
	Config
	mux      *http.ServeMux
	routes   []Route
	assets   assets
	limits   *limiter
	streams  tally
	duration *prometheus.HistogramVec
	handler  http.Handler
}

// New makes a site that only has static files until routes are added.
func New(cfg Config) (*Site, error) {
	s := &Site{Config: cfg, mux: http.NewServeMux(), limits: newLimiter(), streams: tally{open: map[string]int{}}}
	s.duration = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "mulin_http_seconds", Help: "Time to answer, by route and status.",
		Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3}}, []string{"route", "status"})
	if cfg.Metrics != nil {
		if err := cfg.Metrics.Register(s.duration); err != nil {
			return nil, err
		}
	}
	var err error
	if s.assets, err = newAssets(cfg.Static); err != nil {
		return nil, err
	}
	s.mux.Handle("GET /static/", s.assets)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.serve(notFoundRoute(), w, r) })
	gzip, err := gzhttp.NewWrapper(gzhttp.MinSize(512), gzhttp.SuffixETag("-gzip"))
	if err != nil {
		return nil, err
	}
	guard, err := s.guardOrigin()
	if err != nil {
		return nil, err
	}
	s.handler = s.observe(secure(guard.Handler(gzip(s.mux))))
	return s, nil
}

func notFoundRoute() Route {
	return Route{Perm: Public("none"), Do: func(*Ctx) error { return errNotFound() }}
}

// Handle adds routes. A route without a rule is a mistake of ours and stops the
// program before it serves anything.
func (s *Site) Handle(routes ...Route) {
	for _, r := range routes {
		if r.Perm.Name == "" || r.Perm.Who == "" {
			panic(fmt.Sprintf("web: %s %s has no rule", r.Method, r.Path))
		}
		if r.Perm.Who == DemoOnly && !s.Demo {
			continue
		}
		s.routes = append(s.routes, r)
		s.mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) { s.serve(r, w, req) })
	}
}

// Routes lists every route with its rule, in the order they were added.
func (s *Site) Routes() []Route { return s.routes }

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// guardOrigin refuses forms sent from other sites. The public address is one of
// ours, also behind a proxy that calls us by another name.
func (s *Site) guardOrigin() (*http.CrossOriginProtection, error) {
	guard := http.NewCrossOriginProtection()
	if s.BaseURL == "" {
		return guard, nil
	}
	u, err := url.Parse(s.BaseURL)
	if err != nil {
		return nil, err
	}
	return guard, guard.AddTrustedOrigin(u.Scheme + "://" + u.Host)
}
