package matter

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// sweepBatch is how many clocks one transaction looks at.
const sweepBatch = 200

// Sweep fires what is due: warnings before a promise, escalations after it, ends
// of pauses that reached their cap, offers nobody took, returns that waited too
// long. Any number of servers may sweep at once: each firing is a row whose
// primary key can exist once. It tells how much it did.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	total := 0
	for _, step := range []func(context.Context, *db.Tx) (int, error){s.sweepPauses, s.sweepReturns, s.sweepClocks} {
		for {
			n := 0
			err := s.db.Write(ctx, func(tx *db.Tx) (err error) { n, err = step(ctx, tx); return err })
			if err != nil {
				return total, err
			}
			total += n
			if n < sweepBatch {
				break
			}
		}
	}
	return total, nil
}

type dueClock struct {
	community, compound, matter int64
	clock                       Clock
}

func (s *Service) sweepClocks(ctx context.Context, tx *db.Tx) (int, error) {
	due, err := db.List(ctx, tx, func(r db.Row) (d dueClock, err error) {
		return d, r.Scan(&d.community, &d.matter, &d.clock.Target)
	}, "SELECT community_id, matter_id, target FROM matter_clock WHERE next_fire_at > 0 AND next_fire_at <= $1 ORDER BY next_fire_at LIMIT $2"+tx.SkipLocked(),
		db.Millis(tx.Now()), sweepBatch)
	if err != nil {
		return 0, err
	}
	for _, d := range due {
		if err := s.fire(ctx, tx, d); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// fire does every level of one clock that has come by now.
func (s *Service) fire(ctx context.Context, tx *db.Tx, d dueClock) error {
	m, err := lockTx(ctx, tx, d.community, d.matter)
	if err != nil {
		return err
	}
	c, err := registry.CompoundTx(ctx, tx, m.Community, m.Compound)
	if err != nil {
		return err
	}
	clock, err := db.One(ctx, tx, scanClock, clockColumns+" WHERE k.community_id = $1 AND k.matter_id = $2 AND k.target = $3", m.Community, m.ID, d.clock.Target)
	if err != nil {
		return err
	}
	if m.State == Closed || m.State == Paused || !clock.Met.IsZero() {
		return setFire(ctx, tx, m, clock, time.Time{}, clock.fired)
	}
	chain, err := stepsTx(ctx, tx, m)
	if err != nil {
		return err
	}
	return s.fireLevels(ctx, tx, c, m, clock, chain)
}

// step is one level of the chain with the moment it fires.
type step struct {
	level, percent int64
	role           actor.Role
}

func stepsTx(ctx context.Context, tx *db.Tx, m Matter) ([]step, error) {
	scan := func(r db.Row) (x step, err error) { return x, r.Scan(&x.level, &x.percent, &x.role) }
	const query = "SELECT level, percent, role FROM escalation_step WHERE community_id = $1 AND compound_id = $2 AND class_id = $3 ORDER BY level"
	own, err := db.List(ctx, tx, scan, query, m.Community, m.Compound, m.Class)
	if err != nil || len(own) > 0 {
		return own, err
	}
	return db.List(ctx, tx, scan, query, m.Community, m.Compound, 0)
}

func (s *Service) fireLevels(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, clock Clock, chain []step) error {
	steps := append([]step{{levelWarn1, clock.warn1, ""}, {levelWarn2, clock.warn2, ""}}, chain...)
	fired := clock.fired
	for _, st := range steps {
		if st.level <= fired {
			continue
		}
		at, err := s.momentOf(ctx, tx, m, clock, st.percent)
		if err != nil {
			return err
		}
		if at.After(tx.Now()) {
			return setFire(ctx, tx, m, clock, at, fired)
		}
		if m, err = s.fireOne(ctx, tx, c, m, clock, st); err != nil {
			return err
		}
		fired = st.level
	}
	return setFire(ctx, tx, m, clock, time.Time{}, fired)
}

// momentOf is when a share of the promised time has run, by the clock's own
// calendar and without the pauses.
func (s *Service) momentOf(ctx context.Context, tx *db.Tx, m Matter, clock Clock, percent int64) (time.Time, error) {
	if percent == 100 {
		return clock.Due, nil
	}
	cal, err := s.calendarTx(ctx, tx, m.Community, clock.Calendar)
	if err != nil {
		return time.Time{}, err
	}
	pauses, err := pausesTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return time.Time{}, err
	}
	return cal.Due(clock.Started, int(clock.Minutes*percent/100), pauses)
}

// fireOne records a warning or escalation and tells the person it goes to. It is
// skipped silently when another server was first.
func (s *Service) fireOne(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, clock Clock, st step) (Matter, error) {
	to, err := s.escalateTo(ctx, tx, c, m, st.role)
	if err != nil {
		return m, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO escalation (community_id, matter_id, round, target, level, at, to_person, to_role) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (community_id, matter_id, round, target, level) DO NOTHING`, m.Community, m.ID, m.Round, clock.Target, st.level, db.Millis(tx.Now()), to, st.role)
	if err != nil || n == 0 {
		return m, err
	}
	e := entry{action: ActWarn, detail: string(clock.Target)}
	if st.level > 0 {
		e = entry{action: ActEscalate, detail: string(clock.Target) + " " + string(st.role), person: to}
	}
	after := m
	if err := s.record(ctx, tx, actor.Actor{System: true}, m, &after, e); err != nil {
		return m, err
	}
	if st.level > 0 {
		err = s.tellOne(ctx, tx, after, to, "matter.tell.escalate", true)
	}
	return after, err
}

// escalateTo finds who holds the role over the matter's place; the fallback
// person when nobody does, so that no escalation falls on the floor.
func (s *Service) escalateTo(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, role actor.Role) (int64, error) {
	if role == "" {
		return m.Responsible, nil
	}
	grants, err := registry.RolesTx(ctx, tx, c, c.Today(tx.Now()))
	if err != nil {
		return 0, err
	}
	for _, g := range grants {
		if g.Role == role && g.At.Covers(m.Path(c.Path())) {
			return g.Person, nil
		}
	}
	set, err := settingsTx(ctx, tx, c)
	if set.Fallback == m.Responsible {
		return set.FallbackDeputy, err
	}
	return set.Fallback, err
}

func setFire(ctx context.Context, tx *db.Tx, m Matter, clock Clock, next time.Time, fired int64) error {
	_, err := tx.Exec(ctx, "UPDATE matter_clock SET next_fire_at = $1, fired = $2 WHERE community_id = $3 AND matter_id = $4 AND target = $5",
		db.Millis(next), fired, m.Community, m.ID, clock.Target)
	return err
}

type matterRef struct{ community, compound, id int64 }

func scanRef(r db.Row) (x matterRef, err error) { return x, r.Scan(&x.community, &x.compound, &x.id) }

// sweepPauses ends pauses that reached their cap.
func (s *Service) sweepPauses(ctx context.Context, tx *db.Tx) (int, error) {
	list, err := db.List(ctx, tx, scanRef, `SELECT m.community_id, m.compound_id, m.id FROM matter m
		JOIN matter_pause p ON p.community_id = m.community_id AND p.matter_id = m.id
		WHERE p.until = 0 AND p.cap_at <= $1 AND m.state = 'paused' ORDER BY p.cap_at LIMIT $2`, db.Millis(tx.Now()), sweepBatch)
	if err != nil {
		return 0, err
	}
	for _, x := range list {
		if err := s.systemChange(ctx, tx, x, entry{action: ActResume, detail: "cap"}, func(m *Matter, _ registry.Compound) error {
			return s.endPause(ctx, tx, m)
		}); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// sweepReturns hands matters that waited too long after a return to the fallback.
func (s *Service) sweepReturns(ctx context.Context, tx *db.Tx) (int, error) {
	list, err := db.List(ctx, tx, scanRef, `SELECT m.community_id, m.compound_id, m.id FROM matter m
		JOIN matter_setting s ON s.community_id = m.community_id AND s.compound_id = m.compound_id
		WHERE m.state = 'triage' AND m.returned_at > 0 AND m.returned_at + s.return_hours * 3600000 <= $1
		AND m.responsible_id <> s.fallback_id ORDER BY m.returned_at LIMIT $2`, db.Millis(tx.Now()), sweepBatch)
	if err != nil {
		return 0, err
	}
	for _, x := range list {
		if err := s.systemChange(ctx, tx, x, entry{action: ActTakeover}, func(m *Matter, c registry.Compound) error {
			set, err := settingsTx(ctx, tx, c)
			if err != nil {
				return err
			}
			return s.toFallback(m, set)
		}); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// systemChange is change for the clock: no person, no version to compare.
func (s *Service) systemChange(ctx context.Context, tx *db.Tx, x matterRef, e entry, apply func(*Matter, registry.Compound) error) error {
	c, err := registry.CompoundTx(ctx, tx, x.community, x.compound)
	if err != nil {
		return err
	}
	_, err = s.changeTx(ctx, tx, actor.Actor{System: true}, Ref{Compound: c, ID: x.id}, e, func(_ *db.Tx, m *Matter, _ *entry) error {
		return apply(m, c)
	})
	return err
}
