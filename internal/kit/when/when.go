// Package when puts moments and spans into the words people use: "今天 15:00",
// "还有 35 分钟", "已超 2 小时".
package when

import (
	"fmt"
	"time"

	"mulin/internal/kit/i18n"
)

// At says a moment as seen from now, at the place: today and tomorrow by name,
// other days of the year by date, other years in full. Zero is "".
func At(w *i18n.Words, t, now time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t, now = t.In(loc), now.In(loc)
	clock := t.Format("15:04")
	switch days := daysBetween(now, t); {
	case days == 0:
		return w.T("when.today", "Time", clock)
	case days == 1:
		return w.T("when.tomorrow", "Time", clock)
	case days == -1:
		return w.T("when.yesterday", "Time", clock)
	case t.Year() == now.Year():
		return w.T("when.date", "Month", int(t.Month()), "Day", t.Day(), "Name", t.Format("Jan"), "Time", clock)
	}
	return t.Format("2006-01-02 15:04")
}

// Day says the date of a moment at the place, YYYY-MM-DD; zero is "".
func Day(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format(time.DateOnly)
}

// Input is a moment as the value of a datetime-local field; zero is "".
func Input(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format("2006-01-02T15:04")
}

func daysBetween(a, b time.Time) int {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(midnight(b).Sub(midnight(a)).Hours() / 24)
}

// Left says how much time is left until due, or by how much it is over.
func Left(w *i18n.Words, due, now time.Time) string {
	if d := due.Sub(now); d >= 0 {
		return w.T("when.left", "Span", Span(w, d))
	}
	return w.T("when.over", "Span", Span(w, now.Sub(due)))
}

// Span says a duration in its largest sensible unit, rounded down: minutes under
// two hours, hours under two days, then days.
func Span(w *i18n.Words, d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return w.T("when.minutes", "N", int(d.Minutes()))
	case d < 48*time.Hour:
		return w.T("when.hours", "N", int(d.Hours()))
	}
	return w.T("when.days", "N", int(d.Hours()/24))
}

// Clock says minutes of the day as HH:MM; 1440 is 24:00.
func Clock(minutes int64) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
