package residentweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/secret"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/matter/residentweb"
	"mulin/internal/registry"
	"mulin/locales"
)

// world is a small compound behind a real server.
type world struct {
	t        *testing.T
	clock    *dbtest.Clock
	db       *db.DB
	registry *registry.Service
	accounts *account.Service
	matters  *matter.Service
	compound registry.Compound
	homes    map[string]registry.Home
	people   map[string]int64
	server   *httptest.Server
}

var system = actor.Actor{System: true}

type directory struct{ r *registry.Service }

func (d directory) CompoundBySlug(ctx context.Context, slug string) (web.Compound, error) {
	c, err := d.r.CompoundBySlug(ctx, slug)
	if err != nil {
		return web.Compound{}, err
	}
	return web.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, OfficePhone: c.OfficePhone, Zone: c.Location(), Path: c.Path()}, nil
}

func eachWorld(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) { f(t, newWorld(t, d, clock)) })
}

func oneWorld(t *testing.T) *world {
	t.Helper()
	d, clock := dbtest.Open(t, "sqlite")
	return newWorld(t, d, clock)
}

func newWorld(t *testing.T, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	box, err := secret.Load("", t.TempDir())
	ok(t, err)
	w := &world{t: t, clock: clock, db: d, registry: registry.New(d, box), homes: map[string]registry.Home{}, people: map[string]int64{}}
	w.accounts = account.New(d, w.registry, nil)
	w.matters = matter.New(d, w.registry, box, nil)
	w.seed()
	w.serve()
	return w
}

func (w *world) serve() {
	words, err := i18n.Load(locales.FS)
	ok(w.t, err)
	site, err := web.New(web.Config{DB: w.db, Log: slog.New(slog.DiscardHandler), Words: words, Directory: directory{w.registry}, Auth: w.accounts, Static: os.DirFS("../../../web/static")})
	ok(w.t, err)
	residentweb.New(w.matters, w.registry, nil).Register(site)
	w.server = httptest.NewServer(site)
	w.t.Cleanup(w.server.Close)
}

// seed makes two groups of two homes, a head for the first, an office and a
// worker called 张三丰.
func (w *world) seed() {
	ctx := context.Background()
	var err error
	w.compound, err = w.registry.CreateCompound(ctx, registry.NewCompound{Slug: "demo", Name: "示例小区", OfficePhone: "0851-12345678", OfficeHours: "8:30–18:00"})
	ok(w.t, err)
	for _, name := range []string{"示例居民001", "示例居民002", "示例居民003", "示例联户长", "张三丰", "示例前台", "示例负责人", "示例兜底"} {
		w.people[name], err = w.registry.AddPerson(ctx, system, w.compound, registry.NewPerson{Name: name, Skills: skills(name)})
		ok(w.t, err)
	}
	ok(w.t, w.db.Write(ctx, w.seedHomes))
	w.role("示例前台", actor.Desk, registry.ScopeCompound, w.compound.ID)
	w.role("示例负责人", actor.Manager, registry.ScopeCompound, w.compound.ID)
	w.role("示例兜底", actor.GridLeader, registry.ScopeCompound, w.compound.ID)
	w.role("张三丰", actor.Worker, registry.ScopeCompound, w.compound.ID)
	w.role("示例联户长", actor.Head, registry.ScopeGroup, w.homes["A-1-0401"].Group)
	ok(w.t, w.matters.SetUp(ctx, w.compound, w.people["示例负责人"], w.people["示例兜底"]))
}

func skills(name string) string {
	if name == "张三丰" {
		return "下水 水工 电工"
	}
	return ""
}

func (w *world) role(name string, role actor.Role, scope registry.Scope, id int64) {
	w.t.Helper()
	_, err := w.registry.GiveRole(context.Background(), system, w.compound, registry.NewRole{Person: w.people[name], Role: role, Scope: scope, ScopeID: id, Since: "2026-01-01", Basis: "测试"})
	ok(w.t, err)
}

func (w *world) seedHomes(tx *db.Tx) error {
	ctx := context.Background()
	c := w.compound
	building, unit := tx.NewID(), tx.NewID()
	steps := []struct {
		query string
		args  []any
	}{
		{"INSERT INTO building (community_id, id, compound_id, name) VALUES ($1, $2, $3, 'A')", []any{c.Community, building, c.ID}},
		{"INSERT INTO unit (community_id, id, compound_id, building_id, name) VALUES ($1, $2, $3, $4, '1')", []any{c.Community, unit, c.ID, building}},
	}
	for _, s := range steps {
		if _, err := tx.Exec(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	for i, label := range []string{"A-1-0401", "A-1-0402", "A-1-0501", "A-1-0502"} {
		if i%2 == 0 {
			if err := w.seedGroup(tx, label); err != nil {
				return err
			}
		}
		h := registry.Home{ID: tx.NewID(), Compound: c.ID, Building: building, Unit: unit, Group: w.people["group"], Label: label}
		_, err := tx.Exec(ctx, "INSERT INTO home (community_id, id, compound_id, building_id, unit_id, group_id, label, number, area_cm2) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1000000)",
			c.Community, h.ID, c.ID, building, unit, h.Group, label, label[4:])
		if err != nil {
			return err
		}
		w.homes[label] = h
	}
	for name, label := range map[string]string{"示例居民001": "A-1-0401", "示例居民002": "A-1-0402", "示例居民003": "A-1-0501"} {
		_, err := tx.Exec(ctx, "INSERT INTO residence (community_id, id, home_id, person_id, relation, since) VALUES ($1, $2, $3, $4, 'head', '2020-01-01')",
			c.Community, tx.NewID(), w.homes[label].ID, w.people[name])
		if err != nil {
			return err
		}
	}
	return nil
}

// seedGroup makes the group that the next homes belong to.
func (w *world) seedGroup(tx *db.Tx, name string) error {
	w.people["group"] = tx.NewID()
	_, err := tx.Exec(context.Background(), "INSERT INTO home_group (community_id, id, compound_id, name) VALUES ($1, $2, $3, $4)",
		w.compound.Community, w.people["group"], w.compound.ID, "联户"+name)
	return err
}

// actor is a person with the roles they hold today.
func (w *world) actor(name string) actor.Actor {
	w.t.Helper()
	in, err := w.accounts.SignInAs(context.Background(), w.compound.Community, w.people[name], "test")
	ok(w.t, err)
	a, err := w.accounts.Authenticate(context.Background(), in.Token)
	ok(w.t, err)
	return a
}

func (w *world) ref(m matter.Matter) matter.Ref { return matter.Ref{Compound: w.compound, ID: m.ID} }

// take is a report by the desk.
func (w *world) take(n matter.NewMatter) matter.Matter {
	w.t.Helper()
	if n.Channel == "" {
		n.Channel = matter.ByPhone
	}
	m, err := w.matters.Intake(context.Background(), w.actor("示例前台"), w.compound, n)
	ok(w.t, err)
	return m
}

// work lets 张三丰 take a matter on and report it as done.
func (w *world) work(m matter.Matter) {
	w.t.Helper()
	ctx := context.Background()
	if m.Responsible != w.people["张三丰"] {
		_, err := w.matters.Assign(ctx, w.actor("示例前台"), w.ref(m), w.people["张三丰"], "")
		ok(w.t, err)
	}
	_, err := w.matters.Sign(ctx, w.actor("张三丰"), w.ref(m))
	ok(w.t, err)
	_, err = w.matters.Report(ctx, w.actor("张三丰"), w.ref(m), "疏通好了", nil)
	ok(w.t, err)
}

func (w *world) class(code string) matter.Class {
	w.t.Helper()
	list, err := w.matters.Classes(context.Background(), w.compound)
	ok(w.t, err)
	for _, k := range list {
		if k.Code == code {
			return k
		}
	}
	w.t.Fatalf("no class %s", code)
	return matter.Class{}
}

// browser keeps cookies and follows redirects, like a phone without JavaScript.
type browser struct {
	w      *world
	client *http.Client
}

func (w *world) visitor() browser {
	jar, err := cookiejar.New(nil)
	ok(w.t, err)
	return browser{w, &http.Client{Jar: jar}}
}

func (w *world) as(name string) browser {
	w.t.Helper()
	b := w.visitor()
	in, err := w.accounts.SignInAs(context.Background(), w.compound.Community, w.people[name], "test")
	ok(w.t, err)
	u, err := url.Parse(w.server.URL)
	ok(w.t, err)
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: web.SessionCookie, Value: in.Token}})
	return b
}

// page is an answer with the address it came from.
type page struct {
	status int
	path   string
	html   string
}

func (b browser) get(path string) page {
	b.w.t.Helper()
	return b.send(http.MethodGet, path, "", nil)
}

func (b browser) post(path string, form url.Values) page {
	b.w.t.Helper()
	return b.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (b browser) send(method, path, contentType string, body io.Reader) page {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), method, b.w.server.URL+path, body)
	ok(b.w.t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(req)
	ok(b.w.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	ok(b.w.t, err)
	return page{res.StatusCode, res.Request.URL.Path, string(text)}
}

func (p page) has(text string) bool { return strings.Contains(p.html, text) }

// field is the value of a hidden or text input of the page.
func (p page) field(name string) string {
	for _, tag := range regexp.MustCompile(`<input[^>]*>`).FindAllString(p.html, -1) {
		if strings.Contains(tag, ` name="`+name+`"`) {
			if m := regexp.MustCompile(` value="([^"]*)"`).FindStringSubmatch(tag); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// link is the first address on the page that contains part.
func (p page) link(part string) string {
	m := regexp.MustCompile(`href="([^"]*` + regexp.QuoteMeta(part) + `[^"]*)"`).FindStringSubmatch(p.html)
	if m == nil {
		return ""
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

func (w *world) count() int {
	w.t.Helper()
	rows, err := w.matters.Queue(context.Background(), system, w.compound, matter.Filter{})
	ok(w.t, err)
	return len(rows)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
