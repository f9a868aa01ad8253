package calendar

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	quickCases = 100_000
	soakCases  = 1_000_000
	perTimer   = 20 // questions asked to each random calendar
	paintDays  = 12
)

// slate is the counter the calendar is checked against: one cell per minute
// from base on, painted from the rules without the calendar's code.
type slate struct {
	base time.Time
	open [paintDays * 1440]bool
}

// paint lays the windows on the slate, those of the evening before included.
// base is a midnight in Shanghai, which has kept its offset since 1991.
func paint(c *Calendar, base time.Time) *slate {
	s := &slate{base: base}
	for day := -1; day < paintDays; day++ {
		noon := base.Add(time.Duration(day*24+12) * time.Hour)
		windows := c.Weekly[noon.Weekday()]
		if override, ok := c.Overrides[Date(noon.Format("2006-01-02"))]; ok {
			windows = override.Windows
		}
		for _, w := range windows {
			s.fill(day*1440, w)
		}
	}
	return s
}

func (s *slate) fill(midnight int, w Window) {
	end := w.To
	if end <= w.From {
		end += 1440
	}
	for m := midnight + w.From; m < midnight+end; m++ {
		if m >= 0 && m < len(s.open) {
			s.open[m] = true
		}
	}
}

func (s *slate) at(minute int) time.Time { return s.base.Add(time.Duration(minute) * time.Minute) }

// count walks minute by minute from a to at most b and stops when it has counted
// want minutes.
func (s *slate) count(a, b, want int, pauses [][2]int) (counted, reached int) {
	for m := a; m < b; m++ {
		if counted == want {
			return counted, m
		}
		if s.open[m] && !paused(pauses, m) {
			counted++
		}
	}
	return counted, b
}

func paused(pauses [][2]int, minute int) bool {
	for _, p := range pauses {
		if p[0] <= minute && minute < p[1] {
			return true
		}
	}
	return false
}

func (s *slate) spans(pauses [][2]int) []Span {
	out := make([]Span, len(pauses))
	for i, p := range pauses {
		out[i] = Span{s.at(p[0]), s.at(p[1])}
	}
	return out
}

func randomWindows(r *rand.Rand) []Window {
	out := make([]Window, r.IntN(4))
	for i := range out {
		out[i] = Window{r.IntN(1440), r.IntN(1441)}
		if r.IntN(2) == 0 { // short ones leave room for gaps
			out[i].To = (out[i].From + 1 + r.IntN(120)) % 1440
		}
	}
	return out
}

func randomCalendar(r *rand.Rand, loc *time.Location, first Date) *Calendar {
	c := &Calendar{Location: loc, Overrides: map[Date]Day{}}
	for day := range c.Weekly {
		if r.IntN(3) > 0 {
			c.Weekly[day] = randomWindows(r)
		}
	}
	for range r.IntN(5) {
		c.Overrides[first.AddDays(r.IntN(paintDays+1)-1)] = Open(randomWindows(r)...)
	}
	return c
}

func randomPauses(r *rand.Rand) [][2]int {
	out := make([][2]int, r.IntN(4))
	for i := range out {
		from := r.IntN(paintDays * 1440)
		out[i] = [2]int{from, from + r.IntN(2000) - 100}
	}
	return out
}

// TestTheClockAgreesWithCountingMinutes asks 100,000 random questions, or a
// million when the environment has MULIN_SOAK=1 (make soak).
func TestTheClockAgreesWithCountingMinutes(t *testing.T) {
	cases := quickCases
	if os.Getenv("MULIN_SOAK") == "1" {
		cases = soakCases
	}
	r := rand.New(rand.NewPCG(2026, 278))
	loc := Shanghai()
	for range cases / perTimer {
		first := Date("2024-01-01").AddDays(r.IntN(1500))
		c := randomCalendar(r, loc, first)
		s := paint(c, first.At(0, loc))
		for range perTimer {
			askDue(t, r, c, s)
			askElapsed(t, r, c, s)
		}
		if t.Failed() {
			return
		}
	}
}

func askDue(t *testing.T, r *rand.Rand, c *Calendar, s *slate) {
	start, minutes, pauses := r.IntN(4*1440), 1+r.IntN(1+r.IntN(2000)), randomPauses(r)
	counted, reached := s.count(start, len(s.open), minutes, pauses)
	got, err := c.Due(s.at(start), minutes, s.spans(pauses))
	switch {
	case counted == minutes && (err != nil || !got.Equal(s.at(reached))):
		t.Errorf("due %v (%v), want %v: %d minutes from %v, %+v, pauses %v",
			got, err, s.at(reached), minutes, s.at(start), *c, s.spans(pauses))
	case counted < minutes && err == nil && !got.After(s.at(len(s.open))):
		t.Errorf("due %v, too early: %d minutes from %v, %+v", got, minutes, s.at(start), *c)
	}
}

func askElapsed(t *testing.T, r *rand.Rand, c *Calendar, s *slate) {
	a, length, pauses := r.IntN(4*1440), r.IntN(1+r.IntN(8*1440)), randomPauses(r)
	want, _ := s.count(a, a+length, -1, pauses)
	got := c.Elapsed(s.at(a), s.at(a+length), s.spans(pauses))
	if got != time.Duration(want)*time.Minute {
		t.Errorf("elapsed %v, want %d minutes from %v for %d: %+v, pauses %v",
			got, want, s.at(a), length, *c, s.spans(pauses))
	}
}

// drawCalendar is valid, with windows every Wednesday at least.
func drawCalendar(t *rapid.T) *Calendar {
	seed := rapid.Uint64().Draw(t, "calendar")
	c := randomCalendar(rand.New(rand.NewPCG(seed, 1)), Shanghai(), "2026-01-01")
	c.Weekly[time.Wednesday] = []Window{{600, 660}}
	return c
}

func drawInstant(t *rapid.T, label string) time.Time {
	return time.UnixMilli(1767196800000 + rapid.Int64Range(0, 12*86400000).Draw(t, label))
}

func drawPauses(t *rapid.T) []Span {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Span {
		return Span{drawInstant(t, "from"), drawInstant(t, "to")}
	}), 0, 3).Draw(t, "pauses")
}

func TestDueIsTheFirstInstantAtWhichTheMinutesHavePassed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, start, pauses := drawCalendar(t), drawInstant(t, "start"), drawPauses(t)
		minutes := rapid.IntRange(1, 3000).Draw(t, "minutes")
		due, err := c.Due(start, minutes, pauses)
		if err != nil {
			t.Fatal(err)
		}
		want := time.Duration(minutes) * time.Minute
		if got := c.Elapsed(start, due, pauses); got != want {
			t.Fatalf("elapsed until due %v, want %v", got, want)
		}
		if got := c.Elapsed(start, due.Add(-1), pauses); got != want-1 {
			t.Fatalf("elapsed until just before due %v, want %v", got, want-1)
		}
	})
}

func TestElapsedPartsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, pauses := drawCalendar(t), drawPauses(t)
		a, b := drawInstant(t, "a"), drawInstant(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		middle := a.Add(time.Duration(rapid.Int64Range(0, int64(b.Sub(a))).Draw(t, "middle")))
		parts := c.Elapsed(a, middle, pauses) + c.Elapsed(middle, b, pauses)
		if whole := c.Elapsed(a, b, pauses); parts != whole {
			t.Fatalf("parts %v, whole %v", parts, whole)
		}
	})
}

func TestNothingIsOpenBeforeNextOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, at := drawCalendar(t), drawInstant(t, "at")
		next, err := c.NextOpen(at)
		if err != nil || c.Elapsed(at, next, nil) != 0 || c.Elapsed(next, next.Add(1), nil) != 1 {
			t.Fatalf("next open after %v is %v (%v)", at, next, err)
		}
	})
}

// Where clocks change at night, a window that does not end in that night is open
// exactly when the wall clock says so.
func TestTheWallClockRulesWhereClocksChange(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		window := Window{rapid.IntRange(240, 1439).Draw(t, "from"), rapid.IntRange(240, 1440).Draw(t, "to")}
		c := &Calendar{Location: newYork}
		for day := range c.Weekly {
			c.Weekly[day] = []Window{window}
		}
		change := rapid.SampledFrom([]Date{"2026-03-08", "2026-11-01", "2026-06-01"}).Draw(t, "change")
		from, to := change.AddDays(-1).At(0, newYork), change.AddDays(2).At(0, newYork)
		minutes := 0
		for at := from; at.Before(to); at = at.Add(time.Minute) {
			if wallOpen(window, at) {
				minutes++
			}
		}
		if got := c.Elapsed(from, to, nil); got != time.Duration(minutes)*time.Minute {
			t.Fatalf("window %v around %s: %v, want %d minutes", window, change, got, minutes)
		}
	})
}

func wallOpen(w Window, at time.Time) bool {
	minute := at.Hour()*60 + at.Minute()
	if w.To > w.From {
		return w.From <= minute && minute < w.To
	}
	return minute >= w.From || minute < w.To
}

func TestAnEmptyYearIsSearchedWithoutError(t *testing.T) {
	c := &Calendar{Location: Shanghai(), Overrides: map[Date]Day{"2099-12-31": Open(Window{540, 600})}}
	got, err := c.Due(shanghai(t, "2026-01-01 00:00"), 60, nil)
	if err != nil || !got.Equal(shanghai(t, "2099-12-31 10:00")) {
		t.Errorf("due %v (%v)", got, err)
	}
	if _, err := c.Due(shanghai(t, "2026-01-01 00:00"), 61, nil); !errors.Is(err, NeverComes) {
		t.Errorf("one minute more gives %v", err)
	}
}

func BenchmarkDueInAMonth(b *testing.B) {
	c, start := Office(), shanghai(b, "2026-02-01 10:00")
	for b.Loop() {
		if _, err := c.Due(start, 20*420, nil); err != nil {
			b.Fatal(err)
		}
	}
}
