package job_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/job"
)

func enqueue(t *testing.T, d *db.DB, n job.New) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Enqueue(t.Context(), tx, n) }); err != nil {
		t.Fatal(err)
	}
}

func runner(d *db.DB) *job.Runner { return job.NewRunner(d, slog.New(slog.DiscardHandler)) }

func TestAJobIsDoneOnceByCompetingServers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		for range 120 {
			enqueue(t, d, job.New{Community: 1, Kind: "count"})
		}
		var done atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			r := runner(d)
			r.Handle("count", func(context.Context, job.Job) error { done.Add(1); return nil })
			wg.Go(func() {
				for {
					if n, err := r.RunDue(context.Background()); err != nil || n == 0 {
						return
					}
				}
			})
		}
		wg.Wait()
		if done.Load() != 120 {
			t.Fatalf("done %d times, want 120", done.Load())
		}
	})
}

func TestAFailedJobIsTriedAgainLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		enqueue(t, d, job.New{Community: 1, Kind: "flaky"})
		tries := 0
		r := runner(d)
		r.Handle("flaky", func(context.Context, job.Job) error {
			if tries++; tries == 1 {
				return errors.New("not yet")
			}
			return nil
		})
		for range 3 {
			if _, err := r.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			clock.Advance(time.Minute)
		}
		if tries != 2 {
			t.Fatalf("tried %d times, want 2", tries)
		}
	})
}

func TestAJobThatGivesUpStandsAsFailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		enqueue(t, d, job.New{Community: 1, Kind: "hopeless"})
		r := runner(d)
		r.Handle("hopeless", func(context.Context, job.Job) error { return job.ErrGiveUp })
		if _, err := r.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		var state string
		_ = d.Read(t.Context(), func(tx *db.Tx) (err error) {
			state, err = db.One(t.Context(), tx, db.Value[string], "SELECT state FROM job")
			return err
		})
		if state != "failed" {
			t.Fatalf("state %q", state)
		}
	})
}

func TestASecondJobWithTheSameKeyIsDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		for range 2 {
			enqueue(t, d, job.New{Community: 1, Kind: "greet", Once: "a"})
		}
		n := 0
		r := runner(d)
		r.Handle("greet", func(context.Context, job.Job) error { n++; return nil })
		if _, err := r.RunDue(t.Context()); err != nil || n != 1 {
			t.Fatalf("ran %d times, err %v", n, err)
		}
	})
}

func TestAJobOfARolledBackActIsNeverDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		_ = d.Write(t.Context(), func(tx *db.Tx) error {
			if err := job.Enqueue(t.Context(), tx, job.New{Community: 1, Kind: "x"}); err != nil {
				return err
			}
			return errors.New("no")
		})
		if n, err := runner(d).RunDue(t.Context()); n != 0 || err != nil {
			t.Fatalf("took %d jobs, err %v", n, err)
		}
	})
}
