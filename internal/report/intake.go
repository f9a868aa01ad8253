package report

import (
	"context"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/matter"
)

// Intake 受理量 is how many matters came in, and by which way and of which kind.
type Intake struct {
	N         int64
	ByChannel map[matter.Channel]int64
	ByKind    map[matter.Kind]int64
}

// IntakeTx counts the matters taken in. Merged ones count too: each is somebody
// who called.
func IntakeTx(ctx context.Context, tx *db.Tx, s Scope) (in Intake, err error) {
	if in.ByChannel, err = tally[matter.Channel](ctx, tx, s, "channel", taken); err != nil {
		return in, err
	}
	in.ByKind, err = tally[matter.Kind](ctx, tx, s, "kind", taken)
	for _, n := range in.ByKind {
		in.N += n
	}
	return in, err
}

// ClosedTx is the closed share 办结率: of the matters taken in, those closed by
// now = closed / taken in. Closed does not mean solved; see SolvedTx.
func ClosedTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, "m.state = 'closed'", taken)
}

// SelfFoundTx is the self-found share 主动发现率: matters a patrol saw before a
// resident had to report them = by patrol / taken in (R17).
func SelfFoundTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	return share(ctx, tx, s, "m.channel = 'patrol'", taken)
}

// RepeatTx is the repeat share 重复诉求率: matters taken in for which another of
// the same class and place came at most 30 days before = repeats / taken in,
// without merged ones, which are the same event told by several. The same place
// is the same home; for common parts the same unit, building and words.
func RepeatTx(ctx context.Context, tx *db.Tx, s Scope) (Share, error) {
	const window = 30 * 24 * time.Hour
	return share(ctx, tx, s, `EXISTS (SELECT 1 FROM matter b WHERE b.community_id = m.community_id AND b.compound_id = m.compound_id
			AND b.class_id = m.class_id AND b.outcome <> 'merged' AND b.id <> m.id
			AND b.first_word_at >= m.first_word_at - $6 AND (b.first_word_at < m.first_word_at OR (b.first_word_at = m.first_word_at AND b.id < m.id))
			AND (b.home_id = m.home_id OR (b.home_id IS NULL AND m.home_id IS NULL
				AND b.building_id = m.building_id AND b.unit_id = m.unit_id AND b.place = m.place)))`,
		taken+" AND m.outcome <> 'merged'", window.Milliseconds())
}

// Stock 挂账 is what is open now, by how long ago the first word was: under 1
// day, under 3, under 7, under 30 days, and 30 days or more.
type Stock struct {
	N      int64
	ByAge  [5]int64
	Broken int64 // with a promise that is broken at the moment
}

// StockAges are the upper ends of the first four ages, in days.
func StockAges() [4]int64 { return [4]int64{1, 3, 7, 30} }

// StockTx counts the open matters as they stand now; the period is not used.
func StockTx(ctx context.Context, tx *db.Tx, s Scope) (st Stock, err error) {
	const day = 24 * 60 * 60 * 1000
	now := db.Millis(tx.Now())
	err = db.Each(ctx, tx, func(r db.Row) error {
		var first int64
		var broken bool
		err := r.Scan(&first, &broken)
		st.add((now-first)/day, broken)
		return err
	}, `SELECT m.first_word_at, (m.due_at < $4 AND m.state <> 'paused') FROM matter m WHERE `+inScope+` AND m.state <> 'closed'`,
		s.Community, s.Compound, s.Class, now)
	return st, err
}

func (st *Stock) add(days int64, broken bool) {
	st.N++
	if broken {
		st.Broken++
	}
	age := 0
	for _, end := range StockAges() {
		if days >= end {
			age++
		}
	}
	st.ByAge[age]++
}
