package calendar

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const edited = `{"always":false,"zone":"Asia/Shanghai",` +
	`"weekly":{"mon":["09:00-12:00","14:00-18:00"],"sun":["22:00-06:00"]},` +
	`"overrides":{"2026-10-01":"closed","2026-10-10":["09:00-18:00"]}}`

func TestTheStoredFormReadsAsItLooks(t *testing.T) {
	c, err := Parse([]byte(edited))
	if err != nil {
		t.Fatal(err)
	}
	want := &Calendar{Location: Shanghai(), Overrides: map[Date]Day{
		"2026-10-01": Closed(), "2026-10-10": Open(Window{540, 1080}),
	}}
	want.Weekly[time.Monday] = []Window{{540, 720}, {840, 1080}}
	want.Weekly[time.Sunday] = []Window{{1320, 360}}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v", c)
	}
}

func TestTheStoredFormIsWrittenAsItWasRead(t *testing.T) {
	c, err := Parse([]byte(edited))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{"pointer": c, "value": *c} {
		if got, err := json.Marshal(value); string(got) != edited || err != nil {
			t.Errorf("%s: %s (%v)", name, got, err)
		}
	}
}

func TestABrokenFormIsRefusedWithItsReason(t *testing.T) {
	cases := []struct {
		name, text string
		want       error
	}{
		{"no JSON", `always`, BadText},
		{"two objects", edited + `{}`, BadText},
		{"an unknown day", `{"zone":"Asia/Shanghai","weekly":{"monday":["09:00-12:00"]}}`, BadText},
		{"an unknown field", `{"zone":"Asia/Shanghai","open":true}`, BadText},
		{"no zone", `{"always":true}`, BadZone},
		{"the zone of the machine", `{"always":true,"zone":"Local"}`, BadZone},
		{"an unknown zone", `{"always":true,"zone":"Asia/Zunyi"}`, BadZone},
		{"a window without end", `{"zone":"Asia/Shanghai","weekly":{"mon":["09:00"]}}`, BadWindow},
		{"an impossible date", `{"always":true,"zone":"Asia/Shanghai","overrides":{"2026-02-30":"closed"}}`, BadDate},
		{"an empty date", `{"always":true,"zone":"Asia/Shanghai","overrides":{"":"closed"}}`, BadDate},
		{"an unknown word", `{"always":true,"zone":"Asia/Shanghai","overrides":{"2026-02-28":"open"}}`, BadWindow},
		{"no day at all", `{"always":true,"zone":"Asia/Shanghai","overrides":{"2026-02-28":null}}`, BadWindow},
		{"never open", `{"zone":"Asia/Shanghai"}`, NeverOpens},
	}
	for _, c := range cases {
		if _, err := Parse([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestACalendarWithoutZoneIsNotWritten(t *testing.T) {
	if _, err := json.Marshal(Calendar{}); !errors.Is(err, BadZone) {
		t.Errorf("got %v", err)
	}
}

func TestTheDefaultsSurviveStorage(t *testing.T) {
	for name, c := range map[string]*Calendar{"office": Office(), "24×7": AlwaysOpen()} {
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Parse(data); err != nil || !reflect.DeepEqual(got, c) {
			t.Errorf("%s comes back as %+v (%v)", name, got, err)
		}
	}
}

func TestAWindowIsReadAsPeopleTypeIt(t *testing.T) {
	for text, want := range map[string]Window{
		"09:00-18:00":    {540, 1080},
		"9:00-18:00":     {540, 1080},
		" 09:00 – 18:00": {540, 1080},
		"09:00至18:00":    {540, 1080},
		"09:00~18:00":    {540, 1080},
		"\uff10\uff19\uff1a\uff10\uff10\uff0d\uff11\uff18\uff1a\uff10\uff10": {540, 1080},
		"00:00-24:00": {0, 1440},
		"22:00-06:00": {1320, 360},
		"08:00-08:00": {480, 480},
	} {
		if got, err := ParseWindow(text); got != want || err != nil {
			t.Errorf("%q reads %v (%v), want %v", text, got, err, want)
		}
	}
}

func TestWhatIsNoWindowIsRefused(t *testing.T) {
	for _, text := range []string{"", "-", "09:00", "09:00-", "-18:00", "9-18", "09:60-10:00", "24:00-25:00",
		"24:00-06:00", "09:00-24:01", "09:00-18:0", "09:00-18:00-20:00", "+9:00-18:00", "009:00-18:00", "九点-十点"} {
		if got, err := ParseWindow(text); !errors.Is(err, BadWindow) {
			t.Errorf("%q reads %v (%v)", text, got, err)
		}
	}
}

func TestAnyWindowReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Window{rapid.IntRange(0, 1439).Draw(t, "from"), rapid.IntRange(0, 1440).Draw(t, "to")}
		if got, err := ParseWindow(w.String()); got != w || err != nil {
			t.Fatalf("%v reads back as %v (%v)", w, got, err)
		}
	})
}

func TestADateIsReadStrictly(t *testing.T) {
	for _, text := range []string{"", "2026-2-1", "2026-02-29", "2026-13-01", "26-01-01", "2026/01/01", "2026-01-01 ", "20260101"} {
		if got, err := ParseDate(text); !errors.Is(err, BadDate) {
			t.Errorf("%q reads %q (%v)", text, got, err)
		}
	}
	if got, err := ParseDate("2024-02-29"); got != "2024-02-29" || err != nil {
		t.Errorf("a leap day reads %q (%v)", got, err)
	}
}

func TestDateArithmeticAgreesWithItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date("2026-01-01").AddDays(rapid.IntRange(-90000, 90000).Draw(t, "day"))
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		e := d.AddDays(n)
		if d.DaysUntil(e) != n || e.AddDays(-n) != d || (d < e) != (n > 0) {
			t.Fatalf("%s and %d days give %s", d, n, e)
		}
		if (int(d.Weekday())+n%7+7)%7 != int(e.Weekday()) {
			t.Fatalf("%s is a %s, %s a %s", d, d.Weekday(), e, e.Weekday())
		}
	})
}
