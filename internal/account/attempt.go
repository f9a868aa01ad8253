package account

import (
	"context"
	"fmt"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// limit is how many tries of a kind are taken from one bucket per window.
type limit struct {
	kind   string
	window time.Duration
	most   int64
	key    string // the sentence when there were more
}

const quarter = 15 * time.Minute

// Each way in is counted for itself, so that guessing somebody's password does
// not keep them from a code. An address gets more: a stairwell may share one.
func perAddress() limit  { return limit{"a", quarter, 60, "account.toomany"} }
func perPassword() limit { return limit{"p", quarter, 8, "account.toomany"} }
func perGuess() limit    { return limit{"g", quarter, 15, "account.toomany"} }
func perCode() limit     { return limit{"s", quarter, 5, "account.toomany"} }
func perDay() limit      { return limit{"d", 24 * time.Hour, 12, "account.code.many"} }
func perChange() limit   { return limit{"w", quarter, 8, "account.toomany"} }

// maxCodeTries is how many guesses one code or ticket stands.
const maxCodeTries = 5

func (l limit) bucket(of any) string { return fmt.Sprintf("%s:%x", l.kind, of) }

// count adds a try to a bucket and refuses when there were too many.
func (l limit) count(ctx context.Context, tx *db.Tx, of any) error {
	window := db.Millis(tx.Now().Truncate(l.window))
	n, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO login_attempt (bucket, window_at, n) VALUES ($1, $2, 1)
		ON CONFLICT (bucket, window_at) DO UPDATE SET n = login_attempt.n + 1 RETURNING n`, l.bucket(of), window)
	if err == nil && n > l.most {
		return errs.New(errs.TooMany, l.key)
	}
	return err
}

// forget empties a bucket once the right answer came.
func (l limit) forget(ctx context.Context, tx *db.Tx, of any) error {
	_, err := tx.Exec(ctx, "DELETE FROM login_attempt WHERE bucket = $1", l.bucket(of))
	return err
}

// try counts a try in a transaction of its own, so that a refused sign-in still
// counts.
func (s *Service) try(ctx context.Context, address string, phoneHash []byte, limits ...limit) error {
	var refused error
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		refused = perAddress().count(ctx, tx, address)
		for _, l := range limits {
			if refused == nil {
				refused = l.count(ctx, tx, phoneHash)
			}
		}
		if errs.Is(refused, errs.TooMany) {
			return nil // the count stays
		}
		return refused
	})
	if err != nil {
		return err
	}
	return refused
}

// Sweep forgets what has run out: sessions, codes and counts older than a day.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now := tx.Now()
		if _, err := tx.Exec(ctx, "DELETE FROM session WHERE expires_at <= $1", db.Millis(now)); err != nil {
			return err
		}
		dayAgo := db.Millis(now.Add(-48 * time.Hour))
		if _, err := tx.Exec(ctx, "DELETE FROM login_code WHERE expires_at <= $1", dayAgo); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM login_attempt WHERE window_at <= $1", dayAgo)
		return err
	})
}
