package registryweb_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/secret"
	kitweb "mulin/internal/kit/web"
	"mulin/internal/notify"
	"mulin/internal/notify/sms"
	"mulin/internal/registry"
	"mulin/internal/registry/registryweb"
	"mulin/internal/registry/roster"
	"mulin/locales"
	"mulin/web"

	"log/slog"
)

var system = actor.Actor{System: true}

type directory struct{ r *registry.Service }

func (d directory) CompoundBySlug(ctx context.Context, slug string) (kitweb.Compound, error) {
	c, err := d.r.CompoundBySlug(ctx, slug)
	return kitweb.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, Zone: c.Location(), Path: c.Path()}, err
}

// site is a served registry with two compounds and people who sign in.
type site struct {
	t        *testing.T
	d        *db.DB
	s        *registry.Service
	accounts *account.Service
	server   *httptest.Server
	c, other registry.Compound
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	box := must[*secret.Box](t)(secret.New([]byte(strings.Repeat("k", 32))))
	r := registry.New(d, box)
	words := must[*i18n.Bundle](t)(i18n.Load(locales.FS))
	n := notify.New(d, r, notify.Config{Texter: sms.Log{Log: slog.New(slog.DiscardHandler)}, Box: box, Words: words})
	w := &site{t: t, d: d, s: r, accounts: account.New(d, r, n)}
	static := must[fs.FS](t)(fs.Sub(web.FS, "static"))
	pages := must[*kitweb.Site](t)(kitweb.New(kitweb.Config{DB: d, Log: slog.New(slog.DiscardHandler), Words: words,
		Directory: directory{r}, Auth: w.accounts, Static: static}))
	registryweb.New(r).Register(pages)
	w.server = httptest.NewServer(pages)
	t.Cleanup(w.server.Close)
	w.c = must[registry.Compound](t)(r.CreateCompound(t.Context(), registry.NewCompound{Name: "示例小区"}))
	w.other = must[registry.Compound](t)(r.CreateCompound(t.Context(), registry.NewCompound{Name: "隔壁小区"}))
	return w
}

func eachSite(t *testing.T, f func(t *testing.T, w *site)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) { f(t, newSite(t, d)) })
}

// visitor is a signed-in person with a browser.
type visitor struct {
	w      *site
	person int64
	http   *http.Client
	token  string
}

func (w *site) visitor(c registry.Compound, name string, role actor.Role) *visitor {
	w.t.Helper()
	person := w.person(c, name)
	must[int64](w.t)(w.s.GiveRole(w.t.Context(), system, c, registry.NewRole{Person: person, Role: role, Scope: registry.ScopeCompound, ScopeID: c.ID, Since: "2026-01-01"}))
	in := must[account.SignIn](w.t)(w.accounts.SignInAs(w.t.Context(), c.Community, person, "test"))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &visitor{w, person, client, in.Token}
}

func (w *site) person(c registry.Compound, name string, phones ...string) int64 {
	w.t.Helper()
	return must[int64](w.t)(w.s.AddPerson(w.t.Context(), system, c, registry.NewPerson{Name: name, Phones: phones}))
}

func (w *site) homes(rows ...roster.Row) []registry.Home {
	w.t.Helper()
	must[registry.ImportResult](w.t)(w.s.ImportRoster(w.t.Context(), system, w.c, rows, nil))
	return must[[]registry.Home](w.t)(w.s.Homes(w.t.Context(), w.c.Community, w.c.ID, registry.HomeFilter{}))
}

func row(number string, owners ...string) roster.Row {
	return roster.Row{Building: "A", Unit: "1", Number: number, AreaCm2: 864800, Owners: owners}
}

type answer struct {
	code     int
	body     string
	location string
	header   http.Header
}

func (v *visitor) do(method, path string, body io.Reader, kind string) answer {
	v.w.t.Helper()
	req := must[*http.Request](v.w.t)(http.NewRequestWithContext(v.w.t.Context(), method, v.w.server.URL+path, body))
	req.AddCookie(&http.Cookie{Name: kitweb.SessionCookie, Value: v.token})
	req.Header.Set("Accept-Language", "zh-CN")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res := must[*http.Response](v.w.t)(v.http.Do(req))
	defer func() { _ = res.Body.Close() }()
	text := must[[]byte](v.w.t)(io.ReadAll(res.Body))
	return answer{res.StatusCode, string(text), res.Header.Get("Location"), res.Header}
}

func (v *visitor) get(path string) answer { return v.do("GET", path, nil, "") }

func (v *visitor) post(path string, form ...string) answer {
	q := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		q.Add(form[i], form[i+1])
	}
	return v.do("POST", path, strings.NewReader(q.Encode()), "application/x-www-form-urlencoded")
}

func (v *visitor) upload(path, name, content string) answer {
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	part := must[io.Writer](v.w.t)(form.CreateFormFile("file", name))
	_, _ = io.WriteString(part, content)
	_ = form.Close()
	return v.do("POST", path, &buf, form.FormDataContentType())
}

func (w *site) url(parts ...any) string { return kitweb.CompoundURL(w.c.Slug, parts...) }

func (a answer) wants(t *testing.T, code int, texts ...string) {
	t.Helper()
	if a.code != code {
		t.Fatalf("status %d, want %d: %s", a.code, code, text(a.body))
	}
	for _, s := range texts {
		if !strings.Contains(a.body, s) {
			t.Fatalf("page lacks %q: %s", s, text(a.body))
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

func text(html string) string { return tags.ReplaceAllString(html, " ") }
