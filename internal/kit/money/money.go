// Package money holds sums of renminbi exactly, in fen. Whatever could run over
// the edge of the number says so; nothing is ever rounded unasked.
package money

import (
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"mulin/internal/kit/format"
)

// Fen (分) is a sum of money; 100 fen = 1 yuan (元). Owed and refunded sums may be
// negative.
type Fen int64

// Reason is an error that names a message; compare it with errors.Is.
type Reason string

func (r Reason) Error() string { return string(r) }

// What can be wrong with a sum.
const (
	Empty      Reason = "money.empty"
	NotANumber Reason = "money.not_a_number"
	TooPrecise Reason = "money.too_precise" // more than 2 decimals of a yuan
	Overflow   Reason = "money.overflow"    // beyond 92,233,720,368,547,758.07 yuan
	BadDivisor Reason = "money.bad_divisor" // zero or less
)

// Add is a + b, or Overflow.
func (a Fen) Add(b Fen) (Fen, error) {
	sum := a + b
	if (a^sum)&(b^sum) < 0 { // both have the sign that the sum has not
		return 0, Overflow
	}
	return sum, nil
}

// Sub is a - b, or Overflow.
func (a Fen) Sub(b Fen) (Fen, error) {
	difference := a - b
	if (a^b)&(a^difference) < 0 {
		return 0, Overflow
	}
	return difference, nil
}

// Mul is a times n, or Overflow.
func (a Fen) Mul(n int64) (Fen, error) { return MulDivHalfUp(a, n, 1) }

// Sum adds all, or Overflow.
func Sum(sums ...Fen) (Fen, error) {
	var total Fen
	var err error
	for _, f := range sums {
		if total, err = total.Add(f); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// MulDivHalfUp is a × num / den, rounded half up to the fen (四舍五入). The product
// may be larger than an int64. A negative sum is rounded as its mirror image, so
// that a reversal undoes exactly what it reverses. BadDivisor unless den > 0.
//
// Example: the monthly fee of a home is area in cm² × price in 0.0001 yuan per
// month and ㎡ / 1,000,000.
func MulDivHalfUp(a Fen, num, den int64) (Fen, error) {
	if den <= 0 {
		return 0, BadDivisor
	}
	hi, lo := bits.Mul64(magnitude(int64(a)), magnitude(num))
	if hi >= uint64(den) {
		return 0, Overflow
	}
	quotient, rest := bits.Div64(hi, lo, uint64(den))
	if rest >= uint64(den)-rest {
		var carry uint64
		if quotient, carry = bits.Add64(quotient, 1, 0); carry != 0 {
			return 0, Overflow
		}
	}
	return signed(quotient, (a < 0) != (num < 0))
}

// Tenth is 10% rounded half up to the fen: the share of every received property
// fee that goes to the public fund (公共资金).
func (a Fen) Tenth() Fen {
	tenth := Fen((magnitude(int64(a)) + 5) / 10)
	if a < 0 {
		return -tenth
	}
	return tenth
}

// magnitude is right for the smallest int64 too, whose negation does not fit.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func signed(magnitude uint64, negative bool) (Fen, error) {
	const limit = 1 << 63
	switch {
	case negative && magnitude <= limit:
		return Fen(-magnitude), nil
	case !negative && magnitude < limit:
		return Fen(magnitude), nil
	}
	return 0, Overflow
}

var number = regexp.MustCompile(`^(-?)[¥￥]? ?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))? ?元?$`)

// Parse reads yuan as people write them: "1,234.50", "¥1234.5", "-5元", also in
// full-width characters. The error is one of the Reasons.
func Parse(s string) (Fen, error) {
	text := strings.TrimSpace(format.Narrow(s))
	if text == "" {
		return 0, Empty
	}
	parts := number.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%w: %q", NotANumber, s)
	}
	sign, whole, decimals := parts[1], strings.ReplaceAll(parts[2], ",", ""), parts[3]
	if len(decimals) > 2 {
		return 0, fmt.Errorf("%w: %q", TooPrecise, s)
	}
	fen, err := strconv.ParseInt(sign+whole+decimals+strings.Repeat("0", 2-len(decimals)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %q", Overflow, s)
	}
	return Fen(fen), nil
}

// String gives yuan without the sign of the currency: "1,234.50".
func (a Fen) String() string {
	fen := magnitude(int64(a))
	yuan := strconv.FormatUint(fen/100, 10)
	var b strings.Builder
	if a < 0 {
		b.WriteByte('-')
	}
	for i, digit := range yuan {
		if i > 0 && (len(yuan)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	fmt.Fprintf(&b, ".%02d", fen%100)
	return b.String()
}
