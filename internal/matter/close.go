package matter

import (
	"context"
	"fmt"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Confirm closes a matter that was reported as done 办结: by the resident, or by
// an independent person who checked. The doer cannot.
func (s *Service) Confirm(ctx context.Context, a actor.Actor, ref Ref, outcome Outcome, note string) (Matter, error) {
	if outcome != Solved && outcome != Partly && outcome != NotOurs {
		return Matter{}, errs.InvalidField("outcome", "err.choose")
	}
	if outcome != Solved {
		if err := needText("note", note); err != nil {
			return Matter{}, err
		}
	}
	return s.change(ctx, a, ref, entry{action: ActConfirm, detail: string(outcome), note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		via := ViaCheck
		if a.System || speaks(a, *m, ref.Compound.Path()) {
			via = ViaResident
		}
		return s.closeMatter(ctx, tx, m, a.Person, outcome, via)
	})
}

// closeMatter ends the matter. A pause that goes on ends with it.
func (s *Service) closeMatter(ctx context.Context, tx *db.Tx, m *Matter, by int64, outcome Outcome, via Via) error {
	m.State, m.Outcome, m.ClosedVia, m.ClosedBy, m.ClosedAt, m.Asked = Closed, outcome, via, by, tx.Now(), 0
	if err := closePause(ctx, tx, *m); err != nil {
		return err
	}
	if err := s.holdClocks(ctx, tx, m); err != nil {
		return err
	}
	if outcome == Solved || outcome == Partly || outcome == NotOurs || outcome == NoAnswer {
		if err := meet(ctx, tx, m, TargetCallback); err != nil {
			return err
		}
	}
	m.Due, m.DueTarget, m.ReturnedAt = zeroTime, "", zeroTime
	return stopClocks(ctx, tx, m)
}

// Reject says that reported work is not done; it goes back to the doer under the
// original clock.
func (s *Service) Reject(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	if err := needText("why", why); err != nil {
		return Matter{}, err
	}
	return s.change(ctx, a, ref, entry{action: ActReject, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.again(ctx, tx, m)
	})
}

// Reopen takes a closed matter up again in one tap, with its original clock.
func (s *Service) Reopen(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActReopen, note: why}, s.reopen(ctx, ref.Compound))
}

// reopen gives the matter back to who had it, or to who followed them meanwhile.
func (s *Service) reopen(ctx context.Context, c registry.Compound) func(*db.Tx, *Matter, *entry) error {
	return func(tx *db.Tx, m *Matter, _ *entry) error {
		m.Outcome, m.ClosedVia, m.ClosedBy, m.ClosedAt, m.Incident = "", "", 0, zeroTime, 0
		p, err := s.postsTx(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := s.passOn(ctx, tx, c, m, p); err != nil {
			return err
		}
		return s.again(ctx, tx, m)
	}
}

// again begins a new round: the promise to resolve is open again with its
// original due time, and so is whatever else was not kept.
func (s *Service) again(ctx context.Context, tx *db.Tx, m *Matter) error {
	m.Round++
	m.DoneBy, m.DoneAt = 0, zeroTime
	if _, err := tx.Exec(ctx, "DELETE FROM matter_clock WHERE community_id = $1 AND matter_id = $2 AND target = 'callback'", m.Community, m.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE matter_clock SET met_at = 0, next_fire_at = $1 WHERE community_id = $2 AND matter_id = $3
		AND (target = 'resolve' OR met_at = 0)`, db.Millis(tx.Now()), m.Community, m.ID)
	if err != nil {
		return err
	}
	return refreshDue(ctx, tx, m)
}

// Refuse ends a matter we may not or need not do, with the reason and the way to
// appeal, in words the resident reads.
func (s *Service) Refuse(ctx context.Context, a actor.Actor, ref Ref, reason, basis, appeal string) (Matter, error) {
	var v errs.Check
	v.Add("reason", "err.required", needText("reason", reason))
	v.Add("basis", "err.required", needText("basis", basis))
	v.Add("appeal", "err.required", needText("appeal", appeal))
	if err := v.Err(); err != nil {
		return Matter{}, err
	}
	note := fmt.Sprintf("%s\n%s\n%s", reason, basis, appeal)
	return s.change(ctx, a, ref, entry{action: ActRefuse, note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.closeMatter(ctx, tx, m, a.Person, Refused, ViaDecision)
	})
}

// Withdraw ends a matter the resident no longer wants.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActWithdraw, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		via := ViaDecision
		if a.System || speaks(a, *m, ref.Compound.Path()) {
			via = ViaResident
		}
		return s.closeMatter(ctx, tx, m, a.Person, Withdrawn, via)
	})
}

// Attempt records a try to reach the resident after the work. When enough tries
// over at least two channels found nobody, the matter closes as unanswered.
func (s *Service) Attempt(ctx context.Context, a actor.Actor, ref Ref, channel string, reached bool) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActAttempt, detail: channel}, func(tx *db.Tx, m *Matter, e *entry) error {
		if !contains([]string{"phone", "sms", "visit", "app"}, channel) {
			return errs.InvalidField("channel", "err.choose")
		}
		if err := insertAttempt(ctx, tx, *m, channel, a.Person, reached); err != nil {
			return err
		}
		if reached {
			return meet(ctx, tx, m, TargetCallback)
		}
		set, err := settingsTx(ctx, tx, ref.Compound)
		if err != nil {
			return err
		}
		tries, channels, err := attemptsTx(ctx, tx, *m)
		if err != nil || tries < set.SilenceAttempts || channels < 2 {
			return err
		}
		e.detail = "silence"
		return s.closeMatter(ctx, tx, m, a.Person, NoAnswer, ViaSilence)
	})
}
