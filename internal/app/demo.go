package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

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
	switch {
	case err != nil:
	case filled:
		err = finished(cfg.Dir)
	default:
		if err = demo.Fill(ctx, s, clock, now, progress); err == nil {
			err = os.WriteFile(marker(cfg.Dir), []byte(now.Format(time.RFC3339)+"\n"), 0o600)
		}
	}
	return errors.Join(err, a.Close())
}

// marker is written when the demo is complete.
func marker(dir string) string { return filepath.Join(dir, "demo.ready") }

// finished refuses a demo whose filling was interrupted.
func finished(dir string) error {
	if _, err := os.Stat(marker(dir)); err != nil {
		return fmt.Errorf("the demo in %s was not finished; remove the folder and try again: %w", dir, err)
	}
	return nil
}
