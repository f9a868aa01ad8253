package demo

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// CompoundName is the demo compound.
const CompoundName = "瑞诚商厦A栋"

// Services are what the demo is made with.
type Services struct {
	Registry *registry.Service
	Matters  *matter.Service
}

// Clock is the moved clock the services must be built on.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock begins on the morning the custody began.
func NewClock() *Clock { return &Clock{now: begin} }

// Now tells the demo's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// set moves the clock forward, never back.
func (c *Clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// begin is the first working day of the custody (R04: 2023年1月起).
var begin = time.Date(2023, 1, 3, 0, 30, 0, 0, time.UTC)

// system sets up what no person of the demo is there to set up yet.
func system() actor.Actor { return actor.Actor{System: true} }

// town is the demo while it is being filled.
type town struct {
	Services
	clock    *Clock
	rand     *rand.Rand
	now      time.Time // the moment of starting, where the history ends
	compound registry.Compound
	people   cast
	homes    []registry.Home
	classes  map[string]int64
}

// Filled tells whether the database already holds the demo.
func Filled(ctx context.Context, s Services) (bool, error) {
	_, err := s.Registry.CompoundByName(ctx, CompoundName)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// Fill makes the demo up to now. progress is told what is being done.
func Fill(ctx context.Context, s Services, clock *Clock, now time.Time, progress io.Writer) error {
	day := uint64(now.Unix() / 86400)
	t := &town{Services: s, clock: clock, rand: rand.New(rand.NewPCG(324, day)), now: now}
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"places and people", t.places},
		{"roles and teams", t.cast},
		{"matters since 2023", t.history},
	} {
		_, _ = fmt.Fprintf(progress, "demo: %s\n", step.what)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("demo: %s: %w", step.what, err)
		}
	}
	return nil
}
