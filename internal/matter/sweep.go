package matter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

const (
	sweepBatch = 200       // how many due things are listed at a time
	postsEvery = time.Hour // how often it is checked that everyone still has their post
)

// dueThing is a matter with something that falls due; target for clocks only.
type dueThing struct {
	community, compound, id int64
	target                  Target
}

func scanDue(r db.Row) (x dueThing, err error) {
	return x, r.Scan(&x.community, &x.compound, &x.id, &x.target)
}

// handler does what is due for a matter it has locked; false when another server
// did it already.
type handler func(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, x dueThing) (bool, error)

// Sweep fires what is due: ends of pauses that reached their cap, offers nobody
// took, returns that waited too long, warnings before a promise and escalations
// after it, and hands over what is held by people who left their post. Any number
// of servers may sweep at once: each thing is done under the lock of its matter,
// in a transaction of its own, so that one that fails holds up no other. It tells
// how much it did.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	total, err := s.sweepPosts(ctx)
	for _, pass := range []struct {
		query string
		do    handler
	}{{duePauses, s.endCappedPause}, {dueOffers, s.endOffer}, {dueReturns, s.endReturn}, {dueClocks, s.fireDue}} {
		n, failed := s.sweepAll(ctx, pass.query, pass.do)
		total, err = total+n, errors.Join(err, failed)
	}
	return total, err
}

const (
	duePauses = `SELECT m.community_id, m.compound_id, m.id, '' FROM matter m
		JOIN matter_pause p ON p.community_id = m.community_id AND p.matter_id = m.id
		WHERE p.until = 0 AND p.cap_at <= $1 AND m.state = 'paused' ORDER BY p.cap_at LIMIT $2`
	dueOffers  = `SELECT community_id, compound_id, id, '' FROM matter WHERE grab_until > 0 AND grab_until <= $1 ORDER BY grab_until LIMIT $2`
	dueReturns = `SELECT m.community_id, m.compound_id, m.id, '' FROM matter m
		JOIN matter_setting s ON s.community_id = m.community_id AND s.compound_id = m.compound_id
		WHERE m.returned_at > 0 AND m.state IN ('triage', 'assigned') AND m.returned_at + s.return_hours * 3600000 <= $1 ORDER BY m.returned_at LIMIT $2`
	dueClocks = `SELECT m.community_id, m.compound_id, m.id, k.target FROM matter_clock k
		JOIN matter m ON m.community_id = k.community_id AND m.id = k.matter_id
		WHERE k.next_fire_at > 0 AND k.next_fire_at <= $1 ORDER BY k.next_fire_at LIMIT $2`
)

// sweepAll goes on until nothing is due, or nothing that is due can be done now.
func (s *Service) sweepAll(ctx context.Context, query string, do handler) (total int, err error) {
	for {
		var list []dueThing
		err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
			list, err = db.List(ctx, tx, scanDue, query, db.Millis(tx.Now()), sweepBatch)
			return err
		})
		if err != nil {
			return total, err
		}
		n, failed := s.sweepEach(ctx, list, do)
		total, err = total+n, failed
		if n == 0 || len(list) < sweepBatch {
			return total, err
		}
	}
}

func (s *Service) sweepEach(ctx context.Context, list []dueThing, do handler) (total int, err error) {
	for _, x := range list {
		done := false
		failed := s.db.Write(ctx, func(tx *db.Tx) (err error) {
			done, err = s.sweepOne(ctx, tx, x, do)
			return err
		})
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("matter %d: %w", x.id, failed))
		} else if done {
			total++
		}
	}
	return total, err
}

// sweepOne passes over a matter that somebody works on just now: the next sweep
// comes in seconds.
func (s *Service) sweepOne(ctx context.Context, tx *db.Tx, x dueThing, do handler) (bool, error) {
	m, err := db.One(ctx, tx, scanMatter, "SELECT "+matterColumns+" FROM matter m WHERE m.community_id = $1 AND m.id = $2"+tx.SkipLocked(), x.community, x.id)
	if errors.Is(err, db.ErrNoRow) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c, err := registry.CompoundTx(ctx, tx, m.Community, m.Compound)
	if err != nil {
		return false, err
	}
	return do(ctx, tx, c, m, x)
}

func (s *Service) fireDue(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, x dueThing) (bool, error) {
	return s.fire(ctx, tx, c, m, x.target)
}

// byClock is change for the clock: no person, no version to compare.
func (s *Service) byClock(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, e entry, apply func(*db.Tx, *Matter, *entry) error) (bool, error) {
	_, err := s.changeTx(ctx, tx, actor.Actor{System: true}, Ref{Compound: c, ID: m.ID}, e, apply)
	return err == nil, err
}

func (s *Service) endCappedPause(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, _ dueThing) (bool, error) {
	pause, err := openPauseTx(ctx, tx, m)
	if err != nil || m.State != Paused || pause.Cap.After(tx.Now()) {
		return false, err
	}
	return s.byClock(ctx, tx, c, m, entry{action: ActResume, detail: "cap"}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.endPause(ctx, tx, m)
	})
}

// endOffer dispatches what nobody took to the best candidate, else the fallback.
func (s *Service) endOffer(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, _ dueThing) (bool, error) {
	if m.State != Triage || m.GrabUntil.IsZero() || m.GrabUntil.After(tx.Now()) {
		return false, nil
	}
	fit, err := s.staffTx(ctx, tx, c)
	if err != nil {
		return false, err
	}
	class, err := classTx(ctx, tx, m.Community, m.Compound, m.Class)
	if err != nil {
		return false, err
	}
	best, err := s.rank(ctx, tx, c, fit, m, class)
	if err != nil {
		return false, err
	}
	if len(best) == 0 {
		return s.takeover(ctx, tx, c, m, "offer")
	}
	why := joinReasons(append([]Reason{{Code: "offer"}}, best[0].Why...))
	return s.byClock(ctx, tx, c, m, entry{action: ActAssign, detail: why.Code}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.give(ctx, tx, c, m, best[0].Person, 0)
	})
}

// endReturn hands a matter that waited too long after a return to the fallback.
func (s *Service) endReturn(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, _ dueThing) (bool, error) {
	set, err := settingsTx(ctx, tx, c)
	waiting := m.State == Triage || m.State == Assigned
	if err != nil || m.ReturnedAt.IsZero() || !waiting || m.ReturnedAt.Add(minutes(set.ReturnHours*60)).After(tx.Now()) {
		return false, err
	}
	return s.takeover(ctx, tx, c, m, "waited")
}

// takeover gives the matter to the fallback person, or to their deputy when it
// is the fallback person who had it and gave it back.
func (s *Service) takeover(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, why string) (bool, error) {
	set, err := settingsTx(ctx, tx, c)
	if err != nil {
		return false, err
	}
	returner := int64(0)
	if !m.ReturnedAt.IsZero() {
		returner = m.Responsible
	}
	return s.byClock(ctx, tx, c, m, entry{action: ActTakeover, detail: why}, func(_ *db.Tx, m *Matter, _ *entry) error {
		m.State, m.GrabUntil = Triage, zeroTime
		toFallback(m, set, returner)
		return nil
	})
}
