package report

import (
	"context"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Scope is what a figure is about: a compound, all classes (0) or one, and a
// period from an instant to another, the second not included.
type Scope struct {
	Community, Compound, Class int64
	From, To                   time.Time
}

// args are $1 to $5 of every query below.
func (s Scope) args(more ...any) []any {
	return append([]any{s.Community, s.Compound, s.Class, db.Millis(s.From), db.Millis(s.To)}, more...)
}

// Month is a month of the civil calendar at the compound, "2026-11".
type Month string

const monthLayout = "2006-01"

// MonthOf is the month of an instant at the place.
func MonthOf(t time.Time, loc *time.Location) Month { return Month(t.In(loc).Format(monthLayout)) }

// ParseMonth reads "2026-11"; anything else is NotFound, as it names no page.
func ParseMonth(s string) (Month, error) {
	if _, err := time.Parse(monthLayout, s); err != nil {
		return "", errs.New(errs.NotFound, "err.notfound", err)
	}
	return Month(s), nil
}

// Add is the month n months later; n may be negative.
func (m Month) Add(n int) Month {
	t, _ := time.Parse(monthLayout, string(m))
	return Month(t.AddDate(0, n, 0).Format(monthLayout))
}

// scope is the whole month of a compound.
func (m Month) scope(c registry.Compound) Scope {
	t, _ := time.Parse(monthLayout, string(m))
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, c.Location())
	return Scope{Community: c.Community, Compound: c.ID, From: first, To: first.AddDate(0, 1, 0)}
}

// The groups of matters, see the package's comment.
const (
	inScope = `m.community_id = $1 AND m.compound_id = $2 AND (m.class_id = $3 OR $3 = 0)`
	taken   = inScope + ` AND m.first_word_at >= $4 AND m.first_word_at < $5`
	ended   = inScope + ` AND m.outcome NOT IN ('withdrawn', 'merged') AND m.id IN (
		SELECT z.matter_id FROM matter_event z WHERE z.community_id = $1 AND z.at >= $4 AND z.at < $5
		AND z.to_state = 'closed' AND z.from_state <> 'closed')`
)

// anEvent begins the condition that the matter has an event e; the caller adds
// what e is like and closes the bracket.
const anEvent = `EXISTS (SELECT 1 FROM matter_event e WHERE e.community_id = m.community_id AND e.matter_id = m.id AND `

// share counts matters of a group, and those among them for which the condition
// holds.
func share(ctx context.Context, tx *db.Tx, s Scope, condition, group string, more ...any) (Share, error) {
	return db.One(ctx, tx, func(r db.Row) (x Share, err error) { return x, r.Scan(&x.Num, &x.Den) },
		"SELECT COALESCE(SUM(CASE WHEN "+condition+" THEN 1 ELSE 0 END), 0), count(*) FROM matter m WHERE "+group, s.args(more...)...)
}

// count counts the matters of a group.
func count(ctx context.Context, tx *db.Tx, s Scope, group string) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM matter m WHERE "+group, s.args()...)
}

// tally counts matters of a group by a column.
func tally[K comparable](ctx context.Context, tx *db.Tx, s Scope, column, group string) (map[K]int64, error) {
	out := map[K]int64{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var key K
		var n int64
		err := r.Scan(&key, &n)
		out[key] = n
		return err
	}, "SELECT m."+column+", count(*) FROM matter m WHERE "+group+" GROUP BY m."+column, s.args()...)
	return out, err
}
