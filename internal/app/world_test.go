package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	kitweb "mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

// system sets up what nobody is there to set up yet.
func system() actor.Actor { return actor.Actor{System: true} }

// world is the real program over two compounds under different streets, each
// with one person per role.
type world struct {
	*App
	faults    *faultLog
	compounds [2]*place
}

// place is one compound with its people, by role, and their sessions.
type place struct {
	registry.Compound
	street  int64
	home    registry.Home
	people  map[actor.Role]int64
	session map[actor.Role]string
	matter  matter.Matter
}

func newWorld(t *testing.T, engine string) *world {
	t.Helper()
	o := dbtest.Fresh(t, engine)
	dir := o.Dir
	if dir == "" {
		dir = t.TempDir()
	}
	clock, faults := dbtest.NewClock(), &faultLog{}
	a, err := New(t.Context(), Config{Dir: dir, Database: o.URL, Demo: true, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(faults, nil))})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	w := &world{App: a, faults: faults}
	for i := range w.compounds {
		w.compounds[i] = w.place(t, i+1)
	}
	return w
}

func (w *world) place(t *testing.T, n int) *place {
	t.Helper()
	ctx := t.Context()
	p := &place{people: map[actor.Role]int64{}, session: map[actor.Role]string{}}
	var err error
	p.street, err = w.Registry.CreateCommunity(ctx, registry.NewCommunity{Kind: "street", Name: "示例街道" + strconv.Itoa(n)})
	must(t, err)
	community, err := w.Registry.CreateCommunity(ctx, registry.NewCommunity{Kind: "community", Street: p.street, Name: "示例社区" + strconv.Itoa(n)})
	must(t, err)
	p.Compound, err = w.Registry.CreateCompound(ctx, registry.NewCompound{Community: community, Slug: "place" + strconv.Itoa(n), Name: "示例小区" + strconv.Itoa(n),
		OfficePhone: "0851-28000000", Demo: true})
	must(t, err)
	w.homes(t, p, n)
	for _, role := range actor.Roles() {
		w.person(t, p, role)
	}
	must(t, w.Matters.SetUp(ctx, p.Compound, p.people[actor.Manager], p.people[actor.Desk]))
	by := actor.Actor{Person: p.people[actor.Resident], Community: community, Grants: []actor.Grant{{Role: actor.Resident, At: p.home.Path(p.Path())}}}
	p.matter, err = w.Matters.Intake(ctx, by, p.Compound, matter.NewMatter{Body: "厨房下水堵了", Home: p.home.ID, Channel: matter.ByWeb})
	must(t, err)
	return p
}

// homes makes two homes with one resident each and a group of both.
func (w *world) homes(t *testing.T, p *place, n int) {
	t.Helper()
	ctx := t.Context()
	rows := []roster.Row{
		{Building: "A", Unit: "1", Number: "0401", AreaCm2: 864800, Owners: []string{fmt.Sprintf("示例居民%d01", n)}, Phones: []string{"13951000037"}},
		{Building: "A", Unit: "1", Number: "0402", AreaCm2: 864800, Owners: []string{fmt.Sprintf("示例居民%d02", n)}},
	}
	_, err := w.Registry.Import(ctx, system(), p.Compound, registry.Roster{Rows: rows, On: "2026-01-01"}, nil)
	must(t, err)
	homes, err := w.Registry.Homes(ctx, p.Community, p.ID, registry.HomeFilter{})
	must(t, err)
	group, err := w.Registry.MakeGroup(ctx, system(), p.Compound, "第一组", homes)
	must(t, err)
	p.home = homes[0]
	p.home.Group = group
}

// person makes the one who holds a role, signed in.
func (w *world) person(t *testing.T, p *place, role actor.Role) {
	t.Helper()
	ctx := t.Context()
	if role == actor.Resident {
		lives, err := w.Registry.Residents(ctx, p.Compound, p.home.ID)
		must(t, err)
		p.people[role] = lives[0].Person
	} else {
		id, err := w.Registry.AddPerson(ctx, system(), p.Compound, registry.NewPerson{Name: "示例" + string(role)})
		must(t, err)
		p.people[role] = id
		scope, at := p.scope(role)
		_, err = w.Registry.GiveRole(ctx, system(), p.Compound, registry.NewRole{Person: id, Role: role, Scope: scope, ScopeID: at, Since: "2026-01-01", Basis: "测试"})
		must(t, err)
	}
	in, err := w.Accounts.SignInAs(ctx, p.Community, p.people[role], "test")
	must(t, err)
	p.session[role] = in.Token
}

func (p *place) scope(role actor.Role) (registry.Scope, int64) {
	switch role {
	case actor.Street:
		return registry.ScopeStreet, p.street
	case actor.Head:
		return registry.ScopeGroup, p.home.Group
	case actor.UnitHead, actor.OwnerRep:
		return registry.ScopeUnit, p.home.Unit
	}
	return registry.ScopeCompound, p.ID
}

// path is the address of a route with everything in braces filled in.
func (p *place) path(pattern string) string {
	return p.pathWith(pattern, strconv.FormatInt(p.matter.ID, 10))
}

func (p *place) pathWith(pattern, id string) string {
	out := strings.ReplaceAll(pattern, "{$}", "")
	for _, name := range pathNames(pattern) {
		value := id
		switch name {
		case "compound":
			value = p.Slug
		case "code":
			value = p.matter.TrackCode
		case "action":
			value = "note"
		case "hash", "secret", "token":
			value = strings.Repeat("0a", 32)
		}
		out = strings.ReplaceAll(out, "{"+name+"}", url.PathEscape(value))
	}
	return out
}

func pathNames(pattern string) []string {
	var out []string
	for _, part := range strings.Split(pattern, "/") {
		if strings.HasPrefix(part, "{") && part != "{$}" {
			out = append(out, strings.Trim(part, "{}"))
		}
	}
	return out
}

// ask sends one request as the holder of a session, "" for a visitor. Streams
// end when they have said their first word.
func ask(h http.Handler, method, target, session string, form url.Values) *httptest.ResponseRecorder {
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, target, body)
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if session != "" {
		r.AddCookie(&http.Cookie{Name: kitweb.SessionCookie, Value: session})
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	rec := httptest.NewRecorder()
	h.ServeHTTP(firstWord{rec, cancel}, r.WithContext(ctx))
	return rec
}

// firstWord is a listener who leaves after the first word of a stream.
type firstWord struct {
	*httptest.ResponseRecorder
	leave func()
}

func (w firstWord) Flush() {
	w.ResponseRecorder.Flush()
	if w.Header().Get("Content-Type") == "text/event-stream" {
		w.leave()
	}
}

// faultLog keeps what the program logs, to show the cause of a 500.
type faultLog struct {
	mu   sync.Mutex
	last string
}

func (f *faultLog) Write(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = string(b)
	return len(b), nil
}

func (f *faultLog) String() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// dump is everything the database holds, table by table, without what merely
// counts tries and visits.
func (w *world) dump(t *testing.T) map[string]string {
	t.Helper()
	tables, err := db.Tables()
	must(t, err)
	out := map[string]string{}
	must(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
		for _, table := range tables {
			if table == "login_attempt" || table == "session" {
				continue
			}
			if out[table], err = dumpTable(t.Context(), tx, table); err != nil {
				return err
			}
		}
		return nil
	}))
	return out
}

func dumpTable(ctx context.Context, tx *db.Tx, table string) (string, error) {
	var b strings.Builder
	err := db.Dump(ctx, tx, table, func(row []any) error {
		_, err := fmt.Fprintf(&b, "%v\n", row)
		return err
	})
	return b.String(), err
}
