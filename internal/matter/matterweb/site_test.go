package matterweb_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/blob"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/secret"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/matter/matterweb"
	"mulin/internal/notify"
	"mulin/internal/notify/sms"
	"mulin/internal/registry"
	"mulin/locales"
)

// town is a compound with people, their pages and a browser for each.
type town struct {
	t        *testing.T
	clock    *dbtest.Clock
	db       *db.DB
	server   *httptest.Server
	compound registry.Compound
	matters  *matter.Service
	accounts *account.Service
	people   map[string]int64
}

type directory struct{ r *registry.Service }

func (d directory) CompoundBySlug(ctx context.Context, slug string) (web.Compound, error) {
	c, err := d.r.CompoundBySlug(ctx, slug)
	return web.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, OfficePhone: c.OfficePhone, Zone: c.Location(), Path: c.Path()}, err
}

// each runs f in a town on both engines.
func each(t *testing.T, f func(*town)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) { f(newTown(t, d, clock)) })
}

func newTown(t *testing.T, d *db.DB, clock *dbtest.Clock) *town {
	t.Helper()
	box, err := secret.New(bytes.Repeat([]byte{7}, 32))
	must(t, err)
	reg := registry.New(d, box)
	words, err := i18n.Load(locales.FS)
	must(t, err)
	news := notify.New(d, reg, notify.Config{Texter: sms.Log{Log: slog.New(slog.DiscardHandler)}, Box: box, Words: words})
	w := &town{t: t, clock: clock, db: d, accounts: account.New(d, reg, news), matters: matter.New(d, reg, box, news), people: map[string]int64{}}
	site, err := web.New(web.Config{DB: d, Log: slog.New(slog.DiscardHandler), Words: words, Directory: directory{reg}, Auth: w.accounts, Top: matterweb.Line})
	must(t, err)
	matterweb.New(w.matters, reg, blob.New(d)).Register(site)
	w.server = httptest.NewServer(site)
	t.Cleanup(w.server.Close)
	w.settle(reg)
	return w
}

// settle fills the compound: staff with roles, and two neighbours in one unit.
func (w *town) settle(reg *registry.Service) {
	ctx, sys := context.Background(), actor.Actor{System: true}
	c, err := reg.CreateCompound(ctx, registry.NewCompound{Name: "示例小区", Slug: "demo"})
	must(w.t, err)
	w.compound = c
	for name, role := range map[string]actor.Role{"desk": actor.Desk, "desk2": actor.Desk, "manager": actor.Manager, "leader": actor.GridLeader, "worker": actor.Worker, "supervisor": actor.Supervisor} {
		id, err := reg.AddPerson(ctx, sys, c, registry.NewPerson{Name: "示例员工" + name, Skills: "下水 电工"})
		must(w.t, err)
		_, err = reg.GiveRole(ctx, sys, c, registry.NewRole{Person: id, Role: role, Scope: registry.ScopeCompound, ScopeID: c.ID, Since: "2026-01-01"})
		must(w.t, err)
		w.people[name] = id
	}
	w.people["resident"], err = reg.AddPerson(ctx, sys, c, registry.NewPerson{Name: "示例居民001", Phones: []string{"13800000001"}})
	must(w.t, err)
	must(w.t, w.db.Write(ctx, func(tx *db.Tx) error { return home(ctx, tx, c, w.people["resident"]) }))
	must(w.t, w.matters.SetUp(ctx, c, w.people["leader"], w.people["manager"]))
}

// home puts a person into A-1-0401.
func home(ctx context.Context, tx *db.Tx, c registry.Compound, person int64) error {
	building, unit, id := tx.NewID(), tx.NewID(), tx.NewID()
	for _, s := range []struct {
		query string
		args  []any
	}{
		{"INSERT INTO building (community_id, id, compound_id, name) VALUES ($1, $2, $3, 'A')", []any{c.Community, building, c.ID}},
		{"INSERT INTO unit (community_id, id, compound_id, building_id, name) VALUES ($1, $2, $3, $4, '1')", []any{c.Community, unit, c.ID, building}},
		{"INSERT INTO home (community_id, id, compound_id, building_id, unit_id, label, number, kind, area_cm2) VALUES ($1, $2, $3, $4, $5, 'A-1-0401', '0401', 'home', 900000)", []any{c.Community, id, c.ID, building, unit}},
		{"INSERT INTO residence (community_id, id, home_id, person_id, relation, since) VALUES ($1, $2, $3, $4, 'head', '2020-01-01')", []any{c.Community, tx.NewID(), id, person}},
	} {
		if _, err := tx.Exec(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// browser is one person at a screen.
type browser struct {
	*town
	client *http.Client
	token  string
}

// as signs somebody in; "" is a visitor.
func (w *town) as(name string) browser {
	w.t.Helper()
	b := browser{town: w, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if name != "" {
		in, err := w.accounts.SignInAs(context.Background(), w.compound.Community, w.people[name], "test")
		must(w.t, err)
		b.token = in.Token
	}
	return b
}

// answer is what came back.
type answer struct {
	status   int
	body     string
	location string
	header   http.Header
}

func (b browser) do(method, path, kind string, body io.Reader) answer {
	b.t.Helper()
	req, err := http.NewRequest(method, b.server.URL+"/c/demo/"+path, body)
	must(b.t, err)
	req.Header.Set("Content-Type", kind)
	req.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: b.token})
	res, err := b.client.Do(req)
	must(b.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	must(b.t, err)
	return answer{res.StatusCode, string(text), res.Header.Get("Location"), res.Header}
}

func (b browser) get(path string) answer { b.t.Helper(); return b.do("GET", path, "", nil) }

func (b browser) post(path string, fields ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.do("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// send posts a form with files in the field "photo".
func (b browser) send(path string, fields map[string]string, photos ...[]byte) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, v := range fields {
		must(b.t, w.WriteField(name, v))
	}
	for _, photo := range photos {
		part, err := w.CreateFormFile("photo", "photo.jpg")
		must(b.t, err)
		_, err = part.Write(photo)
		must(b.t, err)
	}
	must(b.t, w.Close())
	return b.do("POST", path, w.FormDataContentType(), &body)
}

func (a answer) wants(t *testing.T, status int, words ...string) answer {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d", a.status, status)
	}
	for _, word := range words {
		if !strings.Contains(a.body, word) {
			t.Errorf("the page does not hold %q", word)
		}
	}
	return a
}

func (a answer) lacks(t *testing.T, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(a.body, word) {
			t.Errorf("the page holds %q", word)
		}
	}
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil))
	return b.Bytes()
}

// matter gives a matter as it stands.
func (w *town) matter(id int64) matter.View {
	w.t.Helper()
	v, err := w.matters.Get(context.Background(), actor.Actor{System: true}, w.compound, id)
	must(w.t, err)
	return v
}

var takenID = regexp.MustCompile(`taken=(\d+)`)

// call takes a call in at the desk and gives the matter.
func (w *town) call(who, text string) matter.View {
	w.t.Helper()
	a := w.as("desk").post("desk/intake", "key", who+text, "who", who, "text", text, "channel", "phone")
	found := takenID.FindStringSubmatch(a.location)
	if a.status != http.StatusSeeOther || found == nil {
		w.t.Fatalf("intake: status %d to %q", a.status, a.location)
	}
	id, err := strconv.ParseInt(found[1], 10, 64)
	must(w.t, err)
	return w.matter(id)
}

// given is a matter in the worker's hands, signed for.
func (w *town) given() matter.View {
	w.t.Helper()
	m := w.call("13800000001", "下水道堵了")
	path := "matters/" + num(m.ID)
	w.as("desk").post(path+"/assign", "version", num(m.Version), "to", num(w.people["worker"])).wants(w.t, http.StatusSeeOther)
	w.as("worker").post(path+"/sign").wants(w.t, http.StatusSeeOther)
	return w.matter(m.ID)
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

var digits = regexp.MustCompile(`(\d+)$`)

// lastNumber is the number an address ends with.
func lastNumber(t *testing.T, address string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(digits.FindString(address), 10, 64)
	must(t, err)
	return n
}
