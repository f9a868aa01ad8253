package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
)

func addCommunity(ctx context.Context, d *db.DB, id int64) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO community (community_id, kind, name, created_at) VALUES ($1, 'community', $2, $3)", id, fmt.Sprintf("社区%d", id), db.Millis(tx.Now()))
		return err
	})
}

func countCommunities(t *testing.T, d *db.DB) int64 {
	t.Helper()
	var n int64
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(t.Context(), tx, db.Value[int64], "SELECT count(*) FROM community")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestConcurrentWritersAllSucceed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		const n = 200
		var wg sync.WaitGroup
		errs := make(chan error, n)
		for i := range n {
			wg.Go(func() { errs <- addCommunity(context.Background(), d, int64(i+1)) })
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := countCommunities(t, d); got != n {
			t.Fatalf("%d communities, want %d", got, n)
		}
	})
}

func TestAFailingWriterLeavesTheOthersAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		const n = 100
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				_ = d.Write(context.Background(), func(tx *db.Tx) error {
					ctx := context.Background()
					if _, err := tx.Exec(ctx, "INSERT INTO community (community_id, kind, name, created_at) VALUES ($1, 'community', 'x', 0)", i+1); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return errors.New("changed my mind")
					case 2:
						_, err := tx.Exec(ctx, "INSERT INTO community (community_id, kind, name, created_at) VALUES ($1, 'nonsense', 'x', 0)", 1000+i)
						return err
					}
					return nil
				})
			})
		}
		wg.Wait()
		if got := countCommunities(t, d); got != 34 {
			t.Fatalf("%d communities, want the 34 whose writers succeeded", got)
		}
	})
}

func TestAfterCommitRunsOnlyWhenTheActIsDurable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ran := 0
		_ = d.Write(t.Context(), func(tx *db.Tx) error {
			tx.AfterCommit(func() { ran++ })
			return errors.New("no")
		})
		if ran != 0 {
			t.Fatal("a failed act ran its after-commit function")
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { tx.AfterCommit(func() { ran++ }); return nil }); err != nil || ran != 1 {
			t.Fatalf("ran %d times, err %v; want once", ran, err)
		}
	})
}

func TestAnAppendOnlyTableRefusesUpdateAndDelete(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		insert := "INSERT INTO audit (community_id, id, at, person_id, action) VALUES (1, 1, 0, 1, 'look')"
		for _, c := range []struct{ name, sql string }{{"update", "UPDATE audit SET action = 'x'"}, {"delete", "DELETE FROM audit"}} {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, insert); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, c.sql)
				return err
			})
			if !db.Violates(err, db.AppendOnly) {
				t.Errorf("%s: got %v, want an append-only refusal", c.name, err)
			}
		}
	})
}

func TestConstraintsAreToldByKind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		if err := addCommunity(ctx, d, 1); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			want db.Constraint
			sql  string
		}{
			{db.Unique, "INSERT INTO community (community_id, kind, name, created_at) VALUES (1, 'community', 'x', 0)"},
			{db.CheckRule, "INSERT INTO community (community_id, kind, name, created_at) VALUES (2, 'village', 'x', 0)"},
			{db.NotNull, "INSERT INTO community (community_id, kind, name, created_at) VALUES (2, 'community', NULL, 0)"},
			{db.ForeignKey, "INSERT INTO compound (community_id, id, slug, name, created_at) VALUES (9, 1, 's', 'x', 0)"},
		} {
			err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, c.sql); return err })
			if !db.Violates(err, c.want) {
				t.Errorf("%s: got %v", c.want, err)
			}
		}
	})
}

func TestASubscriberHearsACommittedNotify(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ch, stop := d.Subscribe("compound/1")
		defer stop()
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.Notify(t.Context(), "compound/1") }); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ch:
		case <-time.After(20 * time.Second):
			t.Fatal("nothing heard")
		}
	})
}

func TestAPanicInAWriteBecomesAnErrorOnSQLite(t *testing.T) {
	d, _ := dbtest.Open(t, "sqlite")
	if err := d.Write(t.Context(), func(*db.Tx) error { panic("boom") }); err == nil {
		t.Fatal("the panic was swallowed")
	}
	if err := addCommunity(t.Context(), d, 1); err != nil {
		t.Fatalf("the writer is dead after a panic: %v", err)
	}
}
