package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"mulin/internal/kit/id"
)

// dialect is the whole difference between the two engines.
type dialect interface {
	name() string
	goose() goose.Dialect
	mapSchema(sql string) string
	snapshot() *sql.TxOptions
	forUpdate() string
	skipLocked() string
	notify(ctx context.Context, t *Tx, topic string) error
	listen(ctx context.Context, url string, l *live) error
	translate(err error) error
	retryable(err error) bool
}

// Constraint says which kind of rule of the schema an act broke.
type Constraint string

// The kinds of constraints.
const (
	Unique     Constraint = "unique"
	ForeignKey Constraint = "foreign key"
	CheckRule  Constraint = "check"
	NotNull    Constraint = "not null"
	AppendOnly Constraint = "append only"
)

// ConstraintError says that the database refused an act. Detail is the engine's
// own text, for logs and tests; it is never shown to a visitor.
type ConstraintError struct {
	Constraint Constraint
	Detail     string
	cause      error
}

func (e *ConstraintError) Error() string {
	return fmt.Sprintf("%s constraint: %s", e.Constraint, e.Detail)
}
func (e *ConstraintError) Unwrap() error { return e.cause }

// Violates tells whether err is a refusal by a constraint of the kind.
func Violates(err error, c Constraint) bool {
	var e *ConstraintError
	return errors.As(err, &e) && e.Constraint == c
}

func connect(ctx context.Context, o Options) (*DB, error) {
	d := &DB{clock: o.Clock, ids: id.NewSource(), live: newLive()}
	if o.URL != "" {
		return d, d.openPostgres(ctx, o.URL)
	}
	return d, d.openSQLite(o.Dir)
}

func (d *DB) openPostgres(ctx context.Context, dsn string) error {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		return fmt.Errorf("PostgreSQL does not answer: %w", errors.Join(err, pool.Close()))
	}
	d.read, d.write, d.dialect = pool, pool, postgres{}
	return nil
}

func (d *DB) openSQLite(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file := filepath.Join(dir, "mulin.db")
	write, err := sql.Open("sqlite", sqliteDSN(file, "_txlock=immediate"))
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteDSN(file, "_pragma=query_only(1)"))
	if err != nil {
		return errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()*2))
	read.SetMaxIdleConns(max(4, runtime.NumCPU()*2))
	d.read, d.write, d.dialect = read, write, sqliteDialect{}
	d.stmts = newStmtCache(read, 400)
	d.group = newCommitter(d)
	return nil
}

// sqliteDSN puts the pragmas where each pooled connection gets them. FULL is
// deliberate: an acknowledged act must survive a power cut.
func sqliteDSN(file, extra string) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
		"&_pragma=foreign_keys(1)&_pragma=synchronous(FULL)&_pragma=temp_store(memory)&_pragma=cache_size(-16000)&" + extra
}

// BackupSQLite writes a consistent copy of the SQLite database to the file while
// writers go on. It is refused on PostgreSQL, which has its own tools.
func (d *DB) BackupSQLite(ctx context.Context, file string) error {
	if d.Engine() != "sqlite" {
		return errors.New("db: only SQLite is backed up from here")
	}
	_, err := d.write.ExecContext(ctx, "VACUUM INTO $1", file)
	return err
}

// IntegrityCheck reads every page of a SQLite database and every foreign key.
func (d *DB) IntegrityCheck(ctx context.Context) error {
	if d.Engine() != "sqlite" {
		return nil
	}
	var result string
	if err := d.read.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&result); err != nil {
		return err
	}
	if result != "ok" {
		return fmt.Errorf("the database file is damaged: %s", result)
	}
	return nil
}

// ---- SQLite

type sqliteDialect struct{}

var (
	sqliteTypes    = strings.NewReplacer("BIGINT", "INTEGER", "BOOLEAN", "INTEGER", "BYTEA", "BLOB", "DOUBLE PRECISION", "REAL")
	createTableEnd = regexp.MustCompile(`(?m)^\);`)
	appendOnlyLine = regexp.MustCompile(`(?m)^-- append-only: (\w+)$`)
)

func (sqliteDialect) name() string                                { return "sqlite" }
func (sqliteDialect) goose() goose.Dialect                        { return goose.DialectSQLite3 }
func (sqliteDialect) snapshot() *sql.TxOptions                    { return nil }
func (sqliteDialect) forUpdate() string                           { return "" }
func (sqliteDialect) skipLocked() string                          { return "" }
func (sqliteDialect) retryable(error) bool                        { return false }
func (sqliteDialect) listen(context.Context, string, *live) error { return nil }
func (sqliteDialect) notify(_ context.Context, t *Tx, topic string) error {
	t.AfterCommit(func() { t.db.live.publish(topic) })
	return nil
}

func (sqliteDialect) mapSchema(text string) string {
	text = createTableEnd.ReplaceAllString(sqliteTypes.Replace(text), ") STRICT;")
	return appendOnlyLine.ReplaceAllString(text, `
CREATE TRIGGER ${1}_no_update BEFORE UPDATE ON $1 BEGIN SELECT RAISE(ABORT, 'append only: $1'); END;
CREATE TRIGGER ${1}_no_delete BEFORE DELETE ON $1 BEGIN SELECT RAISE(ABORT, 'append only: $1'); END;`)
}

func (sqliteDialect) translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	kinds := map[int]Constraint{
		sqlite3.SQLITE_CONSTRAINT_UNIQUE: Unique, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Unique,
		sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: ForeignKey, sqlite3.SQLITE_CONSTRAINT_CHECK: CheckRule,
		sqlite3.SQLITE_CONSTRAINT_NOTNULL: NotNull, sqlite3.SQLITE_CONSTRAINT_TRIGGER: AppendOnly,
	}
	if c, ok := kinds[e.Code()]; ok {
		return &ConstraintError{Constraint: c, Detail: e.Error(), cause: err}
	}
	return err
}

// ---- PostgreSQL

type postgres struct{}

const channel = "mulin"

func (postgres) name() string         { return "postgres" }
func (postgres) goose() goose.Dialect { return goose.DialectPostgres }
func (postgres) forUpdate() string    { return " FOR UPDATE" }
func (postgres) skipLocked() string   { return " FOR UPDATE SKIP LOCKED" }
func (postgres) snapshot() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (postgres) mapSchema(text string) string {
	return appendOnlyLine.ReplaceAllString(text, `
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$$$
BEGIN RAISE EXCEPTION 'append only: %', TG_TABLE_NAME USING ERRCODE = 'MU001'; END $$$$;
CREATE TRIGGER ${1}_append_only BEFORE UPDATE OR DELETE ON $1 FOR EACH ROW EXECUTE FUNCTION refuse_change();`)
}

func (postgres) notify(ctx context.Context, t *Tx, topic string) error {
	_, err := t.Exec(ctx, "SELECT pg_notify($1, $2)", channel, topic)
	return err
}

// listen keeps one connection that hears what any server commits.
func (postgres) listen(ctx context.Context, dsn string, l *live) error {
	conn, err := listenConn(ctx, dsn)
	if err != nil {
		return err
	}
	wait, stop := context.WithCancel(context.Background())
	go func() { <-l.quit; stop() }()
	go hear(wait, conn, dsn, l)
	return nil
}

func listenConn(ctx context.Context, dsn string) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, "LISTEN "+channel)
	return conn, err
}

func hear(ctx context.Context, conn *pgx.Conn, dsn string, l *live) {
	defer func() { _ = conn.Close(context.Background()) }()
	for ctx.Err() == nil {
		n, err := conn.WaitForNotification(ctx)
		if err == nil {
			l.publish(n.Payload)
			continue
		}
		_ = conn.Close(context.Background())
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second): // the server restarts: try again
		}
		if again, err := listenConn(ctx, dsn); err == nil {
			conn = again
		}
	}
}

func (postgres) translate(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return err
	}
	kinds := map[string]Constraint{"23505": Unique, "23503": ForeignKey, "23514": CheckRule, "23502": NotNull, "MU001": AppendOnly}
	if c, ok := kinds[e.Code]; ok {
		return &ConstraintError{Constraint: c, Detail: e.Message, cause: err}
	}
	return err
}

func (postgres) retryable(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}
