package residentweb

import (
	"context"
	"strconv"
	"strings"

	"mulin/internal/kit/ui"
	"mulin/internal/registry"
)

func orText(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// join sets what there is side by side.
func join(parts ...string) string {
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, p)
		}
	}
	return strings.Join(full, " · ")
}

// dial keeps what a telephone understands of a number.
func dial(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || (r >= '0' && r <= '9') {
			return r
		}
		return -1
	}, number)
}

// officePairs are the facts of the service office that are filled in.
func officePairs(ctx context.Context, c registry.Compound) []ui.Pair {
	var out []ui.Pair
	for _, x := range []struct{ key, value string }{
		{"home.office.phone", c.OfficePhone}, {"home.office.hours", c.OfficeHours}, {"home.office.place", c.OfficePlace}, {"home.office.address", c.Address},
	} {
		if x.value != "" {
			out = append(out, ui.Pair{Key: tr(ctx, x.key), Value: x.value})
		}
	}
	return out
}
