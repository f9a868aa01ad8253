// Package webtest visits pages in tests: a site over a test's services, and a
// browser for one person.
package webtest

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"mulin/internal/kit/db"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
)

// World is what a site needs of a test.
type World interface {
	web.Directory
	web.Authenticator
}

// Site is an empty site with the texts of the tables.
func Site(t testing.TB, d *db.DB, w World, tables fs.FS) *web.Site {
	t.Helper()
	words, err := i18n.Load(tables)
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Config{DB: d, Log: slog.New(slog.DiscardHandler), Words: words, Directory: w, Auth: w,
		Static: fstest.MapFS{}, Nav: func(*web.Ctx) []ui.NavItem { return nil }, Audience: func(*web.Ctx) string { return "staff" }})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// Browser visits the pages of one compound, in Chinese. Token "" is a visitor.
type Browser struct {
	Site  *web.Site
	Slug  string
	Token string
}

// Get reads a page of the compound.
func (b Browser) Get(path string) (status int, body string) { return b.do(http.MethodGet, path, nil) }

// Post sends a form.
func (b Browser) Post(path string, form url.Values) (status int, body string) {
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (b Browser) do(method, path string, body io.Reader) (int, string) {
	r := httptest.NewRequest(method, web.CompoundURL(b.Slug, path), body)
	r.Header.Set("Accept-Language", "zh-CN")
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if b.Token != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: b.Token})
	}
	w := httptest.NewRecorder()
	b.Site.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}
