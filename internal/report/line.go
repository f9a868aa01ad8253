package report

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// Line is one matter of the month for the sheet: no names, no words of the
// reporter, and a home only by its building and unit.
type Line struct {
	Number      string
	ClassName   string
	Kind        matter.Kind
	Urgency     matter.Urgency
	Channel     matter.Channel
	State       matter.State
	Where       string // "A-1", "" for common parts
	Taken       time.Time
	Due         time.Time // of the promise to resolve, zero without one
	Closed      time.Time // zero while open
	Outcome     matter.Outcome
	LateMinutes int64 // by which the promise to resolve was missed, 0 when kept
}

// Lines lists the matters taken in in a month, by the first word.
func (s *Service) Lines(ctx context.Context, a actor.Actor, c registry.Compound, month Month) (list []Line, err error) {
	if err := mayRead(a, c); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = LinesTx(ctx, tx, month.scope(c))
		return err
	})
	return list, err
}

// LinesTx lists the matters taken in in a scope, by the first word.
func LinesTx(ctx context.Context, tx *db.Tx, s Scope) ([]Line, error) {
	return db.List(ctx, tx, scanLine, `SELECT m.number, c.name, m.kind, m.urgency, m.channel, m.state,
			COALESCE(b.name || COALESCE('-' || u.name, ''), ''), m.first_word_at, COALESCE(k.due_at, 0), m.closed_at, m.outcome,
			COALESCE(`+clockEnd+` - k.due_at, 0)
		FROM matter m
		JOIN matter_class c ON c.community_id = m.community_id AND c.id = m.class_id
		LEFT JOIN building b ON b.community_id = m.community_id AND b.id = m.building_id
		LEFT JOIN unit u ON u.community_id = m.community_id AND u.id = m.unit_id
		LEFT JOIN matter_clock k ON k.community_id = m.community_id AND k.matter_id = m.id AND k.target = 'resolve'
		WHERE `+taken+` ORDER BY m.first_word_at, m.id`, s.args(db.Millis(tx.Now()))...)
}

func scanLine(r db.Row) (x Line, err error) {
	var taken, due, closed, late int64
	err = r.Scan(&x.Number, &x.ClassName, &x.Kind, &x.Urgency, &x.Channel, &x.State, &x.Where, &taken, &due, &closed, &x.Outcome, &late)
	x.Taken, x.Due, x.Closed = db.Instant(taken), db.Instant(due), db.Instant(closed)
	x.LateMinutes = max(0, late/60000)
	return x, err
}
