package matter

import (
	"context"
	"maps"
	"slices"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Shift 值班 is when a person is on duty each week.
type Shift struct {
	ID, Person int64
	Name       string
	Weekday    time.Weekday
	From, To   int64 // minutes of the day; To may be 1440
}

// ShiftsTx lists the duty roster of a compound.
func ShiftsTx(ctx context.Context, tx *db.Tx, community, compound int64) ([]Shift, error) {
	return db.List(ctx, tx, func(r db.Row) (x Shift, err error) {
		return x, r.Scan(&x.ID, &x.Person, &x.Name, &x.Weekday, &x.From, &x.To)
	}, `SELECT d.id, d.person_id, p.name, d.weekday, d.from_minute, d.to_minute FROM duty_shift d
		JOIN person p ON p.community_id = d.community_id AND p.id = d.person_id
		WHERE d.community_id = $1 AND d.compound_id = $2 ORDER BY d.weekday, d.from_minute, d.id`, community, compound)
}

// onDutyTx tells who is on duty at a moment.
func onDutyTx(ctx context.Context, tx *db.Tx, c registry.Compound, now time.Time) (map[int64]bool, error) {
	local := now.In(c.Location())
	minute := int64(local.Hour()*60 + local.Minute())
	return among(counts(ctx, tx, `SELECT person_id, count(*) FROM duty_shift WHERE community_id = $1 AND compound_id = $2
		AND weekday = $3 AND from_minute <= $4 AND to_minute > $4 GROUP BY person_id`, c.Community, c.ID, int64(local.Weekday()), minute))
}

// OnDuty lists who is on duty now, for the front page: "today in charge".
func (s *Service) OnDuty(ctx context.Context, c registry.Compound) (list []registry.Person, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		duty, err := onDutyTx(ctx, tx, c, tx.Now())
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(duty)) {
			p, err := registry.PersonTx(ctx, tx, c.Community, id)
			if err != nil {
				return err
			}
			list = append(list, p)
		}
		return nil
	})
	return list, err
}

// AddShift puts a person on duty. A shift across midnight becomes two.
func (s *Service) AddShift(ctx context.Context, a actor.Actor, c registry.Compound, x Shift) error {
	if !a.Has(c.Path(), actor.Admin, actor.Manager, actor.Desk) && !a.System {
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	if x.To == 0 {
		x.To = 1440 // "until 00:00" means midnight
	}
	var v errs.Check
	v.That(x.Person != 0, "person", "err.choose")
	v.That(x.Weekday >= 0 && x.Weekday <= 6, "weekday", "err.choose")
	v.That(x.From >= 0 && x.From < 1440, "from", "matter.err.time")
	v.That(x.To > 0 && x.To <= 1440 && x.To != x.From, "to", "matter.err.time")
	if err := v.Err(); err != nil {
		return err
	}
	parts := []Shift{x}
	if x.To < x.From {
		late, early := x, x
		late.To, early.From, early.Weekday = 1440, 0, (x.Weekday+1)%7
		parts = []Shift{late, early}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, p := range parts {
			_, err := tx.Exec(ctx, "INSERT INTO duty_shift (community_id, id, compound_id, person_id, weekday, from_minute, to_minute) VALUES ($1, $2, $3, $4, $5, $6, $7)",
				c.Community, tx.NewID(), c.ID, p.Person, int64(p.Weekday), p.From, p.To)
			if db.Violates(err, db.Unique) {
				return errs.InvalidField("from", "matter.err.shift")
			}
			if db.Violates(err, db.ForeignKey) {
				return errs.InvalidField("person", "err.choose")
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveShift takes a shift off the roster.
func (s *Service) RemoveShift(ctx context.Context, a actor.Actor, c registry.Compound, id int64) error {
	if !a.Has(c.Path(), actor.Admin, actor.Manager, actor.Desk) && !a.System {
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM duty_shift WHERE community_id = $1 AND compound_id = $2 AND id = $3", c.Community, c.ID, id)
		if err == nil && n == 0 {
			return errs.New(errs.NotFound, "err.notfound")
		}
		return err
	})
}
