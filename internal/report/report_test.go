package report_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
	"mulin/internal/matter/mattertest"
	"mulin/internal/report"
)

// Every figure below is worked out by hand from the eight matters A to H of
// world_test.go; the letters say who is counted.
func TestEveryFigureOfAMonthIsAsCountedByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		r := playMonth(t, d, clock).month()
		share := func(num, den int64) report.Share { return report.Share{Num: num, Den: den} }
		for _, c := range []struct {
			name      string
			got, want any
		}{
			{"intake: A to H", r.Intake, report.Intake{N: 8,
				ByChannel: map[matter.Channel]int64{matter.ByPhone: 6, matter.ByWeb: 1, matter.ByPatrol: 1},
				ByKind:    map[matter.Kind]int64{matter.Problem: 5, matter.Dispute: 3}}},
			{"closed: ABC EFG of 8", r.Closed, share(6, 8)},
			{"self-found: C of 8", r.SelfFound, share(1, 8)},
			{"repeat: B H after A, F after E, of all but the merged G", r.Repeat, share(3, 7)},
			{"on time to sign: A C H; B late, D never; E F G ended before it was due", r.OnTime[matter.TargetSign], share(3, 5)},
			{"on time to contact: C; A B H late, D never", r.OnTime[matter.TargetContact], share(1, 5)},
			{"on time on site: A H; B late, D never", r.OnTime[matter.TargetOnSite], share(2, 4)},
			{"on time to resolve: A B C; D never, H open again", r.OnTime[matter.TargetResolve], share(3, 5)},
			{"on time to call back: A B C", r.OnTime[matter.TargetCallback], share(3, 3)},
			{"overdue: A B D H of 8", r.Overdue, share(4, 8)},
			{"returned: B of 8", r.Return, share(1, 8)},
			{"first dispatch held: all but B", r.Accuracy, share(7, 8)},
			{"response: A 10, C 10, H 10, B 50", r.Response, report.Spread{N: 4, Median: 10, P90: 50}},
			{"handling: A 90, C 100, H 100, B 420", r.Handling, report.Spread{N: 4, Median: 100, P90: 420}},
			{"solved: A of A B C E H", r.Solved, share(1, 5)},
			{"fixed at first: A C of A B C H", r.FirstFix, share(2, 4)},
			{"called back: A B H of A B C H", r.Callback, share(3, 4)},
			{"at the doorstep: A B H of A B C H", r.Doorstep, share(3, 4)},
			{"said: asked A B C H, answered A B H, content A", r.Satisfaction, report.Satisfaction{Asked: 4, Answered: 3, Satisfied: 1, Solved: 1}},
			{"open: D and H, both a day old and late", r.Stock, report.Stock{N: 2, ByAge: [5]int64{0, 2, 0, 0, 0}, Broken: 2}},
		} {
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Errorf("%s: (-want +got)\n%s", c.name, diff)
			}
		}
	})
}

func TestFiguresOfAClassCountOnlyItsMatters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		r := playMonth(t, d, clock).month()
		if len(r.Classes) != 2 {
			t.Fatalf("classes %d, want drain and noise", len(r.Classes))
		}
		drain, noise := r.Classes[0], r.Classes[1]
		if drain.Intake.N != 5 || noise.Intake.N != 3 {
			t.Errorf("intake %d and %d, want 5 and 3", drain.Intake.N, noise.Intake.N)
		}
		if want := (report.Spread{N: 3, Median: 100, P90: 420}); drain.Handling != want {
			t.Errorf("drain handling %v, want A 90, H 100, B 420", drain.Handling)
		}
		if want := (report.Spread{N: 1, Median: 10, P90: 10}); noise.Response != want {
			t.Errorf("noise response %v, want C 10", noise.Response)
		}
	})
}

func TestAnotherMonthCountsNothingButTheOpenStock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		s := playMonth(t, d, clock)
		r, err := report.New(d).Month(t.Context(), s.Holder(actor.Admin), s.Compound, "2026-10")
		if err != nil {
			t.Fatal(err)
		}
		if r.Intake.N != 0 || r.Solved.Den != 0 || r.Satisfaction.Asked != 0 {
			t.Errorf("October has %+v", r.Figures)
		}
		if r.Stock.N != 2 {
			t.Errorf("stock %d, want the 2 open now", r.Stock.N)
		}
	})
}

func TestTheCourseShowsSixMonthsUpToTheMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		r := playMonth(t, d, clock).month()
		want := []report.Point{{Month: "2026-06"}, {Month: "2026-07"}, {Month: "2026-08"}, {Month: "2026-09"}, {Month: "2026-10"},
			{Month: "2026-11", Taken: 8, Closed: 5}}
		if diff := cmp.Diff(want, r.Course); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAMonthBeginsAtMidnightOfTheCompound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		s := playMonth(t, d, clock)
		midnight := time.Date(2026, 12, 1, 0, 0, 0, 0, s.Compound.Location())
		for _, c := range []struct {
			at    time.Time
			month report.Month
			n     int64
		}{{midnight.Add(-time.Millisecond), "2026-11", 9}, {midnight, "2026-12", 1}} {
			s.clock.Set(c.at)
			s.take(matter.ByPhone, "noise", 0, s.People[actor.Head])
			r, err := report.New(d).Month(t.Context(), s.Holder(actor.Admin), s.Compound, c.month)
			if err != nil {
				t.Fatal(err)
			}
			if r.Intake.N != c.n {
				t.Errorf("%s has %d taken in, want %d", c.month, r.Intake.N, c.n)
			}
		}
	})
}

func TestAMatterEscalatedAboveTheBuildingIsNotSettledAtTheDoorstep(t *testing.T) {
	for _, c := range []struct {
		name   string
		signed int // minutes until the worker signs; it was promised within 30
		want   int64
	}{{"the head is told at 100%", 40, 1}, {"the manager is told at 150%", 46, 0}} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
				s := &script{World: mattertest.New(t, d), t: t, clock: clock}
				worker := s.People[actor.Worker]
				m := s.intake(0, matter.ByPhone, "drain", s.Homes[1], worker)
				s.at(c.signed)
				if _, err := s.Matters.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.sign(c.signed, m, worker)
				s.report(c.signed+1, m, worker)
				s.confirm(c.signed+2, m, s.People[actor.Desk], matter.Solved)
				if got := s.month().Doorstep; got != (report.Share{Num: c.want, Den: 1}) {
					t.Errorf("doorstep %v, want %d of 1", got, c.want)
				}
			})
		})
	}
}

func TestAPauseIsNoBreachWhileItLasts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		s := &script{World: mattertest.New(t, d), t: t, clock: clock}
		worker := s.People[actor.Worker]
		m := s.intake(0, matter.ByPhone, "drain", s.Homes[1], worker)
		s.sign(10, m, worker)
		s.at(20)
		until := matter.Moment(clock.Now().In(s.Compound.Location()).AddDate(0, 0, 3).Format("2006-01-02T15:04"))
		s.did(s.Matters.Pause(t.Context(), s.As(worker), s.ref(m), matter.PauseParts, until, ""))
		s.at(2000)
		if got := s.month().Overdue; got != (report.Share{Num: 0, Den: 1}) {
			t.Errorf("overdue %v while paused, want 0 of 1", got)
		}
	})
}

func TestTheSheetHasOneLineAMatterWithoutNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		s := playMonth(t, d, clock)
		lines, err := report.New(d).Lines(t.Context(), s.Holder(actor.Street), s.Compound, "2026-11")
		if err != nil {
			t.Fatal(err)
		}
		if len(lines) != 8 {
			t.Fatalf("%d lines, want 8", len(lines))
		}
		late := lines[3] // D, to resolve by minute 2440
		want := report.Line{Number: "26-0004", ClassName: "公共下水堵", Kind: matter.Problem, Urgency: matter.Urgent, Channel: matter.ByPhone,
			State: matter.Assigned, Where: "A-1", Taken: dbtest.Start.Add(1000 * time.Minute), Due: dbtest.Start.Add(2440 * time.Minute), LateMinutes: 560}
		if diff := cmp.Diff(want, late); diff != "" {
			t.Error(diff)
		}
		if lines[2].Where != "" {
			t.Errorf("common parts are at %q", lines[2].Where)
		}
	})
}

func TestOnlyReadersGetFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		s := &script{World: mattertest.New(t, d), t: t, clock: clock}
		for role := range s.People {
			_, err := report.New(d).Month(t.Context(), s.Holder(role), s.Compound, "2026-11")
			if may := slices.Contains(report.Readers(), role); may != (err == nil) {
				t.Errorf("%s: %v", role, err)
			}
		}
		if _, err := report.New(d).Lines(t.Context(), s.As(s.Resident), s.Compound, "2026-11"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a resident gets the sheet: %v", err)
		}
	})
}
