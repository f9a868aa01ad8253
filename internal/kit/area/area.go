// Package area holds gross floor area (建筑面积) exactly, as square centimetres.
// Votes and fees are counted by it, so that it never becomes a float.
package area

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"mulin/internal/kit/format"
)

// AreaCm2 is an area in cm²; 1 ㎡ = 10,000 cm².
type AreaCm2 int64

const (
	perM2 = 10_000
	// Max is the largest area Parse accepts, 100,000 ㎡: more than any home, shop
	// or building has, so that more is a slip of the keyboard. Sums may be larger.
	Max AreaCm2 = 100_000 * perM2
)

// Reason is an error that names a message; compare it with errors.Is.
type Reason string

func (r Reason) Error() string { return string(r) }

// Why a text is no area.
const (
	Empty       Reason = "area.empty"
	NotANumber  Reason = "area.not_a_number"
	TooPrecise  Reason = "area.too_precise"  // more than 4 decimals of a ㎡
	NotPositive Reason = "area.not_positive" // zero or less
	TooLarge    Reason = "area.too_large"    // more than Max
)

var (
	number = regexp.MustCompile(`^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$`)
)

// Parse reads square metres with or without the unit: "112.36㎡", "86.48 m²",
// "1,234.5平方米", also in full-width characters. The error is one of the Reasons.
func Parse(s string) (AreaCm2, error) {
	text := withoutUnit(strings.ToLower(strings.TrimSpace(format.Narrow(s))))
	if text == "" {
		return 0, Empty
	}
	parts := number.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%w: %q", NotANumber, s)
	}
	sign, whole, decimals := parts[1], strings.ReplaceAll(parts[2], ",", ""), parts[3]
	if len(decimals) > 4 {
		return 0, fmt.Errorf("%w: %q", TooPrecise, s)
	}
	cm2, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", 4-len(decimals)), 10, 64)
	switch {
	case sign != "" || cm2 == 0:
		return 0, fmt.Errorf("%w: %q", NotPositive, s)
	case err != nil || AreaCm2(cm2) > Max:
		return 0, fmt.Errorf("%w: %q", TooLarge, s)
	}
	return AreaCm2(cm2), nil
}

func withoutUnit(s string) string {
	for _, unit := range []string{"平方米", "平米", "平方", "平", "㎡", "m²", "m2", "m^2"} {
		if rest, found := strings.CutSuffix(s, unit); found {
			return strings.TrimSpace(rest)
		}
	}
	return s
}

// String gives square metres without the unit, with two decimals and up to four
// when they are needed: "112.36", "86.4805".
func (a AreaCm2) String() string {
	sign, cm2 := "", uint64(a)
	if a < 0 {
		sign, cm2 = "-", -cm2
	}
	decimals := fmt.Sprintf("%04d", cm2%perM2)
	return fmt.Sprintf("%s%d.%s", sign, cm2/perM2, decimals[:2]+strings.TrimRight(decimals[2:], "0"))
}
