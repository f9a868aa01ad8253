package registry

import (
	"strconv"
	"strings"
)

// areaText writes cm² as square metres: 1123600 is "112.36㎡".
func areaText(cm2 int64) string { return AreaNumber(cm2) + "㎡" }

// AreaNumber writes cm² as square metres with two decimals at least: "112.36",
// "86.485".
func AreaNumber(cm2 int64) string {
	decimals := strconv.FormatInt(10_000+cm2%10_000, 10)[1:]
	return strconv.FormatInt(cm2/10_000, 10) + "." + decimals[:2] + strings.TrimRight(decimals[2:], "0")
}

// ParseArea reads square metres with at most four decimals as cm²: "112.36" is
// 1123600. It is false for anything else, zero and less.
func ParseArea(text string) (int64, bool) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(text), "㎡"), "m²"))
	whole, decimals, _ := strings.Cut(text, ".")
	if len(decimals) > 4 || len(whole) > 6 || strings.Trim(whole+decimals, "0123456789") != "" || whole == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(decimals + "0000")[:4], 10, 64)
	return n, err == nil && n > 0
}
