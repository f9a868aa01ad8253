package ui

import (
	"strconv"
	"strings"
	"time"
)

// tel makes a tel: link of a number as people write it.
func tel(number string) string {
	keep := func(r rune) rune {
		if r == '+' || (r >= '0' && r <= '9') {
			return r
		}
		return -1
	}
	return "tel:" + strings.Map(keep, number)
}

func orHome(url string) string { return orText(url, "/") }

func orText(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// kindClass keeps unknown kinds from becoming unknown classes.
func kindClass(prefix, kind string) string {
	switch kind {
	case "ok", "warn", "danger", "info":
		return prefix + " k-" + kind
	}
	return prefix + " k-muted"
}

// kindIcon is the second sign beside the colour.
func kindIcon(kind string) string {
	switch kind {
	case "ok":
		return "check"
	case "warn", "danger":
		return "warning"
	}
	return "info"
}

// epochMs is an instant in milliseconds since 1970, as the script reads it.
func epochMs(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}
