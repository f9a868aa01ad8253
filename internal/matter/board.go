package matter

import (
	"context"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// Board 公示栏 is what anybody may know of a compound's matters. It holds no
// person, no room and nothing that people typed.
type Board struct {
	Open      int64 // open now
	Solved    int64 // closed as solved since the first of the month
	Promised  int64 // promises to finish that were kept or fell due this month
	OnTime    int64 // of those, kept in time
	FromMonth time.Time
	Rows      []BoardRow
}

// BoardRow is one open matter of the common parts.
type BoardRow struct {
	ClassName      string
	Building, Unit string // "" when the place is not that narrow
	Urgency        Urgency
	State          State
	FirstWord      time.Time
	Due            time.Time
	DueTarget      Target
}

// smallest is the least count that is published: smaller ones could point at a
// person (rules.md 5; PIPL).
const smallest = 5

// Publishable tells whether a count may be shown as it is.
func Publishable(n int64) bool { return n == 0 || n >= smallest }

// OnTimePercent is the share of promises to finish that were kept in time,
// rounded down; false when there are too few to publish.
func (b Board) OnTimePercent() (percent int, ok bool) {
	if b.Promised < smallest {
		return 0, false
	}
	return int(b.OnTime * 100 / b.Promised), true
}

// boardLines is the longest list published on one page.
const boardLines = 200

// Board gives the figures and open common-part matters of a compound. Matters of
// a home, and disputes and needs, which are between people, are not listed,
// unless everybody is talking them through.
func (s *Service) Board(ctx context.Context, c registry.Compound) (b Board, err error) {
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		local := tx.Now().In(c.Location())
		first := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, c.Location())
		if b, err = boardFigures(ctx, tx, c, first); err != nil {
			return err
		}
		b.FromMonth = first
		b.Rows, err = boardRows(ctx, tx, c)
		return err
	})
	return b, err
}

// boardFigures counts. What was refused, withdrawn or merged, and what is paused
// now, promised nothing.
func boardFigures(ctx context.Context, tx *db.Tx, c registry.Compound, first time.Time) (Board, error) {
	return db.One(ctx, tx, func(r db.Row) (b Board, err error) {
		return b, r.Scan(&b.Open, &b.Solved, &b.Promised, &b.OnTime)
	}, `SELECT count(DISTINCT m.id) FILTER (WHERE m.state <> 'closed'),
			count(DISTINCT m.id) FILTER (WHERE m.outcome = 'solved' AND m.closed_at >= $3),
			count(*) FILTER (WHERE k.met_at >= $3 OR (k.met_at = 0 AND k.due_at >= $3 AND k.due_at <= $4)),
			count(*) FILTER (WHERE k.met_at >= $3 AND k.met_at <= k.due_at)
		FROM matter m
		LEFT JOIN matter_clock k ON k.community_id = m.community_id AND k.matter_id = m.id AND k.target = 'resolve'
			AND m.state <> 'paused' AND m.outcome NOT IN ('refused', 'withdrawn', 'merged')
		WHERE m.community_id = $1 AND m.compound_id = $2`, c.Community, c.ID, db.Millis(first), db.Millis(tx.Now()))
}

func boardRows(ctx context.Context, tx *db.Tx, c registry.Compound) ([]BoardRow, error) {
	return db.List(ctx, tx, func(r db.Row) (x BoardRow, err error) {
		var first, due int64
		err = r.Scan(&x.ClassName, &x.Building, &x.Unit, &x.Urgency, &x.State, &first, &due, &x.DueTarget)
		x.FirstWord, x.Due = db.Instant(first), dueInstant(due)
		return x, err
	}, `SELECT k.name, COALESCE(b.name, ''), COALESCE(u.name, ''), m.urgency, m.state, m.first_word_at, m.due_at, m.due_target
		FROM matter m
		JOIN matter_class k ON k.community_id = m.community_id AND k.id = m.class_id
		LEFT JOIN building b ON b.community_id = m.community_id AND b.id = m.building_id
		LEFT JOIN unit u ON u.community_id = m.community_id AND u.id = m.unit_id
		WHERE m.community_id = $1 AND m.compound_id = $2 AND m.state <> 'closed' AND m.home_id IS NULL
			AND (m.kind IN ('hazard', 'problem') OR m.lane = 'deliberate')
		ORDER BY m.due_at, m.id LIMIT $3`, c.Community, c.ID, boardLines)
}

// Late tells whether the next promise is broken at the moment.
func (r BoardRow) Late(now time.Time) bool {
	return r.State != Paused && !r.Due.IsZero() && now.After(r.Due)
}
