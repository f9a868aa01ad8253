package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// act is one thing that happens to a matter, some time after the first word.
type act struct {
	after time.Duration
	do    func(ctx context.Context, t *town, m *told) error
}

// told is a matter of the demo with what is known about it while it runs.
type told struct {
	text   text
	at     time.Time
	home   registry.Home
	who    actor.Actor // the reporter
	worker actor.Actor // who has it
	id     int64
	acts   []act
}

// moment is an act at its place in the order of time.
type moment struct {
	at time.Time
	m  *told
	do func(ctx context.Context, t *town, m *told) error
}

// play does all acts of all matters in the order of time up to now, with the
// clock of the services moved along and the promises swept on the way.
func (t *town) play(ctx context.Context, matters []*told) error {
	var line []moment
	for _, m := range matters {
		for _, a := range m.acts {
			if at := m.at.Add(a.after); !at.After(t.now) {
				line = append(line, moment{at, m, a.do})
			}
		}
	}
	slices.SortStableFunc(line, func(x, y moment) int { return x.at.Compare(y.at) })
	for _, x := range line {
		if err := t.sweepUntil(ctx, x.at); err != nil {
			return err
		}
		if err := x.do(ctx, t, x.m); err != nil {
			return fmt.Errorf("%s at %s: %w", x.m.text.body, x.at.Format(time.RFC3339), err)
		}
	}
	return t.sweepUntil(ctx, t.now)
}

// sweepUntil moves the clock on and lets promises fire at the time they are due
// rather than all at once.
func (t *town) sweepUntil(ctx context.Context, at time.Time) error {
	for _, stop := range []time.Time{t.clock.Now().Add(20 * time.Minute), t.clock.Now().Add(2 * time.Hour), t.clock.Now().Add(24 * time.Hour), at} {
		if stop.After(at) {
			stop = at
		}
		t.clock.set(stop)
		if _, err := t.Matters.Sweep(ctx); err != nil {
			return err
		}
		if !stop.Before(at) {
			return nil
		}
	}
	return nil
}

func (t *town) ref(m *told) matter.Ref { return matter.Ref{Compound: t.compound, ID: m.id} }

// The acts, as small functions that a story is put together from.

func intake(ctx context.Context, t *town, m *told) error {
	n := matter.NewMatter{Body: m.text.body, Place: m.text.place, Channel: m.text.channel, Class: t.classes[m.text.class]}
	taker := t.people.desk[int(m.at.Unix()/60)%2]
	if m.text.atHome {
		n.Home, n.Reporter = m.home.ID, m.who.Person
	} else if m.text.channel != matter.ByPatrol {
		n.Reporter = m.who.Person
	}
	if m.text.channel == matter.ByWeb {
		taker = m.who
	}
	if m.text.channel == matter.ByPatrol {
		taker = t.people.grid
	}
	got, err := t.Matters.Intake(ctx, taker, t.compound, n)
	m.id = got.ID
	if err != nil || got.State == matter.Deliberating {
		return err
	}
	return t.hand(ctx, m, got)
}

// hand makes sure somebody who plays in the demo has the matter.
func (t *town) hand(ctx context.Context, m *told, got matter.Matter) error {
	if a, ok := t.player(got.Responsible); ok && got.State == matter.Assigned {
		m.worker = a
		return nil
	}
	m.worker = t.workerFor(m.text)
	_, err := t.Matters.Assign(ctx, t.people.manager, t.ref(m), m.worker.Person, "")
	return err
}

func (t *town) player(person int64) (actor.Actor, bool) {
	p := t.people
	all := slices.Concat(p.workers, p.volunteers, []actor.Actor{p.grid, p.manager})
	for _, h := range p.heads {
		all = append(all, h)
	}
	i := slices.IndexFunc(all, func(a actor.Actor) bool { return a.Person == person })
	if i < 0 {
		return actor.Actor{}, false
	}
	return all[i], true
}

func (t *town) workerFor(x text) actor.Actor {
	switch x.class {
	case "drain", "burst", "leak":
		return t.people.workers[0]
	case "light", "power", "door":
		return t.people.workers[1]
	case "lift", "lift_trapped":
		return t.people.workers[2]
	case "gas", "gashose", "water":
		return t.people.workers[3]
	case "care", "paperwork":
		return t.people.volunteers[1]
	case "noise", "clutter", "leak_dispute":
		return t.people.volunteers[2]
	}
	return t.people.grid
}

func sign(ctx context.Context, t *town, m *told) error {
	_, err := t.Matters.Sign(ctx, m.worker, t.ref(m))
	return err
}

func contact(ctx context.Context, t *town, m *told) error {
	promise := t.clock.Now().Add(90 * time.Minute).In(t.compound.Location()).Truncate(30 * time.Minute)
	_, err := t.Matters.Contact(ctx, m.worker, t.ref(m), matter.Moment(promise.Format("2006-01-02T15:04")), "")
	return err
}

func onSite(ctx context.Context, t *town, m *told) error {
	_, err := t.Matters.OnSite(ctx, m.worker, t.ref(m))
	return err
}

func reportDone(ctx context.Context, t *town, m *told) error {
	_, err := t.Matters.Report(ctx, m.worker, t.ref(m), m.text.done, nil)
	return err
}

func confirm(ctx context.Context, t *town, m *told) error {
	by := m.who
	if m.text.channel == matter.ByPatrol || m.worker.Person == by.Person {
		by = t.people.desk[0]
	}
	_, err := t.Matters.Confirm(ctx, by, t.ref(m), matter.Solved, "")
	return err
}

func rate(satisfied int64) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, m *told) error {
		by, channel := m.who, "web"
		if m.text.channel == matter.ByPatrol || m.worker.Person == by.Person {
			return nil
		}
		solved := "yes"
		if satisfied <= 2 {
			solved = "partly"
		}
		_, err := t.Matters.Rate(ctx, by, t.ref(m), matter.Rating{Solved: solved, Satisfied: satisfied, Channel: channel})
		return err
	}
}
