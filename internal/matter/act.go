package matter

import (
	"context"
	"fmt"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Ref names a matter as an actor saw it. Version 0 means "whatever it is now",
// for acts that cannot conflict.
type Ref struct {
	Compound registry.Compound
	ID       int64
	Version  int64
}

// entry is what an act adds to the story beyond the change of state.
type entry struct {
	action Action
	person int64  // to whom
	detail string // a code
	note   string // what was written
	photos []string
}

// change does one act on a matter: it locks the row, compares the version,
// asks the machine and the policy, lets apply change the value, and writes it
// back with its event, all in one transaction.
func (s *Service) change(ctx context.Context, a actor.Actor, ref Ref, e entry, apply func(*db.Tx, *Matter, *entry) error) (m Matter, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err = s.changeTx(ctx, tx, a, ref, e, apply)
		return err
	})
	return m, err
}

func (s *Service) changeTx(ctx context.Context, tx *db.Tx, a actor.Actor, ref Ref, e entry, apply func(*db.Tx, *Matter, *entry) error) (Matter, error) {
	m, err := lockTx(ctx, tx, ref.Compound.Community, ref.ID)
	if err != nil {
		return m, err
	}
	if err := s.allowed(ctx, tx, a, ref, e.action, m); err != nil {
		return m, err
	}
	before := m
	m.State = m.State.after(e.action)
	if apply != nil {
		if err := apply(tx, &m, &e); err != nil {
			return before, err
		}
	}
	return m, s.record(ctx, tx, a, before, &m, e)
}

// allowed checks existence for the actor, then freshness, machine and policy.
func (s *Service) allowed(ctx context.Context, tx *db.Tx, a actor.Actor, ref Ref, act Action, m Matter) error {
	at := ref.Compound.Path()
	if m.Compound != ref.Compound.ID || (!CanSee(a, m, at) && !Can(a, act, m, at, false)) {
		return errs.New(errs.NotFound, "err.notfound")
	}
	if ref.Version != 0 && ref.Version != m.Version {
		return s.staleError(ctx, tx, m)
	}
	worked, err := hasWorkedTx(ctx, tx, m, a.Person)
	if err != nil {
		return err
	}
	if worked && Can(a, act, m, at, false) && !Can(a, act, m, at, true) {
		return errs.New(errs.Forbidden, "matter.err.doer")
	}
	if !Can(a, act, m, at, worked) {
		return errs.New(errs.Forbidden, "matter.err.notyours")
	}
	if !m.State.Can(act) {
		return errs.New(errs.Conflict, "matter.err.state").With(errs.Args{"State": string(m.State), "Action": string(act)})
	}
	return nil
}

// staleError tells the second of two people who did what meanwhile.
func (s *Service) staleError(ctx context.Context, tx *db.Tx, m Matter) error {
	last, err := lastEventTx(ctx, tx, m)
	if err != nil {
		return err
	}
	return errs.New(errs.Conflict, "matter.err.stale."+string(last.Action)).With(errs.Args{"Who": last.ActorName, "To": last.ToName})
}

// record writes the matter back with the event that explains it.
func (s *Service) record(ctx context.Context, tx *db.Tx, a actor.Actor, before Matter, m *Matter, e entry) error {
	m.Version++
	ev := Event{Seq: m.Version, Action: e.action, At: tx.Now(), Actor: a.Person, From: before.State, To: m.State,
		FromPerson: before.Responsible, Person: m.Responsible, Detail: e.detail, Note: e.note, Photos: e.photos}
	if err := insertEvent(ctx, tx, *m, ev); err != nil {
		return err
	}
	n, err := updateMatter(ctx, tx, *m)
	if err != nil {
		return s.refusal(err)
	}
	if n != 1 {
		return errs.New(errs.Conflict, "err.conflict")
	}
	if err := tx.Notify(ctx, Topic(m.Community, m.Compound)); err != nil {
		return err
	}
	return s.tell(ctx, tx, *m, ev)
}

// refusal puts a broken constraint into words: what the service lets through by
// mistake the database still refuses.
func (s *Service) refusal(err error) error {
	if db.Violates(err, db.CheckRule) {
		return errs.New(errs.Conflict, "matter.err.rule", err)
	}
	return err
}

// Topic is what listeners of a compound's matters subscribe to.
func Topic(community, compound int64) string {
	return fmt.Sprintf("matters/%d/%d", community, compound)
}

// Sign says yes to a matter one was given 签收.
func (s *Service) Sign(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActSign}, func(tx *db.Tx, m *Matter, e *entry) error {
		if a.Is(m.Community, m.Deputy) {
			m.Responsible, m.Deputy = m.Deputy, m.Responsible
		}
		e.person, m.GrabUntil = m.Responsible, zeroTime
		return meet(ctx, tx, m, TargetSign)
	})
}

// Grab takes a matter that was offered to everyone fit 抢单.
func (s *Service) Grab(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActGrab}, func(tx *db.Tx, m *Matter, _ *entry) error {
		if !tx.Now().Before(m.GrabUntil) {
			return errs.New(errs.Conflict, "matter.err.grabover")
		}
		if m.Responsible != a.Person {
			m.Deputy, m.Responsible = m.Responsible, a.Person
		}
		m.GrabUntil = zeroTime
		return meet(ctx, tx, m, TargetSign)
	})
}

// Offer lets everyone fit take the matter for a while; the present responsible
// person keeps it until somebody does.
func (s *Service) Offer(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActOffer}, func(tx *db.Tx, m *Matter, _ *entry) error {
		set, err := settingsTx(ctx, tx, ref.Compound)
		if err != nil {
			return err
		}
		m.GrabUntil = tx.Now().Add(minutes(set.GrabMinutes))
		return nil
	})
}

// Assign gives the matter to a person, with a deputy who is someone else 派单.
func (s *Service) Assign(ctx context.Context, a actor.Actor, ref Ref, to int64, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActAssign, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.give(ctx, tx, ref.Compound, m, to, a.Person)
	})
}

// give makes a person responsible, checking that they may be given matters here.
func (s *Service) give(ctx context.Context, tx *db.Tx, c registry.Compound, m *Matter, to, giver int64) error {
	fit, err := s.staffTx(ctx, tx, c)
	if err != nil {
		return err
	}
	if !fit.has(to) {
		return errs.InvalidField("to", "matter.err.notstaff")
	}
	m.Responsible, m.GrabUntil = to, zeroTime
	m.Deputy, err = s.deputyFor(ctx, tx, c, fit, to, giver)
	return err
}

// Return gives a matter back with a reason 退单. The returner stays responsible
// until the next one signs; after too many returns the fallback person decides.
func (s *Service) Return(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	if err := needText("why", why); err != nil {
		return Matter{}, err
	}
	return s.change(ctx, a, ref, entry{action: ActReturn, note: why}, func(tx *db.Tx, m *Matter, e *entry) error {
		m.Returns, m.ReturnedAt = m.Returns+1, tx.Now()
		set, err := settingsTx(ctx, tx, ref.Compound)
		if err != nil || m.Returns < set.ReturnLimit {
			return err
		}
		e.detail = "fallback"
		return s.toFallback(m, set)
	})
}

// toFallback puts the matter into the hands of the fallback person 兜底.
func (s *Service) toFallback(m *Matter, set Settings) error {
	m.Responsible, m.Deputy = set.Fallback, set.FallbackDeputy
	return nil
}

// Contact notes that the resident was called, and the time that was promised.
func (s *Service) Contact(ctx context.Context, a actor.Actor, ref Ref, promise Moment, note string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActContact, note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		t, err := promise.in(ref.Compound)
		if err != nil {
			return err
		}
		if !t.IsZero() {
			if t.Before(tx.Now()) {
				return errs.InvalidField("promise", "matter.err.past")
			}
			m.Promise = t
		}
		return meet(ctx, tx, m, TargetContact)
	})
}

// OnSite notes the arrival.
func (s *Service) OnSite(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActOnSite}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return meet(ctx, tx, m, TargetContact, TargetOnSite)
	})
}

// Pause lets the clocks stand still for a named reason until a cap at most.
func (s *Service) Pause(ctx context.Context, a actor.Actor, ref Ref, reason PauseReason, until Moment, note string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActPause, detail: string(reason), note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		set, err := settingsTx(ctx, tx, ref.Compound)
		if err != nil {
			return err
		}
		capAt, err := until.in(ref.Compound)
		if err != nil {
			return err
		}
		longest := tx.Now().Add(minutes(set.PauseMaxHours * 60))
		var v errs.Check
		v.That(contains(PauseReasons(), reason), "reason", "err.choose")
		v.That(!capAt.IsZero() && capAt.After(tx.Now()), "until", "matter.err.past")
		v.That(!capAt.After(longest), "until", "matter.err.pausecap", errs.Args{"Hours": set.PauseMaxHours})
		if err := v.Err(); err != nil {
			return err
		}
		if err := openPause(ctx, tx, *m, reason, a.Person, capAt); err != nil {
			return err
		}
		return stopClocks(ctx, tx, m)
	})
}

// Resume lets the clocks run again.
func (s *Service) Resume(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActResume}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.endPause(ctx, tx, m)
	})
}

func (s *Service) endPause(ctx context.Context, tx *db.Tx, m *Matter) error {
	if err := closePause(ctx, tx, *m); err != nil {
		return err
	}
	return s.resumeClocks(ctx, tx, m)
}

// Refer passes the matter to another body; we stay responsible for following it up.
func (s *Service) Refer(ctx context.Context, a actor.Actor, ref Ref, body, receipt, note string) (Matter, error) {
	if err := needText("body", body); err != nil {
		return Matter{}, err
	}
	return s.change(ctx, a, ref, entry{action: ActRefer, note: note}, func(_ *db.Tx, m *Matter, _ *entry) error {
		m.ReferredTo, m.ReferredNo = body, receipt
		return nil
	})
}

// Discuss puts the matter into the deliberation lane.
func (s *Service) Discuss(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActDeliberate, note: why}, func(_ *db.Tx, m *Matter, _ *entry) error {
		m.Lane = Deliberate
		return nil
	})
}

// Back takes the matter out of deliberation or referral, to be dispatched.
func (s *Service) Back(ctx context.Context, a actor.Actor, ref Ref, note string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActBack, note: note}, func(_ *db.Tx, m *Matter, _ *entry) error {
		m.Lane = DoNow
		return nil
	})
}

// Correct changes kind, class, urgency or lane. A new class or urgency starts
// the promises of that class from the first word.
func (s *Service) Correct(ctx context.Context, a actor.Actor, ref Ref, kind Kind, class int64, urgency Urgency) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActTriage}, func(tx *db.Tx, m *Matter, e *entry) error {
		var v errs.Check
		v.That(contains(Kinds(), kind), "kind", "err.choose")
		v.That(contains(Urgencies(), urgency), "urgency", "err.choose")
		if err := v.Err(); err != nil {
			return err
		}
		cl, err := classTx(ctx, tx, m.Community, m.Compound, class)
		if err != nil {
			return errs.InvalidField("class", "err.choose")
		}
		again := cl.ID != m.Class
		m.Kind, m.Class, m.Urgency, e.detail = kind, cl.ID, urgency, cl.Code
		if !again {
			return nil
		}
		return s.restartClocks(ctx, tx, m)
	})
}

// Note tells the resident and all who joined how far it is.
func (s *Service) Note(ctx context.Context, a actor.Actor, ref Ref, note string, photos []string) (Matter, error) {
	if len(photos) == 0 {
		if err := needText("note", note); err != nil {
			return Matter{}, err
		}
	}
	return s.change(ctx, a, ref, entry{action: ActNote, note: note, photos: photos}, nil)
}

// ExplainLate tells the resident why it takes longer.
func (s *Service) ExplainLate(ctx context.Context, a actor.Actor, ref Ref, why string, promise Moment) (Matter, error) {
	if err := needText("why", why); err != nil {
		return Matter{}, err
	}
	return s.change(ctx, a, ref, entry{action: ActLate, note: why}, func(_ *db.Tx, m *Matter, _ *entry) (err error) {
		m.LateReason = why
		if t, err := promise.in(ref.Compound); err != nil || !t.IsZero() {
			m.Promise = t
			return err
		}
		return nil
	})
}

// Report says that the work is done 反馈. It only closes once somebody else says so.
func (s *Service) Report(ctx context.Context, a actor.Actor, ref Ref, what string, photos []string) (Matter, error) {
	if err := needText("what", what); err != nil {
		return Matter{}, err
	}
	return s.change(ctx, a, ref, entry{action: ActReport, note: what, photos: photos}, func(tx *db.Tx, m *Matter, _ *entry) error {
		m.DoneBy, m.DoneAt = a.Person, tx.Now()
		if err := meet(ctx, tx, m, TargetSign, TargetContact, TargetOnSite, TargetResolve); err != nil {
			return err
		}
		return s.startCallback(ctx, tx, m)
	})
}
