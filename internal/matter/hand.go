package matter

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Sign says yes to a matter one was given 签收. A deputy who signs has it from
// then on, and so has the one asked to take it over from a returner.
func (s *Service) Sign(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActSign}, func(tx *db.Tx, m *Matter, _ *entry) error {
		m.ReturnedAt = zeroTime
		if a.Is(m.Community, m.Deputy) {
			m.Responsible, m.Deputy = m.Deputy, m.Responsible
		} else if !a.Is(m.Community, m.Responsible) {
			if err := s.hand(ctx, tx, ref.Compound, m, a.Person, m.Deputy); err != nil {
				return err
			}
		}
		return meet(ctx, tx, m, TargetSign)
	})
}

// Grab takes a matter that was offered to everyone fit 抢单.
func (s *Service) Grab(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActGrab}, func(tx *db.Tx, m *Matter, _ *entry) error {
		if !tx.Now().Before(m.GrabUntil) {
			return errs.New(errs.Conflict, "matter.err.grabover")
		}
		fit, err := s.mayGrab(ctx, tx, ref.Compound, *m, a.Person)
		if err != nil {
			return err
		}
		if !fit {
			return errs.New(errs.Forbidden, "matter.err.notstaff")
		}
		if m.Responsible != a.Person {
			m.Deputy, m.Responsible = m.Responsible, a.Person
		}
		m.ReturnedAt = zeroTime
		return meet(ctx, tx, m, TargetSign)
	})
}

// Offer lets everyone fit take the matter for a while; the present responsible
// person keeps it until somebody does. When nobody does, Sweep dispatches it.
func (s *Service) Offer(ctx context.Context, a actor.Actor, ref Ref) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActOffer}, func(tx *db.Tx, m *Matter, _ *entry) error {
		set, err := settingsTx(ctx, tx, ref.Compound)
		m.GrabUntil = tx.Now().Add(minutes(set.GrabMinutes))
		return err
	})
}

// Assign gives the matter to a person, with a deputy who is someone else 派单. A
// matter that came back stays with the returner until the new person signs; the
// new person is Asked meanwhile.
func (s *Service) Assign(ctx context.Context, a actor.Actor, ref Ref, to int64, why string) (Matter, error) {
	return s.change(ctx, a, ref, entry{action: ActAssign, note: why}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.give(ctx, tx, ref.Compound, m, to, a.Person)
	})
}

// give makes a person responsible, or asks them to take a returned matter over,
// checking that they may be given matters here.
func (s *Service) give(ctx context.Context, tx *db.Tx, c registry.Compound, m *Matter, to, giver int64) error {
	fit, err := s.staffTx(ctx, tx, c)
	if err != nil {
		return err
	}
	if !fit.has(to) {
		return errs.InvalidField("to", "matter.err.notstaff")
	}
	m.Asked = 0
	switch {
	case m.Responsible == to:
		return nil
	case !m.ReturnedAt.IsZero():
		m.Asked = to
		return nil
	}
	return s.hand(ctx, tx, c, m, to, giver)
}

// hand makes a person responsible and finds the deputy to go with them.
func (s *Service) hand(ctx context.Context, tx *db.Tx, c registry.Compound, m *Matter, to, giver int64) error {
	fit, err := s.staffTx(ctx, tx, c)
	if err != nil {
		return err
	}
	m.Responsible, m.Asked = to, 0
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
		toFallback(m, set, a.Person)
		return nil
	})
}

// toFallback puts the matter into the hands of the fallback person 兜底, or of
// their deputy when it was the fallback person who gave it back.
func toFallback(m *Matter, set Settings, returner int64) {
	m.Responsible, m.Deputy, m.Asked, m.ReturnedAt = set.Fallback, set.FallbackDeputy, 0, zeroTime
	if returner == set.Fallback {
		m.Responsible, m.Deputy = m.Deputy, m.Responsible
	}
}
