// Package dbtest runs a test on both engines, each with a fresh, migrated
// database and a clock that the test moves.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
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
	o := Fresh(t, engine)
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
	return db.Options{URL: newDatabase(t)}
}

func newDatabase(t testing.TB) string {
	server := os.Getenv(ServerEnv)
	if server == "" {
		t.Fatalf("%s is not set: tests need a real PostgreSQL; `make test` starts one, or run scripts/postgres.sh start", ServerEnv)
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "t" + strings.ToLower(id.Secret(10))
	create := fmt.Sprintf("CREATE DATABASE %s TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' ENCODING 'UTF8'", name)
	if _, err := admin.Exec(create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
