package report

import (
	"context"

	"mulin/internal/kit/db"
	"mulin/internal/matter"
)

// clockEnd is when a promise k was kept, or else until when it was waited for:
// the closing, the beginning of the pause that lasts now, or now ($6). So a
// promise broken before a matter was refused or withdrawn stays broken.
const clockEnd = `CASE WHEN k.met_at > 0 THEN k.met_at WHEN m.state = 'closed' THEN m.closed_at
	ELSE COALESCE((SELECT p.since FROM matter_pause p WHERE p.community_id = m.community_id AND p.matter_id = m.id AND p.until = 0), $6) END`

const clocksOf = ` FROM matter_clock k JOIN matter m ON m.community_id = k.community_id AND m.id = k.matter_id WHERE ` + taken

// OnTimeTx is the on-time share 按时率 per target: of the promises made for the
// matters taken in, kept in time / decided. A promise is decided when it was
// kept or its time has passed; due times already leave out the pauses. Targets
// without a decided promise are missing.
func OnTimeTx(ctx context.Context, tx *db.Tx, s Scope) (map[matter.Target]Share, error) {
	out := map[matter.Target]Share{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var target matter.Target
		var x Share
		err := r.Scan(&target, &x.Num, &x.Den)
		out[target] = x
		return err
	}, `SELECT k.target, SUM(CASE WHEN k.met_at > 0 AND k.met_at <= k.due_at THEN 1 ELSE 0 END), count(*)`+clocksOf+
		` AND (k.met_at > 0 OR `+clockEnd+` > k.due_at) GROUP BY k.target`, s.args(db.Millis(tx.Now()))...)
	return out, err
}

// OverdueTx is the overdue share 超时率: matters taken in with at least one broken
// promise / matters taken in with at least one promise.
func OverdueTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return db.One(ctx, tx, func(r db.Row) (x Share, err error) { return x, r.Scan(&x.Num, &x.Den) },
		`SELECT count(DISTINCT CASE WHEN `+clockEnd+` > k.due_at THEN m.id END), count(DISTINCT m.id)`+clocksOf, s.args(db.Millis(tx.Now()))...)
}
