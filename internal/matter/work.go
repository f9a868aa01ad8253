package matter

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Contact notes that the resident was called, and the time that was promised.
func (s *Service) Contact(ctx context.Context, a actor.Actor, ref Ref, promise Moment, note string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActContact, note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		if err := setPromise(tx, ref.Compound, m, promise); err != nil {
			return err
		}
		return meet(ctx, tx, m, TargetContact)
	})
}

// setPromise keeps the time somebody said they would come; none leaves it.
func setPromise(tx *db.Tx, c registry.Compound, m *Matter, promise Moment) error {
	t, err := promise.in("promise", c)
	if err != nil || t.IsZero() {
		return err
	}
	if t.Before(tx.Now()) {
		return errs.InvalidField("promise", "matter.err.past")
	}
	m.Promise = t
	return nil
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
		capAt, err := until.in("until", ref.Compound)
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
		return s.holdClocks(ctx, tx, m)
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
	var v errs.Check
	v.Add("body", "err.required", needText("body", body))
	v.Short(receipt, "receipt", 100)
	if err := v.Err(); err != nil {
		return Matter{}, err
	}
	return s.change(ctx, a, ref, entry{action: ActRefer, note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		m.ReferredTo, m.ReferredNo, m.ReturnedAt = body, receipt, zeroTime
		return meet(ctx, tx, m, TargetSign)
	})
}

// Discuss puts the matter into the deliberation lane.
func (s *Service) Discuss(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActDeliberate, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		m.Lane, m.ReturnedAt = Deliberate, zeroTime
		return meet(ctx, tx, m, TargetSign)
	})
}

// Back takes the matter out of deliberation or referral, to be dispatched.
func (s *Service) Back(ctx context.Context, a actor.Actor, ref Ref, note string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActBack, note: note}, func(_ *db.Tx, m *Matter, _ *entry) error {
		m.Lane = DoNow
		return nil
	})
}

// Correct changes kind, class or urgency. The promises that follow from them
// start again from the first word; those kept already stay kept.
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
		again := cl.ID != m.Class || urgency != m.Urgency
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
	return s.change(ctx, a, ref, entry{action: ActLate, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		m.LateReason = why
		return setPromise(tx, ref.Compound, m, promise)
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
