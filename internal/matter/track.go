package matter

import (
	"context"
	"errors"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

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

// visitor acts as the reporter of a matter: the link proves it. A reporter who
// is not in the registry acts as nobody in particular.
func visitor(m Matter) actor.Actor {
	return actor.Actor{Person: m.Reporter, Community: m.Community, System: m.Reporter == 0}
}

// holder turns whoever opened the reporter's link into the reporter, unless they
// are signed in as somebody who worked on the matter: the doer never closes, not
// even with the reporter's slip in hand.
func (s *Service) holder(ctx context.Context, a actor.Actor, code string) (actor.Actor, Ref, error) {
	m, c, err := s.ByTrack(ctx, code)
	if err != nil {
		return a, Ref{}, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		worked, err := hasWorkedTx(ctx, tx, m, a.Person)
		if err == nil && worked && a.Community == m.Community {
			return errs.New(errs.Forbidden, "matter.err.doer")
		}
		return err
	})
	return visitor(m), Ref{Compound: c, ID: m.ID}, err
}

// ConfirmByTrack closes a matter by the reporter's own link, or, with solved
// false, sends it back to be done. a is whoever is signed in, if anybody.
func (s *Service) ConfirmByTrack(ctx context.Context, a actor.Actor, code string, solved bool, note string) (Matter, error) {
	who, ref, err := s.holder(ctx, a, code)
	if err != nil {
		return Matter{}, err
	}
	if !solved {
		return s.Reject(ctx, who, ref, note)
	}
	return s.Confirm(ctx, who, ref, Solved, note)
}

// ReopenByTrack reopens by the reporter's own link.
func (s *Service) ReopenByTrack(ctx context.Context, a actor.Actor, code, why string) (Matter, error) {
	who, ref, err := s.holder(ctx, a, code)
	if err != nil {
		return Matter{}, err
	}
	return s.Reopen(ctx, who, ref, why)
}

// WithdrawByTrack withdraws by the reporter's own link.
func (s *Service) WithdrawByTrack(ctx context.Context, a actor.Actor, code, why string) (Matter, error) {
	who, ref, err := s.holder(ctx, a, code)
	if err != nil {
		return Matter{}, err
	}
	return s.Withdraw(ctx, who, ref, why)
}

// RateByTrack records what the reporter says by their own link.
func (s *Service) RateByTrack(ctx context.Context, a actor.Actor, code string, r Rating) (Matter, error) {
	who, ref, err := s.holder(ctx, a, code)
	if err != nil {
		return Matter{}, err
	}
	return s.Rate(ctx, who, ref, r)
}

// NoteByTrack adds what the reporter still wants to say.
func (s *Service) NoteByTrack(ctx context.Context, a actor.Actor, code, note string, photos []string) (Matter, error) {
	who, ref, err := s.holder(ctx, a, code)
	if err != nil {
		return Matter{}, err
	}
	return s.Note(ctx, who, ref, note, photos)
}
