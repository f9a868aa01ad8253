package calendar

// Reason is an error that names a message; compare it with errors.Is.
type Reason string

func (r Reason) Error() string { return string(r) }

// What can be wrong with a calendar or a question to it.
const (
	BadDate     Reason = "calendar.bad_date"     // not YYYY-MM-DD or no such day
	BadWindow   Reason = "calendar.bad_window"   // not HH:MM-HH:MM
	BadZone     Reason = "calendar.bad_zone"     // no such time zone
	BadText     Reason = "calendar.bad_text"     // the JSON is not a calendar
	BadShift    Reason = "calendar.bad_shift"    // no such weekday or minute
	NeverOpens  Reason = "calendar.never_opens"  // no window on any day
	NeverComes  Reason = "calendar.never_comes"  // not within a hundred years
	NegativeDay Reason = "calendar.negative_day" // counting days backwards
)
