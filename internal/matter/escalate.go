package matter

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// fire does every level of one clock that has come by now, and sets when to look
// again. The matter is locked.
func (s *Service) fire(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, target Target) (bool, error) {
	clock, err := optional(db.One(ctx, tx, scanClock, clockColumns+" WHERE k.community_id = $1 AND k.matter_id = $2 AND k.target = $3", m.Community, m.ID, target))
	if err != nil || clock.nextFire.IsZero() || clock.nextFire.After(tx.Now()) {
		return false, err // another server was first
	}
	if m.State == Closed || m.State == Paused || !clock.Met.IsZero() {
		return true, setFire(ctx, tx, m, clock, zeroTime, clock.fired)
	}
	chain, err := stepsTx(ctx, tx, m)
	if err != nil {
		return false, err
	}
	return true, s.fireLevels(ctx, tx, c, m, clock, chain)
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

// fireLevels fires what is due. When several warnings are, as after a stop of the
// server, only the last thing is told: all of them are recorded.
func (s *Service) fireLevels(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, clock Clock, chain []step) error {
	due, next, err := s.dueSteps(ctx, tx, m, clock, chain)
	if err != nil {
		return err
	}
	fired := clock.fired
	for i, st := range due {
		if m, err = s.fireOne(ctx, tx, c, m, clock, st, i < len(due)-1); err != nil {
			return err
		}
		fired = st.level
	}
	return setFire(ctx, tx, m, clock, next, fired)
}

// dueSteps lists the levels whose moment has come, and the moment of the next: a
// share of the promised time by the clock's own calendar, without the pauses.
func (s *Service) dueSteps(ctx context.Context, tx *db.Tx, m Matter, clock Clock, chain []step) (due []step, next time.Time, err error) {
	cal, err := s.calendarTx(ctx, tx, m.Community, clock.Calendar)
	if err != nil {
		return nil, zeroTime, err
	}
	pauses, err := pausesTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return nil, zeroTime, err
	}
	for _, st := range append([]step{{levelWarn1, clock.warn1, ""}, {levelWarn2, clock.warn2, ""}}, chain...) {
		if st.level <= clock.fired {
			continue
		}
		at, err := cal.Due(clock.Started, int(clock.Minutes*st.percent/100), pauses)
		if err != nil {
			return nil, zeroTime, err
		}
		if at.After(tx.Now()) {
			return due, at, nil
		}
		due = append(due, st)
	}
	return due, zeroTime, nil
}

// fireOne records a warning or escalation and tells the person it goes to. It is
// skipped silently when it fired before: the row can exist once.
func (s *Service) fireOne(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, clock Clock, st step, moreToCome bool) (Matter, error) {
	to, err := s.escalateTo(ctx, tx, c, m, st.role)
	if err != nil {
		return m, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO escalation (community_id, matter_id, round, target, level, at, to_person, to_role) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (community_id, matter_id, round, target, level) DO NOTHING`, m.Community, m.ID, m.Round, clock.Target, st.level, db.Millis(tx.Now()), to, st.role)
	if err != nil || n == 0 {
		return m, err
	}
	e := entry{action: ActWarn, detail: string(clock.Target), quiet: moreToCome}
	if st.level > 0 {
		e = entry{action: ActEscalate, detail: string(clock.Target) + " " + string(st.role)}
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

// escalateTo finds who holds the role over the matter's place. Nobody does, or
// it is the very person who is late: then it goes to the fallback people, so
// that no escalation falls on the floor.
func (s *Service) escalateTo(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, role actor.Role) (int64, error) {
	if role == "" {
		return m.Responsible, nil
	}
	grants, err := registry.RolesTx(ctx, tx, c, c.Today(tx.Now()))
	if err != nil {
		return 0, err
	}
	for _, g := range grants {
		if g.Role == role && g.Person != m.Responsible && g.At.Covers(m.Path(c.Path())) {
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
