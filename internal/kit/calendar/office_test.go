package calendar

import (
	"maps"
	"slices"
	"testing"
	"time"
)

func TestTheYearlyListIsConsistent(t *testing.T) {
	var last Date
	for _, h := range Holidays() {
		if h.Name == "" || !h.From.Valid() || !h.To.Valid() || h.To < h.From || h.From <= last {
			t.Errorf("%+v is broken or out of order", h)
		}
		last = h.To
		for _, d := range h.Workdays {
			if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday {
				t.Errorf("%s: the make-up workday %s is no weekend day", h.Name, d)
			}
			if n := h.From.DaysUntil(d); n < -14 || n > 14+h.From.DaysUntil(h.To) {
				t.Errorf("%s: the make-up workday %s is far away", h.Name, d)
			}
		}
	}
}

// The yearly totals follow from the notices: 11 statutory days off until 2024,
// 13 since 2025 (Decree 795 of the State Council).
func TestAYearHasAsManyWorkdaysAsTheNoticesLeave(t *testing.T) {
	for year, want := range map[string]int{"2023": 249, "2024": 251, "2025": 248, "2026": 248} {
		workdays := 0
		for d := Date(year + "-01-01"); d <= Date(year+"-12-31"); d = d.AddDays(1) {
			if Office().IsWorkday(d) {
				workdays++
			}
		}
		if workdays != want {
			t.Errorf("%s has %d workdays, want %d", year, workdays, want)
		}
	}
}

func TestMakeUpWorkdaysHaveTheHoursOfAWeekday(t *testing.T) {
	c := Office()
	if got := c.Overrides["2026-10-10"].Windows; !slices.Equal(got, c.Weekly[time.Monday]) {
		t.Errorf("got %v", got)
	}
}

func TestEditingOneDayLeavesTheOthers(t *testing.T) {
	c := Office()
	c.Overrides["2026-10-10"].Windows[0] = Window{0, 60}
	if got := c.Overrides["2026-09-20"].Windows[0]; got != (Window{540, 720}) {
		t.Errorf("the other make-up day has %v", got)
	}
}

func TestABrokenHolidayClosesNothing(t *testing.T) {
	list := []Holiday{{From: "2026-01-03", To: "2026-01-01"}, {From: "2026-01-03"}}
	if got := Overrides(list); len(got) != 0 {
		t.Errorf("closed %v", slices.Collect(maps.Keys(got)))
	}
}

func TestTheLastOverrideTellsHowFarTheListGoes(t *testing.T) {
	if got := Office().LastOverride(); got != "2026-10-10" {
		t.Errorf("got %s", got)
	}
	if got := AlwaysOpen().LastOverride(); got != "" {
		t.Errorf("without overrides %s", got)
	}
}
