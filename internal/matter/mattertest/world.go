// Package mattertest sets up a small compound for tests: two homes, a person
// for each role, and matters ready to be taken in.
package mattertest

import (
	"bytes"
	"context"
	"testing"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/secret"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// World is a compound at work. Its clock is that of the database.
type World struct {
	t        testing.TB
	DB       *db.DB
	Registry *registry.Service
	Accounts *account.Service
	Matters  *matter.Service
	Compound registry.Compound
	Homes    [2]int64             // A-1-0401 and A-1-0402
	People   map[actor.Role]int64 // one for each role but Resident
	Worker2  int64                // a second worker
	Resident int64                // lives in the first home
	Classes  map[string]int64     // by code
}

// New sets the world up.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	box, err := secret.New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	reg := registry.New(d, box)
	w := &World{t: t, DB: d, Registry: reg, Accounts: account.New(d, reg, nil), Matters: matter.New(d, reg, box, nil),
		People: map[actor.Role]int64{}, Classes: map[string]int64{}}
	w.Compound, err = reg.CreateCompound(t.Context(), registry.NewCompound{Slug: "a", Name: "示例小区", OfficeName: "红色物业服务处", OfficePhone: "0851-20000000"})
	w.must(err)
	w.places()
	w.staff()
	w.must(w.Matters.SetUp(t.Context(), w.Compound, w.People[actor.Manager], w.People[actor.Desk]))
	classes, err := w.Matters.Classes(t.Context(), w.Compound)
	w.must(err)
	for _, c := range classes {
		w.Classes[c.Code] = c.ID
	}
	return w
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// write runs f in a transaction.
func (w *World) write(f func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.DB.Write(ctx, func(tx *db.Tx) error { return f(ctx, tx) }))
}

func (w *World) places() {
	w.write(func(ctx context.Context, tx *db.Tx) error {
		building, unit := tx.NewID(), tx.NewID()
		if _, err := tx.Exec(ctx, "INSERT INTO building (community_id, id, compound_id, name) VALUES ($1, $2, $3, 'A')", w.Compound.Community, building, w.Compound.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO unit (community_id, id, compound_id, building_id, name) VALUES ($1, $2, $3, $4, '1')", w.Compound.Community, unit, w.Compound.ID, building); err != nil {
			return err
		}
		for i, number := range []string{"0401", "0402"} {
			w.Homes[i] = tx.NewID()
			_, err := tx.Exec(ctx, "INSERT INTO home (community_id, id, compound_id, building_id, unit_id, label, number, area_cm2) VALUES ($1, $2, $3, $4, $5, $6, $7, 895000)",
				w.Compound.Community, w.Homes[i], w.Compound.ID, building, unit, "A-1-"+number, number)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *World) staff() {
	w.write(func(ctx context.Context, tx *db.Tx) error {
		for _, r := range actor.Roles() {
			if r == actor.Resident {
				continue
			}
			id, err := w.person(ctx, tx, "示例"+string(r), r)
			if err != nil {
				return err
			}
			w.People[r] = id
		}
		var err error
		if w.Worker2, err = w.person(ctx, tx, "示例师傅002", actor.Worker); err != nil {
			return err
		}
		w.Resident, err = w.Registry.AddPersonTx(ctx, tx, System(), w.Compound, registry.NewPerson{Name: "示例居民001"})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO residence (community_id, id, home_id, person_id, relation, since) VALUES ($1, $2, $3, $4, 'head', '2020-01-01')",
			w.Compound.Community, tx.NewID(), w.Homes[0], w.Resident)
		return err
	})
}

func (w *World) person(ctx context.Context, tx *db.Tx, name string, r actor.Role) (int64, error) {
	n := registry.NewPerson{Name: name}
	if r == actor.Worker {
		n.Skills = "下水 水工"
	}
	id, err := w.Registry.AddPersonTx(ctx, tx, System(), w.Compound, n)
	if err != nil {
		return 0, err
	}
	scope, scopeID := registry.ScopeCompound, w.Compound.ID
	if r == actor.Street {
		scope, scopeID = registry.ScopeCommunity, w.Compound.Community
	}
	_, err = registry.GiveRoleTx(ctx, tx, System(), w.Compound, registry.NewRole{Person: id, Role: r, Scope: scope, ScopeID: scopeID, Since: "2020-01-01", Basis: "示例"})
	return id, err
}

// System acts for nobody.
func System() actor.Actor { return actor.Actor{System: true} }

// As is the person as they act now.
func (w *World) As(person int64) actor.Actor {
	w.t.Helper()
	a := actor.Actor{Person: person, Community: w.Compound.Community}
	w.must(w.DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = registry.GrantsOfTx(w.t.Context(), tx, w.Compound.Community, person, w.Compound.Today(tx.Now()))
		return err
	}))
	return a
}

// Holder is the one with the role, as they act now.
func (w *World) Holder(r actor.Role) actor.Actor { return w.As(w.People[r]) }

// Token signs a person in and gives the session's token.
func (w *World) Token(person int64) string {
	w.t.Helper()
	in, err := w.Accounts.SignInAs(w.t.Context(), w.Compound.Community, person, "test")
	w.must(err)
	return in.Token
}

// CompoundBySlug makes the world the directory of a site.
func (w *World) CompoundBySlug(ctx context.Context, slug string) (web.Compound, error) {
	c, err := w.Registry.CompoundBySlug(ctx, slug)
	return web.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, OfficeName: c.OfficeName, OfficePhone: c.OfficePhone,
		Zone: c.Location(), Path: c.Path()}, err
}

// Authenticate makes the world know who is signed in to a site.
func (w *World) Authenticate(ctx context.Context, token string) (actor.Actor, error) {
	return w.Accounts.Authenticate(ctx, token)
}
