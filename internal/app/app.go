// Package app puts the parts together: database, services, jobs, pages. It is
// the only package that imports everything.
package app

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/job"
	"mulin/internal/kit/secret"
	kitweb "mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/matter/matterweb"
	"mulin/internal/notify"
	"mulin/internal/notify/push"
	"mulin/internal/notify/sms"
	"mulin/internal/registry"
	"mulin/locales"
	"mulin/web"
)

// Config is everything a program run is told, by flags and environment.
type Config struct {
	Addr        string     // HOST:PORT of the pages
	MetricsAddr string     // HOST:PORT of metrics and profiles, "" for none
	Dir         string     // folder for SQLite and files
	Database    string     // PostgreSQL URL, "" for SQLite
	SecretKey   string     // hex master key, "" for the file secret.key in Dir
	BaseURL     string     // for links on paper and in messages
	TrustProxy  bool       // believe X-Forwarded-For
	Demo        bool       // demo mode: sign in as anyone
	SMS         sms.Aliyun // provider of text messages; empty BaseURL: none are sent
	Clock       db.Clock
	Log         *slog.Logger
}

// now is the time by the configured clock.
func (c Config) now() time.Time {
	if c.Clock != nil {
		return c.Clock().UTC()
	}
	return time.Now().UTC()
}

// App is the running program without its listeners.
type App struct {
	cfg      Config
	words    *i18n.Bundle
	DB       *db.DB
	Registry *registry.Service
	Accounts *account.Service
	Notify   *notify.Service
	Matters  *matter.Service
	Jobs     *job.Runner
	Site     *kitweb.Site
	Metrics  *prometheus.Registry
}

// New opens the database and wires the services and pages.
func New(ctx context.Context, cfg Config) (*App, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	box, err := secret.Load(cfg.SecretKey, cfg.Dir)
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Options{URL: cfg.Database, Dir: cfg.Dir, Clock: cfg.Clock})
	if err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, DB: d, Metrics: prometheus.NewRegistry()}
	if a.words, err = i18n.Load(locales.FS); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	a.services(box)
	if err := a.pages(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

func (a *App) services(box *secret.Box) {
	a.Registry = registry.New(a.DB, box)
	a.Jobs = job.NewRunner(a.DB, a.cfg.Log)
	a.Notify = notify.New(a.DB, a.Registry, notify.Config{Texter: a.texter(), Box: box, Words: a.words, BaseURL: a.cfg.BaseURL,
		Pusher: push.Sender{Contact: a.cfg.BaseURL, Client: push.PublicOnly()}})
	a.Accounts = account.New(a.DB, a.Registry, a.Notify)
	a.Matters = matter.New(a.DB, a.Registry, box, a.Notify)
	a.Notify.Register(a.Jobs)
	a.Jobs.Every("forget old sign-ins", time.Hour, a.Accounts.Sweep)
	a.Jobs.Every("matter clocks", 5*time.Second, func(ctx context.Context) error {
		_, err := a.Matters.Sweep(ctx)
		return err
	})
}

// texter writes text messages to the log in the demo, whose people have no phones.
// A real code or number never goes there: without a provider none is sent.
func (a *App) texter() notify.Texter {
	switch {
	case a.cfg.Demo:
		return sms.Log{Log: a.cfg.Log}
	case a.cfg.SMS.BaseURL != "":
		provider := a.cfg.SMS
		provider.HTTP, provider.Now = &http.Client{Timeout: 15 * time.Second}, time.Now
		return provider
	}
	return nil
}

func (a *App) pages() error {
	static, err := fs.Sub(web.FS, "static")
	if err != nil {
		return err
	}
	a.Site, err = kitweb.New(kitweb.Config{DB: a.DB, Log: a.cfg.Log, Words: a.words, Directory: directory{a.Registry}, Auth: a.Accounts,
		Static: static, Demo: a.cfg.Demo, BaseURL: a.cfg.BaseURL, TrustProxy: a.cfg.TrustProxy, Metrics: a.Metrics,
		Nav: nav, Audience: audience, Top: matterweb.Line, Home: directory{a.Registry}.home,
		Unread: func(ctx context.Context, who actor.Actor) (int64, error) {
			return a.Notify.Unread(ctx, who.Community, who.Person)
		}})
	if err != nil {
		return err
	}
	a.routes()
	return nil
}

// Close ends the database; jobs and listeners have ended before.
func (a *App) Close() error { return a.DB.Close() }

// ServeHTTP answers pages: the site behind the health checks.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/healthz":
		_, _ = w.Write([]byte("ok\n"))
	case "/readyz":
		if err := a.DB.Ping(r.Context()); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	default:
		a.Site.ServeHTTP(w, r)
	}
}

// directory lets the pages find compounds without knowing the registry.
type directory struct{ registry *registry.Service }

func (d directory) CompoundBySlug(ctx context.Context, slug string) (kitweb.Compound, error) {
	c, err := d.registry.CompoundBySlug(ctx, slug)
	return framed(c), err
}

// home is the compound a person belongs to. NotFound.
func (d directory) home(ctx context.Context, a actor.Actor) (kitweb.Compound, error) {
	c, err := d.registry.HomeCompound(ctx, a)
	return framed(c), err
}

// framed is what the pages show of a compound; none stays none.
func framed(c registry.Compound) kitweb.Compound {
	if c.ID == 0 {
		return kitweb.Compound{}
	}
	return kitweb.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, OfficeName: c.OfficeName,
		OfficePhone: c.OfficePhone, Zone: c.Location(), Demo: c.Demo, Path: c.Path()}
}
