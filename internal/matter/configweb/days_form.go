package configweb

import (
	"mulin/internal/kit/calendar"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// daysForm are special days to be added, as typed.
type daysForm struct{ from, to, hours string }

func typedDays(c *web.Ctx) daysForm { return daysForm{c.Str("from"), c.Str("to"), c.Str("hours")} }

// longestDays bounds one entry, so that a wrong year does not close a decade.
const longestDays = 62

// span reads the two dates; an empty end is the beginning.
func (d daysForm) span() (from, to calendar.Date, err error) {
	var v errs.Check
	if from, err = calendar.ParseDate(d.from); err != nil {
		v.Add("from", "", at("from", err))
	}
	to = from
	if d.to != "" {
		if to, err = calendar.ParseDate(d.to); err != nil {
			v.Add("to", "", at("to", err))
		}
	}
	if v.Err() == nil {
		v.That(to >= from, "to", "err.dates")
		v.That(from.DaysUntil(to) < longestDays, "to", "config.cal.long")
	}
	return from, to, v.Err()
}

// add puts the days into the calendar: closed, or with the hours typed.
func (d daysForm) add(n *matter.NamedCalendar) error {
	from, to, err := d.span()
	if err != nil {
		return err
	}
	windows, err := parseWindows(d.hours)
	if err != nil {
		return at("hours", err)
	}
	if n.Overrides == nil {
		n.Overrides = map[calendar.Date]calendar.Day{}
	}
	for i := range from.DaysUntil(to) + 1 {
		n.Overrides[from.AddDays(i)] = calendar.Open(windows...)
	}
	return nil
}

// remove takes the days from one date to another out again.
func (d daysForm) remove(n *matter.NamedCalendar) error {
	from, to, err := d.span()
	if err != nil {
		return err
	}
	for i := range from.DaysUntil(to) + 1 {
		delete(n.Overrides, from.AddDays(i))
	}
	return nil
}
