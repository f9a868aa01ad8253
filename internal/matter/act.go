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
	detail string // a code
	note   string // what was written
	photos []string
	quiet  bool // tell nobody: something more pressing is told at the same moment
}

// change does one act on a matter: it locks the row, compares the version,
// asks the machine and the policy, lets apply change the value, and writes it
// back with its event, all in one transaction.
func (s *Service) change(ctx context.Context, a actor.Actor, ref Ref, e entry, apply func(*db.Tx, *Matter, *entry) error) (m Matter, err error) {
	if err := e.short(); err != nil {
		return m, err
	}
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
	m.State, m.Asked = m.State.after(e.action), 0
	if m.State == before.State {
		m.Asked = before.Asked
	}
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
	if err := s.fresh(ctx, tx, ref, m); err != nil {
		return err
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

// fresh tells the second of two people who did what meanwhile, and whose the
// matter is now.
func (s *Service) fresh(ctx context.Context, tx *db.Tx, ref Ref, m Matter) error {
	if ref.Version == 0 || ref.Version == m.Version {
		return nil
	}
	last, moved, err := movedSinceTx(ctx, tx, m, ref.Version)
	if err != nil || !moved {
		return err
	}
	if last.Seq == 0 {
		return errs.New(errs.Conflict, "err.conflict")
	}
	return errs.New(errs.Conflict, "matter.err.stale."+string(last.Action)).With(errs.Args{"Who": last.ActorName, "To": last.ToName})
}

// record writes the matter back with the event that explains it.
func (s *Service) record(ctx context.Context, tx *db.Tx, a actor.Actor, before Matter, m *Matter, e entry) error {
	m.Version++
	if m.State != Triage {
		m.GrabUntil = zeroTime
	}
	ev := Event{Seq: m.Version, Action: e.action, At: tx.Now(), Actor: a.Person, From: before.State, To: m.State,
		FromPerson: before.Responsible, Person: m.Responsible, Asked: m.Asked, Detail: e.detail, Note: e.note, Photos: e.photos}
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
	if e.quiet {
		return nil
	}
	return s.tell(ctx, tx, *m, ev)
}

// refusal puts a broken constraint into words: what the service lets through by
// mistake the database still refuses.
func (s *Service) refusal(err error) error {
	if db.Violates(err, db.CheckRule) {
		return errs.New(errs.Conflict, "matter.err.rule", err)
	}
	if db.Violates(err, db.ForeignKey) {
		return errs.New(errs.Invalid, "err.choose", err)
	}
	return err
}

// Topic is what listeners of a compound's matters subscribe to.
func Topic(community, compound int64) string {
	return fmt.Sprintf("matters/%d/%d", community, compound)
}
