package report

import (
	"context"

	"mulin/internal/kit/db"
)

// ResponseTx is the time to respond 响应时长: for each matter taken in, from the
// first word to the first time somebody signed for it, took it, called the
// resident or was on site. Matters nobody has answered yet are not in N.
func ResponseTx(ctx context.Context, tx *db.Tx, s Scope) (Spread, error) {
	return spread(ctx, tx, `SELECT MIN(e.at) - m.first_word_at FROM matter m
		JOIN matter_event e ON e.community_id = m.community_id AND e.matter_id = m.id AND e.action IN ('sign', 'grab', 'contact', 'onsite')
		WHERE `+taken+` GROUP BY m.id, m.first_word_at`, s)
}

// HandlingTx is the time to handle 处置时长: for each matter ended, from the first
// word to the last time the work was reported as done. Pauses are inside: the
// resident waited through them.
func HandlingTx(ctx context.Context, tx *db.Tx, s Scope) (Spread, error) {
	return spread(ctx, tx, `SELECT MAX(e.at) - m.first_word_at FROM matter m
		JOIN matter_event e ON e.community_id = m.community_id AND e.matter_id = m.id AND e.action = 'report'
		WHERE `+ended+` GROUP BY m.id, m.first_word_at`, s)
}

// spread takes a query for milliseconds, one a matter. A first word may be
// written down with the clock a little ahead: that is 0 minutes.
func spread(ctx context.Context, tx *db.Tx, query string, s Scope) (Spread, error) {
	minutes, err := db.List(ctx, tx, func(r db.Row) (int64, error) {
		ms, err := db.Value[int64](r)
		return max(0, ms/60000), err
	}, query, s.args()...)
	return SpreadOf(minutes), err
}
