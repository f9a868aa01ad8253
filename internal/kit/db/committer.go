package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
)

// batch is the most callers that share one durable commit.
const batch = 128

// errClosed is returned to writers after Close.
var errClosed = errors.New("db: closed")

// committer serves all writers of a SQLite database from one goroutine. Callers
// that wait at the same time share one transaction, each in a savepoint of its
// own, and so one fsync: SQLite has one writer in any case, and the disk is the
// slow part. A caller is answered only after the shared commit is durable.
type committer struct {
	db    *DB
	calls chan *call
	quit  chan struct{}
	done  chan struct{}
}

type call struct {
	f      func(*Tx) error
	tx     *Tx
	err    error
	answer chan error
}

func newCommitter(d *DB) *committer {
	c := &committer{db: d, calls: make(chan *call), quit: make(chan struct{}), done: make(chan struct{})}
	go c.run()
	return c
}

func (c *committer) do(f func(*Tx) error) error {
	k := &call{f: f, answer: make(chan error, 1)}
	select {
	case c.calls <- k:
		return <-k.answer
	case <-c.quit:
		return errClosed
	}
}

func (c *committer) close() {
	close(c.quit)
	<-c.done
}

func (c *committer) run() {
	defer close(c.done)
	for {
		select {
		case first := <-c.calls:
			c.serve(first)
		case <-c.quit:
			return
		}
	}
}

// serve runs the first caller and everyone who came meanwhile, then commits.
func (c *committer) serve(first *call) {
	stx, err := c.db.write.BeginTx(context.Background(), nil)
	if err != nil {
		first.answer <- c.db.dialect.translate(err)
		return
	}
	served := c.gather(stx, first)
	if err := stx.Commit(); err != nil {
		_ = stx.Rollback()
		c.failed(served, c.db.dialect.translate(err))
		return
	}
	for _, k := range served {
		if k.err == nil {
			k.tx.committed()
		}
		k.answer <- k.err
	}
}

// failed answers callers whose shared commit was refused. A broken deferred key
// shows only at the commit and is the fault of one: then each commits alone.
func (c *committer) failed(served []*call, err error) {
	if len(served) > 1 && Violates(err, ForeignKey) {
		for _, k := range served {
			c.alone(k)
		}
		return
	}
	for _, k := range served {
		k.answer <- errors.Join(k.err, err)
	}
}

func (c *committer) alone(k *call) {
	stx, err := c.db.write.BeginTx(context.Background(), nil)
	if err != nil {
		k.answer <- c.db.dialect.translate(err)
		return
	}
	c.call(stx, k)
	if err := stx.Commit(); err != nil {
		_ = stx.Rollback()
		k.answer <- errors.Join(k.err, c.db.dialect.translate(err))
		return
	}
	if k.err == nil {
		k.tx.committed()
	}
	k.answer <- k.err
}

func (c *committer) gather(stx *sql.Tx, first *call) []*call {
	served := make([]*call, 0, batch)
	for k := first; ; {
		c.call(stx, k)
		served = append(served, k)
		if len(served) == batch {
			return served
		}
		select {
		case k = <-c.calls:
		default:
			return served
		}
	}
}

// call runs one caller in a savepoint, so that its failure leaves the others.
func (c *committer) call(stx *sql.Tx, k *call) {
	ctx := context.Background()
	k.tx = &Tx{db: c.db, q: stx, now: c.db.Now(), writable: true}
	if _, k.err = stx.ExecContext(ctx, "SAVEPOINT caller"); k.err != nil {
		return
	}
	k.err = guard(k.f, k.tx)
	if k.err != nil {
		if _, err := stx.ExecContext(ctx, "ROLLBACK TO caller"); err != nil {
			k.err = errors.Join(k.err, err)
		}
	}
	if _, err := stx.ExecContext(ctx, "RELEASE caller"); err != nil {
		k.err = errors.Join(k.err, err)
	}
}

// guard turns a panic of one caller into its error, so that the others live.
func guard(f func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	return f(tx)
}
