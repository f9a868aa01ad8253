package matter_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"mulin/internal/kit/calendar"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
)

// local is a moment at the compound.
func (w *world) local(text string) time.Time {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, w.c.Location())
	must(w.t, err)
	return at
}

func TestTheClockStartsWithTheFirstWordNotWithTheEntry(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		heard := w.clock.Now().Add(-50 * time.Minute)
		m := w.intake(w.desk, matter.NewMatter{Body: "厨房下水堵了", Channel: matter.MissedCall, Heard: heard})
		same(t, "contact due", w.clockOf(m, matter.TargetContact).Due.Equal(heard.Add(time.Hour)), true)
	})
}

func TestOfficeHoursSkipTheWeekend(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.clock.Set(w.local("2026-11-27 17:00")) // Friday, an hour before the office closes
		m := w.intake(w.desk, matter.NewMatter{Body: "楼道灯不亮", Channel: matter.ByPhone})
		same(t, "to sign, two hours", w.clockOf(m, matter.TargetSign).Due.Equal(w.local("2026-11-30 10:00")), true)
		same(t, "to resolve, day and night", w.clockOf(m, matter.TargetResolve).Due.Equal(w.local("2026-11-28 17:00")), true)
	})
}

func TestOfficeHoursSkipAHoliday(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.decide(func(c *calendar.Calendar) { c.Overrides["2026-11-30"] = calendar.Closed() })
		w.clock.Set(w.local("2026-11-27 17:00"))
		m := w.intake(w.desk, matter.NewMatter{Body: "楼道灯不亮", Channel: matter.ByPhone})
		same(t, "to sign", w.clockOf(m, matter.TargetSign).Due.Equal(w.local("2026-12-01 10:00")), true)
	})
}

// decide changes the office calendar.
func (w *world) decide(f func(*calendar.Calendar)) {
	w.t.Helper()
	cfg, err := w.s.Config(w.t.Context(), w.c)
	must(w.t, err)
	i := slices.IndexFunc(cfg.Calendars, func(n matter.NamedCalendar) bool { return !n.AlwaysOpen })
	f(&cfg.Calendars[i].Calendar)
	_, err = w.s.SaveCalendar(w.t.Context(), w.as(w.manager), w.c, cfg.Calendars[i])
	must(w.t, err)
}

func TestAMoreUrgentMatterGetsTheLimitsOfItsUrgency(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "楼道灯不亮", Channel: matter.ByPhone, Urgency: matter.Emergency})
		same(t, "on site in half an hour", w.clockOf(m, matter.TargetOnSite).Due.Equal(w.clock.Now().Add(30*time.Minute)), true)
	})
}

func TestAChangeOfClassRestartsOpenPromisesFromTheFirstWord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "楼道灯不亮", Channel: matter.ByPhone})
		first := w.clock.Now()
		w.clock.Advance(10 * time.Minute)
		m = w.ok(w.s.Contact(t.Context(), w.as(w.desk), w.ref(m), "", ""))
		kept := w.clockOf(m, matter.TargetContact).Met
		w.clock.Advance(time.Hour)
		m = w.ok(w.s.Correct(t.Context(), w.as(w.desk), w.ref(m), matter.Problem, w.classes["drain"].ID, matter.Urgent))
		same(t, "resolve", w.clockOf(m, matter.TargetResolve).Due.Equal(first.Add(24*time.Hour)), true)
		same(t, "on site", w.clockOf(m, matter.TargetOnSite).Due.Equal(first.Add(2*time.Hour)), true)
		same(t, "what was kept stays kept", w.clockOf(m, matter.TargetContact).Met, kept)
	})
}

func TestAPauseMovesEveryOpenPromiseByItsLength(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.signed()
		due := w.clockOf(m, matter.TargetResolve).Due
		m = w.ok(w.s.Pause(t.Context(), w.as(m.Responsible), w.ref(m), matter.PauseParts, w.at(10*time.Hour), "等配件"))
		same(t, "due while paused is as if until the cap", w.clockOf(m, matter.TargetResolve).Due, due.Add(10*time.Hour))
		w.clock.Advance(3 * time.Hour)
		m = w.ok(w.s.Resume(t.Context(), w.as(m.Responsible), w.ref(m)))
		same(t, "due after three hours", w.clockOf(m, matter.TargetResolve).Due, due.Add(3*time.Hour))
		same(t, "the matter's next promise", m.Due, w.clockOf(m, m.DueTarget).Due)
	})
}

func TestWarningsWaitForAPause(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.signed()
		m = w.ok(w.s.OnSite(t.Context(), w.as(m.Responsible), w.ref(m)))
		w.clock.Advance(11 * time.Hour) // the warning of the day to resolve comes after twelve
		m = w.ok(w.s.Pause(t.Context(), w.as(m.Responsible), w.ref(m), matter.PauseWeather, w.at(30*time.Hour), ""))
		w.clock.Advance(5 * time.Hour)
		same(t, "fired while paused", w.sweep(), 0)
		m = w.ok(w.s.Resume(t.Context(), w.as(m.Responsible), w.ref(m)))
		w.sweep()
		same(t, "warned too early", w.fired("resolve"), 0)
		w.clock.Advance(time.Hour)
		w.sweep()
		same(t, "warned at twelve working hours", w.fired("resolve"), 1)
	})
}

func (w *world) fired(target string) int64 {
	w.t.Helper()
	return w.count("SELECT count(*) FROM escalation WHERE target = $1", target)
}

func TestAPauseEndsAtItsCapEvenWhenTheSweepComesLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.signed()
		due := w.clockOf(m, matter.TargetResolve).Due
		m = w.ok(w.s.Pause(t.Context(), w.as(m.Responsible), w.ref(m), matter.PauseAccess, w.at(2*time.Hour), ""))
		w.clock.Advance(20 * time.Hour)
		w.sweep()
		v := w.view(m)
		same(t, "state", v.State, matter.Signed)
		same(t, "due", w.clockOf(m, matter.TargetResolve).Due, due.Add(2*time.Hour))
	})
}

func TestAPauseWithoutReasonOrBeyondTheCapIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.signed()
		a := w.as(m.Responsible)
		_, err := w.s.Pause(t.Context(), a, w.ref(m), "tired", w.at(time.Hour), "")
		w.refused(errs.Invalid, "err.choose", err)
		_, err = w.s.Pause(t.Context(), a, w.ref(m), matter.PauseParts, "", "")
		w.refused(errs.Invalid, "matter.err.past", err)
		_, err = w.s.Pause(t.Context(), a, w.ref(m), matter.PauseParts, w.at(169*time.Hour), "")
		w.refused(errs.Invalid, "matter.err.pausecap", err)
		_, err = w.s.Pause(t.Context(), a, w.ref(m), matter.PauseParts, "tomorrow", "")
		w.refused(errs.Invalid, "matter.err.time", err)
	})
}

func TestAMatterWithdrawnWhilePausedLeavesNoOpenPause(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.signed()
		m = w.ok(w.s.Pause(t.Context(), w.as(m.Responsible), w.ref(m), matter.PauseParts, w.at(time.Hour), ""))
		w.clock.Advance(time.Minute)
		m = w.ok(w.s.Withdraw(t.Context(), w.as(w.resident), w.ref(m), ""))
		same(t, "open pauses", w.count("SELECT count(*) FROM matter_pause WHERE until = 0"), 0)
		m = w.ok(w.s.Reopen(t.Context(), w.as(w.resident), w.ref(m), "还是要修"))
		same(t, "state", m.State, matter.Assigned)
	})
}

func TestTheCallBackIsPromisedWhenWorkIsReported(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.signed()
		w.clock.Advance(time.Hour)
		m = w.ok(w.s.Report(t.Context(), w.as(m.Responsible), w.ref(m), "好了", nil))
		same(t, "target", m.DueTarget, matter.TargetCallback)
		same(t, "due", m.Due, w.clock.Now().Add(24*time.Hour))
		m = w.ok(w.s.Reject(t.Context(), w.as(w.resident), w.ref(m), "没好"))
		same(t, "after the rejection", m.DueTarget, matter.TargetResolve)
	})
}

func TestAWarningGoesToTheResponsibleAndABreachUpTheChain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain() // half an hour to sign
		w.inbox.clear()
		w.clock.Advance(15 * time.Minute)
		w.sweep()
		same(t, "warned", slices.Equal(w.inbox.take(m.Responsible), []string{"matter.tell.warn"}), true)
		w.clock.Advance(15 * time.Minute)
		w.sweep()
		same(t, "head of the group", slices.Equal(w.inbox.take(w.head), []string{"matter.tell.escalate"}), true)
		w.clock.Advance(15 * time.Minute)
		w.sweep()
		same(t, "manager", slices.Contains(w.inbox.take(w.manager), "matter.tell.escalate"), true)
	})
}

func TestAnEscalationNobodyHoldsTheRoleForGoesToTheFallback(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.intake(w.desk, matter.NewMatter{Body: "下水堵", Channel: matter.ByPhone}) // common parts: no head of a group
		w.clock.Advance(30 * time.Minute)
		w.sweep()
		same(t, "told", slices.Contains(w.inbox.take(w.manager), "matter.tell.escalate"), true)
	})
}

func TestWhoIsLateIsNotWhoIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.intake(w.desk, matter.NewMatter{Body: "下水堵", Channel: matter.ByPhone, To: w.manager})
		w.clock.Advance(46 * time.Minute)
		w.sweep()
		same(t, "the fallback's deputy hears", slices.Contains(w.inbox.take(w.desk), "matter.tell.escalate"), true)
	})
}

func TestAfterALongStopAllIsRecordedAndTheHolderIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		w.inbox.clear()
		w.clock.Advance(25 * time.Minute) // both warnings of the half hour
		w.sweep()
		same(t, "recorded", w.fired("sign"), 2)
		same(t, "told", len(w.inbox.take(m.Responsible)), 1)
	})
}

func TestFourServersFireEachThingOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 12 {
			w.drain()
		}
		w.clock.Advance(3 * time.Hour)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := w.s.Sweep(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		w.sweep() // what a server passed over because another held it
		same(t, "events per escalation", w.count("SELECT count(*) FROM escalation"), w.count("SELECT count(*) FROM matter_event WHERE action IN ('warn', 'escalate')"))
		same(t, "doubled", w.count("SELECT count(*) FROM (SELECT matter_id, round, target, level FROM escalation GROUP BY matter_id, round, target, level HAVING count(*) > 1) d"), 0)
		same(t, "sign levels of twelve matters", w.fired("sign"), 12*6)
		same(t, "once more", w.sweep(), 0)
	})
}

func TestAnOfferNobodyTakesIsDispatched(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		m = w.ok(w.s.Offer(t.Context(), w.as(w.desk), w.ref(m)))
		same(t, "still somebody's", m.Responsible != 0, true)
		w.clock.Advance(16 * time.Minute)
		_, err := w.s.Grab(t.Context(), w.as(w.plumber), w.ref(m))
		w.refused(errs.Conflict, "matter.err.grabover", err)
		w.sweep()
		v := w.view(m)
		same(t, "state", v.State, matter.Assigned)
		same(t, "no longer free", v.GrabUntil.IsZero(), true)
	})
}

func TestAnOfferNobodyIsFitForGoesToTheFallback(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "电梯困人", Channel: matter.ByPhone}) // nobody has the skill
		m = w.ok(w.s.Offer(t.Context(), w.as(w.desk), w.ref(m)))
		_, err := w.s.Grab(t.Context(), w.as(w.plumber), w.ref(m))
		w.refused(errs.Forbidden, "matter.err.notstaff", err)
		w.clock.Advance(16 * time.Minute)
		w.sweep()
		same(t, "responsible", w.view(m).Responsible, w.manager)
	})
}

func TestAGrabMakesTheTakerResponsibleAndTheOldOneDeputy(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		old, taker := m.Responsible, w.plumber
		if old == taker {
			taker = w.plumber2
		}
		m = w.ok(w.s.Offer(t.Context(), w.as(w.desk), w.ref(m)))
		m = w.ok(w.s.Grab(t.Context(), w.as(taker), w.ref(m)))
		same(t, "responsible", m.Responsible, taker)
		same(t, "deputy", m.Deputy, old)
		same(t, "state", m.State, matter.Signed)
	})
}

func TestAReturnThatWaitsTooLongGoesToTheFallback(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		m = w.ok(w.s.Return(t.Context(), w.as(m.Responsible), w.ref(m), "缺工具"))
		w.ok(w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), w.electrician, "")) // who never answers
		w.clock.Advance(4 * time.Hour)
		w.sweep()
		v := w.view(m)
		same(t, "responsible", v.Responsible, w.manager)
		same(t, "asked", v.Asked, 0)
	})
}

func TestASignedMatterIsNotTakenOverForAnOldReturn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		m = w.ok(w.s.Return(t.Context(), w.as(m.Responsible), w.ref(m), "缺工具"))
		m = w.ok(w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), w.electrician, ""))
		m = w.ok(w.s.Sign(t.Context(), w.as(w.electrician), w.ref(m)))
		m = w.ok(w.s.Refer(t.Context(), w.as(w.electrician), w.ref(m), "供水公司", "1", ""))
		m = w.ok(w.s.Back(t.Context(), w.as(w.desk), w.ref(m), ""))
		w.clock.Advance(10 * time.Hour)
		w.sweep()
		same(t, "responsible", w.view(m).Responsible, w.electrician)
	})
}

func TestADeliberatedMatterIsInGoodHandsFromTheFirstMoment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "抢占车位", Channel: matter.ByPhone})
		same(t, "state", m.State, matter.Deliberating)
		same(t, "responsible", m.Responsible, w.grid)
		same(t, "signed for", w.clockOf(m, matter.TargetSign).Met.IsZero(), false)
		same(t, "still to be called", w.clockOf(m, matter.TargetContact).Met.IsZero(), true)
		m = w.ok(w.s.Correct(t.Context(), w.as(w.desk), w.ref(m), m.Kind, m.Class, matter.Urgent))
		same(t, "signed for after a correction", w.clockOf(m, matter.TargetSign).Met.IsZero(), false)
	})
}

func TestAReferredMatterIsSignedForAndStillHasToBeCalledBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "水压很低", Channel: matter.ByPhone})
		m = w.ok(w.s.Refer(t.Context(), w.as(w.desk), w.ref(m), "供水公司", "1", ""))
		same(t, "signed for", w.clockOf(m, matter.TargetSign).Met.IsZero(), false)
		same(t, "still to be called", w.clockOf(m, matter.TargetContact).Met.IsZero(), true)
	})
}
