// Package dbtest runs a test on both engines, each with a fresh, migrated
// database and a clock that the test moves.
package dbtest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/id"
)

// ServerEnv names the variable with the PostgreSQL server for tests, a URL of a
// superuser. `make test` starts one and sets it.
const ServerEnv = "MULIN_TEST_POSTGRES"

// Start is where a test clock begins: a Monday morning in Zunyi.
var Start = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// Clock is a clock that stands still until the test moves it.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock begins at Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now tells the test's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to a moment.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Each runs f on SQLite and on PostgreSQL.
func Each(t *testing.T, f func(t *testing.T, d *db.DB, clock *Clock)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			d, clock := Open(t, engine)
			f(t, d, clock)
		})
	}
}

// Open gives a fresh database of the engine, closed when the test ends.
func Open(t testing.TB, engine string) (*db.DB, *Clock) {
	t.Helper()
	clock := NewClock()
	o := db.Options{}
	if engine == "sqlite" {
		o.Dir = t.TempDir()
	} else {
		o.URL = newDatabase(t, migrated)
	}
	o.Clock = clock.Now
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open %s: %v", engine, err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d, clock
}

// Fresh gives the options of an empty database of the engine.
func Fresh(t testing.TB, engine string) db.Options {
	t.Helper()
	if engine == "sqlite" {
		return db.Options{Dir: t.TempDir()}
	}
	return db.Options{URL: newDatabase(t, empty)}
}

// empty is the template of a database without tables.
func empty(testing.TB, *sql.DB, string) string { return "template0" }

// migrated is the template of a database with the newest schema: made once for
// each schema and kept on the server, since copying it is much faster than
// migrating for every test.
func migrated(t testing.TB, admin *sql.DB, server string) string {
	t.Helper()
	ctx := context.Background()
	name := "mulin_schema_" + db.SchemaHash()
	conn, err := admin.Conn(ctx)
	check(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(ctx, "SELECT pg_advisory_lock(7311)")
	check(t, err)
	defer func() { _, _ = conn.ExecContext(ctx, "SELECT pg_advisory_unlock(7311)") }()
	var n int
	check(t, conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&n))
	if n > 0 {
		return name
	}
	_, err = conn.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+"_new WITH (FORCE)")
	check(t, err)
	_, err = conn.ExecContext(ctx, create(name+"_new", "template0"))
	check(t, err)
	d, err := db.Open(ctx, db.Options{URL: at(t, server, name+"_new")})
	check(t, err)
	check(t, d.Close())
	_, err = conn.ExecContext(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name+"_new")
	check(t, err)
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+name+"_new RENAME TO "+name)
	check(t, err)
	return name
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func create(name, template string) string {
	if template != "template0" {
		return "CREATE DATABASE " + name + " TEMPLATE " + template
	}
	return "CREATE DATABASE " + name + " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' ENCODING 'UTF8'"
}

func at(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	check(t, err)
	u.Path = "/" + name
	return u.String()
}

func newDatabase(t testing.TB, template func(testing.TB, *sql.DB, string) string) string {
	t.Helper()
	server := os.Getenv(ServerEnv)
	if server == "" {
		t.Fatalf("%s is not set: tests need a real PostgreSQL; `make test` starts one, or run scripts/postgres.sh start", ServerEnv)
	}
	admin, err := sql.Open("pgx", server)
	check(t, err)
	name := "t" + strings.ToLower(id.Secret(10))
	_, err = admin.Exec(create(name, template(t, admin, server)))
	check(t, err)
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	return at(t, server, name)
}
