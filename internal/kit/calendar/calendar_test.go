package calendar

import (
	"errors"
	"testing"
	"time"
)

func TestTheOfficeClockSkipsLunchNightsWeekendsAndHolidays(t *testing.T) {
	cases := []struct {
		name    string
		start   string
		minutes int
		due     string
	}{
		{"within the morning", "2026-03-02 09:00", 60, "2026-03-02 10:00"},
		{"to the last minute of the morning", "2026-03-02 09:00", 180, "2026-03-02 12:00"},
		{"one minute over lunch", "2026-03-02 09:00", 181, "2026-03-02 14:01"},
		{"from within lunch", "2026-03-02 13:00", 1, "2026-03-02 14:01"},
		{"from the closing minute", "2026-03-02 18:00", 1, "2026-03-03 09:01"},
		{"from before opening", "2026-03-02 05:00", 1, "2026-03-02 09:01"},
		{"a whole working day", "2026-03-02 09:00", 420, "2026-03-02 18:00"},
		{"over a weekend", "2026-03-06 17:59", 2, "2026-03-09 09:01"},
		{"on the make-up Sunday", "2026-01-04 09:00", 30, "2026-01-04 09:30"},
		{"on an ordinary Sunday", "2026-01-11 09:00", 30, "2026-01-12 09:30"},
		{"over the Spring Festival", "2026-02-14 17:30", 60, "2026-02-24 09:30"},
		{"over the National Day of 2025", "2025-09-30 18:00", 1, "2025-10-09 09:01"},
		{"nothing to do", "2026-03-02 03:00", 0, "2026-03-02 03:00"},
		{"less than nothing", "2026-03-02 03:00", -5, "2026-03-02 03:00"},
	}
	office := Office()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := office.Due(shanghai(t, c.start), c.minutes, nil)
			if err != nil || !got.Equal(shanghai(t, c.due)) {
				t.Errorf("due %v (%v), want %s", got, err, c.due)
			}
		})
	}
}

func TestPausesAreTakenOutOfTheClock(t *testing.T) {
	span := func(from, to string) Span { return Span{shanghai(t, from), shanghai(t, to)} }
	cases := []struct {
		name   string
		pauses []Span
		due    string
	}{
		{"none", nil, "2026-03-02 11:00"},
		{"before the start", []Span{span("2026-03-01 09:00", "2026-03-02 09:00")}, "2026-03-02 11:00"},
		{"around the start", []Span{span("2026-03-01 09:00", "2026-03-02 09:30")}, "2026-03-02 11:30"},
		{"in the middle", []Span{span("2026-03-02 10:00", "2026-03-02 10:20")}, "2026-03-02 11:20"},
		{"from the due minute on", []Span{span("2026-03-02 11:00", "2026-03-02 11:20")}, "2026-03-02 11:00"},
		{"in closed hours only", []Span{span("2026-03-02 12:00", "2026-03-02 14:00")}, "2026-03-02 11:00"},
		{"overlapping and unordered", []Span{span("2026-03-02 10:10", "2026-03-02 10:40"), span("2026-03-02 10:00", "2026-03-02 10:20")}, "2026-03-02 11:40"},
		{"one inside another", []Span{span("2026-03-02 10:00", "2026-03-02 10:40"), span("2026-03-02 10:10", "2026-03-02 10:20")}, "2026-03-02 11:40"},
		{"back to front", []Span{span("2026-03-02 10:20", "2026-03-02 10:00")}, "2026-03-02 11:00"},
		{"over lunch", []Span{span("2026-03-02 10:30", "2026-03-02 14:30")}, "2026-03-02 15:00"},
		{"not ended, begun after the due minute", []Span{{From: shanghai(t, "2026-03-02 11:30")}}, "2026-03-02 11:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Office().Due(shanghai(t, "2026-03-02 09:00"), 120, c.pauses)
			if err != nil || !got.Equal(shanghai(t, c.due)) {
				t.Errorf("due %v (%v), want %s", got, err, c.due)
			}
		})
	}
}

func TestAPauseWithoutEndStopsTheClock(t *testing.T) {
	start, pause := shanghai(t, "2026-03-02 09:00"), []Span{{From: shanghai(t, "2026-03-02 10:00")}}
	for name, c := range map[string]*Calendar{"office": Office(), "24×7": AlwaysOpen()} {
		if _, err := c.Due(start, 120, pause); !errors.Is(err, NeverComes) {
			t.Errorf("%s: due gives %v, want NeverComes", name, err)
		}
		if got := c.Elapsed(start, shanghai(t, "2026-03-05 09:00"), pause); got != time.Hour {
			t.Errorf("%s: elapsed %v, want 1h", name, got)
		}
	}
}

func TestTheEmergencyClockNeverStops(t *testing.T) {
	got, err := AlwaysOpen().Due(shanghai(t, "2026-02-17 23:50"), 30, nil)
	if err != nil || !got.Equal(shanghai(t, "2026-02-18 00:20")) {
		t.Errorf("due %v (%v)", got, err)
	}
}

func TestElapsedKeepsSeconds(t *testing.T) {
	a := shanghai(t, "2026-03-02 11:59").Add(30 * time.Second)
	b := shanghai(t, "2026-03-02 14:00").Add(1500 * time.Millisecond)
	if got := Office().Elapsed(a, b, nil); got != 31500*time.Millisecond {
		t.Errorf("elapsed %v", got)
	}
}

func TestElapsedBackwardsIsNothing(t *testing.T) {
	a, b := shanghai(t, "2026-03-02 09:00"), shanghai(t, "2026-03-03 09:00")
	for name, c := range map[string]*Calendar{"office": Office(), "24×7": AlwaysOpen()} {
		if got := c.Elapsed(b, a, nil); got != 0 {
			t.Errorf("%s: elapsed %v", name, got)
		}
	}
}

func TestNextOpenIsNowOrTheNextOpening(t *testing.T) {
	for at, want := range map[string]string{
		"2026-03-02 09:00": "2026-03-02 09:00",
		"2026-03-02 11:59": "2026-03-02 11:59",
		"2026-03-02 12:00": "2026-03-02 14:00",
		"2026-03-06 18:00": "2026-03-09 09:00",
		"2026-09-30 18:00": "2026-10-08 09:00",
		"2026-10-09 18:00": "2026-10-10 09:00",
	} {
		got, err := Office().NextOpen(shanghai(t, at))
		if err != nil || !got.Equal(shanghai(t, want)) {
			t.Errorf("%s: next open %v (%v), want %s", at, got, err, want)
		}
		if open := Office().IsOpen(shanghai(t, at)); open != (at == want) {
			t.Errorf("%s: open is %v", at, open)
		}
	}
}

func TestAWindowOverMidnightBelongsToTheDayItBeginsOn(t *testing.T) {
	c := &Calendar{Location: Shanghai()}
	c.Weekly[time.Monday] = []Window{{22 * 60, 6 * 60}}
	c.Overrides = map[Date]Day{"2026-03-03": Closed(), "2026-03-09": Closed()}
	for at, open := range map[string]bool{
		"2026-03-02 21:59": false,
		"2026-03-02 22:00": true,
		"2026-03-03 05:59": true, // the closed Tuesday does not cut Monday's night
		"2026-03-03 06:00": false,
		"2026-03-03 22:00": false,
		"2026-03-10 01:00": false, // Monday's night is off with Monday
	} {
		if got := c.IsOpen(shanghai(t, at)); got != open {
			t.Errorf("%s: open is %v", at, got)
		}
	}
}

func TestOverlappingWindowsCountOnce(t *testing.T) {
	c := &Calendar{Location: Shanghai()}
	c.Weekly[time.Monday] = []Window{{20 * 60, 20 * 60}, {10 * 60, 12 * 60}, {9 * 60, 11 * 60}}
	c.Weekly[time.Tuesday] = []Window{{19 * 60, 21 * 60}}
	got := c.Elapsed(shanghai(t, "2026-03-02 00:00"), shanghai(t, "2026-03-09 00:00"), nil)
	if want := 3*time.Hour + 25*time.Hour; got != want {
		t.Errorf("elapsed %v, want %v", got, want)
	}
}

func TestANightOnWhichClocksChangeIsLongerOrShorter(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c := &Calendar{Location: berlin}
	for day := range c.Weekly {
		c.Weekly[day] = []Window{{22 * 60, 6 * 60}}
	}
	for evening, want := range map[Date]time.Duration{
		"2026-03-28": 7 * time.Hour, "2026-03-29": 8 * time.Hour, "2026-10-24": 9 * time.Hour,
	} {
		if got := c.Elapsed(evening.At(12*60, berlin), evening.At(36*60, berlin), nil); got != want {
			t.Errorf("night of %s: %v, want %v", evening, got, want)
		}
	}
}

func TestACalendarThatNeverOpensAnswersAtOnce(t *testing.T) {
	past := &Calendar{Location: Shanghai(), Overrides: map[Date]Day{"2020-01-01": Open(Window{0, 1440})}}
	empty := &Calendar{Location: Shanghai()}
	for name, c := range map[string]*Calendar{"no windows": empty, "only in the past": past} {
		if _, err := c.Due(shanghai(t, "2026-03-02 09:00"), 1, nil); !errors.Is(err, NeverComes) {
			t.Errorf("%s: due gives %v", name, err)
		}
		if _, err := c.NextOpen(shanghai(t, "2026-03-02 09:00")); !errors.Is(err, NeverComes) {
			t.Errorf("%s: next open gives %v", name, err)
		}
		if _, err := c.AddWorkdays("2026-03-02", 1); !errors.Is(err, NeverComes) {
			t.Errorf("%s: workdays give %v", name, err)
		}
	}
}

func TestADueTimeBeyondAHundredYearsNeverComes(t *testing.T) {
	for _, minutes := range []int{1 << 62, 100 * 366 * minutesPerDay} {
		for name, c := range map[string]*Calendar{"office": Office(), "24×7": AlwaysOpen()} {
			if _, err := c.Due(shanghai(t, "2026-03-02 09:00"), minutes, nil); !errors.Is(err, NeverComes) {
				t.Errorf("%s, %d minutes: %v", name, minutes, err)
			}
		}
	}
}

func TestAYearPastTheFourDigitsStillEnds(t *testing.T) {
	if _, err := Office().Due(time.Date(9990, 1, 1, 0, 0, 0, 0, time.UTC), 60, nil); err != nil {
		t.Errorf("due gives %v", err)
	}
}

func TestWorkdaysAreCountedByTheYearlyList(t *testing.T) {
	cases := []struct {
		from Date
		n    int
		want Date
	}{
		{"2026-03-02", 0, "2026-03-02"},
		{"2026-03-02", 1, "2026-03-03"},
		{"2026-03-06", 1, "2026-03-09"},
		{"2026-02-13", 1, "2026-02-14"},
		{"2026-02-14", 1, "2026-02-24"},
		{"2026-09-30", 3, "2026-10-10"},
		{"2026-01-01", 30, "2026-02-12"},
	}
	for _, c := range cases {
		if got, err := Office().AddWorkdays(c.from, c.n); got != c.want || err != nil {
			t.Errorf("%d workdays after %s: %s (%v), want %s", c.n, c.from, got, err, c.want)
		}
	}
	if _, err := Office().AddWorkdays("2026-03-02", -1); !errors.Is(err, NegativeDay) {
		t.Errorf("backwards gives %v", err)
	}
}

func TestValidateNamesTheFault(t *testing.T) {
	always := AlwaysOpen()
	window := func(w Window) *Calendar {
		return &Calendar{Location: Shanghai(), Overrides: map[Date]Day{"2026-01-01": Open(w)}}
	}
	cases := []struct {
		name string
		c    *Calendar
		want error
	}{
		{"the office", Office(), nil},
		{"24×7", always, nil},
		{"no zone", &Calendar{AlwaysOpen: true}, BadZone},
		{"the zone of the machine", &Calendar{AlwaysOpen: true, Location: time.Local}, BadZone},
		{"a zone without a name in the database", &Calendar{AlwaysOpen: true, Location: time.FixedZone("home", 1)}, BadZone},
		{"no window", &Calendar{Location: Shanghai()}, NeverOpens},
		{"a day that does not exist", &Calendar{Location: Shanghai(), Overrides: map[Date]Day{"2026-02-29": Closed()}}, BadDate},
		{"beginning at 24:00", window(Window{1440, 60}), BadWindow},
		{"beginning before midnight", window(Window{-1, 60}), BadWindow},
		{"ending after 24:00", window(Window{0, 1441}), BadWindow},
		{"ending before midnight", window(Window{0, -1}), BadWindow},
		{"the longest window", window(Window{0, 1440}), nil},
		{"the last minute", window(Window{1439, 0}), nil},
	}
	for _, c := range cases {
		if err := c.c.Validate(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	weekly := Office()
	weekly.Weekly[time.Sunday] = []Window{{0, 1441}}
	if err := weekly.Validate(); !errors.Is(err, BadWindow) {
		t.Errorf("a weekly window: %v", err)
	}
}

// shanghai reads a wall clock of China.
func shanghai(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, Shanghai())
	if err != nil {
		t.Fatal(err)
	}
	return at
}
