package registry_test

import (
	"context"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

// holder is somebody with a role, as they sign in.
func (w *town) holder(name string, role actor.Role, scope registry.Scope, id int64) actor.Actor {
	w.t.Helper()
	ctx := w.t.Context()
	person, err := w.s.AddPerson(ctx, system, w.c, registry.NewPerson{Name: name})
	if err == nil {
		_, err = w.s.GiveRole(ctx, system, w.c, registry.NewRole{Person: person, Role: role, Scope: scope, ScopeID: id, Since: "2026-01-01"})
	}
	a := actor.Actor{Person: person, Community: w.c.Community}
	if err == nil {
		err = w.d.Read(ctx, func(tx *db.Tx) (err error) {
			a.Grants, err = registry.GrantsOfTx(ctx, tx, w.c.Community, person, "2026-11-23")
			return err
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// phoneOf is the first phone of the one person found.
func (w *town) phoneOf(name string) (person, phone int64) {
	w.t.Helper()
	desk := actor.Actor{Person: 1, Community: w.c.Community, Grants: []actor.Grant{{Role: actor.Desk, At: w.c.Path()}}}
	found, err := w.s.Find(w.t.Context(), desk, w.c, name, 1)
	if err != nil || len(found) != 1 || len(found[0].Person.Phones) == 0 {
		w.t.Fatalf("%s: %v, %v", name, found, err)
	}
	return found[0].Person.ID, found[0].Person.Phones[0].ID
}

func TestAHeadOpensTheNumbersOfTheirOwnHomesOnly(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		w.take(roster.Row{Building: "A", Unit: "1", Number: "0401", AreaCm2: 900000, Owners: []string{"示例居民001"}, Phones: []string{"13800000001"}},
			roster.Row{Building: "A", Unit: "1", Number: "0901", AreaCm2: 900000, Owners: []string{"示例居民002"}, Phones: []string{"13800000002"}})
		homes, err := w.s.Homes(t.Context(), w.c.Community, w.c.ID, registry.HomeFilter{})
		if err != nil {
			t.Fatal(err)
		}
		group, err := w.s.MakeGroup(t.Context(), system, w.c, "一组", homes[:1])
		if err != nil {
			t.Fatal(err)
		}
		head := w.holder("联户长", actor.Head, registry.ScopeGroup, group)
		_, near := w.phoneOf("示例居民001")
		if number, err := w.s.Unmask(t.Context(), head, w.c, near, "约上门"); err != nil || number != "13800000001" {
			t.Errorf("of the own group: %q, %v", number, err)
		}
		far, phone := w.phoneOf("示例居民002")
		if number, err := w.s.Unmask(t.Context(), head, w.c, phone, "好奇"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("of another group: %q, %v", number, err)
		}
		if f, err := w.s.PersonFile(t.Context(), head, w.c, far); err != nil || len(f.Looks) > 0 || len(f.Consents) > 0 {
			t.Errorf("a head is told who looked at strangers: %v, %v", f.Looks, err)
		}
	})
}

func TestAnAdministratorOfACompoundEndsNoRoleAboveIt(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		above := w.holder("社区管理员", actor.Admin, registry.ScopeCommunity, w.c.Community)
		below := w.holder("小区管理员", actor.Admin, registry.ScopeCompound, w.c.ID)
		roles, err := w.s.Roles(t.Context(), w.c, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range roles {
			if g.Person == above.Person {
				if err := w.s.EndRole(t.Context(), below, w.c, g.ID, "2026-11-23", "x"); !errs.Is(err, errs.Forbidden) {
					t.Errorf("got %v", err)
				}
			}
			if g.Person == below.Person {
				if err := w.s.EndRole(t.Context(), above, w.c, g.ID, "2026-11-23", "x"); err != nil {
					t.Errorf("from above: %v", err)
				}
			}
		}
	})
}

func TestOfWorkAndSupervisionGivenAtOnceOnlyOneIsHeld(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		for range 5 {
			person, err := w.s.AddPerson(t.Context(), system, w.c, registry.NewPerson{Name: "示例员工"})
			if err != nil {
				t.Fatal(err)
			}
			given := make(chan error)
			for _, role := range []actor.Role{actor.Worker, actor.Supervisor} {
				go func() {
					_, err := w.s.GiveRole(context.Background(), system, w.c, registry.NewRole{Person: person, Role: role, Scope: registry.ScopeCompound, ScopeID: w.c.ID, Since: "2026-01-01"})
					given <- err
				}()
			}
			if first, second := <-given, <-given; (first == nil) == (second == nil) {
				t.Fatalf("got %v and %v, want exactly one", first, second)
			}
		}
	})
}
