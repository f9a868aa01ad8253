package calendar

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Holiday (节假日) is one rest of the yearly list with the make-up workdays
// (调休上班) that go with it. From and To are both days off.
type Holiday struct {
	Name     string `json:"name"`
	From     Date   `json:"from"`
	To       Date   `json:"to"`
	Workdays []Date `json:"workdays"`
}

//go:embed holidays.json
var holidaysJSON []byte

// Holidays is the list for all of China from 2023 to 2026 by date, as the
// General Office of the State Council announces it each autumn for the next
// year (国务院办公厅关于部分节假日安排的通知). It only fills a new calendar: a
// community edits its own, and adds the next year when the notice is out.
// Sources: gov.cn content_5730844 (2023), content_6911527 (2024),
// content_6986383 (2025), content_7047091 (2026).
func Holidays() []Holiday {
	var list []Holiday
	if err := json.Unmarshal(holidaysJSON, &list); err != nil {
		panic("calendar: built with a broken list of holidays: " + err.Error())
	}
	return list
}

// Overrides turns the list into dated overrides: its days off are closed and its
// make-up workdays have the windows of an ordinary workday.
func Overrides(list []Holiday, workday ...Window) map[Date]Day {
	out := map[Date]Day{}
	for _, h := range list {
		for n := range h.From.DaysUntil(h.To) + 1 {
			out[h.From.AddDays(n)] = Closed()
		}
		for _, d := range h.Workdays {
			out[d] = Open(slices.Clone(workday)...)
		}
	}
	return out
}

// Office is the default office calendar (工作日): Monday to Friday 09:00-12:00 and
// 14:00-18:00 in Shanghai, with the listed holidays and make-up workdays.
func Office() *Calendar {
	hours := []Window{{9 * 60, 12 * 60}, {14 * 60, 18 * 60}}
	c := &Calendar{Location: Shanghai(), Overrides: Overrides(Holidays(), hours...)}
	for weekday := time.Monday; weekday <= time.Friday; weekday++ {
		c.Weekly[weekday] = slices.Clone(hours)
	}
	return c
}

// LastOverride is the latest overridden date, to warn when the next year's
// holidays are still to be entered; empty when there is none.
func (c *Calendar) LastOverride() Date {
	if len(c.Overrides) == 0 {
		return ""
	}
	return slices.Max(slices.Collect(maps.Keys(c.Overrides)))
}
