package calendar

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func everyDay(w Window) []Shift {
	out := make([]Shift, 7)
	for day := range out {
		out[day] = Shift{time.Weekday(day), w}
	}
	return out
}

func TestGapsOfARoster(t *testing.T) {
	day, night := Window{8 * 60, 20 * 60}, Window{20 * 60, 8 * 60}
	whole := append(everyDay(day), everyDay(night)...)
	cases := []struct {
		name   string
		shifts []Shift
		want   []Gap
	}{
		{"nobody", nil, []Gap{{time.Monday, 0, 10080}}},
		{"day and night every day", whole, []Gap{}},
		{"24-hour duty from eight to eight", everyDay(Window{480, 480}), []Gap{}},
		{"midnight to midnight", everyDay(Window{0, 1440}), []Gap{}},
		{"overlapping shifts", append(everyDay(Window{0, 1440}), everyDay(day)...), []Gap{}},
		{"no Wednesday night", whole[:10:10], []Gap{
			{time.Wednesday, 1200, 720}, {time.Thursday, 1200, 720}, {time.Friday, 1200, 720}, {time.Saturday, 1200, 720}}},
		{"one minute short", everyDay(Window{480, 479})[:1], []Gap{{time.Monday, 479, 10080 - 1439}}},
		{"one gap over Sunday midnight", append(everyDay(Window{0, 1440})[2:], Shift{time.Monday, Window{60, 1440}}, Shift{time.Sunday, Window{0, 1380}}),
			[]Gap{{time.Sunday, 1380, 120}}},
		{"Sunday's night covers Monday morning", []Shift{{time.Sunday, night}}, []Gap{{time.Monday, 480, 6*1440 + 720}}},
		{"a broken shift covers nothing", []Shift{{time.Weekday(7), Window{0, 1440}}}, []Gap{{time.Monday, 0, 10080}}},
	}
	for _, c := range cases {
		if got := Gaps(c.shifts); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTheEndOfAGapIsWhenDutyGoesOn(t *testing.T) {
	for gap, want := range map[Gap]Gap{
		{time.Wednesday, 1200, 720}: {Weekday: time.Thursday, From: 480},
		{time.Sunday, 1380, 120}:    {Weekday: time.Monday, From: 60},
		{time.Monday, 0, 10080}:     {Weekday: time.Monday, From: 0},
	} {
		if day, minute := gap.End(); day != want.Weekday || minute != want.From {
			t.Errorf("%v ends %s %d", gap, day, minute)
		}
	}
}

func TestAShiftOutsideTheWeekIsRefused(t *testing.T) {
	for _, s := range []Shift{{-1, Window{0, 60}}, {7, Window{0, 60}}, {0, Window{1440, 60}}, {0, Window{0, 1441}}} {
		if err := s.Validate(); !errors.Is(err, BadShift) {
			t.Errorf("%v: %v", s, err)
		}
	}
	if err := (Shift{time.Saturday, Window{1320, 360}}).Validate(); err != nil {
		t.Errorf("a night shift: %v", err)
	}
}

func TestGapsAgreeWithMarkingEveryMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shifts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Shift {
			return Shift{time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")),
				Window{rapid.IntRange(0, 1439).Draw(t, "from"), rapid.IntRange(0, 1440).Draw(t, "to")}}
		}), 0, 16).Draw(t, "shifts")
		var onDuty, inGap [10080]bool // from Sunday, by time.Weekday
		for _, s := range shifts {
			for m := range s.Minutes() {
				onDuty[(int(s.Weekday)*1440+s.From+m)%10080] = true
			}
		}
		for _, g := range Gaps(shifts) {
			for m := range g.Minutes {
				inGap[(int(g.Weekday)*1440+g.From+m)%10080] = true
			}
		}
		for m := range onDuty {
			if onDuty[m] == inGap[m] {
				t.Fatalf("minute %d: on duty %v, in a gap %v", m, onDuty[m], inGap[m])
			}
		}
	})
}
