package report

import (
	"context"

	"mulin/internal/kit/db"
)

// dispatched matters were given to, or taken by, somebody at least once.
const dispatched = taken + ` AND ` + anEvent + `e.action IN ('assign', 'grab'))`

// ReturnTx is the return share 退单率: of the matters taken in and dispatched,
// returned at least once / dispatched.
func ReturnTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, "m.returns > 0", dispatched)
}

// AccuracyTx is the dispatch accuracy 派单准确率: of the matters taken in and
// dispatched, those whose first dispatch held / dispatched. It held when nobody
// returned the matter and nobody else was given it, took it or had to take it
// over before the work was first reported. A successor in the post is no fault
// of the dispatch.
func AccuracyTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	const first = `(SELECT MIN(f.seq) FROM matter_event f WHERE f.community_id = m.community_id AND f.matter_id = m.id AND f.action IN ('assign', 'grab'))`
	const report = `(SELECT MIN(f.seq) FROM matter_event f WHERE f.community_id = m.community_id AND f.matter_id = m.id AND f.action = 'report')`
	return share(ctx, tx, s, `NOT `+anEvent+`(e.action IN ('return', 'assign', 'grab') OR (e.action = 'takeover' AND e.detail <> 'post'))
		AND e.seq > `+first+` AND e.seq < COALESCE(`+report+`, m.version + 1))`, dispatched)
}
