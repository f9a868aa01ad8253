package matter_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/secret"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// world is a small compound with one person in each part: two groups of homes in
// one unit, a second building, and everybody who works there.
type world struct {
	t     testing.TB
	d     *db.DB
	clock *dbtest.Clock
	reg   *registry.Service
	s     *matter.Service
	c     registry.Compound
	inbox *inbox

	home, neighbour, far    registry.Home // group 1, group 2, other building
	desk, grid, manager     int64
	plumber, plumber2       int64 // skill 下水, in no roster
	electrician             int64
	head, head2             int64 // joint-household heads of group 1 and 2
	supervisor, street      int64
	volunteer, party        int64
	resident, spouse, other int64 // resident and spouse live in home, other in neighbour
	classes                 map[string]matter.Class
	actors                  map[int64]actor.Actor
}

// inbox keeps the news each person got.
type inbox struct {
	mu   sync.Mutex
	news []matter.Notice
}

func (i *inbox) TellTx(_ context.Context, tx *db.Tx, n matter.Notice) error {
	tx.AfterCommit(func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.news = append(i.news, n)
	})
	return nil
}

// take empties the inbox and gives the texts one person got.
func (i *inbox) take(person int64) []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	var out []string
	rest := i.news[:0]
	for _, n := range i.news {
		if n.Person == person {
			out = append(out, n.Key)
		} else {
			rest = append(rest, n)
		}
	}
	i.news = rest
	return out
}

func (i *inbox) clear() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.news = nil
}

func system() actor.Actor { return actor.Actor{System: true} }

func newBox(t testing.TB) *secret.Box {
	t.Helper()
	box, err := secret.New(make([]byte, 32))
	must(t, err)
	return box
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs f in a fresh world on both engines.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) { f(t, newWorld(t, d, clock)) })
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	ctx := t.Context()
	w := &world{t: t, d: d, clock: clock, inbox: &inbox{}, classes: map[string]matter.Class{}, actors: map[int64]actor.Actor{}}
	w.reg = registry.New(d, newBox(t))
	w.s = matter.New(d, w.reg, newBox(t), w.inbox)
	var err error
	w.c, err = w.reg.CreateCompound(ctx, registry.NewCompound{Name: "示例小区", Slug: "demo"})
	must(t, err)
	w.homes()
	w.people()
	must(t, w.s.SetUp(ctx, w.c, w.manager, w.desk))
	classes, err := w.s.Classes(ctx, w.c)
	must(t, err)
	for _, c := range classes {
		w.classes[c.Code] = c
	}
	return w
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.t.Helper()
	must(w.t, w.d.Write(w.t.Context(), f))
}

func (w *world) homes() {
	w.t.Helper()
	insert := func(tx *db.Tx, table, columns string, args ...any) int64 {
		id := tx.NewID()
		args = append([]any{w.c.Community, id}, args...)
		_, err := tx.Exec(w.t.Context(), fmt.Sprintf("INSERT INTO %s (community_id, id, %s) VALUES (%s)", table, columns, db.Placeholders(1, len(args))), args...)
		must(w.t, err)
		return id
	}
	w.write(func(tx *db.Tx) error {
		home := func(building, unit, group int64, label string) registry.Home {
			id := insert(tx, "home", "compound_id, building_id, unit_id, group_id, label, number, area_cm2", w.c.ID, building, unit, group, label, label[4:], int64(900000))
			h, err := registry.HomeTx(w.t.Context(), tx, w.c.Community, id)
			must(w.t, err)
			return h
		}
		a := insert(tx, "building", "compound_id, name", w.c.ID, "A")
		b := insert(tx, "building", "compound_id, name", w.c.ID, "B")
		ua := insert(tx, "unit", "compound_id, building_id, name", w.c.ID, a, "1")
		ub := insert(tx, "unit", "compound_id, building_id, name", w.c.ID, b, "1")
		g1 := insert(tx, "home_group", "compound_id, name", w.c.ID, "一组")
		g2 := insert(tx, "home_group", "compound_id, name", w.c.ID, "二组")
		g3 := insert(tx, "home_group", "compound_id, name", w.c.ID, "三组")
		w.home, w.neighbour, w.far = home(a, ua, g1, "A-1-0401"), home(a, ua, g2, "A-1-0501"), home(b, ub, g3, "B-1-0101")
		return nil
	})
}

func (w *world) person(tx *db.Tx, name, skills string) int64 {
	id, err := w.reg.AddPersonTx(w.t.Context(), tx, system(), w.c, registry.NewPerson{Name: name, Skills: skills})
	must(w.t, err)
	return id
}

func (w *world) role(tx *db.Tx, person int64, role actor.Role, scope registry.Scope, id int64) {
	_, err := registry.GiveRoleTx(w.t.Context(), tx, system(), w.c, registry.NewRole{Person: person, Role: role, Scope: scope, ScopeID: id, Since: "2026-01-01"})
	must(w.t, err)
}

func (w *world) people() {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		add := func(to *int64, name, skills string, role actor.Role) {
			*to = w.person(tx, name, skills)
			w.role(tx, *to, role, registry.ScopeCompound, w.c.ID)
		}
		add(&w.desk, "前台", "", actor.Desk)
		add(&w.grid, "网格长", "", actor.GridLeader)
		add(&w.manager, "负责人", "", actor.Manager)
		add(&w.plumber, "水师傅", "下水 水工", actor.Worker)
		add(&w.plumber2, "水师傅二", "下水 水工", actor.Worker)
		add(&w.electrician, "电师傅", "电工", actor.Worker)
		add(&w.supervisor, "监督", "", actor.Supervisor)
		add(&w.street, "街道", "", actor.Street)
		add(&w.volunteer, "志愿者", "", actor.Volunteer)
		add(&w.party, "党小组", "", actor.Party)
		w.head, w.head2 = w.person(tx, "联户长一", ""), w.person(tx, "联户长二", "")
		w.role(tx, w.head, actor.Head, registry.ScopeGroup, w.home.Group)
		w.role(tx, w.head2, actor.Head, registry.ScopeGroup, w.neighbour.Group)
		w.resident, w.spouse, w.other = w.person(tx, "示例居民001", ""), w.person(tx, "示例居民002", ""), w.person(tx, "示例居民003", "")
		for person, home := range map[int64]int64{w.resident: w.home.ID, w.spouse: w.home.ID, w.other: w.neighbour.ID} {
			_, err := tx.Exec(w.t.Context(), "INSERT INTO residence (community_id, id, home_id, person_id, relation, since) VALUES ($1, $2, $3, $4, 'family', '2026-01-01')",
				w.c.Community, tx.NewID(), home, person)
			must(w.t, err)
		}
		return nil
	})
}

// as gives the actor of a person with the roles they hold today.
func (w *world) as(person int64) actor.Actor {
	w.t.Helper()
	if a, ok := w.actors[person]; ok {
		return a
	}
	a := actor.Actor{Person: person, Community: w.c.Community, Account: person}
	must(w.t, w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = registry.GrantsOfTx(w.t.Context(), tx, w.c.Community, person, w.c.Today(tx.Now()))
		return err
	}))
	w.actors[person] = a
	return a
}

// everyone lists all people of the world, and 0 for a visitor.
func (w *world) everyone() []int64 {
	return []int64{w.desk, w.grid, w.manager, w.plumber, w.plumber2, w.electrician, w.supervisor, w.street, w.volunteer, w.party,
		w.head, w.head2, w.resident, w.spouse, w.other}
}

func (w *world) ref(m matter.Matter) matter.Ref {
	return matter.Ref{Compound: w.c, ID: m.ID, Version: m.Version}
}

// drain takes in a blocked drain at home, called in by the resident; by rule it
// goes to the plumber.
func (w *world) drain() matter.Matter {
	w.t.Helper()
	return w.intake(w.desk, matter.NewMatter{Body: "厨房下水堵了", Home: w.home.ID, Channel: matter.ByPhone, Reporter: w.resident})
}

func (w *world) intake(by int64, n matter.NewMatter) matter.Matter {
	w.t.Helper()
	m, err := w.s.Intake(w.t.Context(), w.as(by), w.c, n)
	must(w.t, err)
	return m
}

// signed is a drain its plumber said yes to; reported one he reported as done;
// closed one the resident confirmed.
func (w *world) signed() matter.Matter {
	w.t.Helper()
	m := w.drain()
	return w.ok(w.s.Sign(w.t.Context(), w.as(m.Responsible), w.ref(m)))
}

func (w *world) reported() matter.Matter {
	w.t.Helper()
	m := w.signed()
	return w.ok(w.s.Report(w.t.Context(), w.as(m.Responsible), w.ref(m), "通了", nil))
}

func (w *world) closed() matter.Matter {
	w.t.Helper()
	return w.ok(w.s.Confirm(w.t.Context(), w.as(w.resident), w.ref(w.reported()), matter.Solved, ""))
}

func (w *world) ok(m matter.Matter, err error) matter.Matter {
	w.t.Helper()
	must(w.t, err)
	return m
}

// refused checks the kind and the message of a refusal.
func (w *world) refused(kind errs.Kind, key string, err error) {
	w.t.Helper()
	e := errs.As(err)
	if e == nil || e.Kind != kind || (e.Key != key && !slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Key == key })) {
		w.t.Fatalf("got %v, want %s", err, key)
	}
}

func (w *world) view(m matter.Matter) matter.View {
	w.t.Helper()
	v, err := w.s.Get(w.t.Context(), system(), w.c, m.ID)
	must(w.t, err)
	return v
}

func (w *world) clockOf(m matter.Matter, t matter.Target) matter.Clock {
	w.t.Helper()
	for _, c := range w.view(m).Clocks {
		if c.Target == t {
			return c
		}
	}
	w.t.Fatalf("no %s clock", t)
	return matter.Clock{}
}

func (w *world) sweep() int {
	w.t.Helper()
	n, err := w.s.Sweep(w.t.Context())
	must(w.t, err)
	return n
}

// at is a moment at the compound as a form gives it, some time from now.
func (w *world) at(d time.Duration) matter.Moment {
	return matter.Moment(w.clock.Now().Add(d).In(w.c.Location()).Format("2006-01-02T15:04"))
}

func (w *world) count(query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	must(w.t, w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(w.t.Context(), tx, db.Value[int64], query, args...)
		return err
	}))
	return n
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
