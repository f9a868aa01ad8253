package web_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/locales"
)

type fakeAuth map[string]actor.Actor

func (f fakeAuth) Authenticate(_ context.Context, token string) (actor.Actor, error) {
	if a, ok := f[token]; ok {
		return a, nil
	}
	return actor.Actor{}, errs.New(errs.Unauthenticated, "err.signin")
}

type fakeDirectory struct{}

func (fakeDirectory) CompoundBySlug(_ context.Context, slug string) (web.Compound, error) {
	if slug != "demo" {
		return web.Compound{}, errs.New(errs.NotFound, "err.notfound")
	}
	return web.Compound{Community: 1, ID: 1, Slug: "demo", Name: "示例小区", Path: actor.Path{Community: 1, Compound: 1}}, nil
}

// rig is a site with a handful of routes, and its log.
type rig struct {
	*web.Site
	log bytes.Buffer
	d   *db.DB
}

func newRig(t *testing.T, change ...func(*web.Config)) *rig {
	t.Helper()
	words, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{}
	r.d, _ = dbtest.Open(t, "sqlite")
	cfg := web.Config{DB: r.d, Log: slog.New(slog.NewTextHandler(&r.log, nil)), Words: words, Directory: fakeDirectory{}, Static: fstest.MapFS{"app.css": {Data: []byte("a{}")}},
		Auth: fakeAuth{"desk": holder(actor.Desk, actor.Path{Community: 1, Compound: 1}), "worker": holder(actor.Worker, actor.Path{Community: 1, Compound: 1})}}
	for _, f := range change {
		f(&cfg)
	}
	if r.Site, err = web.New(cfg); err != nil {
		t.Fatal(err)
	}
	r.Handle(
		web.Route{Method: "GET", Path: "/page", Perm: web.Public("page"), Do: func(c *web.Ctx) error { return c.Page("题", templ.Raw(strings.Repeat("<p>内容</p>", 200))) }},
		web.Route{Method: "GET", Path: "/c/{compound}/desk", Perm: web.Only("desk", actor.Desk), Do: func(c *web.Ctx) error { return c.Page("台", templ.Raw("secret desk")) }},
		web.Route{Method: "POST", Path: "/form", Perm: web.Public("form"), Do: func(c *web.Ctx) error { return c.Redirect("/page", "") }},
		web.Route{Method: "GET", Path: "/panic", Perm: web.Public("panic"), Do: func(*web.Ctx) error { panic("the password is hunter2") }},
		web.Route{Method: "GET", Path: "/fault", Perm: web.Public("fault"), Do: func(*web.Ctx) error { return errors.New("SELECT secret") }},
		web.Route{Method: "GET", Path: "/invalid", Perm: web.Public("invalid"), Do: func(*web.Ctx) error { return errs.InvalidField("room", "err.required") }},
		web.Route{Method: "GET", Path: "/conflict", Perm: web.Public("conflict"), Do: func(*web.Ctx) error { return errs.New(errs.Conflict, "err.conflict") }},
		web.Route{Method: "GET", Path: "/live", Perm: web.Public("live"), Do: func(c *web.Ctx) error { return c.Stream("topic") }},
	)
	return r
}

type with func(*http.Request)

func header(name, value string) with { return func(r *http.Request) { r.Header.Set(name, value) } }
func session(token string) with {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: token}) }
}
func from(addr string) with { return func(r *http.Request) { r.RemoteAddr = addr } }

func (r *rig) get(method, path string, changes ...with) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, nil)
	for _, f := range changes {
		f(req)
	}
	rec := httptest.NewRecorder()
	r.ServeHTTP(rec, req)
	return rec
}

func wantStatus(t *testing.T, rec *httptest.ResponseRecorder, want int) {
	t.Helper()
	if rec.Code != want {
		t.Fatalf("status %d, want %d: %s", rec.Code, want, rec.Body)
	}
}

func TestAVisitorIsSentToSignInAndBack(t *testing.T) {
	rec := newRig(t).get("GET", "/c/demo/desk?tab=2&x=1")
	wantStatus(t, rec, http.StatusSeeOther)
	to, err := url.Parse(rec.Header().Get("Location"))
	if err != nil || to.Path != "/signin" || to.Query().Get("next") != "/c/demo/desk?tab=2&x=1" {
		t.Fatalf("sent to %s", rec.Header().Get("Location"))
	}
}

func TestTheWayBackNeverLeavesTheSite(t *testing.T) {
	r := newRig(t)
	r.Handle(web.Route{Method: "GET", Path: "/any/{rest...}", Perm: web.SignedIn("any"), Do: func(*web.Ctx) error { return nil }})
	for _, path := range []string{"http://evil.example/any/x", "http://evil.example//evil.example/any", "/any/%2F%2Fevil"} {
		rec := r.get("GET", path)
		to, _ := url.Parse(rec.Header().Get("Location"))
		next := to.Query().Get("next")
		if to.Host != "" || strings.HasPrefix(next, "//") || strings.Contains(next, "://") {
			t.Errorf("%s: back to %q by %q", path, next, rec.Header().Get("Location"))
		}
	}
}

func TestASignedInColleagueWithoutTheRoleIsTold(t *testing.T) {
	r := newRig(t)
	wantStatus(t, r.get("GET", "/c/demo/desk", session("desk")), http.StatusOK)
	wantStatus(t, r.get("GET", "/c/demo/desk", session("worker")), http.StatusForbidden)
	wantStatus(t, r.get("GET", "/c/none/desk", session("desk")), http.StatusNotFound)
	wantStatus(t, r.get("GET", "/nowhere"), http.StatusNotFound)
}

func TestAnEndedSessionIsTakenAway(t *testing.T) {
	rec := newRig(t).get("GET", "/page", session("stale"))
	wantStatus(t, rec, http.StatusOK)
	if c := rec.Result().Cookies(); len(c) != 1 || c[0].Name != web.SessionCookie || c[0].MaxAge >= 0 {
		t.Fatalf("cookies %v", c)
	}
}

func TestAFragmentAndJSONAreNotRedirectedToSignIn(t *testing.T) {
	r := newRig(t)
	wantStatus(t, r.get("GET", "/c/demo/desk", header("HX-Request", "true")), http.StatusUnauthorized)
	wantStatus(t, r.get("GET", "/c/demo/desk", header("Accept", "application/json")), http.StatusUnauthorized)
}

func TestAnErrorIsAPageAFragmentOrJSON(t *testing.T) {
	r := newRig(t)
	page := r.get("GET", "/conflict")
	wantStatus(t, page, http.StatusConflict)
	if !strings.Contains(page.Body.String(), "<html") || !strings.Contains(page.Body.String(), "刚才有人改过了") {
		t.Errorf("page: %s", page.Body)
	}
	part := r.get("GET", "/conflict", header("HX-Request", "true"))
	wantStatus(t, part, http.StatusConflict)
	if strings.Contains(part.Body.String(), "<html") || !strings.Contains(part.Body.String(), "刚才有人改过了") {
		t.Errorf("fragment: %s", part.Body)
	}
	var p struct {
		Status int
		Detail string
		Fields map[string]string
	}
	rec := r.get("GET", "/invalid", header("Accept", "application/json"))
	wantStatus(t, rec, http.StatusUnprocessableEntity)
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || p.Status != 422 || p.Fields["room"] != "请填写这一项" || p.Detail == "" {
		t.Errorf("json: %s", rec.Body)
	}
	if got := page.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("an error may be kept: %q", got)
	}
}

func TestAnAddressThatLeadsNowhereStillShowsTheCompound(t *testing.T) {
	r := newRig(t)
	rec := r.get("GET", "/c/demo/nowhere")
	wantStatus(t, rec, http.StatusNotFound)
	if !strings.Contains(rec.Body.String(), "示例小区") {
		t.Error("the page does not show its compound")
	}
	wantStatus(t, r.get("GET", "/c/unknown/nowhere"), http.StatusNotFound)
}

func TestAFrameThatFailsDoesNotCostThePage(t *testing.T) {
	r := newRig(t, func(cfg *web.Config) {
		cfg.Home = func(context.Context, actor.Actor) (web.Compound, error) {
			return web.Compound{}, errors.New("no such table")
		}
		cfg.Nav = func(c *web.Ctx) []ui.NavItem { return []ui.NavItem{{Label: "我", Badge: c.Unread()}} }
		cfg.Unread = func(context.Context, actor.Actor) (int64, error) { return 0, errors.New("no such column") }
	})
	wantStatus(t, r.get("GET", "/page", session("desk")), http.StatusOK)
	for _, fault := range []string{"no such table", "no such column"} {
		if !strings.Contains(r.log.String(), fault) {
			t.Errorf("%s is not logged", fault)
		}
	}
}

func TestAFaultShowsItsNumberOnly(t *testing.T) {
	for _, path := range []string{"/panic", "/fault"} {
		for _, accept := range []string{"text/html", "application/json"} {
			r := newRig(t)
			rec := r.get("GET", path, header("Accept", accept))
			wantStatus(t, rec, http.StatusInternalServerError)
			body := rec.Body.String()
			if strings.Contains(body, "hunter2") || strings.Contains(body, "SELECT") || strings.Contains(body, "goroutine") {
				t.Errorf("%s as %s tells too much: %s", path, accept, body)
			}
			_, rest, _ := strings.Cut(r.log.String(), "number=")
			number, _, _ := strings.Cut(rest, " ")
			if number == "" || !strings.Contains(body, number) {
				t.Errorf("%s as %s: the number %q of the log is not shown: %s", path, accept, number, body)
			}
		}
	}
}

func TestAPublicPageIsSentOnceAndThenAnswered304(t *testing.T) {
	r := newRig(t)
	first := r.get("GET", "/page")
	tag := first.Header().Get("ETag")
	if tag == "" || first.Header().Get("Cache-Control") != "no-cache" {
		t.Fatalf("headers %v", first.Header())
	}
	for _, have := range []string{tag, "W/" + tag, `"other", ` + tag} {
		rec := r.get("GET", "/page", header("If-None-Match", have))
		if rec.Code != http.StatusNotModified || rec.Body.Len() != 0 {
			t.Errorf("%s: status %d with %d bytes", have, rec.Code, rec.Body.Len())
		}
	}
	wantStatus(t, r.get("GET", "/page", header("If-None-Match", `"other"`)), http.StatusOK)
	wantStatus(t, r.get("GET", "/page", header("If-None-Match", tag), header("Accept-Language", "en")), http.StatusOK)
}

func TestACompressedPageIsKnownAgain(t *testing.T) {
	r := newRig(t)
	first := r.get("GET", "/page", header("Accept-Encoding", "gzip"))
	if first.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	z, err := gzip.NewReader(first.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || !strings.Contains(string(text), "内容") {
		t.Fatalf("%v", err)
	}
	wantStatus(t, r.get("GET", "/page", header("Accept-Encoding", "gzip"), header("If-None-Match", first.Header().Get("ETag"))), http.StatusNotModified)
}

func TestAPageBehindSignInIsNeverShared(t *testing.T) {
	rec := newRig(t).get("GET", "/c/demo/desk", session("desk"))
	if got := rec.Header().Get("Cache-Control"); got != "private, no-cache" || rec.Header().Get("ETag") != "" {
		t.Fatalf("Cache-Control %q, ETag %q", got, rec.Header().Get("ETag"))
	}
}

func TestEveryAnswerKeepsForeignScriptsAndFramesOut(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"/page", "/nowhere", "/panic", "/static/app.css"} {
		h := r.get("GET", path).Header()
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	r := newRig(t, func(c *web.Config) { c.BaseURL = "https://mulin.example" })
	wantStatus(t, r.get("POST", "/form", header("Sec-Fetch-Site", "cross-site")), http.StatusForbidden)
	wantStatus(t, r.get("POST", "/form", header("Origin", "https://evil.example")), http.StatusForbidden)
	wantStatus(t, r.get("POST", "/form", header("Sec-Fetch-Site", "same-origin")), http.StatusSeeOther)
	wantStatus(t, r.get("POST", "/form", header("Origin", "https://mulin.example")), http.StatusSeeOther)
	wantStatus(t, r.get("POST", "/form"), http.StatusSeeOther)
}

func TestAVisitorInAHurryIsSlowedDownAndOthersAreNot(t *testing.T) {
	r := newRig(t)
	statuses := map[int]int{}
	for range 70 {
		statuses[r.get("POST", "/form", from("10.0.0.1:5")).Code]++
	}
	if statuses[http.StatusSeeOther] < 60 || statuses[http.StatusTooManyRequests] == 0 {
		t.Fatalf("statuses %v", statuses)
	}
	wantStatus(t, r.get("POST", "/form", from("10.0.0.2:5")), http.StatusSeeOther)
	wantStatus(t, r.get("POST", "/form", from("10.0.0.1:5"), session("desk")), http.StatusSeeOther)
	wantStatus(t, r.get("GET", "/page", from("10.0.0.1:5")), http.StatusOK)
}

func TestAVisitorCannotInventAddresses(t *testing.T) {
	r := newRig(t, func(c *web.Config) { c.TrustProxy = true })
	last := 0
	for i := range 70 {
		last = r.get("POST", "/form", header("X-Forwarded-For", "1.2.3."+string(rune('a'+i%26))+", 10.0.0.1")).Code
	}
	if last != http.StatusTooManyRequests {
		t.Fatalf("status %d: the limit was walked around", last)
	}
}

func TestATooLargeFormIsRefusedInWords(t *testing.T) {
	r := newRig(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("photo", "x.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(part, zeros{}, 26<<20); err != nil {
		t.Fatal(err)
	}
	_ = form.Close()
	req := httptest.NewRequest("POST", "/form", &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	rec := httptest.NewRecorder()
	r.ServeHTTP(rec, req)
	wantStatus(t, rec, http.StatusUnprocessableEntity)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestADemoRouteExistsInDemoModeOnly(t *testing.T) {
	for _, demo := range []bool{false, true} {
		r := newRig(t, func(c *web.Config) { c.Demo = demo })
		r.Handle(web.Route{Method: "GET", Path: "/as", Perm: web.Demo("as"), Do: func(c *web.Ctx) error { return c.Redirect("/", "") }})
		if got := r.get("GET", "/as").Code == http.StatusSeeOther; got != demo {
			t.Errorf("demo %v: the route answers: %v", demo, got)
		}
	}
}

func TestARouteWithoutARuleStopsTheProgram(t *testing.T) {
	r := newRig(t)
	defer func() {
		if recover() == nil {
			t.Fatal("it was accepted")
		}
	}()
	r.Handle(web.Route{Method: "GET", Path: "/x", Do: func(*web.Ctx) error { return nil }})
}

func TestAStaticFileOfThisVersionIsKeptForAYear(t *testing.T) {
	r := newRig(t)
	_, rest, _ := strings.Cut(r.get("GET", "/page").Body.String(), "app.css?v=")
	version, _, _ := strings.Cut(rest, `"`)
	if got := r.get("GET", "/static/app.css?v="+version).Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("version %q: %q", version, got)
	}
	if got := r.get("GET", "/static/app.css?v=old").Header().Get("Cache-Control"); strings.Contains(got, "immutable") {
		t.Errorf("old version: %q", got)
	}
}

func TestAListenerHearsAChangeAtOnce(t *testing.T) {
	r := newRig(t)
	server := httptest.NewServer(r)
	defer server.Close()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	req, _ := http.NewRequestWithContext(ctx, "GET", server.URL+"/live", nil)
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body := io.Reader(res.Body)
	if res.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(res.Body); err != nil {
			t.Fatal(err)
		}
	}
	lines := bufio.NewScanner(body)
	lines.Scan() // ": hello" says that the subscription stands
	if err := r.d.Write(t.Context(), func(tx *db.Tx) error { return tx.Notify(t.Context(), "topic") }); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		if lines.Text() == "event: changed" {
			return
		}
	}
	t.Fatalf("nothing heard: %v", lines.Err())
}
