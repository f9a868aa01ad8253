package matter

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Merge closes a matter into an incident, another matter of the same compound;
// its reporter is told of everything that happens there.
func (s *Service) Merge(ctx context.Context, a actor.Actor, ref Ref, into int64) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActMerge}, func(tx *db.Tx, m *Matter, e *entry) error {
		head, err := s.incidentHead(ctx, tx, ref.Compound, m.ID, into)
		if err != nil {
			return err
		}
		m.Incident, e.detail = head.ID, head.Number
		if err := moveSubscribers(ctx, tx, *m, head); err != nil {
			return err
		}
		return s.closeMatter(ctx, tx, m, a.Person, Merged, ViaDecision)
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
// Residents join for themselves and what concerns everybody; colleagues also for
// whoever called.
func (s *Service) Join(ctx context.Context, a actor.Actor, ref Ref, person int64) (Matter, error) {
	colleague := a.System || a.Within(ref.Compound.Path(), Patrollers()...)
	if person == 0 {
		return Matter{}, errs.InvalidField("person", "err.choose")
	}
	if person != a.Person && !colleague {
		return Matter{}, errs.New(errs.Forbidden, "err.forbidden")
	}
	return s.change(ctx, a, ref, entry{action: ActJoin}, func(tx *db.Tx, m *Matter, _ *entry) error {
		private := m.Home != 0 || m.Kind == Dispute // joining shows the story
		if private && !CanSee(a, *m, ref.Compound.Path()) {
			return errs.New(errs.NotFound, "err.notfound")
		}
		err := subscribe(ctx, tx, *m, person)
		if db.Violates(err, db.ForeignKey) {
			return errs.InvalidField("person", "err.choose")
		}
		return err
	})
}
