package matter_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

func TestADeputyWhoSignsHasItFromThenOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		deputy, first := m.Deputy, m.Responsible
		m = w.ok(w.s.Sign(t.Context(), w.as(deputy), w.ref(m)))
		same(t, "responsible", m.Responsible, deputy)
		same(t, "deputy", m.Deputy, first)
	})
}

func TestAReturnedMatterStaysWithTheReturnerUntilTheNextOneSigns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		returner, next := m.Responsible, w.plumber2
		if returner == next {
			next = w.plumber
		}
		m = w.ok(w.s.Return(t.Context(), w.as(returner), w.ref(m), "缺工具"))
		same(t, "after the return", m.Responsible, returner)
		m = w.ok(w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), next, ""))
		same(t, "after the new dispatch", m.Responsible, returner)
		same(t, "asked", m.Asked, next)
		_, err := w.s.Sign(t.Context(), w.as(returner), w.ref(m))
		w.refused(errs.Forbidden, "matter.err.notyours", err)
		m = w.ok(w.s.Sign(t.Context(), w.as(next), w.ref(m)))
		same(t, "after the next one signed", m.Responsible, next)
		same(t, "nobody is asked any more", m.Asked, 0)
	})
}

func TestTheStoryOfANewDispatchNamesTheOneAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		m = w.ok(w.s.Return(t.Context(), w.as(m.Responsible), w.ref(m), "缺工具"))
		m = w.ok(w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), w.electrician, ""))
		events := w.view(m).Events
		same(t, "name", events[len(events)-1].ToName, "电师傅")
		same(t, "told", slices.Contains(w.inbox.take(w.electrician), "matter.tell.assign"), true)
	})
}

func TestAfterTwoReturnsTheFallbackDecides(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		m = w.ok(w.s.Return(t.Context(), w.as(m.Responsible), w.ref(m), "一"))
		m = w.ok(w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), w.electrician, ""))
		m = w.ok(w.s.Return(t.Context(), w.as(w.electrician), w.ref(m), "二"))
		same(t, "responsible", m.Responsible, w.manager)
		same(t, "deputy", m.Deputy, w.desk)
		same(t, "told", slices.Contains(w.inbox.take(w.manager), "matter.tell.return"), true)
	})
}

func TestWhatTheFallbackReturnsGoesToTheirDeputy(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "厨房下水堵了", Channel: matter.ByPhone, To: w.electrician})
		m = w.ok(w.s.Return(t.Context(), w.as(w.electrician), w.ref(m), "一"))
		m = w.ok(w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), w.manager, ""))
		m = w.ok(w.s.Return(t.Context(), w.as(w.manager), w.ref(m), "二"))
		same(t, "responsible", m.Responsible, w.desk)
		same(t, "deputy", m.Deputy, w.manager)
	})
}

func TestTheSecondOfTwoPeopleIsToldWhoWasFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		w.ok(w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), w.electrician, ""))
		_, err := w.s.Assign(t.Context(), w.as(w.manager), w.ref(m), w.plumber2, "")
		w.refused(errs.Conflict, "matter.err.stale.assign", err)
		same(t, "who", errs.As(err).Args["Who"], any("前台"))
		same(t, "to whom", errs.As(err).Args["To"], any("电师傅"))
	})
}

func TestAReminderMeanwhileStandsInNobodysWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		w.clock.Advance(16 * time.Minute) // half of the time to sign
		if w.sweep() == 0 {
			t.Fatal("nothing was reminded of")
		}
		w.ok(w.s.Sign(t.Context(), w.as(m.Responsible), w.ref(m)))
	})
}

func TestAVersionFromTheFutureIsAConflict(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		m.Version += 5
		_, err := w.s.Sign(t.Context(), w.as(m.Responsible), w.ref(m))
		w.refused(errs.Conflict, "err.conflict", err)
	})
}

func TestTheDoerNeitherClosesNorRatesNorWithdraws(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		// the grid leader does the work and has every right of a dispatcher
		m := w.intake(w.desk, matter.NewMatter{Body: "灯不亮", Channel: matter.ByPhone, To: w.grid, Reporter: w.grid})
		m = w.ok(w.s.Sign(t.Context(), w.as(w.grid), w.ref(m)))
		m = w.ok(w.s.Report(t.Context(), w.as(w.grid), w.ref(m), "换了灯", nil))
		_, err := w.s.Confirm(t.Context(), w.as(w.grid), w.ref(m), matter.Solved, "")
		w.refused(errs.Forbidden, "matter.err.doer", err)
		_, err = w.s.Withdraw(t.Context(), w.as(w.grid), w.ref(m), "")
		w.refused(errs.Forbidden, "matter.err.doer", err)
		m = w.ok(w.s.Reject(t.Context(), w.as(w.desk), w.ref(m), "还不亮"))
		_, err = w.s.Refuse(t.Context(), w.as(w.grid), w.ref(m), "不", "据", "诉")
		w.refused(errs.Forbidden, "matter.err.doer", err)
		m = w.ok(w.s.Sign(t.Context(), w.as(w.grid), w.ref(m)))
		m = w.ok(w.s.Report(t.Context(), w.as(w.grid), w.ref(m), "又换", nil))
		m = w.ok(w.s.Confirm(t.Context(), w.as(w.supervisor), w.ref(m), matter.Solved, ""))
		same(t, "via", m.ClosedVia, matter.ViaCheck)
		_, err = w.s.Rate(t.Context(), w.as(w.grid), w.ref(m), matter.Rating{Solved: "yes", Satisfied: 5, Channel: "web"})
		w.refused(errs.Forbidden, "matter.err.doer", err)
	})
}

func TestTheReportersLinkDoesNotServeTheDoer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.reported()
		_, err := w.s.ConfirmByTrack(t.Context(), w.as(m.DoneBy), m.TrackCode, true, "")
		w.refused(errs.Forbidden, "matter.err.doer", err)
		v, err := w.s.Get(t.Context(), w.as(m.DoneBy), w.c, m.ID)
		must(t, err)
		same(t, "the doer's copy of the link", v.TrackCode, "")
		m = w.ok(w.s.ConfirmByTrack(t.Context(), actor.Actor{}, m.TrackCode, true, ""))
		same(t, "closed by", m.ClosedBy, w.resident)
	})
}

func TestAVisitorsMatterIsConfirmedByItsLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, err := w.s.Intake(t.Context(), actor.Actor{}, w.c, matter.NewMatter{Body: "下水堵了", Home: w.home.ID, Channel: matter.ByPhone, Name: "过路人", To: w.desk})
		must(t, err)
		same(t, "channel", m.Channel, matter.ByWeb)
		if m.Responsible == w.desk {
			t.Fatal("a visitor chose who has to come")
		}
		m = w.ok(w.s.Sign(t.Context(), w.as(m.Responsible), w.ref(m)))
		m = w.ok(w.s.Report(t.Context(), w.as(m.Responsible), w.ref(m), "好了", nil))
		m = w.ok(w.s.ConfirmByTrack(t.Context(), actor.Actor{}, m.TrackCode, false, "还堵"))
		same(t, "back to be done", m.State, matter.Assigned)
		m = w.ok(w.s.WithdrawByTrack(t.Context(), actor.Actor{}, m.TrackCode, ""))
		same(t, "via", m.ClosedVia, matter.ViaResident)
	})
}

func TestOnlyTheReporterGetsTheReportersLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		w.ok(w.s.Join(t.Context(), w.as(w.desk), w.ref(m), w.other))
		w.ok(w.s.Note(t.Context(), w.as(m.Responsible), matter.Ref{Compound: w.c, ID: m.ID}, "在路上", nil))
		for _, n := range w.inbox.news {
			if (n.Link == "/m/"+m.TrackCode) != (n.Person == w.resident) {
				t.Errorf("person %d got %s", n.Person, n.Link)
			}
		}
	})
}

func TestNewsLeadToThePageOfWhoeverGetsThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		w.ok(w.s.Join(t.Context(), w.as(w.desk), w.ref(m), w.other))
		w.ok(w.s.Note(t.Context(), w.as(w.desk), w.ref(m), "在路上", nil))
		lists := map[int64]string{m.Responsible: "matters", w.other: "mine"}
		for _, n := range w.inbox.news {
			want := fmt.Sprintf("/c/%s/%s/%d", w.c.Slug, lists[n.Person], m.ID)
			if n.Person == w.resident {
				want = "/m/" + m.TrackCode
			}
			if lists[n.Person] != "" || n.Person == w.resident {
				same(t, "link", n.Link, want)
			}
		}
	})
}

func TestNobodyHearsOfOneThingTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "灯不亮", Channel: matter.ByPhone, To: w.grid, Reporter: w.grid})
		w.ok(w.s.Join(t.Context(), w.as(w.desk), w.ref(m), w.grid))
		w.inbox.clear()
		m = w.ok(w.s.Note(t.Context(), w.as(w.desk), matter.Ref{Compound: w.c, ID: m.ID}, "请带梯子", nil))
		if got := w.inbox.take(w.grid); len(got) != 1 {
			t.Fatalf("a reporter who is also responsible and joined heard %v", got)
		}
	})
}

func TestASilentResidentClosesOnlyAfterEnoughTriesOverTwoChannels(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.reported()
		try := func(channel string) {
			w.clock.Advance(time.Hour)
			m = w.ok(w.s.Attempt(t.Context(), w.as(w.desk), matter.Ref{Compound: w.c, ID: m.ID}, channel, false))
		}
		try("phone")
		try("phone")
		try("phone")
		same(t, "after three calls", m.State, matter.Reported)
		try("sms")
		same(t, "outcome", m.Outcome, matter.NoAnswer)
		same(t, "via", m.ClosedVia, matter.ViaSilence)
	})
}

func TestABadMarkReopensInTheSameActWithTheOriginalClock(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.closed()
		due := w.clockOf(m, matter.TargetResolve).Due
		w.clock.Advance(48 * time.Hour)
		m = w.ok(w.s.Rate(t.Context(), w.as(w.resident), w.ref(m), matter.Rating{Solved: "no", Satisfied: 1, Channel: "web"}))
		same(t, "state", m.State, matter.Assigned)
		same(t, "round", m.Round, 2)
		same(t, "due", w.clockOf(m, matter.TargetResolve).Due, due)
		same(t, "late", m.Late(w.clock.Now()), true)
		same(t, "ratings", w.count("SELECT count(*) FROM matter_rating"), 1)
	})
}

func TestAGoodMarkIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.closed()
		good := matter.Rating{Solved: "yes", Satisfied: 5, Channel: "web"}
		m = w.ok(w.s.Rate(t.Context(), w.as(w.resident), w.ref(m), good))
		_, err := w.s.Rate(t.Context(), w.as(w.resident), w.ref(m), good)
		w.refused(errs.Conflict, "matter.err.rated", err)
		same(t, "version", w.view(m).Version, m.Version)
	})
}

func TestAColleagueEntersOnlyMarksFromPhoneOrSlip(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.closed()
		_, err := w.s.Rate(t.Context(), w.as(w.desk), w.ref(m), matter.Rating{Solved: "yes", Satisfied: 5, Channel: "web"})
		w.refused(errs.Invalid, "err.choose", err)
		w.ok(w.s.Rate(t.Context(), w.as(w.desk), w.ref(m), matter.Rating{Solved: "yes", Satisfied: 5, Channel: "phone"}))
	})
}

func TestARefusalNeedsReasonBasisAndAppeal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		for _, c := range [][3]string{{"", "据", "诉"}, {"因", " ", "诉"}, {"因", "据", ""}} {
			_, err := w.s.Refuse(t.Context(), w.as(w.desk), w.ref(m), c[0], c[1], c[2])
			w.refused(errs.Invalid, "err.required", err)
		}
		m = w.ok(w.s.Refuse(t.Context(), w.as(w.desk), w.ref(m), "因", "据", "诉"))
		same(t, "outcome", m.Outcome, matter.Refused)
		same(t, "told", slices.Contains(w.inbox.take(w.resident), "matter.tell.refuse"), true)
	})
}

func TestAMergedMattersPeopleHearOfTheIncident(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		head, m := w.drain(), w.intake(w.desk, matter.NewMatter{Body: "下水反水", Home: w.neighbour.ID, Channel: matter.ByPhone, Reporter: w.other})
		w.ok(w.s.Join(t.Context(), w.as(w.desk), w.ref(m), w.spouse))
		w.ok(w.s.Merge(t.Context(), w.as(w.desk), matter.Ref{Compound: w.c, ID: m.ID}, head.ID))
		w.inbox.clear()
		w.ok(w.s.Note(t.Context(), w.as(head.Responsible), w.ref(head), "总管在修", nil))
		for _, p := range []int64{w.resident, w.other, w.spouse} {
			if got := w.inbox.take(p); len(got) != 1 {
				t.Errorf("person %d heard %v", p, got)
			}
		}
		m = w.ok(w.s.Reopen(t.Context(), w.as(w.other), matter.Ref{Compound: w.c, ID: m.ID}, "不是一回事"))
		same(t, "incident of the reopened one", m.Incident, 0)
	})
}

func TestAMatterCannotBeMergedIntoItselfOrAClosedOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		closed, m := w.closed(), w.drain()
		_, err := w.s.Merge(t.Context(), w.as(w.desk), w.ref(m), m.ID)
		w.refused(errs.Invalid, "matter.err.into", err)
		_, err = w.s.Merge(t.Context(), w.as(w.desk), w.ref(m), closed.ID)
		w.refused(errs.Invalid, "matter.err.intoclosed", err)
		_, err = w.s.Merge(t.Context(), w.as(w.desk), w.ref(m), 4711)
		w.refused(errs.Invalid, "matter.err.into", err)
	})
}

func TestAResidentJoinsForThemselvesAndCommonPartsOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		private := w.drain()
		_, err := w.s.Join(t.Context(), w.as(w.other), w.ref(private), w.other)
		w.refused(errs.NotFound, "err.notfound", err)
		lift := w.intake(w.desk, matter.NewMatter{Body: "电梯异响", Channel: matter.ByPhone})
		_, err = w.s.Join(t.Context(), w.as(w.other), w.ref(lift), w.resident)
		w.refused(errs.Forbidden, "err.forbidden", err)
		w.ok(w.s.Join(t.Context(), w.as(w.other), w.ref(lift), w.other))
		v, err := w.s.Get(t.Context(), w.as(w.other), w.c, lift.ID)
		must(t, err)
		same(t, "link", v.TrackCode, "")
	})
}

func TestAPersonWhoLeftTheirPostHandsOverWhatTheyHold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.signed()
		deputy := m.Deputy
		w.endRoles(m.Responsible)
		n, err := w.s.HandOverPosts(t.Context())
		must(t, err)
		same(t, "handed over", n, 1)
		v := w.view(m)
		same(t, "responsible", v.Responsible, deputy)
		same(t, "to be signed anew", v.State, matter.Assigned)
		same(t, "told", slices.Contains(w.inbox.take(deputy), "matter.tell.takeover"), true)
	})
}

func (w *world) endRoles(person int64) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), "UPDATE role_grant SET until = '2026-11-01' WHERE community_id = $1 AND person_id = $2", w.c.Community, person)
		return err
	})
	delete(w.actors, person)
}

func TestAMatterIsNeverGivenToACompanyOrASupervisor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var company int64
		w.write(func(tx *db.Tx) (err error) {
			company, err = w.reg.AddPersonTx(t.Context(), tx, system(), w.c, registry.NewPerson{Name: "某公司", Kind: "company"})
			must(t, err)
			w.role(tx, company, actor.Worker, registry.ScopeCompound, w.c.ID)
			return nil
		})
		m := w.drain()
		for _, to := range []int64{company, w.supervisor, w.resident, 0} {
			_, err := w.s.Assign(t.Context(), w.as(w.desk), w.ref(m), to, "")
			w.refused(errs.Invalid, "matter.err.notstaff", err)
		}
	})
}

func TestAStrangerLearnsNothingAboutAMatter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		for _, p := range []int64{w.other, w.head2, w.volunteer} {
			_, err := w.s.Get(t.Context(), w.as(p), w.c, m.ID)
			w.refused(errs.NotFound, "err.notfound", err)
			_, err = w.s.Sign(t.Context(), w.as(p), w.ref(m))
			w.refused(errs.NotFound, "err.notfound", err)
		}
	})
}

func TestAReopenedMatterOfSomebodyWhoLeftGoesToWhoFollowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.closed()
		deputy := m.Deputy
		w.endRoles(m.Responsible)
		m = w.ok(w.s.Reopen(t.Context(), w.as(w.resident), w.ref(m), "又堵了"))
		same(t, "responsible", m.Responsible, deputy)
		same(t, "deputy differs", m.Deputy != deputy, true)
	})
}
