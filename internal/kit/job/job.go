// Package job runs work that an act leaves behind: enqueued in the act's own
// transaction, claimed once by any server, retried with growing pauses.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"mulin/internal/kit/db"
)

// MaxAttempts is how often a job is tried before it stands as failed.
const MaxAttempts = 10

const (
	lease = 2 * time.Minute // a job whose server died is taken over after this
	claim = 50              // jobs taken at a time
)

// New describes a job to be done.
type New struct {
	Community int64
	Kind      string    // the name its handler is registered under
	Payload   any       // encoded as JSON
	RunAt     time.Time // zero: at once
	Once      string    // not empty: a second one with the same kind and key is dropped
}

// Enqueue adds a job in the transaction of the act that needs it.
func Enqueue(ctx context.Context, tx *db.Tx, n New) error {
	payload, err := json.Marshal(n.Payload)
	if err != nil {
		return err
	}
	runAt := n.RunAt
	if runAt.IsZero() {
		runAt = tx.Now()
	}
	var once any
	if n.Once != "" {
		once = n.Once
	}
	_, err = tx.Exec(ctx, `INSERT INTO job (community_id, id, kind, payload, once, run_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (community_id, kind, once) WHERE once IS NOT NULL DO NOTHING`,
		n.Community, tx.NewID(), n.Kind, string(payload), once, db.Millis(runAt))
	if err != nil {
		return err
	}
	return tx.Notify(ctx, wake)
}

const wake = "jobs"

// Job is a job being done.
type Job struct {
	Community int64
	ID        int64
	Kind      string
	Payload   string
	Attempts  int64
}

// Decode reads the payload.
func (j Job) Decode(into any) error { return json.Unmarshal([]byte(j.Payload), into) }

// Handler does a job. It runs at least once: an error means try again later.
type Handler func(ctx context.Context, j Job) error

// Runner does the jobs of a database.
type Runner struct {
	db       *db.DB
	log      *slog.Logger
	handlers map[string]Handler
	every    []periodic
}

type periodic struct {
	name   string
	period time.Duration
	f      func(context.Context) error
}

// NewRunner makes a runner without handlers.
func NewRunner(d *db.DB, log *slog.Logger) *Runner {
	return &Runner{db: d, log: log, handlers: map[string]Handler{}}
}

// Handle registers the handler of a kind. All are registered before Run.
func (r *Runner) Handle(kind string, h Handler) { r.handlers[kind] = h }

// Every runs f again and again while Run runs. f must do no harm when several
// servers run it at once.
func (r *Runner) Every(name string, period time.Duration, f func(context.Context) error) {
	r.every = append(r.every, periodic{name, period, f})
}

// Run does jobs until ctx ends, then finishes those begun.
func (r *Runner) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, p := range r.every {
		wg.Go(func() { r.runPeriodic(ctx, p) })
	}
	wg.Go(func() { r.loop(ctx) })
	wg.Wait()
}

func (r *Runner) runPeriodic(ctx context.Context, p periodic) {
	tick := time.NewTicker(p.period)
	defer tick.Stop()
	for {
		if err := p.f(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("periodic work failed", "name", p.name, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (r *Runner) loop(ctx context.Context) {
	woken, stop := r.db.Subscribe(wake)
	defer stop()
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		if n, err := r.RunDue(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("jobs", "err", err)
		} else if n > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-woken:
		}
	}
}

// RunDue does the jobs that are due now and tells how many it took.
func (r *Runner) RunDue(ctx context.Context) (int, error) {
	jobs, err := r.claim(ctx)
	if err != nil {
		return 0, err
	}
	for _, j := range jobs {
		if err := r.do(ctx, j); err != nil {
			return len(jobs), err
		}
	}
	return len(jobs), nil
}

func (r *Runner) claim(ctx context.Context) (jobs []Job, err error) {
	err = r.db.Write(ctx, func(tx *db.Tx) (err error) {
		now := db.Millis(tx.Now())
		jobs, err = db.List(ctx, tx, scanJob, `UPDATE job SET locked_until = $1, attempts = attempts + 1
			WHERE (community_id, id) IN (SELECT community_id, id FROM job
				WHERE state = 'waiting' AND run_at <= $2 AND locked_until <= $2 ORDER BY run_at LIMIT $3`+tx.SkipLocked()+`)
			RETURNING community_id, id, kind, payload, attempts`, now+lease.Milliseconds(), now, claim)
		return err
	})
	return jobs, err
}

func scanJob(r db.Row) (j Job, err error) {
	err = r.Scan(&j.Community, &j.ID, &j.Kind, &j.Payload, &j.Attempts)
	return j, err
}

func (r *Runner) do(ctx context.Context, j Job) error {
	err := r.handle(ctx, j)
	if err != nil {
		r.log.Warn("job failed", "kind", j.Kind, "id", j.ID, "attempt", j.Attempts, "err", err)
	}
	return r.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error { return settle(ctx, tx, j, err) })
}

func (r *Runner) handle(ctx context.Context, j Job) (err error) {
	h := r.handlers[j.Kind]
	if h == nil {
		return fmt.Errorf("no handler for %q", j.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return h(ctx, j)
}

func settle(ctx context.Context, tx *db.Tx, j Job, failure error) error {
	now := tx.Now()
	state, runAt, text := "done", now, ""
	if failure != nil {
		state, runAt, text = "waiting", now.Add(backoff(j.Attempts)), failure.Error()
		if j.Attempts >= MaxAttempts || errors.Is(failure, ErrGiveUp) {
			state = "failed"
		}
	}
	_, err := tx.Exec(ctx, `UPDATE job SET state = $1, run_at = $2, locked_until = 0, last_error = $3, done_at = $4
		WHERE community_id = $5 AND id = $6`, state, db.Millis(runAt), text, db.Millis(now), j.Community, j.ID)
	return err
}

// ErrGiveUp ends the tries at once when a handler's error wraps it.
var ErrGiveUp = errors.New("job: give up")

func backoff(attempt int64) time.Duration {
	return min(time.Hour, time.Duration(1<<min(attempt, 12))*time.Second)
}
