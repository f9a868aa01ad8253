package mattertest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/locales"
)

// Browser visits the pages of a world as one person.
type Browser struct {
	t     testing.TB
	site  *web.Site
	token string
}

// Pages is any package of pages.
type Pages interface{ Register(*web.Site) }

// Site serves pages in Chinese over the world.
func (w *World) Site(pages Pages) *web.Site {
	w.t.Helper()
	words, err := i18n.Load(locales.FS)
	w.must(err)
	site, err := web.New(web.Config{DB: w.DB, Log: slog.New(slog.DiscardHandler), Words: words, Directory: w, Auth: w.Accounts,
		Static: fstest.MapFS{}, Nav: func(*web.Ctx) []ui.NavItem { return nil }, Audience: func(*web.Ctx) string { return "staff" }})
	w.must(err)
	pages.Register(site)
	return site
}

// Browser signs a person in; 0 is a visitor.
func (w *World) Browser(site *web.Site, person int64) *Browser {
	b := &Browser{t: w.t, site: site}
	if person != 0 {
		b.token = w.Token(person)
	}
	return b
}

// Get reads a page of the compound: its status, text and headers.
func (b *Browser) Get(path string) (int, string) { return b.do(http.MethodGet, path, nil) }

// Post sends a form.
func (b *Browser) Post(path string, form url.Values) (int, string) {
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (b *Browser) do(method, path string, body io.Reader) (int, string) {
	b.t.Helper()
	r := httptest.NewRequest(method, "/c/a/"+path, body)
	r.Header.Set("Accept-Language", "zh-CN")
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if b.token != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: b.token})
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// CompoundBySlug makes the world the directory of its site.
func (w *World) CompoundBySlug(ctx context.Context, slug string) (web.Compound, error) {
	c, err := w.Registry.CompoundBySlug(ctx, slug)
	return web.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, OfficeName: c.OfficeName, OfficePhone: c.OfficePhone,
		Zone: c.Location(), Path: c.Path()}, err
}
