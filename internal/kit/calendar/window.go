package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mulin/internal/kit/format"
)

const (
	minutesPerDay  = 24 * 60
	minutesPerWeek = 7 * minutesPerDay
)

// Window is a stretch of a day in minutes since midnight: From 0..1439 and To
// 0..1440. To at or before From means the next day: 22:00-06:00 is eight hours
// and 08:00-08:00, the usual 24-hour duty, a whole day.
type Window struct{ From, To int }

// Minutes is the length on a day without a clock change, 1..1440.
func (w Window) Minutes() int { return w.end() - w.From }

// end is To counted from the midnight on which the window's day begins.
func (w Window) end() int {
	if w.To <= w.From {
		return w.To + minutesPerDay
	}
	return w.To
}

// Valid tells whether both ends are minutes of a day.
func (w Window) Valid() bool {
	return 0 <= w.From && w.From < minutesPerDay && 0 <= w.To && w.To <= minutesPerDay
}

// String is "09:00-18:00".
func (w Window) String() string { return clock(w.From) + "-" + clock(w.To) }

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// ParseWindow reads "09:00-18:00"; it forgives blanks, a missing leading zero,
// full-width digits and colons and the usual dashes. Anything else is BadWindow.
func ParseWindow(s string) (Window, error) {
	from, to, found := strings.Cut(narrowClock(s), "-")
	f, okFrom := parseClock(from)
	t, okTo := parseClock(to)
	w := Window{From: f, To: t}
	if !found || !okFrom || !okTo || !w.Valid() {
		return Window{}, fmt.Errorf("%w: %q", BadWindow, s)
	}
	return w, nil
}

// narrowClock folds what Chinese input methods put for digits, colon and dash.
func narrowClock(s string) string {
	return strings.NewReplacer(" ", "", "~", "-", "至", "-").Replace(format.Narrow(s))
}

func parseClock(s string) (minute int, ok bool) {
	hours, minutes, found := strings.Cut(s, ":")
	h, okHour := twoDigits(hours)
	m, okMinute := twoDigits(minutes)
	return h*60 + m, found && okHour && okMinute && len(minutes) == 2 && m < 60
}

func twoDigits(s string) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 8)
	return int(n), err == nil && len(s) <= 2
}

// sorted gives the windows in order of their beginning, as the counting needs them.
func sorted(windows []Window) []Window {
	byFrom := func(a, b Window) int { return cmp.Compare(a.From, b.From) }
	if slices.IsSortedFunc(windows, byFrom) {
		return windows
	}
	return slices.SortedFunc(slices.Values(windows), byFrom)
}
