package matter

import (
	"context"
	"errors"
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
		if a.Is(m.Community, m.Reporter) {
			via = ViaResident
		}
		return closeMatter(ctx, tx, m, a.Person, outcome, via)
	})
}

// ConfirmByTrack closes a matter by the reporter's own link, without sign-in.
func (s *Service) ConfirmByTrack(ctx context.Context, code string, solved bool, note string) (Matter, error) {
	m, c, err := s.ByTrack(ctx, code)
	if err != nil {
		return m, err
	}
	ref := Ref{Compound: c, ID: m.ID}
	if !solved {
		return s.rejectBy(ctx, s.visitor(m), ref, note)
	}
	return s.change(ctx, s.visitor(m), ref, entry{action: ActConfirm, detail: string(Solved), note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return closeMatter(ctx, tx, m, m.Reporter, Solved, ViaResident)
	})
}

// visitor acts as the reporter of a matter: the link proves it. A reporter who
// is not in the registry acts as nobody in particular.
func (s *Service) visitor(m Matter) actor.Actor {
	return actor.Actor{Person: m.Reporter, Community: m.Community, System: m.Reporter == 0}
}

func closeMatter(ctx context.Context, tx *db.Tx, m *Matter, by int64, outcome Outcome, via Via) error {
	m.State, m.Outcome, m.ClosedVia, m.ClosedBy, m.ClosedAt = Closed, outcome, via, by, tx.Now()
	if via == ViaResident && m.DoneBy == by {
		return errs.New(errs.Forbidden, "matter.err.doer")
	}
	if outcome == Solved || outcome == Partly || outcome == NotOurs || outcome == NoAnswer {
		if err := meet(ctx, tx, m, TargetCallback); err != nil {
			return err
		}
	}
	m.Due, m.DueTarget, m.GrabUntil = zeroTime, "", zeroTime
	return stopClocks(ctx, tx, m)
}

// Reject says that reported work is not done; it goes back to the doer under the
// original clock.
func (s *Service) Reject(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	if err := needText("why", why); err != nil {
		return Matter{}, err
	}
	return s.rejectBy(ctx, a, ref, why)
}

func (s *Service) rejectBy(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActReject, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.again(ctx, tx, m)
	})
}

// Reopen takes a closed matter up again in one tap, with its original clock.
func (s *Service) Reopen(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActReopen, note: why}, s.reopen(ctx))
}

func (s *Service) reopen(ctx context.Context) func(*db.Tx, *Matter, *entry) error {
	return func(tx *db.Tx, m *Matter, _ *entry) error {
		m.Outcome, m.ClosedVia, m.ClosedBy, m.ClosedAt = "", "", 0, zeroTime
		m.Round++
		return s.again(ctx, tx, m)
	}
}

// ReopenByTrack reopens by the reporter's own link.
func (s *Service) ReopenByTrack(ctx context.Context, code, why string) (Matter, error) {
	m, c, err := s.ByTrack(ctx, code)
	if err != nil {
		return m, err
	}
	return s.Reopen(ctx, s.visitor(m), Ref{Compound: c, ID: m.ID}, why)
}

// again unmarks the promise to resolve, which keeps its original due time.
func (s *Service) again(ctx context.Context, tx *db.Tx, m *Matter) error {
	m.DoneBy, m.DoneAt = 0, zeroTime
	_, err := tx.Exec(ctx, `UPDATE matter_clock SET met_at = 0, next_fire_at = $1 WHERE community_id = $2 AND matter_id = $3 AND target = $4`,
		db.Millis(tx.Now()), m.Community, m.ID, TargetResolve)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM matter_clock WHERE community_id = $1 AND matter_id = $2 AND target = $3", m.Community, m.ID, TargetCallback); err != nil {
		return err
	}
	return refreshDue(ctx, tx, m)
}

// Refuse ends a matter we may not or need not do, with the reason and the way to
// appeal, in words the resident reads.
func (s *Service) Refuse(ctx context.Context, a actor.Actor, ref Ref, reason, basis, appeal string) (Matter, error) {
	var v errs.Check
	v.That(reason != "", "reason", "err.required")
	v.That(basis != "", "basis", "err.required")
	v.That(appeal != "", "appeal", "err.required")
	if err := v.Err(); err != nil {
		return Matter{}, err
	}
	note := fmt.Sprintf("%s\n%s\n%s", reason, basis, appeal)
	return s.change(ctx, a, ref, entry{action: ActRefuse, note: note}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return closeMatter(ctx, tx, m, a.Person, Refused, ViaDecision)
	})
}

// Withdraw ends a matter the resident no longer wants.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, ref Ref, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActWithdraw, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		m.DoneBy, m.DoneAt = 0, zeroTime
		via := ViaDecision
		if a.Person == 0 || a.Is(m.Community, m.Reporter) {
			via = ViaResident
		}
		return closeMatter(ctx, tx, m, a.Person, Withdrawn, via)
	})
}

// WithdrawByTrack withdraws by the reporter's own link.
func (s *Service) WithdrawByTrack(ctx context.Context, code string) (Matter, error) {
	m, c, err := s.ByTrack(ctx, code)
	if err != nil {
		return m, err
	}
	return s.Withdraw(ctx, s.visitor(m), Ref{Compound: c, ID: m.ID}, "")
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
		return closeMatter(ctx, tx, m, a.Person, NoAnswer, ViaSilence)
	})
}

// Rating is what the resident says, asked once per round after closing 评价.
type Rating struct {
	Solved    string // yes, partly, no
	Satisfied int64  // 1 to 5
	Comment   string
	Channel   string // web, phone, paper
}

func (r Rating) validate() error {
	var v errs.Check
	v.That(contains([]string{"yes", "partly", "no"}, r.Solved), "solved", "err.choose")
	v.That(r.Satisfied >= 1 && r.Satisfied <= 5, "satisfied", "err.choose")
	v.That(len([]rune(r.Comment)) <= 500, "comment", "err.toolong", errs.Args{"Max": 500})
	return v.Err()
}

// bad tells whether the resident is not content: the matter opens again.
func (r Rating) bad() bool { return r.Solved == "no" || r.Satisfied <= 2 }

// Rate records what the resident says. A bad mark opens the matter again.
func (s *Service) Rate(ctx context.Context, a actor.Actor, ref Ref, r Rating) (m Matter, err error) {
	if err := r.validate(); err != nil {
		return Matter{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err = s.changeTx(ctx, tx, a, ref, entry{action: ActRate, detail: r.Solved, note: r.Comment}, func(tx *db.Tx, m *Matter, _ *entry) error {
			return rated(insertRating(ctx, tx, *m, r, a.Person))
		})
		if err != nil || !r.bad() {
			return err
		}
		m, err = s.changeTx(ctx, tx, a, Ref{Compound: ref.Compound, ID: ref.ID}, entry{action: ActReopen, note: r.Comment}, s.reopen(ctx))
		return err
	})
	return m, err
}

// RateByTrack records what the reporter says by their own link.
func (s *Service) RateByTrack(ctx context.Context, code string, r Rating) (Matter, error) {
	m, c, err := s.ByTrack(ctx, code)
	if err != nil {
		return m, err
	}
	return s.Rate(ctx, s.visitor(m), Ref{Compound: c, ID: m.ID}, r)
}

func rated(err error) error {
	if db.Violates(err, db.Unique) {
		return errs.New(errs.Conflict, "matter.err.rated")
	}
	return err
}

// Merge closes a matter into an incident, another matter of the same compound;
// its reporter is told of everything that happens there.
func (s *Service) Merge(ctx context.Context, a actor.Actor, ref Ref, into int64) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActMerge}, func(tx *db.Tx, m *Matter, e *entry) error {
		head, err := s.incidentHead(ctx, tx, ref.Compound, m.ID, into)
		if err != nil {
			return err
		}
		m.Incident, e.detail = head.ID, head.Number
		if m.Reporter != 0 {
			if err := subscribe(ctx, tx, head, m.Reporter); err != nil {
				return err
			}
		}
		return closeMatter(ctx, tx, m, a.Person, Merged, ViaDecision)
	})
}

func (s *Service) incidentHead(ctx context.Context, tx *db.Tx, c registry.Compound, id, into int64) (Matter, error) {
	head, err := getTx(ctx, tx, c.Community, into)
	if errs.Is(err, errs.NotFound) || (err == nil && (head.Compound != c.ID || head.ID == id)) {
		return head, errs.InvalidField("into", "matter.err.into")
	}
	if err != nil {
		return head, err
	}
	if !head.Open() || head.Incident != 0 {
		return head, errs.InvalidField("into", "matter.err.intoclosed")
	}
	return head, nil
}

// Join adds a neighbour who reports the same; they are told of every update.
func (s *Service) Join(ctx context.Context, a actor.Actor, ref Ref, person int64) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActJoin}, func(tx *db.Tx, m *Matter, _ *entry) error {
		if person == 0 {
			return errs.InvalidField("person", "err.choose")
		}
		return subscribe(ctx, tx, *m, person)
	})
}

// ByTrack finds a matter by the code of its reporter's link. NotFound.
func (s *Service) ByTrack(ctx context.Context, code string) (m Matter, c registry.Compound, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err = byTrackTx(ctx, tx, code)
		if errors.Is(err, db.ErrNoRow) {
			return errs.New(errs.NotFound, "err.notfound")
		}
		if err != nil {
			return err
		}
		c, err = registry.CompoundTx(ctx, tx, m.Community, m.Compound)
		return err
	})
	return m, c, err
}
