package matter

import (
	"context"
	"time"

	"mulin/internal/kit/calendar"
	"mulin/internal/kit/db"
)

// levels of a clock: two warnings before it is due, escalations after.
const (
	levelNone  = -3
	levelWarn1 = -2
	levelWarn2 = -1
)

// startClocks begins the promises of the matter at the first word. The promise
// to ask the resident begins when the work is reported.
func (s *Service) startClocks(ctx context.Context, tx *db.Tx, m *Matter) error {
	return s.startMissing(ctx, tx, m, map[Target]bool{TargetCallback: true})
}

// restartClocks replaces the promises by those of the matter's new class and
// urgency, from the first word; what was kept already stays kept.
func (s *Service) restartClocks(ctx context.Context, tx *db.Tx, m *Matter) error {
	if _, err := tx.Exec(ctx, "DELETE FROM matter_clock WHERE community_id = $1 AND matter_id = $2 AND met_at = 0", m.Community, m.ID); err != nil {
		return err
	}
	kept, err := clocksTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return err
	}
	skip := map[Target]bool{TargetCallback: true}
	for _, c := range kept {
		skip[c.Target] = true
	}
	return s.startMissing(ctx, tx, m, skip)
}

func (s *Service) startMissing(ctx context.Context, tx *db.Tx, m *Matter, skip map[Target]bool) error {
	targets, err := promisesTx(ctx, tx, *m)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if skip[t.Target] {
			continue
		}
		if err := s.startClock(ctx, tx, m, t, m.FirstWord); err != nil {
			return err
		}
	}
	return refreshDue(ctx, tx, m)
}

// startCallback begins the promise to ask the resident, when work is reported.
func (s *Service) startCallback(ctx context.Context, tx *db.Tx, m *Matter) error {
	targets, err := promisesTx(ctx, tx, *m)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.Target == TargetCallback {
			if err := s.startClock(ctx, tx, m, t, tx.Now()); err != nil {
				return err
			}
		}
	}
	return refreshDue(ctx, tx, m)
}

func (s *Service) startClock(ctx context.Context, tx *db.Tx, m *Matter, t ClassTarget, start time.Time) error {
	cal, err := s.calendarTx(ctx, tx, m.Community, t.Calendar)
	if err != nil {
		return err
	}
	pauses, err := pausesTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return err
	}
	due, err := cal.Due(start, int(t.Minutes), pauses)
	if err != nil {
		return err
	}
	warn, err := cal.Due(start, int(t.Minutes*t.Warn1/100), pauses)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO matter_clock (community_id, matter_id, target, calendar_id, minutes, warn_1, warn_2, started_at, due_at, next_fire_at, fired)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.Community, m.ID, t.Target, t.Calendar, t.Minutes, t.Warn1, t.Warn2, db.Millis(start), db.Millis(due), db.Millis(warn), levelNone)
	return err
}

// meet marks promises as kept now. A promise kept once stays kept.
func meet(ctx context.Context, tx *db.Tx, m *Matter, targets ...Target) error {
	for _, t := range targets {
		_, err := tx.Exec(ctx, `UPDATE matter_clock SET met_at = $1, next_fire_at = 0 WHERE community_id = $2 AND matter_id = $3 AND target = $4 AND met_at = 0`,
			db.Millis(tx.Now()), m.Community, m.ID, t)
		if err != nil {
			return err
		}
	}
	return refreshDue(ctx, tx, m)
}

// refreshDue copies the next open promise onto the matter, for the queue.
func refreshDue(ctx context.Context, tx *db.Tx, m *Matter) error {
	clocks, err := clocksTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return err
	}
	m.Due, m.DueTarget = time.Time{}, ""
	for _, c := range clocks {
		if c.Met.IsZero() && (m.Due.IsZero() || c.Due.Before(m.Due)) {
			m.Due, m.DueTarget = c.Due, c.Target
		}
	}
	return nil
}

// stopClocks lets no clock fire once the matter is closed.
func stopClocks(ctx context.Context, tx *db.Tx, m *Matter) error {
	_, err := tx.Exec(ctx, "UPDATE matter_clock SET next_fire_at = 0 WHERE community_id = $1 AND matter_id = $2", m.Community, m.ID)
	return err
}

// holdClocks moves the open promises to where they fall if the pause lasts until
// its cap, and lets none of them fire meanwhile.
func (s *Service) holdClocks(ctx context.Context, tx *db.Tx, m *Matter) error {
	return s.moveClocks(ctx, tx, m, zeroTime)
}

// resumeClocks moves the open promises by the time the matter was paused, and
// has the sweep look at them at once.
func (s *Service) resumeClocks(ctx context.Context, tx *db.Tx, m *Matter) error {
	return s.moveClocks(ctx, tx, m, tx.Now())
}

func (s *Service) moveClocks(ctx context.Context, tx *db.Tx, m *Matter, nextFire time.Time) error {
	clocks, err := clocksTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return err
	}
	pauses, err := pausesTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return err
	}
	for _, c := range clocks {
		if !c.Met.IsZero() {
			continue
		}
		if err := s.moveClock(ctx, tx, m, c, pauses, nextFire); err != nil {
			return err
		}
	}
	return refreshDue(ctx, tx, m)
}

func (s *Service) moveClock(ctx context.Context, tx *db.Tx, m *Matter, c Clock, pauses []calendar.Span, nextFire time.Time) error {
	cal, err := s.calendarTx(ctx, tx, m.Community, c.Calendar)
	if err != nil {
		return err
	}
	due, err := cal.Due(c.Started, int(c.Minutes), pauses)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE matter_clock SET due_at = $1, next_fire_at = $2 WHERE community_id = $3 AND matter_id = $4 AND target = $5",
		db.Millis(due), db.Millis(nextFire), m.Community, m.ID, c.Target)
	return err
}

const clockColumns = `SELECT k.target, k.minutes, k.started_at, k.due_at, k.met_at, k.calendar_id, k.warn_1, k.warn_2, k.next_fire_at, k.fired, w.name
	FROM matter_clock k JOIN work_calendar w ON w.community_id = k.community_id AND w.id = k.calendar_id`

func scanClock(r db.Row) (c Clock, err error) {
	var started, due, met, next int64
	err = r.Scan(&c.Target, &c.Minutes, &started, &due, &met, &c.Calendar, &c.warn1, &c.warn2, &next, &c.fired, &c.CalendarName)
	c.Started, c.Due, c.Met, c.nextFire = db.Instant(started), db.Instant(due), db.Instant(met), db.Instant(next)
	return c, err
}

func clocksTx(ctx context.Context, tx *db.Tx, community, id int64) ([]Clock, error) {
	return db.List(ctx, tx, scanClock, clockColumns+" WHERE k.community_id = $1 AND k.matter_id = $2 ORDER BY k.due_at, k.target", community, id)
}

// pausesTx lists the pauses of a matter; one that goes on counts until its cap.
func pausesTx(ctx context.Context, tx *db.Tx, community, id int64) ([]calendar.Span, error) {
	return db.List(ctx, tx, func(r db.Row) (p calendar.Span, err error) {
		var from, to int64
		err = r.Scan(&from, &to)
		return calendar.Span{From: db.Instant(from), To: db.Instant(to)}, err
	}, `SELECT since, CASE WHEN until = 0 THEN cap_at ELSE until END FROM matter_pause WHERE community_id = $1 AND matter_id = $2 ORDER BY since`, community, id)
}
