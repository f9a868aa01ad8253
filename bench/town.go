package main

import (
	"context"
	"fmt"

	"mulin/internal/app"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/matter"
	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

// town is a compound with its desk worker and one matter to look at.
type town struct {
	compound registry.Compound
	desk     actor.Actor
	sample   int64
	class    int64
}

const homesPerUnit = 200

// build makes a compound of 1,000 homes with staff and n open matters.
func build(ctx context.Context, a *app.App, n int) (t town, err error) {
	system := actor.Actor{System: true}
	if t.compound, err = a.Registry.CreateCompound(ctx, registry.NewCompound{Name: "基准小区", Slug: "bench", OfficePhone: "0851-28000000"}); err != nil {
		return t, err
	}
	var rows []roster.Row
	for i := range 1000 {
		rows = append(rows, roster.Row{Building: "A", Unit: fmt.Sprint(i/homesPerUnit + 1), Number: fmt.Sprintf("%02d%02d", i%homesPerUnit/4+1, i%4+1), AreaCm2: 900000,
			Owners: []string{fmt.Sprintf("示例居民%03d", i)}})
	}
	if _, err = a.Registry.ImportRoster(ctx, system, t.compound, rows, nil); err != nil {
		return t, err
	}
	var people []int64
	for i, role := range []actor.Role{actor.Desk, actor.Manager, actor.GridLeader, actor.Worker, actor.Worker, actor.Worker} {
		id, err := a.Registry.AddPerson(ctx, system, t.compound, registry.NewPerson{Name: fmt.Sprintf("示例职员%02d", i), Skills: "下水 电工 水工"})
		if err != nil {
			return t, err
		}
		if _, err := a.Registry.GiveRole(ctx, system, t.compound, registry.NewRole{Person: id, Role: role, Scope: registry.ScopeCompound, ScopeID: t.compound.ID, Since: "2023-01-03"}); err != nil {
			return t, err
		}
		people = append(people, id)
	}
	t.desk = actor.Actor{Person: people[0], Community: t.compound.Community, Grants: []actor.Grant{{Role: actor.Desk, At: t.compound.Path()}}}
	if err = a.Matters.SetUp(ctx, t.compound, people[1], people[0]); err != nil {
		return t, err
	}
	first, err := a.Matters.Intake(ctx, t.desk, t.compound, newMatter(0))
	if err != nil {
		return t, err
	}
	t.sample, t.class = first.ID, first.Class
	return t, fillUp(ctx, a, t, people, n-1)
}

const (
	tenYears = int64(10 * 365 * 24 * 3600 * 1000)
	farDue   = int64(253402300799000)
)

func newMatter(i int) matter.NewMatter {
	return matter.NewMatter{Body: fmt.Sprintf("厨房水管堵了,水下不去,第 %d 次说", i), Room: "A-1-0101", Channel: matter.ByPhone}
}

// openShare is the open part of the matters: one in fifty, 2,000 of 100,000; the
// rest is ten years of history.
const openShare = 50

// fillUp inserts n matters with their two events, many rows per statement.
func fillUp(ctx context.Context, a *app.App, t town, people []int64, n int) error {
	const perWrite = 5000
	for from := 0; from < n; from += perWrite {
		err := a.DB.Write(ctx, func(tx *db.Tx) error { return fillSome(ctx, tx, t, people, from, min(n, from+perWrite)) })
		if err != nil {
			return err
		}
	}
	if a.DB.Engine() == "postgres" {
		_, write := a.DB.Pools()
		_, err := write.ExecContext(ctx, "ANALYZE")
		return err
	}
	return nil
}

func fillSome(ctx context.Context, tx *db.Tx, t town, people []int64, from, to int) error {
	events := db.NewInserter(tx, "matter_event", "community_id", "matter_id", "seq", "action", "at", "actor_id", "from_state", "to_state", "from_person", "to_person", "detail")
	matters := db.NewInserter(tx, "matter", "community_id", "id", "compound_id", "number", "track_code", "version", "state", "kind", "class_id", "urgency", "lane", "body",
		"channel", "first_word_at", "responsible_id", "deputy_id", "due_at", "due_target", "done_by", "closed_by", "closed_via", "outcome", "closed_at")
	now := db.Millis(tx.Now())
	c := t.compound
	for i := from; i < to; i++ {
		id := tx.NewID()
		who := people[3+i%3]
		first := now - int64(i)*tenYears/100_000
		if err := events.Add(ctx, c.Community, id, 1, "intake", now, people[0], "", "triage", 0, who, "phone"); err != nil {
			return err
		}
		if err := events.Add(ctx, c.Community, id, 2, "assign", now, 0, "triage", "assigned", who, who, "skill"); err != nil {
			return err
		}
		state, due, done, by, via, outcome, closed := "assigned", now+int64(i%100000)*1000+3600_000, any(nil), any(nil), "", "", int64(0)
		if i%openShare != 0 {
			state, due, done, by, via, outcome, closed = "closed", farDue, who, people[0], "check", "solved", first+7200_000
		}
		err := matters.Add(ctx, c.Community, id, c.ID, fmt.Sprintf("b-%06d", i), fmt.Sprintf("bench%d", i), 2, state, "problem", t.class, "urgent", "now",
			newMatter(i).Body, "phone", first, who, people[0], due, "sign", done, by, via, outcome, closed)
		if err != nil {
			return err
		}
	}
	if err := events.Flush(ctx); err != nil {
		return err
	}
	return matters.Flush(ctx)
}
