package matter_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// walker does random things to random matters as random people, while the clock
// moves on, and checks what must always hold.
type walker struct {
	*world
	rng   *rand.Rand
	ids   []int64
	keys  []string
	done  map[matter.Action]int
	hired int
}

func TestWhateverAnyoneDoesTheInvariantsHold(t *testing.T) {
	steps := 4000
	if os.Getenv("MULIN_SOAK") != "" {
		steps = 100_000
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		w := &walker{world: newWorld(t, d, clock), rng: rand.New(rand.NewPCG(7, 11)), done: map[matter.Action]int{}}
		start := time.Now()
		for i := range steps {
			w.step()
			if i%500 == 499 {
				w.check()
			}
		}
		w.check()
		w.everyActionHappened()
		t.Logf("%d steps, %d matters, %.0f steps/s: %v", steps, len(w.ids), float64(steps)/time.Since(start).Seconds(), w.done)
	})
}

func pick[T any](w *walker, list []T) T { return list[w.rng.IntN(len(list))] }

// step is one random thing: an act, a new matter, time passing or a sweep.
func (w *walker) step() {
	switch n := w.rng.IntN(100); {
	case len(w.ids) == 0 || n < 4:
		w.newMatter()
	case n < 9:
		w.clock.Advance(time.Duration(w.rng.IntN(90)) * time.Minute)
	case n < 12:
		if _, err := w.s.Sweep(w.t.Context()); err != nil {
			w.t.Fatalf("sweep: %v", err)
		}
	case n < 13 && w.rng.IntN(4) == 0:
		w.changePost()
	default:
		w.clock.Advance(time.Duration(1+w.rng.IntN(5000)) * time.Millisecond)
		w.act()
	}
}

func (w *walker) newMatter() {
	by := pick(w, append(w.everyone(), 0))
	n := matter.NewMatter{Body: pick(w, []string{"厨房下水堵了", "电梯困人", "楼上太吵", "灯不亮", "想要坡道", "随便"}), Channel: pick(w, matter.Channels()),
		Home: pick(w, []int64{0, w.home.ID, w.neighbour.ID, w.far.ID}), Reporter: pick(w, []int64{0, w.resident, w.other, w.plumber, w.grid})}
	if w.rng.IntN(4) == 0 {
		n.To = pick(w, w.everyone())
	}
	n.Key = fmt.Sprintf("k%d", w.rng.Int64())
	if len(w.keys) > 0 && w.rng.IntN(10) == 0 {
		n.Key = pick(w, w.keys)
	}
	a := actor.Actor{}
	if by != 0 {
		a = w.as(by)
	}
	m, err := w.s.Intake(w.t.Context(), a, w.c, n)
	if err != nil {
		w.expected(err)
		return
	}
	w.done[matter.ActIntake]++
	w.keys = append(w.keys, n.Key)
	if !slices.Contains(w.ids, m.ID) {
		w.ids = append(w.ids, m.ID)
	}
}

// changePost lets a role end and, the next time, hires again.
func (w *walker) changePost() {
	ctx := w.t.Context()
	w.hired++
	if w.hired%2 == 1 {
		w.write(func(tx *db.Tx) error {
			grants, err := registry.RolesTx(ctx, tx, w.c, w.c.Today(tx.Now()))
			must(w.t, err)
			g := pick(w, slices.DeleteFunc(grants, func(g registry.RoleGrant) bool { return g.Role == actor.Desk || g.Role == actor.Manager }))
			_, err = tx.Exec(ctx, "UPDATE role_grant SET until = $1 WHERE community_id = $2 AND id = $3", "2026-11-01", w.c.Community, g.ID)
			return err
		})
	} else {
		w.write(func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE role_grant SET until = '' WHERE community_id = $1 AND until <> ''", w.c.Community)
			return err
		})
	}
	w.actors = map[int64]actor.Actor{}
	if _, err := w.s.HandOverPosts(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// expected fails the test unless the refusal is one a person can be told.
func (w *walker) expected(err error) {
	w.t.Helper()
	e := errs.As(err)
	if e == nil || e.Kind == errs.Internal || e.Key == "matter.err.rule" {
		w.t.Fatalf("refused in a way nobody foresaw: %v", err)
	}
}

// act lets somebody try something and checks that they had the right to it.
func (w *walker) act() {
	ctx := w.t.Context()
	id := w.ids[max(0, len(w.ids)-1-w.rng.IntN(12))]
	person := pick(w, w.everyone())
	before := w.peek(id)
	if w.rng.IntN(2) == 0 { // half of the time somebody who has to do with it
		person = pick(w, []int64{before.Responsible, before.Deputy, max(before.Asked, before.Responsible), max(before.Reporter, w.resident), w.desk})
	}
	a := w.as(person)
	ref := matter.Ref{Compound: w.c, ID: id, Version: before.Version}
	if w.rng.IntN(20) == 0 {
		ref.Version = 0
	}
	action := w.choose(a, before)
	worked := w.count("SELECT count(*) FROM matter_event WHERE matter_id = $1 AND actor_id = $2 AND action IN ('report', 'onsite')", id, person) > 0
	m, err := w.try(ctx, a, ref, action)
	if err != nil {
		w.expected(err)
		return
	}
	w.done[action]++
	if !matter.Can(a, action, before, w.c.Path(), worked) || !before.State.Can(action) {
		w.t.Fatalf("person %d did %s in %s without the right to it", person, action, before.State)
	}
	if m.Version <= before.Version {
		w.t.Fatalf("%s left no event", action)
	}
}

// peek reads a matter as it stands.
func (w *walker) peek(id int64) (m matter.Matter) {
	w.t.Helper()
	m, err := w.s.Peek(w.t.Context(), w.c.Community, id)
	must(w.t, err)
	return m
}

// choose picks any action, or, more often, one the actor is offered.
func (w *walker) choose(a actor.Actor, m matter.Matter) matter.Action {
	seldom := []matter.Action{matter.ActWithdraw, matter.ActRefuse, matter.ActMerge, matter.ActJoin, matter.ActNote, matter.ActLate, matter.ActContact}
	if w.rng.IntN(3) > 0 {
		var open []matter.Action
		for _, act := range walkActions() {
			if m.State.Can(act) && matter.Can(a, act, m, w.c.Path(), false) && (!slices.Contains(seldom, act) || w.rng.IntN(8) == 0) {
				open = append(open, act)
			}
		}
		if len(open) > 0 {
			return pick(w, open)
		}
	}
	return pick(w, walkActions())
}

func walkActions() []matter.Action {
	return []matter.Action{matter.ActTriage, matter.ActAssign, matter.ActOffer, matter.ActGrab, matter.ActSign, matter.ActReturn, matter.ActContact,
		matter.ActOnSite, matter.ActPause, matter.ActResume, matter.ActRefer, matter.ActDeliberate, matter.ActBack, matter.ActReport,
		matter.ActAttempt, matter.ActConfirm, matter.ActReject, matter.ActReopen, matter.ActRefuse, matter.ActWithdraw, matter.ActMerge,
		matter.ActNote, matter.ActLate, matter.ActRate, matter.ActJoin}
}

func (w *walker) try(ctx context.Context, a actor.Actor, ref matter.Ref, action matter.Action) (matter.Matter, error) {
	s := w.s
	switch action {
	case matter.ActSign:
		return s.Sign(ctx, a, ref)
	case matter.ActAssign:
		return s.Assign(ctx, a, ref, pick(w, w.everyone()), "请您去")
	case matter.ActOffer:
		return s.Offer(ctx, a, ref)
	case matter.ActGrab:
		return s.Grab(ctx, a, ref)
	case matter.ActReturn:
		return s.Return(ctx, a, ref, "缺工具")
	case matter.ActContact:
		return s.Contact(ctx, a, ref, w.at(time.Duration(w.rng.IntN(300)-10)*time.Minute), "")
	case matter.ActOnSite:
		return s.OnSite(ctx, a, ref)
	case matter.ActPause:
		return s.Pause(ctx, a, ref, pick(w, matter.PauseReasons()), w.at(time.Duration(w.rng.IntN(4000)-60)*time.Minute), "")
	case matter.ActResume:
		return s.Resume(ctx, a, ref)
	case matter.ActRefer:
		return s.Refer(ctx, a, ref, "供水公司", "2026-1", "")
	case matter.ActDeliberate:
		return s.Discuss(ctx, a, ref, "大家商量")
	case matter.ActBack:
		return s.Back(ctx, a, ref, "")
	case matter.ActTriage:
		class := pick(w, []string{"drain", "lift_trapped", "other", "light", "noise"})
		return s.Correct(ctx, a, ref, pick(w, matter.Kinds()), w.classes[class].ID, pick(w, matter.Urgencies()))
	}
	return w.tryEnd(ctx, a, ref, action)
}

func (w *walker) tryEnd(ctx context.Context, a actor.Actor, ref matter.Ref, action matter.Action) (matter.Matter, error) {
	s := w.s
	switch action {
	case matter.ActReport:
		return s.Report(ctx, a, ref, "好了", nil)
	case matter.ActAttempt:
		return s.Attempt(ctx, a, ref, pick(w, []string{"phone", "sms", "visit"}), w.rng.IntN(5) == 0)
	case matter.ActConfirm:
		return s.Confirm(ctx, a, ref, pick(w, []matter.Outcome{matter.Solved, matter.Partly, matter.NotOurs}), "说明")
	case matter.ActReject:
		return s.Reject(ctx, a, ref, "还堵")
	case matter.ActReopen:
		return s.Reopen(ctx, a, ref, "又堵了")
	case matter.ActRefuse:
		return s.Refuse(ctx, a, ref, "不归我们", "条例", "街道")
	case matter.ActWithdraw:
		return s.Withdraw(ctx, a, ref, "")
	case matter.ActMerge:
		return s.Merge(ctx, a, ref, pick(w, w.ids))
	case matter.ActNote:
		return s.Note(ctx, a, ref, "在路上", nil)
	case matter.ActLate:
		return s.ExplainLate(ctx, a, ref, "等配件", "")
	case matter.ActRate:
		return s.Rate(ctx, a, ref, matter.Rating{Solved: pick(w, []string{"yes", "partly", "no"}), Satisfied: 1 + w.rng.Int64N(5), Channel: pick(w, []string{"web", "phone"})})
	case matter.ActJoin:
		return s.Join(ctx, a, ref, pick(w, []int64{a.Person, w.other}))
	}
	return matter.Matter{}, errors.New("no such action: " + string(action))
}

// check asks the database for anything that must never be.
func (w *walker) check() {
	w.t.Helper()
	for name, query := range invariants() {
		if n := w.count(query); n != 0 {
			w.t.Fatalf("%s: %d matters", name, n)
		}
	}
	if _, err := w.s.Sweep(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if n := w.count("SELECT count(*) FROM matter_pause WHERE until = 0 AND cap_at <= $1", db.Millis(w.clock.Now())); n != 0 {
		w.t.Fatalf("%d pauses went on after their cap", n)
	}
}

// invariants are queries that must find nothing.
func invariants() map[string]string {
	const post = `SELECT 1 FROM role_grant g WHERE g.community_id = m.community_id AND g.until = '' AND g.role NOT IN ('supervisor', 'street', 'owner_rep', 'admin') AND g.person_id = `
	const fallback = `SELECT 1 FROM matter_setting s WHERE s.community_id = m.community_id AND s.compound_id = m.compound_id AND (s.fallback_id = %[1]s OR s.fallback_deputy = %[1]s)`
	inForce := func(column string) string {
		return "SELECT count(*) FROM matter m WHERE m.state <> 'closed' AND NOT EXISTS (" + post + column + ") AND NOT EXISTS (" + fmt.Sprintf(fallback, column) + ")"
	}
	return map[string]string{
		"a responsible person out of office": inForce("m.responsible_id"),
		"a deputy out of office":             inForce("m.deputy_id"),
		"the deputy is the responsible":      "SELECT count(*) FROM matter WHERE responsible_id = deputy_id",
		"version is not the number of events": `SELECT count(*) FROM matter m WHERE m.version <> (SELECT count(*) FROM matter_event e
			WHERE e.community_id = m.community_id AND e.matter_id = m.id)`,
		"the last event has not the last number": `SELECT count(*) FROM matter m WHERE m.version <> (SELECT max(seq) FROM matter_event e
			WHERE e.community_id = m.community_id AND e.matter_id = m.id)`,
		"an event begins where the one before did not end": `SELECT count(*) FROM matter_event e JOIN matter_event p
			ON p.community_id = e.community_id AND p.matter_id = e.matter_id AND p.seq = e.seq - 1 WHERE p.to_state <> e.from_state OR p.to_person <> e.from_person OR e.at < p.at`,
		"the story ends elsewhere": `SELECT count(*) FROM matter m JOIN matter_event e ON e.community_id = m.community_id AND e.matter_id = m.id AND e.seq = m.version
			WHERE e.to_state <> m.state OR e.to_person <> m.responsible_id OR e.asked_id <> COALESCE(m.asked_id, 0)`,
		"an escalation without its event": `SELECT count(*) FROM (SELECT x.community_id, x.matter_id, count(*) AS n FROM escalation x GROUP BY x.community_id, x.matter_id) f
			WHERE f.n <> (SELECT count(*) FROM matter_event e WHERE e.community_id = f.community_id AND e.matter_id = f.matter_id AND e.action IN ('warn', 'escalate'))`,
		"closed by who once worked on it": `SELECT count(*) FROM matter m JOIN matter_event e ON e.community_id = m.community_id AND e.matter_id = m.id
			AND e.action IN ('report', 'onsite') AND e.actor_id = m.closed_by WHERE m.state = 'closed'`,
		"paused without an open pause": `SELECT count(*) FROM matter m WHERE (m.state = 'paused') <> EXISTS (SELECT 1 FROM matter_pause p
			WHERE p.community_id = m.community_id AND p.matter_id = m.id AND p.until = 0)`,
		"a clock that fires while paused or closed": `SELECT count(*) FROM matter m JOIN matter_clock k ON k.community_id = m.community_id AND k.matter_id = m.id
			WHERE m.state IN ('paused', 'closed') AND k.next_fire_at > 0`,
		"a returned matter that left the returner before anyone signed": `SELECT count(*) FROM matter_event e JOIN matter_event p
			ON p.community_id = e.community_id AND p.matter_id = e.matter_id AND p.seq = e.seq - 1
			WHERE p.action = 'return' AND p.detail = '' AND e.action = 'assign' AND e.to_person <> p.to_person`,
		"rated in a round it has not reached": "SELECT count(*) FROM matter_rating r JOIN matter m ON m.community_id = r.community_id AND m.id = r.matter_id WHERE r.round > m.round",
		"free to take but not waiting":        "SELECT count(*) FROM matter WHERE grab_until > 0 AND state <> 'triage'",
		"open without a promise":              "SELECT count(*) FROM matter m WHERE m.state NOT IN ('closed', 'reported') AND NOT EXISTS (SELECT 1 FROM matter_clock k WHERE k.community_id = m.community_id AND k.matter_id = m.id AND k.met_at = 0)",
	}
}

// everyActionHappened makes sure that the walk reached all of the machine.
func (w *walker) everyActionHappened() {
	w.t.Helper()
	for _, a := range walkActions() {
		if w.done[a] == 0 {
			w.t.Errorf("the walk never managed to %s", a)
		}
	}
	for _, a := range []matter.Action{matter.ActWarn, matter.ActEscalate, matter.ActTakeover} {
		if w.count("SELECT count(*) FROM matter_event WHERE action = $1", string(a)) == 0 {
			w.t.Errorf("the clock never did %s", a)
		}
	}
}
