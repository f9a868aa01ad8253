// Package db gives one SQL text two engines: SQLite inside the binary and
// PostgreSQL beside it. Write runs a function in a durable transaction, Read
// without one; everything that differs between the engines is in dialect.go.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"mulin/internal/kit/id"
)

// Clock tells the time; tests set it.
type Clock func() time.Time

// DB is an open database. Make it with Open, end it with Close.
type DB struct {
	read, write *sql.DB
	dialect     dialect
	clock       Clock
	ids         *id.Source
	group       *committer // SQLite: many callers share one durable commit
	live        *live
	stmts       *stmtCache
}

// Options say which database to open. URL wins over Dir.
type Options struct {
	URL   string // PostgreSQL: postgres://…
	Dir   string // SQLite: the folder that holds mulin.db
	Clock Clock  // nil: the wall clock
}

// Open connects, migrates to the newest schema and starts the live channel.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	d, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, d.write, d.dialect); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate: %w", err), d.Close())
	}
	if err := d.dialect.listen(ctx, o.URL, d.live); err != nil {
		return nil, errors.Join(fmt.Errorf("listen: %w", err), d.Close())
	}
	return d, nil
}

// Close ends the live channel and the pools. Acts already begun are finished.
func (d *DB) Close() error {
	d.live.close()
	if d.group != nil {
		d.group.close()
	}
	d.stmts.close()
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Engine names the engine: "sqlite" or "postgres".
func (d *DB) Engine() string { return d.dialect.name() }

// Now is the time by the database's clock, in whole milliseconds, UTC.
func (d *DB) Now() time.Time { return d.clock().UTC().Truncate(time.Millisecond) }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// Pools gives the read and the write pool, for benchmarks that want the bare
// engine and for statistics.
func (d *DB) Pools() (read, write *sql.DB) { return d.read, d.write }

// Read runs f with a handle that only queries. Each query sees its own moment;
// use Snapshot where several must agree.
func (d *DB) Read(ctx context.Context, f func(tx *Tx) error) error {
	return f(&Tx{db: d, q: d.read, now: d.Now(), stmts: d.stmts})
}

// Snapshot runs f in one read-only transaction: all queries see one moment.
func (d *DB) Snapshot(ctx context.Context, f func(tx *Tx) error) error {
	stx, err := d.read.BeginTx(ctx, d.dialect.snapshot())
	if err != nil {
		return err
	}
	defer func() { _ = stx.Rollback() }()
	return f(&Tx{db: d, q: stx, now: d.Now()})
}

// Write runs f in a transaction and returns once it is durable. f may run again
// when the engine asks for a retry, so it must not touch anything but tx; what
// must happen after the commit goes through tx.AfterCommit.
// Never call Write inside f: pass tx on instead.
func (d *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.group != nil {
		return d.group.do(f)
	}
	for attempt := 0; ; attempt++ {
		err := d.writeOnce(ctx, f)
		if err == nil || attempt == maxRetries || !d.dialect.retryable(err) {
			return err
		}
	}
}

const maxRetries = 8

func (d *DB) writeOnce(ctx context.Context, f func(tx *Tx) error) (err error) {
	stx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = stx.Rollback()
		}
	}()
	tx := &Tx{db: d, q: stx, now: d.Now(), writable: true}
	if err := f(tx); err != nil {
		return err
	}
	if err := stx.Commit(); err != nil {
		return d.dialect.translate(err)
	}
	tx.committed()
	return nil
}

// Tx is what a store works with, in a transaction or in a plain read.
type Tx struct {
	db       *DB
	q        querier
	now      time.Time
	writable bool
	after    []func()
	stmts    *stmtCache
}

type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Now is one moment for the whole transaction, in whole milliseconds, UTC.
func (t *Tx) Now() time.Time { return t.now }

// NewID gives a new row number.
func (t *Tx) NewID() int64 { return t.db.ids.Next(t.now) }

// AfterCommit keeps f until the transaction is durable. It is dropped when the
// transaction fails.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Notify tells every server's subscribers of the topic, after the commit.
func (t *Tx) Notify(ctx context.Context, topic string) error {
	return t.db.dialect.notify(ctx, t, topic)
}

// ForUpdate is the clause that locks the selected rows until the commit, empty
// where the engine has one writer anyway.
func (t *Tx) ForUpdate() string { return t.db.dialect.forUpdate() }

// SkipLocked is ForUpdate that passes over rows another server holds.
func (t *Tx) SkipLocked() string { return t.db.dialect.skipLocked() }

// Engine names the engine: "sqlite" or "postgres".
func (t *Tx) Engine() string { return t.db.Engine() }

// Exec runs a statement and tells how many rows it touched. A broken constraint
// comes back as *ConstraintError.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if !t.writable {
		return 0, errors.New("db: Exec outside Write")
	}
	res, err := t.q.ExecContext(t.context(ctx), query, args...)
	if err != nil {
		return 0, t.db.dialect.translate(err)
	}
	return res.RowsAffected()
}

func (t *Tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if t.stmts != nil {
		if st := t.stmts.get(ctx, query); st != nil { //nolint:sqlclosecheck // the cache closes it
			return st.QueryContext(ctx, args...)
		}
	}
	return t.q.QueryContext(t.context(ctx), query, args...)
}

// context drops the cancellation inside a shared SQLite transaction, where an
// interrupted statement would undo the work of the other callers.
func (t *Tx) context(ctx context.Context) context.Context {
	if t.writable && t.db.group != nil {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

func (t *Tx) committed() {
	for _, f := range t.after {
		f()
	}
}

// Row is one row to scan.
type Row interface{ Scan(dest ...any) error }

// List runs a query and scans every row.
func List[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.query(ctx, query, args...)
	if err != nil {
		return nil, t.db.dialect.translate(err)
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, t.db.dialect.translate(rows.Err())
}

// One runs a query for a single row; ErrNoRow when there is none.
func One[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) (T, error) {
	var zero T
	rows, err := t.query(ctx, query, args...)
	if err != nil {
		return zero, t.db.dialect.translate(err)
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return zero, t.db.dialect.translate(err)
		}
		return zero, ErrNoRow
	}
	v, err := scan(rows)
	if err != nil {
		return zero, err
	}
	return v, t.db.dialect.translate(rows.Err())
}

// Each streams a query's rows to f without holding them all in memory.
func Each(ctx context.Context, t *Tx, f func(Row) error, query string, args ...any) error {
	rows, err := t.query(ctx, query, args...)
	if err != nil {
		return t.db.dialect.translate(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return t.db.dialect.translate(rows.Err())
}

// Value scans a single column of any scannable type, for One and List.
func Value[T any](r Row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// ErrNoRow is returned by One when the query has no row.
var ErrNoRow = errors.New("db: no row")

// Millis is an instant as it is stored: epoch milliseconds, 0 for none.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Instant is a stored instant as a time in UTC, zero for 0.
func Instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// stmtCache keeps prepared statements of the read pool: texts are constants of
// ours, so there are few of them.
type stmtCache struct {
	mu    sync.RWMutex
	pool  *sql.DB
	limit int
	byKey map[string]*sql.Stmt
}

func newStmtCache(pool *sql.DB, limit int) *stmtCache {
	return &stmtCache{pool: pool, limit: limit, byKey: map[string]*sql.Stmt{}}
}

func (c *stmtCache) get(ctx context.Context, query string) *sql.Stmt {
	if c == nil {
		return nil
	}
	c.mu.RLock()
	st := c.byKey[query]
	full := len(c.byKey) >= c.limit
	c.mu.RUnlock()
	if st != nil || full {
		return st
	}
	st, err := c.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil // the plain query will tell the error
	}
	return c.put(query, st)
}

func (c *stmtCache) put(query string, st *sql.Stmt) *sql.Stmt {
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.byKey[query]; other != nil {
		_ = st.Close()
		return other
	}
	c.byKey[query] = st
	return st
}

func (c *stmtCache) close() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, st := range c.byKey {
		_ = st.Close()
	}
	c.byKey = map[string]*sql.Stmt{}
}
