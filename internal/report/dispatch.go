package report

import (
	"context"

	"mulin/internal/kit/db"
)

// dispatched matters were given to, or taken by, somebody at least once.
var dispatched = taken + ` AND ` + hasEvent("e.action IN ('assign', 'grab')")

// ReturnTx is the return share 退单率: of the matters taken in and dispatched,
// returned at least once / dispatched.
func ReturnTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, "m.returns > 0", dispatched)
}

// AccuracyTx is the dispatch accuracy 派单准确率: of the matters taken in and
// dispatched, those whose first dispatch held / dispatched. It held when nobody
// returned the matter and nobody else was given it, took it or had to take it
// over before the work was first reported.
func AccuracyTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	const first = `(SELECT MIN(f.seq) FROM matter_event f WHERE f.community_id = m.community_id AND f.matter_id = m.id AND f.action IN ('assign', 'grab'))`
	const report = `(SELECT MIN(f.seq) FROM matter_event f WHERE f.community_id = m.community_id AND f.matter_id = m.id AND f.action = 'report')`
	return share(ctx, tx, s, `NOT `+hasEvent(`e.action IN ('return', 'assign', 'grab', 'takeover')
		AND e.seq > `+first+` AND e.seq < COALESCE(`+report+`, m.version + 1)`), dispatched)
}
