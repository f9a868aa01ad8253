package matter_test

import (
	"sync"
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

func TestTwentyEqualFormsMakeOneMatter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		desk := w.as(w.desk)
		var mu sync.Mutex
		seen := map[int64]int{}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				m, err := w.s.Intake(t.Context(), desk, w.c, matter.NewMatter{Key: "form-1", Body: "厨房下水堵了", Channel: matter.ByPhone, Home: w.home.ID})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				seen[m.ID]++
			})
		}
		wg.Wait()
		same(t, "different answers", len(seen), 1)
		same(t, "matters", w.count("SELECT count(*) FROM matter"), 1)
		same(t, "next number without a gap", w.drain().Number, "26-0002")
	})
}

func TestNumbersHaveNoGapsWhenManyCallAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		desk := w.as(w.desk)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := w.s.Intake(t.Context(), desk, w.c, matter.NewMatter{Body: "灯不亮", Channel: matter.ByPhone}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		same(t, "the twenty-first", w.drain().Number, "26-0021")
	})
}

func TestARefusedFormTellsTheFieldAndLeavesNothingBehind(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := func() matter.NewMatter { return matter.NewMatter{Body: "灯不亮", Channel: matter.ByPhone} }
		for _, c := range []struct {
			field, key string
			spoil      func(*matter.NewMatter)
		}{
			{"body", "matter.err.body", func(n *matter.NewMatter) { n.Body = "  " }},
			{"channel", "err.choose", func(n *matter.NewMatter) { n.Channel = "owl" }},
			{"kind", "err.choose", func(n *matter.NewMatter) { n.Kind = "fun" }},
			{"urgency", "err.choose", func(n *matter.NewMatter) { n.Urgency = "never" }},
			{"lane", "err.choose", func(n *matter.NewMatter) { n.Lane = "slow" }},
			{"class", "err.choose", func(n *matter.NewMatter) { n.Class = 1 }},
			{"room", "matter.err.room", func(n *matter.NewMatter) { n.Room = "Z-9-9999" }},
			{"room", "matter.err.room", func(n *matter.NewMatter) { n.Home = 1 }},
			{"phone", "err.phone", func(n *matter.NewMatter) { n.Phone = "12" }},
			{"heard", "matter.err.future", func(n *matter.NewMatter) { n.Heard = w.clock.Now().Add(time.Hour) }},
			{"to", "matter.err.notstaff", func(n *matter.NewMatter) { n.To = w.resident }},
			{"photos", "err.file", func(n *matter.NewMatter) { n.Photos = []string{"none"} }},
		} {
			n := good()
			c.spoil(&n)
			_, err := w.s.Intake(t.Context(), w.as(w.desk), w.c, n)
			w.refused(errs.Invalid, c.key, err)
			if e := errs.As(err); len(e.Fields) != 1 || e.Fields[0].Name != c.field {
				t.Errorf("%s: told %v", c.field, e.Fields)
			}
		}
		same(t, "matters", w.count("SELECT count(*) FROM matter"), 0)
		same(t, "events", w.count("SELECT count(*) FROM matter_event"), 0)
		same(t, "first number", w.drain().Number, "26-0001")
	})
}

func TestAnUnknownReporterIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.s.Intake(t.Context(), w.as(w.desk), w.c, matter.NewMatter{Body: "灯不亮", Channel: matter.ByPhone, Reporter: 4711})
		w.refused(errs.Invalid, "err.choose", err)
	})
}

func TestAResidentReportsForThemselvesOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.resident, matter.NewMatter{Body: "灯不亮", Channel: matter.ByPhone, Reporter: w.other, Urgency: matter.Emergency, To: w.grid, Heard: w.clock.Now().Add(-time.Hour)})
		same(t, "reporter", m.Reporter, w.resident)
		same(t, "channel", m.Channel, matter.ByWeb)
		same(t, "urgency", m.Urgency, matter.Ordinary)
		same(t, "first word", m.FirstWord, w.clock.Now())
	})
}

func TestAHeadWhoReportsOnlineIsTheReporter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.write(func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO residence (community_id, id, home_id, person_id, relation, since) VALUES ($1, $2, $3, $4, 'family', '2026-01-01')",
				w.c.Community, tx.NewID(), w.home.ID, w.head)
			return err
		})
		same(t, "online", w.intake(w.head, matter.NewMatter{Body: "灯不亮", Channel: matter.ByWeb}).Reporter, w.head)
		same(t, "on patrol", w.intake(w.head, matter.NewMatter{Body: "灯不亮", Channel: matter.ByPatrol}).Reporter, 0)
	})
}

func TestWithNobodyFitTheFirstReceiverKeepsIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "电梯困人", Channel: matter.ByPhone})
		same(t, "responsible", m.Responsible, w.desk)
		same(t, "state", m.State, matter.Triage)
		same(t, "deputy", m.Deputy != w.desk, true)
		m, err := w.s.Intake(t.Context(), actor.Actor{}, w.c, matter.NewMatter{Body: "电梯困人"})
		must(t, err)
		same(t, "of a visitor", m.Responsible, w.manager)
	})
}

func TestACompoundWithoutSetupTakesNothingIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bare, err := w.reg.CreateCompound(t.Context(), registry.NewCompound{Community: w.c.Community, Name: "另一个", Slug: "bare"})
		must(t, err)
		_, err = w.s.Intake(t.Context(), system(), bare, matter.NewMatter{Body: "灯不亮", Channel: matter.ByPhone})
		w.refused(errs.Conflict, "matter.err.nosetup", err)
	})
}

func TestTheDispatchGoesToTheSkilledOneOnDuty(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		now := w.clock.Now().In(w.c.Location())
		for _, p := range []int64{w.plumber, w.plumber2} {
			shift := matter.Shift{Person: p, Weekday: now.Weekday(), From: 0, To: 1440}
			if p == w.plumber {
				shift.Weekday = (now.Weekday() + 1) % 7
			}
			must(t, w.s.AddShift(t.Context(), w.as(w.manager), w.c, shift))
		}
		same(t, "responsible", w.drain().Responsible, w.plumber2)
	})
}
