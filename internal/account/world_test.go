package account_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/secret"
	"mulin/internal/registry"
)

// posted keeps the codes that would have gone out.
type posted struct {
	off         bool
	phone, code string
	n           int
}

func (p *posted) CanSendCodes() bool { return !p.off }

func (p *posted) SendCodeTx(_ context.Context, _ *db.Tx, _, _ int64, phone, code string) error {
	p.phone, p.code = phone, code
	p.n++
	return nil
}

// world is a compound with a few people.
type world struct {
	t        *testing.T
	db       *db.DB
	clock    *dbtest.Clock
	registry *registry.Service
	accounts *account.Service
	sms      *posted
	c        registry.Compound
	admin    actor.Actor
	desk     actor.Actor
	resident int64 // phone 13800000001
}

const phone1, shared, unknown = "13800000001", "13800000077", "13999999999"

func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) { f(t, newWorld(t, d, clock)) })
}

func newWorld(t *testing.T, d *db.DB, clock *dbtest.Clock) *world {
	box, err := secret.New(bytes.Repeat([]byte{7}, 32))
	must(t, err)
	w := &world{t: t, db: d, clock: clock, registry: registry.New(d, box), sms: &posted{}}
	w.accounts = account.New(d, w.registry, w.sms)
	w.c = w.compound("示例小区", 0)
	w.admin = w.staff(w.c, actor.Admin)
	w.desk = w.staff(w.c, actor.Desk)
	w.resident = w.person(w.c, "示例居民001", phone1)
	return w
}

func (w *world) compound(name string, community int64) registry.Compound {
	c, err := w.registry.CreateCompound(w.t.Context(), registry.NewCompound{Name: name, Community: community, Demo: true})
	must(w.t, err)
	return c
}

func (w *world) person(c registry.Compound, name string, phones ...string) (id int64) {
	must(w.t, w.db.Write(w.t.Context(), func(tx *db.Tx) (err error) {
		id, err = w.registry.AddPersonTx(w.t.Context(), tx, actor.Actor{System: true}, c, registry.NewPerson{Name: name, Phones: phones})
		return err
	}))
	return id
}

func (w *world) give(c registry.Compound, person int64, role actor.Role) {
	_, err := w.registry.GiveRole(w.t.Context(), actor.Actor{System: true}, c, registry.NewRole{Person: person, Role: role,
		Scope: registry.ScopeCompound, ScopeID: c.ID, Since: "2026-01-01"})
	must(w.t, err)
}

func (w *world) staff(c registry.Compound, role actor.Role) actor.Actor {
	id := w.person(c, "示例员工")
	w.give(c, id, role)
	_, a := w.as(c, id)
	return a
}

// as signs somebody in and gives the token with the actor behind it.
func (w *world) as(c registry.Compound, person int64) (string, actor.Actor) {
	in, err := w.accounts.SignInAs(w.t.Context(), c.Community, person, "test")
	must(w.t, err)
	return in.Token, w.whoIs(in.Token)
}

func (w *world) whoIs(token string) actor.Actor {
	w.t.Helper()
	a, err := w.accounts.Authenticate(w.t.Context(), token)
	must(w.t, err)
	return a
}

func (w *world) ended(token string) bool {
	_, err := w.accounts.Authenticate(w.t.Context(), token)
	return errs.Is(err, errs.Unauthenticated)
}

// code asks for a code and gives the one that was sent.
func (w *world) code(phone string) string {
	w.t.Helper()
	w.clock.Advance(time.Minute)
	must(w.t, w.accounts.SendCode(w.t.Context(), phone, "10.0.0.1"))
	return w.sms.code
}

func (w *world) byCode(phone, code string) (account.Entry, error) {
	return w.accounts.ByCode(w.t.Context(), phone, code, "10.0.0.1", "test")
}

func (w *world) byPassword(phone, password string) (account.Entry, error) {
	return w.accounts.ByPassword(w.t.Context(), phone, password, "10.0.0.1", "test")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Fatalf("got %v, want kind %d", err, kind)
	}
}

// wrong is a code that is not the right one.
func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}
