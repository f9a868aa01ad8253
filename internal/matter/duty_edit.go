package matter

import (
	"context"
	"slices"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/calendar"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Rosterers keep the duty roster.
func Rosterers() []actor.Role { return []actor.Role{actor.Admin, actor.Manager, actor.Desk} }

// Duty is a shift as people speak of it: one line also when it runs past
// midnight, where the store keeps two.
type Duty struct {
	IDs    []int64 // the stored shifts
	Person int64
	Name   string
	calendar.Shift
}

// Roster is the week's duty with what nobody covers of its 168 hours.
type Roster struct {
	Duties []Duty
	Gaps   []calendar.Gap
}

// Of lists the duties that begin on a weekday, by the hour.
func (r Roster) Of(day time.Weekday) []Duty {
	var out []Duty
	for _, d := range r.Duties {
		if d.Weekday == day {
			out = append(out, d)
		}
	}
	return out
}

// Roster reads the duty roster.
func (s *Service) Roster(ctx context.Context, c registry.Compound) (r Roster, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		shifts, err := ShiftsTx(ctx, tx, c.Community, c.ID)
		r = Roster{Duties: joinShifts(shifts), Gaps: dutyGaps(shifts)}
		return err
	})
	return r, err
}

// joinShifts puts the two halves of a duty across midnight together again.
func joinShifts(shifts []Shift) []Duty {
	const midnight = 24 * 60
	rest := slices.Clone(shifts)
	var out []Duty
	for _, x := range shifts {
		if x.From == 0 && x.To < midnight && slices.ContainsFunc(shifts, func(late Shift) bool { return continues(late, x) }) {
			continue // told with the evening before
		}
		d := Duty{IDs: []int64{x.ID}, Person: x.Person, Name: x.Name,
			Shift: calendar.Shift{Weekday: x.Weekday, Window: calendar.Window{From: int(x.From), To: int(x.To)}}}
		if i := slices.IndexFunc(rest, func(early Shift) bool { return continues(x, early) }); i >= 0 {
			d.IDs, d.To = append(d.IDs, rest[i].ID), int(rest[i].To)
		}
		out = append(out, d)
	}
	return out
}

// continues tells whether early is the morning half of the duty begun with late.
func continues(late, early Shift) bool {
	const midnight = 24 * 60
	return late.To == midnight && late.From > 0 && early.From == 0 && early.To <= late.From &&
		early.Person == late.Person && early.Weekday == (late.Weekday+1)%7
}

func mayRoster(a actor.Actor, c registry.Compound) error {
	if a.System || a.Has(c.Path(), Rosterers()...) {
		return nil
	}
	return errs.New(errs.Forbidden, "err.forbidden")
}

// AddDuty puts a person on duty on several weekdays at the same hours. A window
// that ends at or before its beginning ends the next day: 20:00-08:00, and
// 08:00-08:00 for a whole day.
func (s *Service) AddDuty(ctx context.Context, a actor.Actor, c registry.Compound, person int64, days []time.Weekday, w calendar.Window) error {
	if err := mayRoster(a, c); err != nil {
		return err
	}
	var v errs.Check
	v.That(person != 0, "person", "err.choose")
	v.That(len(days) > 0, "weekday", "err.choose")
	for _, day := range days {
		v.That(calendar.Shift{Weekday: day, Window: w}.Validate() == nil, "from", string(calendar.BadShift))
	}
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		fit, err := s.staffTx(ctx, tx, c)
		if err != nil {
			return err
		}
		if !fit.has(person) {
			return errs.InvalidField("person", "matter.err.notstaff")
		}
		for _, day := range days {
			if err := insertDuty(ctx, tx, c, person, day, w); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "duty.add", Subject: "person", SubjectID: person, Detail: w.String()})
	})
}

// insertDuty stores one duty, cut at midnight.
func insertDuty(ctx context.Context, tx *db.Tx, c registry.Compound, person int64, day time.Weekday, w calendar.Window) error {
	const midnight = 24 * 60
	parts := []Shift{{Weekday: day, From: int64(w.From), To: int64(w.To)}}
	if w.To <= w.From {
		parts = []Shift{{Weekday: day, From: int64(w.From), To: midnight}}
		if w.To > 0 {
			parts = append(parts, Shift{Weekday: (day + 1) % 7, To: int64(w.To)})
		}
	}
	for _, p := range parts {
		_, err := tx.Exec(ctx, "INSERT INTO duty_shift (community_id, id, compound_id, person_id, weekday, from_minute, to_minute) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			c.Community, tx.NewID(), c.ID, person, int64(p.Weekday), p.From, p.To)
		if db.Violates(err, db.Unique) {
			return errs.InvalidField("from", "matter.err.shift")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// RemoveDuty takes the shifts of one duty off the roster, all or none.
func (s *Service) RemoveDuty(ctx context.Context, a actor.Actor, c registry.Compound, ids []int64) error {
	if err := mayRoster(a, c); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, id := range ids {
			n, err := tx.Exec(ctx, "DELETE FROM duty_shift WHERE community_id = $1 AND compound_id = $2 AND id = $3", c.Community, c.ID, id)
			if err != nil {
				return err
			}
			if n == 0 {
				return errs.New(errs.Conflict, "err.conflict")
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "duty.remove", Subject: "compound", SubjectID: c.ID})
	})
}
