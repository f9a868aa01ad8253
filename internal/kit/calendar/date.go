package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar as YYYY-MM-DD. Text order is date order;
// the empty Date means none.
type Date string

// ParseDate reads YYYY-MM-DD strictly; a day that does not exist is BadDate.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%w: %q", BadDate, s)
	}
	return Date(s), nil
}

// DateOf is the date that t shows in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Valid tells whether d is an existing day.
func (d Date) Valid() bool {
	_, err := ParseDate(string(d))
	return err == nil
}

// UnmarshalText lets JSON and forms refuse what is no date; empty is none.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = ""
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

func (d Date) String() string { return string(d) }

// At is the instant when clocks of loc show the minute of day (0..2880) of d.
func (d Date) At(minute int, loc *time.Location) time.Time {
	return wallTime(d.midnight(), minute, loc)
}

// AddDays is the date n days later; n may be negative.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// DaysUntil counts the days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	return int((e.midnight().Unix() - d.midnight().Unix()) / secondsPerDay)
}

// Weekday is the day of the week of d.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

const secondsPerDay = 24 * 60 * 60

// midnight stands for d in UTC, where every day has 24 hours. The zero time for
// no date.
func (d Date) midnight() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// utcMidnight stands for the date that t shows in its own location.
func utcMidnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// wallTime is when clocks of loc show the minute of the day that midnight stands for.
func wallTime(midnight time.Time, minute int, loc *time.Location) time.Time {
	y, m, d := midnight.Date()
	return time.Date(y, m, d, 0, minute, 0, 0, loc)
}
