package configweb

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"mulin/internal/kit/calendar"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// week is Monday to Sunday, as people here read it.
func week() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func dayName(w *i18n.Words, d time.Weekday) string { return w.T("weekday." + string(rune('0'+int(d)))) }

func dayField(d time.Weekday) string { return "day" + string(rune('0'+int(d))) }

// calendarForm is a calendar as it is typed: name, flag and one text a weekday.
type calendarForm struct {
	id     int64
	name   string
	always bool
	weekly [7]string // by time.Weekday
	days   []dayRange
	past   int // ranges that are over
	near   calendar.Date
}

func calendarFormOf(n matter.NamedCalendar, now calendar.Date) calendarForm {
	f := calendarForm{id: n.ID, name: n.Name, always: n.AlwaysOpen}
	for d, windows := range n.Weekly {
		f.weekly[d] = windowsText(windows)
	}
	f.addDays(n, now)
	return f
}

// addDays takes over the special days, which are not typed in this form.
func (f *calendarForm) addDays(n matter.NamedCalendar, now calendar.Date) {
	for _, r := range dayRanges(n.Overrides) {
		if r.To < now {
			f.past++
		} else {
			f.days = append(f.days, r)
		}
	}
	if last, near := runsOut(&n.Calendar, now); near {
		f.near = last
	}
}

func typedCalendar(c *web.Ctx, id int64) calendarForm {
	f := calendarForm{id: id, name: c.Str("name"), always: c.Checked("always")}
	for _, d := range week() {
		f.weekly[d] = c.Str(dayField(d))
	}
	return f
}

// apply puts what was typed into the calendar; the special days stay.
func (f calendarForm) apply(n *matter.NamedCalendar) error {
	var v errs.Check
	n.Name, n.AlwaysOpen = strings.TrimSpace(f.name), f.always
	for _, d := range week() {
		windows, err := parseWindows(f.weekly[d])
		v.Add(dayField(d), "", at(dayField(d), err))
		n.Weekly[d] = windows
	}
	return v.Err()
}

// parseWindows reads "09:00-12:00 14:00-18:00", also with commas, signs of
// enumeration and blanks around the dashes; nothing is a day off.
func parseWindows(text string) ([]calendar.Window, error) {
	text = strings.NewReplacer(",", " ", "\uff0c", " ", "、", " ", ";", " ", "\uff1b", " ", "\n", " ").Replace(text)
	text = joinDashes(strings.Fields(text))
	var out []calendar.Window
	for word := range strings.FieldsSeq(text) {
		w, err := calendar.ParseWindow(word)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// joinDashes takes the blanks around dashes away: "9:00 - 12:00".
func joinDashes(words []string) string {
	text := strings.Join(words, " ")
	for _, dash := range []string{"-", "–", "—", "\uff0d", "~", "\uff5e", "至"} {
		text = strings.ReplaceAll(strings.ReplaceAll(text, " "+dash, dash), dash+" ", dash)
	}
	return text
}

func windowsText(windows []calendar.Window) string {
	words := make([]string, len(windows))
	for i, w := range windows {
		words[i] = w.String()
	}
	return strings.Join(words, " ")
}

// dayRange is a run of special days with the same hours.
type dayRange struct {
	From, To calendar.Date
	Hours    string // "" is closed
}

func (r dayRange) words() string {
	if r.From == r.To {
		return string(r.From)
	}
	return string(r.From) + " – " + string(r.To)
}

// dayRanges joins days that follow one another with the same hours, by date.
func dayRanges(days map[calendar.Date]calendar.Day) []dayRange {
	var out []dayRange
	for _, date := range slices.SortedFunc(maps.Keys(days), cmp.Compare[calendar.Date]) {
		hours := windowsText(days[date].Windows)
		if last := len(out) - 1; last >= 0 && out[last].Hours == hours && out[last].To.AddDays(1) == date {
			out[last].To = date
			continue
		}
		out = append(out, dayRange{date, date, hours})
	}
	return out
}

// noticeDays is how long before the last special day we begin to ask for the
// next year's: the State Council's notice comes out about two months before.
const noticeDays = 60

// runsOut tells the last special day of a calendar when it is near or past. A
// calendar that is always open, or never had special days, does not run out.
func runsOut(c *calendar.Calendar, now calendar.Date) (last calendar.Date, near bool) {
	last = c.LastOverride()
	return last, last != "" && !c.AlwaysOpen && now.DaysUntil(last) < noticeDays
}

func today(c *web.Ctx) calendar.Date {
	return calendar.DateOf(c.Site.DB.Now().In(c.Compound.Zone))
}
