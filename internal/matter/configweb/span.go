package configweb

import (
	"strconv"
	"strings"

	"mulin/internal/kit/format"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
)

// span is a promise as it is typed: a number and its unit, minutes, hours or days.
type span struct{ Count, Unit string }

func unitMinutes(unit string) int64 {
	switch unit {
	case "h":
		return 60
	case "d":
		return 24 * 60
	}
	return 1
}

// spanOf takes the largest unit that divides the minutes: 90 stays 90 minutes.
func spanOf(minutes int64) span {
	for _, unit := range []string{"d", "h"} {
		if n := unitMinutes(unit); minutes%n == 0 {
			return span{strconv.FormatInt(minutes/n, 10), unit}
		}
	}
	return span{strconv.FormatInt(minutes, 10), "m"}
}

// minutes is the span as a number; 0, which no promise may be, when it cannot be read.
func (s span) minutes() int64 {
	n := number(s.Count)
	if n <= 0 || n > 1_000_000 {
		return 0
	}
	return n * unitMinutes(s.Unit)
}

func (s span) words(w *i18n.Words) string { return s.Count + " " + w.T("config.unit."+s.Unit) }

func unitOptions(w *i18n.Words) []ui.Option {
	var out []ui.Option
	for _, unit := range []string{"m", "h", "d"} {
		out = append(out, ui.Option{Value: unit, Label: w.T("config.unit." + unit)})
	}
	return out
}

// number reads digits as people type them here, full-width and with a per cent
// sign too; -1 when it is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(format.Narrow(s)), "%"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
