package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Inserter collects rows of one table and inserts many of them per statement,
// which is what makes an import of 10,000 homes a matter of seconds.
type Inserter struct {
	tx      *Tx
	head    string
	columns int
	args    []any
}

// maxArgs keeps statements short: SQLite's driver looks each parameter up among
// all of its statement, so that longer ones cost more than they save.
const maxArgs = 600

// NewInserter prepares to insert into the table's columns, in that order.
func NewInserter(tx *Tx, table string, columns ...string) *Inserter {
	return &Inserter{tx: tx, columns: len(columns),
		head: "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "}
}

// Add puts a row in line and inserts what waits once there is enough.
func (b *Inserter) Add(ctx context.Context, row ...any) error {
	if len(row) != b.columns {
		return fmt.Errorf("db: a row of %d values for %d columns: %s", len(row), b.columns, b.head)
	}
	b.args = append(b.args, row...)
	if len(b.args)+b.columns > maxArgs {
		return b.Flush(ctx)
	}
	return nil
}

// Flush inserts what still waits. Call it once at the end.
func (b *Inserter) Flush(ctx context.Context) error {
	if len(b.args) == 0 {
		return nil
	}
	var q strings.Builder
	q.WriteString(b.head)
	for i := range b.args {
		switch {
		case i == 0:
			q.WriteString("($")
		case i%b.columns == 0:
			q.WriteString("), ($")
		default:
			q.WriteString(", $")
		}
		q.WriteString(strconv.Itoa(i + 1))
	}
	q.WriteString(")")
	_, err := b.tx.Exec(ctx, q.String(), b.args...)
	b.args = b.args[:0]
	return err
}

// Placeholders gives "$from, $from+1, …" for n values, for IN lists.
func Placeholders(from, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(parts, ", ")
}

// NextValue counts a named counter of a community up by one and gives its new
// value. The row stays locked until the commit, so that numbers have no gaps.
func NextValue(ctx context.Context, tx *Tx, community int64, name string) (int64, error) {
	return One(ctx, tx, Value[int64], `INSERT INTO counter (community_id, name, value) VALUES ($1, $2, 1)
		ON CONFLICT (community_id, name) DO UPDATE SET value = counter.value + 1 RETURNING value`, community, name)
}

// OnceKey looks whether a form with the key was already taken, and if so gives
// what came of it.
func OnceKey(ctx context.Context, tx *Tx, community int64, key string) (result int64, seen bool, err error) {
	if key == "" {
		return 0, false, nil
	}
	result, err = One(ctx, tx, Value[int64], "SELECT result_id FROM idempotency WHERE community_id = $1 AND key = $2", community, key)
	if err == ErrNoRow { //nolint:errorlint // returned bare by One
		return 0, false, nil
	}
	return result, err == nil, err
}

// KeepKey remembers what came of a form. When two of the same arrive at once,
// the second fails as Unique and its sender is told to look again.
func KeepKey(ctx context.Context, tx *Tx, community int64, key string, result int64) error {
	if key == "" {
		return nil
	}
	_, err := tx.Exec(ctx, "INSERT INTO idempotency (community_id, key, result_id, created_at) VALUES ($1, $2, $3, $4)",
		community, key, result, Millis(tx.Now()))
	return err
}
