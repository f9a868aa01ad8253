package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnInserterWritesEveryRowInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		for _, n := range []int{0, 1, 499, 500, 501, 1203} {
			must(t, d.Write(ctx, func(tx *db.Tx) error {
				in := db.NewInserter(tx, "counter", "community_id", "name", "value")
				for i := range n {
					if err := in.Add(ctx, int64(n), fmt.Sprintf("row %05d", i), int64(i)); err != nil {
						return err
					}
				}
				return in.Flush(ctx)
			}))
			var values []int64
			must(t, d.Read(ctx, func(tx *db.Tx) (err error) {
				values, err = db.List(ctx, tx, db.Value[int64], "SELECT value FROM counter WHERE community_id = $1 ORDER BY name", n)
				return err
			}))
			if len(values) != n || !slices.IsSorted(values) {
				t.Errorf("%d rows came back as %d", n, len(values))
			}
		}
	})
}

func TestAnInserterRefusesARowOfAnotherWidth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return db.NewInserter(tx, "counter", "community_id", "name", "value").Add(t.Context(), 1, "x")
		})
		if err == nil {
			t.Fatal("it was accepted")
		}
	})
}

func TestNumbersHaveNoGapsUnderConcurrencyAndFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := context.Background()
		var mu sync.Mutex
		var taken []int64
		var wg sync.WaitGroup
		for i := range 90 {
			wg.Go(func() {
				var n int64
				err := d.Write(ctx, func(tx *db.Tx) (err error) {
					if n, err = db.NextValue(ctx, tx, 1, "matter"); err == nil && i%3 == 0 {
						return errors.New("changed my mind")
					}
					return err
				})
				if err == nil {
					mu.Lock()
					defer mu.Unlock()
					taken = append(taken, n)
				}
			})
		}
		wg.Wait()
		slices.Sort(taken)
		for i, n := range taken {
			if n != int64(i+1) {
				t.Fatalf("number %d at place %d", n, i+1)
			}
		}
		if len(taken) != 60 {
			t.Fatalf("%d numbers, want 60", len(taken))
		}
	})
}

func TestCountersOfCommunitiesAndNamesAreApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		for _, c := range []struct {
			community int64
			name      string
			want      int64
		}{{1, "a", 1}, {1, "a", 2}, {1, "b", 1}, {2, "a", 1}} {
			must(t, d.Write(t.Context(), func(tx *db.Tx) error {
				n, err := db.NextValue(t.Context(), tx, c.community, c.name)
				if n != c.want {
					t.Errorf("%d %s: %d, want %d", c.community, c.name, n, c.want)
				}
				return err
			}))
		}
	})
}

func TestAKeyIsKeptOnceAndFoundAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		once := func(community int64, key string) (id int64, seen bool) {
			must(t, d.Read(ctx, func(tx *db.Tx) (err error) { id, seen, err = db.OnceKey(ctx, tx, community, key); return err }))
			return id, seen
		}
		keep := func(key string, id int64) error {
			return d.Write(ctx, func(tx *db.Tx) error { return db.KeepKey(ctx, tx, 1, key, id) })
		}
		if _, seen := once(1, "form"); seen {
			t.Error("seen before it was sent")
		}
		must(t, keep("form", 7))
		if id, seen := once(1, "form"); !seen || id != 7 {
			t.Errorf("got %d, %v", id, seen)
		}
		if _, seen := once(2, "form"); seen {
			t.Error("another community's key")
		}
		if err := keep("form", 8); !db.Violates(err, db.Unique) {
			t.Errorf("a second time: %v", err)
		}
		must(t, keep("", 1))
		must(t, keep("", 2))
		if _, seen := once(1, ""); seen {
			t.Error("no key is a key")
		}
	})
}

func TestTwoWritersInEachOthersWayBothSucceedOnPostgres(t *testing.T) {
	d, _ := dbtest.Open(t, "postgres")
	ctx := context.Background()
	must(t, d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO counter (community_id, name, value) VALUES (1, 'a', 0), (1, 'b', 0)")
		return err
	}))
	var meet, wg sync.WaitGroup
	meet.Add(2)
	tries := make(chan string, 100)
	for _, names := range [][2]string{{"a", "b"}, {"b", "a"}} {
		var first sync.Once
		wg.Go(func() {
			err := d.Write(ctx, func(tx *db.Tx) error {
				tries <- names[0]
				if _, err := tx.Exec(ctx, "UPDATE counter SET value = value + 1 WHERE community_id = 1 AND name = $1", names[0]); err != nil {
					return err
				}
				first.Do(func() { meet.Done(); meet.Wait() }) // both hold their first row
				_, err := tx.Exec(ctx, "UPDATE counter SET value = value + 1 WHERE community_id = 1 AND name = $1", names[1])
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(tries) < 3 {
		t.Errorf("%d tries: there was no deadlock to recover from", len(tries))
	}
	var sum int64
	must(t, d.Read(ctx, func(tx *db.Tx) (err error) {
		sum, err = db.One(ctx, tx, db.Value[int64], "SELECT CAST(sum(value) AS BIGINT) FROM counter")
		return err
	}))
	if sum != 4 {
		t.Errorf("sum %d, want 4: each did both steps once", sum)
	}
}

func TestABrokenDeferredKeyFailsItsOwnWriterOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return deferredTables(t.Context(), tx) }))
		const n = 60
		var wg sync.WaitGroup
		var mu sync.Mutex
		failed := map[int]error{}
		for i := range n {
			wg.Go(func() {
				err := d.Write(context.Background(), func(tx *db.Tx) error {
					_, err := tx.Exec(context.Background(), "INSERT INTO child (id, parent) VALUES ($1, $2)", i, i%10/9*999+1)
					return err
				})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					failed[i] = err
				}
			})
		}
		wg.Wait()
		for i := range n {
			if bad := i%10 == 9; bad != db.Violates(failed[i], db.ForeignKey) {
				t.Errorf("writer %d: %v", i, failed[i])
			}
		}
	})
}

func deferredTables(ctx context.Context, tx *db.Tx) error {
	for _, sql := range []string{"CREATE TABLE parent (id INTEGER PRIMARY KEY)", "INSERT INTO parent (id) VALUES (1)",
		"CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// TestNoWriterWaitsForeverBesideABusyOne lets some callers write without a pause
// and counts how often an occasional one gets its turn meanwhile.
func TestNoWriterWaitsForeverBesideABusyOne(t *testing.T) {
	d, _ := dbtest.Open(t, "sqlite")
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	busy := make([]int, 8)
	for i := range busy {
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := d.Write(context.Background(), func(tx *db.Tx) error {
					_, err := db.NextValue(context.Background(), tx, int64(i+10), "busy")
					return err
				}); err != nil {
					t.Error(err)
				}
				busy[i]++
			}
		})
	}
	for range 30 {
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := db.NextValue(t.Context(), tx, 1, "occasional")
			return err
		}))
	}
	stop()
	wg.Wait()
	for i, n := range busy {
		if n > 30*20 {
			t.Errorf("writer %d had %d turns while the occasional one had 30", i, n)
		}
	}
}

func TestAWriterAfterCloseIsRefused(t *testing.T) {
	d, err := db.Open(t.Context(), dbtest.Fresh(t, "sqlite"))
	must(t, err)
	must(t, d.Close())
	if err := addCommunity(context.Background(), d, 1); err == nil {
		t.Fatal("it was accepted")
	}
}

func TestOpeningAgainKeepsEverythingAndMigratesNothing(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := dbtest.Fresh(t, engine)
			for i := range 3 {
				d, err := db.Open(t.Context(), o)
				must(t, err)
				must(t, addCommunity(t.Context(), d, int64(i+1)))
				if got := countCommunities(t, d); got != int64(i+1) {
					t.Fatalf("%d communities on opening %d", got, i+1)
				}
				must(t, d.Close())
			}
		})
	}
}

func TestServersThatStartTogetherMigrateOnce(t *testing.T) {
	o := dbtest.Fresh(t, "postgres")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			d, err := db.Open(context.Background(), o)
			if err != nil {
				t.Error(err)
				return
			}
			_ = d.Close()
		})
	}
	wg.Wait()
}

func TestABackupIsAWholeDatabase(t *testing.T) {
	d, _ := dbtest.Open(t, "sqlite")
	must(t, addCommunity(t.Context(), d, 1))
	dir := t.TempDir()
	must(t, d.BackupSQLite(t.Context(), dir+"/mulin.db"))
	copied, err := db.Open(t.Context(), db.Options{Dir: dir})
	must(t, err)
	defer func() { must(t, copied.Close()) }()
	must(t, copied.IntegrityCheck(t.Context()))
	if got := countCommunities(t, copied); got != 1 {
		t.Fatalf("%d communities", got)
	}
}
