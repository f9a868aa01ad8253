package report

import (
	"context"

	"mulin/internal/kit/db"
)

// worked matters ended after somebody reported work as done.
const worked = ended + ` AND ` + anEvent + `e.action = 'report')`

// FirstFixTx is the first-time-fix share 一次办结率: of the matters ended after
// work, those closed in the first round and never rejected / ended after work.
func FirstFixTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, "m.state = 'closed' AND NOT "+anEvent+"e.action IN ('reject', 'reopen'))", worked)
}

// SolvedTx is the solved share 解决率: of the matters ended, those that stand
// closed as solved now / ended. Partly solved, passed on, refused, unanswered
// and reopened ones are not solved.
func SolvedTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, "m.outcome = 'solved'", ended)
}

// CallbackTx is the call-back share 回访率: of the matters ended after work,
// those whose resident had a say on it / ended after work: reached by a call
// back, or confirmed or rated themselves.
func CallbackTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, `m.closed_via = 'resident'
		OR EXISTS (SELECT 1 FROM matter_attempt t WHERE t.community_id = m.community_id AND t.matter_id = m.id AND t.reached = TRUE)
		OR EXISTS (SELECT 1 FROM matter_rating t WHERE t.community_id = m.community_id AND t.matter_id = m.id)`, worked)
}

// DoorstepTx is the share settled at the doorstep 家门口化解率 (R18, "化解在家门口"):
// of the matters ended after work, those that never left the building level /
// ended after work. A matter leaves it when it is referred to another body, goes
// to deliberation, falls to the fallback person (not when it only goes to the
// successor in a post), or when a broken promise is
// escalated to anybody above the joint-household head or unit head.
func DoorstepTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, `NOT `+anEvent+`(e.action IN ('refer', 'discuss') OR (e.action = 'return' AND e.detail = 'fallback') OR (e.action = 'takeover' AND e.detail <> 'post')))
		AND NOT EXISTS (SELECT 1 FROM escalation x WHERE x.community_id = m.community_id AND x.matter_id = m.id
			AND x.level > 0 AND x.to_role NOT IN ('head', 'unit_head'))`, worked)
}

// Satisfaction is what residents said when asked once after each closing. It is
// always shown with how many answered.
type Satisfaction struct {
	Asked     int64 // closings after which the resident was asked
	Answered  int64
	Satisfied int64 // 4 or 5 of 5
	Solved    int64 // "yes" to: is it solved?
}

// Share is the satisfied share 满意率: satisfied / answered.
func (x Satisfaction) Share() Share { return Share{x.Satisfied, x.Answered} }

// SaidSolved is the share of residents who said it is solved: solved / answered.
func (x Satisfaction) SaidSolved() Share { return Share{x.Solved, x.Answered} }

// Response is the response share 评价回收率: answered / asked.
func (x Satisfaction) Response() Share { return Share{x.Answered, x.Asked} }

// SatisfactionTx asks of each closing of the period after work (confirmed, or
// closed after silence) what the resident said about that round. Answers count
// in the month of the closing they answer, also when a bad mark has opened the
// matter again since. The round of a closing is one more than the number of
// times the matter was rejected or reopened before it.
func SatisfactionTx(ctx context.Context, tx *db.Tx, s Scope) (Satisfaction, error) {
	return db.One(ctx, tx, func(r db.Row) (x Satisfaction, err error) {
		return x, r.Scan(&x.Asked, &x.Answered, &x.Satisfied, &x.Solved)
	}, `SELECT count(*), count(t.round), COALESCE(SUM(CASE WHEN t.satisfied >= 4 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN t.solved = 'yes' THEN 1 ELSE 0 END), 0)
		FROM matter_event z JOIN matter m ON m.community_id = z.community_id AND m.id = z.matter_id
		LEFT JOIN matter_rating t ON t.community_id = z.community_id AND t.matter_id = z.matter_id
			AND t.round = 1 + (SELECT count(*) FROM matter_event o WHERE o.community_id = z.community_id AND o.matter_id = z.matter_id AND o.action IN ('reject', 'reopen') AND o.seq < z.seq)
		WHERE `+inScope+` AND z.community_id = $1 AND z.at >= $4 AND z.at < $5 AND z.action IN ('confirm', 'attempt') AND z.to_state = 'closed'`, s.args()...)
}
