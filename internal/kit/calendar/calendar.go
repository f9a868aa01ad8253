package calendar

import (
	"fmt"
	"time"
	_ "time/tzdata" // office machines without a zone database must know Asia/Shanghai
)

// Calendar is the business calendar (工作日历) of a community. Read it freely from
// several goroutines; do not change it once in use.
type Calendar struct {
	Location   *time.Location
	Weekly     [7][]Window  // by time.Weekday: Sunday first
	Overrides  map[Date]Day // replace the weekly windows of one date
	AlwaysOpen bool         // 24×7: windows and overrides are ignored
}

// Day is what an override puts in the place of a weekday's windows: a make-up
// workday (调休上班) or shorter hours. No windows: closed (放假).
type Day struct{ Windows []Window }

// Closed is a day off.
func Closed() Day { return Day{} }

// Open is a day with these windows.
func Open(windows ...Window) Day { return Day{Windows: windows} }

// Shanghai is the time zone of all of China (北京时间).
func Shanghai() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic("calendar: built without its time zones: " + err.Error())
	}
	return loc
}

// AlwaysOpen is the calendar of emergencies: every minute counts.
func AlwaysOpen() *Calendar { return &Calendar{Location: Shanghai(), AlwaysOpen: true} }

// Validate tells the first fault: BadZone, BadWindow, BadDate or NeverOpens.
// The other methods expect a valid calendar.
func (c *Calendar) Validate() error {
	if c.Location == nil || c.Location == time.Local {
		return BadZone
	}
	if _, err := loadZone(c.Location.String()); err != nil {
		return err // it could not be read back
	}
	windows := 0
	for weekday, day := range c.Weekly {
		if err := checkWindows(time.Weekday(weekday).String(), day); err != nil {
			return err
		}
		windows += len(day)
	}
	for date, day := range c.Overrides {
		if !date.Valid() {
			return fmt.Errorf("%w: %q", BadDate, string(date))
		}
		if err := checkWindows(string(date), day.Windows); err != nil {
			return err
		}
		windows += len(day.Windows)
	}
	if windows == 0 && !c.AlwaysOpen {
		return NeverOpens
	}
	return nil
}

func checkWindows(place string, windows []Window) error {
	for _, w := range windows {
		if !w.Valid() {
			return fmt.Errorf("%w: %s %d-%d", BadWindow, place, w.From, w.To)
		}
	}
	return nil
}

// windowsOn are the windows that begin on the day that midnight stands for, unsorted.
func (c *Calendar) windowsOn(midnight time.Time) []Window {
	if len(c.Overrides) > 0 {
		if day, ok := c.Overrides[DateOf(midnight)]; ok {
			return day.Windows
		}
	}
	return c.Weekly[midnight.Weekday()]
}

// IsWorkday tells whether the calendar opens on d (工作日).
func (c *Calendar) IsWorkday(d Date) bool {
	return c.AlwaysOpen || len(c.windowsOn(d.midnight())) > 0
}

// AddWorkdays is the n-th workday after d; d itself does not count (Civil Code
// 201: the day on which a period begins is not counted). n = 0 gives d. A
// negative n is NegativeDay; NeverComes when there are not so many within 100 years.
func (c *Calendar) AddWorkdays(d Date, n int) (Date, error) {
	if n < 0 {
		return "", NegativeDay
	}
	for range horizonDays {
		if n == 0 {
			return d, nil
		}
		d = d.AddDays(1)
		if c.IsWorkday(d) {
			n--
		}
	}
	return "", NeverComes
}
