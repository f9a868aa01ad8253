package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Shift (班次) is a duty that returns every week; its Window begins on Weekday.
type Shift struct {
	Weekday time.Weekday
	Window
}

// Validate refuses, as BadShift, what is no weekday or no minute of a day.
func (s Shift) Validate() error {
	if s.Weekday < time.Sunday || s.Weekday > time.Saturday || !s.Valid() {
		return fmt.Errorf("%w: %d %s", BadShift, s.Weekday, s.Window)
	}
	return nil
}

// Gap (空档) is a stretch of the week that nobody covers: where it begins and its
// length in minutes, 1..10080. It may run over the end of the week.
type Gap struct {
	Weekday time.Weekday
	From    int // minute of day
	Minutes int
}

// End is the weekday and minute of day at which somebody is on duty again.
func (g Gap) End() (time.Weekday, int) {
	end := fromMonday(g.Weekday)*minutesPerDay + g.From + g.Minutes
	return weekdayOf(end), end % minutesPerDay
}

// Gaps finds what the shifts leave uncovered of the 168 hours of a week, from
// Monday on; none means that the roster is complete. No shifts leave the whole
// week. Shifts that do not validate cover nothing.
func Gaps(shifts []Shift) []Gap {
	stretches := uncovered(covered(shifts))
	out := make([]Gap, len(stretches))
	for i, s := range stretches {
		out[i] = Gap{Weekday: weekdayOf(s.from), From: s.from % minutesPerDay, Minutes: s.to - s.from}
	}
	return out
}

// stretch is in minutes since Monday 00:00.
type stretch struct{ from, to int }

func fromMonday(d time.Weekday) int { return (int(d) + 6) % 7 }

func weekdayOf(minute int) time.Weekday { return time.Weekday((minute/minutesPerDay + 1) % 7) }

// covered lays the shifts on the week by their beginning; what runs over Sunday
// midnight is cut and goes on at the beginning of the week.
func covered(shifts []Shift) []stretch {
	var out []stretch
	for _, s := range shifts {
		if s.Validate() != nil {
			continue
		}
		from := fromMonday(s.Weekday)*minutesPerDay + s.From
		to := from + s.Minutes()
		out = append(out, stretch{from, min(to, minutesPerWeek)})
		if to > minutesPerWeek {
			out = append(out, stretch{0, to - minutesPerWeek})
		}
	}
	slices.SortFunc(out, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	return out
}

// uncovered is the rest of the week; a rest around Sunday midnight is one.
func uncovered(busy []stretch) []stretch {
	var out []stretch
	reached := 0
	for _, s := range append(busy, stretch{minutesPerWeek, minutesPerWeek}) {
		if s.from > reached {
			out = append(out, stretch{reached, s.from})
		}
		reached = max(reached, s.to)
	}
	if last := len(out) - 1; last > 0 && out[0].from == 0 && out[last].to == minutesPerWeek {
		out[last].to += out[0].to
		out = out[1:]
	}
	return out
}
