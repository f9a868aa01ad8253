package app

import (
	"context"
	"errors"
	"io"

	"mulin/internal/demo"
)

// PrepareDemo fills the database with the demo compound up to this moment,
// unless it is there already.
func PrepareDemo(ctx context.Context, cfg Config, progress io.Writer) error {
	now := cfg.now()
	clock := demo.NewClock()
	cfg.Clock, cfg.Log = clock.Now, nil
	a, err := New(ctx, cfg)
	if err != nil {
		return err
	}
	s := demo.Services{Registry: a.Registry, Matters: a.Matters}
	filled, err := demo.Filled(ctx, s)
	if err == nil && !filled {
		err = demo.Fill(ctx, s, clock, now, progress)
	}
	return errors.Join(err, a.Close())
}
