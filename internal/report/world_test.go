package report_test

import (
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/matter"
	"mulin/internal/matter/mattertest"
	"mulin/internal/report"
)

// script plays matters at given minutes after the clock's start, Monday 09:00.
type script struct {
	*mattertest.World
	t     *testing.T
	clock *dbtest.Clock
}

func (s *script) at(minute int) { s.clock.Set(dbtest.Start.Add(time.Duration(minute) * time.Minute)) }

// did passes the matter on and stops the test at an error, so that acts nest.
func (s *script) did(m matter.Matter, err error) matter.Matter {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *script) ref(m matter.Matter) matter.Ref { return matter.Ref{Compound: s.Compound, ID: m.ID} }

// intake takes in a matter of a class for the role's holder; home 0 is common parts.
func (s *script) intake(minute int, by matter.Channel, class string, home int64, to int64) matter.Matter {
	s.t.Helper()
	s.at(minute)
	return s.take(by, class, home, to)
}

func (s *script) take(by matter.Channel, class string, home int64, to int64) matter.Matter {
	s.t.Helper()
	n := matter.NewMatter{Body: "示例", Channel: by, Class: s.Classes[class], Home: home, To: to}
	if home == s.Homes[0] {
		n.Reporter = s.Resident
	}
	if home == 0 {
		n.Place = "三楼楼道"
	}
	return s.did(s.Matters.Intake(s.t.Context(), s.Holder(actor.Desk), s.Compound, n))
}

func (s *script) sign(minute int, m matter.Matter, person int64) {
	s.t.Helper()
	s.at(minute)
	s.did(s.Matters.Sign(s.t.Context(), s.As(person), s.ref(m)))
}

func (s *script) report(minute int, m matter.Matter, person int64) {
	s.t.Helper()
	s.at(minute)
	s.did(s.Matters.Report(s.t.Context(), s.As(person), s.ref(m), "好了", nil))
}

func (s *script) confirm(minute int, m matter.Matter, person int64, o matter.Outcome) {
	s.t.Helper()
	s.at(minute)
	s.did(s.Matters.Confirm(s.t.Context(), s.As(person), s.ref(m), o, "看过"))
}

func (s *script) rate(minute int, m matter.Matter, solved string, stars int64) {
	s.t.Helper()
	s.at(minute)
	s.did(s.Matters.Rate(s.t.Context(), s.As(s.Resident), s.ref(m), matter.Rating{Solved: solved, Satisfied: stars, Channel: "web"}))
}

// playMonth is eight matters, A to H, of a week in November; now is minute 3000.
// drain promises in minutes: sign 30, contact 60, on site 120, resolve 1440.
func playMonth(t *testing.T, d *db.DB, clock *dbtest.Clock) *script {
	t.Helper()
	s := &script{World: mattertest.New(t, d), t: t, clock: clock}
	worker, desk, grid := s.People[actor.Worker], s.People[actor.Desk], s.People[actor.GridLeader]
	s.solvedAtOnce(worker)
	s.returnedAndRejected(worker, desk)
	s.passedOn(grid, desk)
	joined := s.intake(1000, matter.ByPhone, "drain", s.Homes[1], worker) // D: nobody comes
	s.endedWithoutWork(joined)
	s.reopened(worker)
	s.at(3000)
	return s
}

// A: signed after 10 minutes, done after 90, confirmed and praised.
func (s *script) solvedAtOnce(worker int64) {
	a := s.intake(0, matter.ByPhone, "drain", s.Homes[0], worker)
	s.sign(10, a, worker)
	s.report(90, a, worker)
	s.confirm(120, a, s.Resident, matter.Solved)
	s.rate(130, a, "yes", 5)
}

// B: the same again; late, returned, rejected once, partly solved, called back.
func (s *script) returnedAndRejected(worker, desk int64) {
	ctx := s.t.Context()
	b := s.intake(200, matter.ByWeb, "drain", s.Homes[0], worker)
	s.sign(250, b, worker)
	s.at(260)
	s.did(s.Matters.Return(ctx, s.As(worker), s.ref(b), "没有工具"))
	s.at(270)
	s.did(s.Matters.Assign(ctx, s.As(desk), s.ref(b), s.Worker2, ""))
	s.sign(280, b, s.Worker2)
	s.report(500, b, s.Worker2)
	s.at(510)
	s.did(s.Matters.Reject(ctx, s.As(s.Resident), s.ref(b), "还堵"))
	s.sign(600, b, s.Worker2)
	s.report(620, b, s.Worker2)
	s.at(700)
	s.did(s.Matters.Attempt(ctx, s.As(desk), s.ref(b), "phone", true))
	s.confirm(700, b, desk, matter.Partly)
	s.rate(710, b, "partly", 3)
}

// C: seen on patrol, referred to another body, passed on as not ours.
func (s *script) passedOn(grid, desk int64) {
	c := s.intake(800, matter.ByPatrol, "noise", 0, grid)
	s.sign(810, c, grid)
	s.at(830)
	s.did(s.Matters.Refer(s.t.Context(), s.As(grid), s.ref(c), "城管中队", "88", ""))
	s.report(900, c, grid)
	s.confirm(910, c, desk, matter.NotOurs)
}

// E refused, F withdrawn, G merged into D.
func (s *script) endedWithoutWork(d matter.Matter) {
	ctx, desk := s.t.Context(), s.Holder(actor.Desk)
	head := s.People[actor.Head]
	e := s.intake(1100, matter.ByPhone, "noise", s.Homes[1], head)
	s.at(1110)
	s.did(s.Matters.Refuse(ctx, desk, s.ref(e), "不归小区管", "噪声法", "可向街道反映"))
	f := s.intake(1200, matter.ByPhone, "noise", s.Homes[1], head)
	s.at(1210)
	s.did(s.Matters.Withdraw(ctx, desk, s.ref(f), ""))
	g := s.intake(1300, matter.ByPhone, "drain", s.Homes[1], s.People[actor.Worker])
	s.at(1310)
	s.did(s.Matters.Merge(ctx, desk, s.ref(g), d.ID))
}

// H: the third time; said to be solved, then a bad mark opens it again.
func (s *script) reopened(worker int64) {
	h := s.intake(1400, matter.ByPhone, "drain", s.Homes[0], worker)
	s.sign(1410, h, worker)
	s.report(1500, h, worker)
	s.confirm(1505, h, s.Resident, matter.Solved)
	s.rate(1510, h, "no", 1)
}

func (s *script) month() report.Report {
	s.t.Helper()
	r, err := report.New(s.DB).Month(s.t.Context(), s.Holder(actor.Supervisor), s.Compound, "2026-11")
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}
