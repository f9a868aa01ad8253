package demo

import (
	"context"
	"time"

	"mulin/internal/matter"
)

// duty fills all 168 hours: the two at the desk by day, the workers in turn by
// night.
func (t *town) duty(ctx context.Context) error {
	p := t.people
	for day := time.Sunday; day <= time.Saturday; day++ {
		desk := p.desk[int(day)%len(p.desk)]
		night := p.workers[int(day)%len(p.workers)]
		for _, x := range []matter.Shift{
			{Person: desk.Person, Weekday: day, From: 8 * 60, To: 20 * 60},
			{Person: p.workers[0].Person, Weekday: day, From: 8*60 + 1, To: 20 * 60},
			{Person: night.Person, Weekday: day, From: 20 * 60, To: 8 * 60},
		} {
			if err := t.Matters.AddShift(ctx, system(), t.compound, x); err != nil {
				return err
			}
		}
	}
	return nil
}
