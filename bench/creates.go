package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"mulin/internal/app"
)

// creates measures durable creates (matter, two events, clocks, dispatch, jobs)
// against bare durable commits of one small row on the same engine, in turn.
func creates(ctx context.Context, a *app.App, t town, o options, in io.Reader, out io.Writer) error {
	if _, err := bufio.NewReader(in).ReadString('\n'); err != nil {
		return nil //nolint:nilerr // the parent went away
	}
	_, pool := a.DB.Pools()
	if _, err := pool.ExecContext(ctx, "CREATE TABLE bare_commit (n BIGINT NOT NULL, body TEXT NOT NULL)"); err != nil {
		return err
	}
	bare := func(i int) error {
		_, err := pool.ExecContext(ctx, "INSERT INTO bare_commit (n, body) VALUES ($1, $2)", i, newMatter(i).Body)
		return err
	}
	ours := func(i int) error {
		_, err := a.Matters.Intake(ctx, t.desk, t.compound, newMatter(i))
		return err
	}
	for _, callers := range []int{1, 64} {
		var rates, limits []float64
		for range rounds {
			r, err := perSecond(callers, o.creates, ours)
			if err != nil {
				return err
			}
			rates = append(rates, r)
			if r, err = perSecond(callers, o.creates, bare); err != nil {
				return err
			}
			limits = append(limits, r)
		}
		slices.Sort(rates)
		slices.Sort(limits)
		m, b := rates[rounds/2], limits[rounds/2]
		if _, err := fmt.Fprintf(out, "creates, %2d callers: %6.0f/s; bare durable commits: %6.0f/s; ratio %.2f\n", callers, m, b, m/b); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out, "end")
	return err
}

func perSecond(callers, n int, f func(int) error) (float64, error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, callers)
	start := time.Now()
	for range callers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if err := f(int(i)); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return 0, err
	default:
	}
	return float64(n) / time.Since(start).Seconds(), nil
}
