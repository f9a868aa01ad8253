package calendar

import (
	"iter"
	"slices"
	"time"
)

// Span is a stretch of time: From counts, To does not. In a pause (暂停) a zero
// To means that it has not ended yet. To before From is empty.
type Span struct{ From, To time.Time }

// horizonDays bounds every search ahead: a hundred years.
const horizonDays = 36525

// Due is the earliest instant at which minutes of working time outside the
// pauses have passed since start: with a lunch break from 12:00, three hours
// from 09:00 are due at 12:00, not when the break is over. Zero or fewer
// minutes are due at start. NeverComes when the time does not come within 100
// years, also under a pause without end. The answer is in the calendar's zone.
func (c *Calendar) Due(start time.Time, minutes int, pauses []Span) (time.Time, error) {
	start = c.local(start)
	if minutes <= 0 {
		return start, nil
	}
	if minutes > horizonDays*minutesPerDay {
		return time.Time{}, NeverComes
	}
	left := time.Duration(minutes) * time.Minute
	for span := range c.working(Span{start, horizon(start)}, pauses) {
		length := span.To.Sub(span.From)
		if length >= left {
			return span.From.Add(left), nil
		}
		left -= length
	}
	return time.Time{}, NeverComes
}

// Elapsed is the working time between a and b outside the pauses, exact: not
// rounded, so that parts add up to the whole. Whole minutes are its quotient by
// time.Minute. Zero when b is not after a.
func (c *Calendar) Elapsed(a, b time.Time, pauses []Span) time.Duration {
	var sum time.Duration
	for span := range c.working(Span{c.local(a), c.local(b)}, pauses) {
		sum += span.To.Sub(span.From)
	}
	return sum
}

// NextOpen is t itself when the calendar is open then, else the next opening.
// NeverComes when there is none within 100 years.
func (c *Calendar) NextOpen(t time.Time) (time.Time, error) {
	t = c.local(t)
	for span := range c.openings(Span{t, horizon(t)}) {
		return span.From, nil
	}
	return time.Time{}, NeverComes
}

// IsOpen tells whether t is working time.
func (c *Calendar) IsOpen(t time.Time) bool {
	next, err := c.NextOpen(t)
	return err == nil && next.Equal(t)
}

// local drops the monotonic reading: a due time is told by the wall clock.
func (c *Calendar) local(t time.Time) time.Time { return t.Round(0).In(c.Location) }

func horizon(t time.Time) time.Time { return t.AddDate(0, 0, horizonDays) }

// working yields the open stretches within the limits less the pauses, in order
// and without overlap.
func (c *Calendar) working(limits Span, pauses []Span) iter.Seq[Span] {
	pauses = merged(pauses, limits.To)
	return func(yield func(Span) bool) {
		for open := range c.openings(limits) {
			if !yieldWithout(pauses, open, yield) {
				return
			}
		}
	}
}

// yieldWithout yields what the merged pauses leave of open.
func yieldWithout(pauses []Span, open Span, yield func(Span) bool) bool {
	for _, p := range pauses {
		if !p.To.After(open.From) {
			continue
		}
		if !p.From.Before(open.To) {
			break
		}
		if p.From.After(open.From) && !yield(Span{open.From, p.From}) {
			return false
		}
		open.From = p.To
	}
	return !open.From.Before(open.To) || yield(open)
}

// openings yields the open stretches within the limits, in order and without
// overlap; two may touch.
func (c *Calendar) openings(limits Span) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for window := range c.windows(limits) {
			open := clip(window, limits)
			if !open.From.Before(open.To) {
				continue
			}
			if !yield(open) {
				return
			}
			limits.From = open.To // counted once, should the next window overlap
		}
	}
}

// windows yields every window that may touch the limits by the order of its
// beginning.
func (c *Calendar) windows(limits Span) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		if c.AlwaysOpen {
			yield(limits)
			return
		}
		end := c.searchEnd(limits.To)
		// The windows of the day before may still be open.
		day := utcMidnight(limits.From).AddDate(0, 0, -1)
		for ; wallTime(day, 0, c.Location).Before(end); day = day.AddDate(0, 0, 1) {
			for _, w := range sorted(c.windowsOn(day)) {
				span := Span{wallTime(day, w.From, c.Location), wallTime(day, w.end(), c.Location)}
				if !yield(span) {
					return
				}
			}
		}
	}
}

// searchEnd spares a calendar of dated openings only the search behind the last.
func (c *Calendar) searchEnd(limit time.Time) time.Time {
	for _, day := range c.Weekly {
		if len(day) > 0 {
			return limit
		}
	}
	after := c.LastOverride().AddDays(1).At(0, c.Location)
	if after.Before(limit) {
		return after
	}
	return limit
}

func clip(s, limits Span) Span {
	if s.From.Before(limits.From) {
		s.From = limits.From
	}
	if s.To.After(limits.To) {
		s.To = limits.To
	}
	return s
}

// merged orders the pauses and joins those that overlap; pauses without end last
// until end.
func merged(pauses []Span, end time.Time) []Span {
	var out []Span
	byFrom := func(a, b Span) int { return a.From.Compare(b.From) }
	for _, p := range slices.SortedFunc(slices.Values(pauses), byFrom) {
		if p.To.IsZero() {
			p.To = end
		}
		switch last := len(out) - 1; {
		case !p.From.Before(p.To):
		case last >= 0 && !p.From.After(out[last].To):
			out[last].To = later(out[last].To, p.To)
		default:
			out = append(out, p)
		}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
