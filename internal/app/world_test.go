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
	"time"

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

// world is the real program over three compounds, each with one person per
// role: two under different streets, the third in the community of the first.
type world struct {
	*App
	faults    *faultLog
	compounds [3]*place
}

// place is one compound with its people, by role, and their sessions.
type place struct {
	registry.Compound
	street  int64
	home    registry.Home
	people  map[actor.Role]int64
	session map[actor.Role]string
	matter  matter.Matter
	// what a stranger must never read
	resident string
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
	w.compounds[0] = w.place(t, 1, registry.Compound{})
	w.compounds[1] = w.place(t, 2, registry.Compound{})
	w.compounds[2] = w.place(t, 3, w.compounds[0].Compound)
	return w
}

// place makes a compound: in the community of another one, or with its own.
func (w *world) place(t *testing.T, n int, beside registry.Compound) *place {
	t.Helper()
	ctx := t.Context()
	p := &place{people: map[actor.Role]int64{}, session: map[actor.Role]string{}}
	var err error
	community := beside.Community
	if p.street = beside.Street; community == 0 {
		p.street, err = w.Registry.CreateCommunity(ctx, registry.NewCommunity{Kind: "street", Name: "示例街道" + strconv.Itoa(n)})
		must(t, err)
		community, err = w.Registry.CreateCommunity(ctx, registry.NewCommunity{Kind: "community", Street: p.street, Name: "示例社区" + strconv.Itoa(n)})
		must(t, err)
	}
	p.Compound, err = w.Registry.CreateCompound(ctx, registry.NewCompound{Community: community, Slug: "place" + strconv.Itoa(n), Name: "示例小区" + strconv.Itoa(n),
		OfficePhone: "0851-28000000", Demo: true})
	must(t, err)
	w.homes(t, p, n)
	for _, role := range actor.Roles() {
		w.person(t, p, role)
	}
	must(t, w.Matters.SetUp(ctx, p.Compound, p.people[actor.Manager], p.people[actor.Desk]))
	by := actor.Actor{Person: p.people[actor.Resident], Community: community, Grants: []actor.Grant{{Role: actor.Resident, At: p.home.Path(p.Path())}}}
	p.matter, err = w.Matters.Intake(ctx, by, p.Compound, matter.NewMatter{Body: "厨房下水堵了" + p.Slug, Home: p.home.ID, Channel: matter.ByWeb})
	must(t, err)
	return p
}

// homes makes two homes with one resident each and a group of both.
func (w *world) homes(t *testing.T, p *place, n int) {
	t.Helper()
	ctx := t.Context()
	p.resident = fmt.Sprintf("示例居民%d01", n)
	rows := []roster.Row{
		{Building: "A", Unit: "1", Number: "0401", AreaCm2: 864800, Owners: []string{p.resident}, Phones: []string{"13951000037"}},
		{Building: "A", Unit: "1", Number: "0402", AreaCm2: 864800, Owners: []string{fmt.Sprintf("示例居民%d02", n)}},
	}
	_, err := w.Registry.Import(ctx, system(), p.Compound, registry.Roster{Rows: rows, On: "2026-01-01"}, nil)
	must(t, err)
	_, err = w.Registry.MakeGroups(ctx, system(), p.Compound, registry.ByFloors)
	must(t, err)
	homes, err := w.Registry.Homes(ctx, p.Community, p.ID, registry.HomeFilter{})
	must(t, err)
	p.home = homes[0]
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
func (p *place) path(pattern string) string { return p.pathWith(pattern, p) }

// pathWith is an address under this compound with the numbers of another one.
func (p *place) pathWith(pattern string, numbers *place) string {
	return p.fill(pattern, numbers.number)
}

// number is the number of something that is really there, by the word before it.
func (p *place) number(before string) string {
	switch before {
	case "people":
		return strconv.FormatInt(p.people[actor.Resident], 10)
	case "homes":
		return strconv.FormatInt(p.home.ID, 10)
	case "groups":
		return strconv.FormatInt(p.home.Group, 10)
	}
	return strconv.FormatInt(p.matter.ID, 10)
}

// fill replaces what stands in braces; number gives what stands for a row.
func (p *place) fill(pattern string, number func(before string) string) string {
	out := strings.Split(strings.ReplaceAll(pattern, "{$}", ""), "/")
	for i, part := range out {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		switch part {
		case "{compound}":
			out[i] = p.Slug
		case "{code}":
			out[i] = p.matter.TrackCode
		case "{action}":
			out[i] = "note"
		case "{hash}":
			out[i] = strings.Repeat("0a", 32)
		default:
			out[i] = url.PathEscape(number(out[i-1]))
		}
	}
	return strings.Join(out, "/")
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
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	rec := httptest.NewRecorder()
	h.ServeHTTP(firstWord{rec, cancel}, r.WithContext(ctx))
	return rec
}

// patience ends a request that would never end.
const patience = 20 * time.Second

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
