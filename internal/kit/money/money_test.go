package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"mulin/internal/kit/money"
)

const (
	most  money.Fen = math.MaxInt64
	least money.Fen = math.MinInt64
)

func TestASumBeyondTheEdgeIsAnOverflow(t *testing.T) {
	add := func(a, b money.Fen) (money.Fen, error) { return a.Add(b) }
	sub := func(a, b money.Fen) (money.Fen, error) { return a.Sub(b) }
	mul := func(a, b money.Fen) (money.Fen, error) { return a.Mul(int64(b)) }
	cases := []struct {
		name string
		do   func(a, b money.Fen) (money.Fen, error)
		a, b money.Fen
		want money.Fen
		err  error
	}{
		{"add to the edge", add, most - 1, 1, most, nil},
		{"add over the edge", add, most, 1, 0, money.Overflow},
		{"add below the edge", add, least, -1, 0, money.Overflow},
		{"opposite edges", add, most, least, -1, nil},
		{"subtract to the edge", sub, least + 1, 1, least, nil},
		{"subtract over the edge", sub, least, 1, 0, money.Overflow},
		{"negate the least", sub, 0, least, 0, money.Overflow},
		{"negate the most", sub, 0, most, -most, nil},
		{"multiply", mul, 123, -4, -492, nil},
		{"multiply over the edge", mul, most/2 + 1, 2, 0, money.Overflow},
		{"the least by minus one", mul, least, -1, 0, money.Overflow},
		{"the least by one", mul, least, 1, least, nil},
		{"half the least by two", mul, least / 2, 2, least, nil},
	}
	for _, c := range cases {
		if got, err := c.do(c.a, c.b); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %d (%v), want %d (%v)", c.name, got, err, c.want, c.err)
		}
	}
}

func TestSumAddsAllOrSaysOverflow(t *testing.T) {
	if got, err := money.Sum(1, 2, -5); got != -2 || err != nil {
		t.Errorf("got %d (%v)", got, err)
	}
	if got, err := money.Sum(); got != 0 || err != nil {
		t.Errorf("nothing sums to %d (%v)", got, err)
	}
	if _, err := money.Sum(most, 1, -1); !errors.Is(err, money.Overflow) {
		t.Errorf("got %v", err)
	}
}

func TestMulDivRoundsHalfUpAndMirrorsNegatives(t *testing.T) {
	cases := []struct {
		a        money.Fen
		num, den int64
		want     money.Fen
		err      error
	}{
		{4, 1, 10, 0, nil},
		{5, 1, 10, 1, nil},
		{-4, 1, 10, 0, nil},
		{-5, 1, 10, -1, nil},
		{5, -1, 10, -1, nil},
		{1, 1, 3, 0, nil},
		{2, 1, 3, 1, nil},
		{1123600, 18000, 1_000_000, 20225, nil}, // 112.36 ㎡ at 1.80 yuan: 202.248
		{most, math.MaxInt64, math.MaxInt64, most, nil},
		{least, math.MaxInt64, math.MaxInt64, least, nil},
		{most, 2, 1, 0, money.Overflow},
		{most, math.MaxInt64, 1, 0, money.Overflow},
		{most, 3, 2, 0, money.Overflow},
		{1 << 62, 4, 1, 0, money.Overflow}, // the quotient is 2^64 exactly
		{1, 1, 0, 0, money.BadDivisor},
		{1, 1, -1, 0, money.BadDivisor},
	}
	for _, c := range cases {
		if got, err := money.MulDivHalfUp(c.a, c.num, c.den); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%d × %d / %d: %d (%v), want %d (%v)", c.a, c.num, c.den, got, err, c.want, c.err)
		}
	}
}

func TestMulDivAgreesWithBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, num := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "num")
		den := rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		want := bigHalfUp(a, num, den)
		got, err := money.MulDivHalfUp(money.Fen(a), num, den)
		if want.IsInt64() != (err == nil) || (err == nil && int64(got) != want.Int64()) {
			t.Fatalf("got %d (%v), want %s", got, err, want)
		}
	})
}

// bigHalfUp is sign × floor((2|a×num| + den) / 2den).
func bigHalfUp(a, num, den int64) *big.Int {
	product := new(big.Int).Mul(big.NewInt(a), big.NewInt(num))
	twice := new(big.Int).Lsh(new(big.Int).Abs(product), 1)
	twice.Add(twice, big.NewInt(den))
	twice.Div(twice, new(big.Int).Lsh(big.NewInt(den), 1))
	if product.Sign() < 0 {
		twice.Neg(twice)
	}
	return twice
}

func TestATenthIsRoundedHalfUp(t *testing.T) {
	for sum, want := range map[money.Fen]money.Fen{
		0: 0, 4: 0, 5: 1, 14: 1, 15: 2, 20225: 2023, -5: -1, -4: 0,
		most: 922337203685477581, least: -922337203685477581,
	} {
		if got := sum.Tenth(); got != want {
			t.Errorf("a tenth of %d is %d, want %d", int64(sum), int64(got), int64(want))
		}
	}
}

func TestATenthIsTheTenthOfMulDiv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.Fen(rapid.Int64().Draw(t, "a"))
		if want, err := money.MulDivHalfUp(a, 1, 10); a.Tenth() != want || err != nil {
			t.Fatalf("tenth %d, want %d (%v)", a.Tenth(), want, err)
		}
	})
}

func TestASumIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]money.Fen{
		"1,234.50":   123450,
		"1234.5":     123450,
		"1234":       123400,
		"¥1,234.50":  123450,
		"￥ 1234.50元": 123450,
		"-5元":        -500,
		"-¥5":        -500,
		"−0.01":      -1,
		"007":        700,
		"0":          0,
		" 12.30 ":    1230,
		"\uff11\uff0c\uff12\uff13\uff14\uff0e\uff15": 123450,
		"92233720368547758.07":                       most,
		"-92,233,720,368,547,758.08":                 least,
	} {
		if got, err := money.Parse(text); got != want || err != nil {
			t.Errorf("%q reads %d (%v), want %d", text, int64(got), err, int64(want))
		}
	}
}

func TestWhatIsNoSumIsRefusedWithItsReason(t *testing.T) {
	for text, want := range map[string]error{
		"":                      money.Empty,
		" \u3000":               money.Empty,
		"元":                     money.NotANumber,
		"五元":                    money.NotANumber,
		"12.":                   money.NotANumber,
		".5":                    money.NotANumber,
		"1,23":                  money.NotANumber,
		"12,34,567":             money.NotANumber,
		"1 234":                 money.NotANumber,
		"--5":                   money.NotANumber,
		"+5":                    money.NotANumber,
		"1e3":                   money.NotANumber,
		"$5":                    money.NotANumber,
		"5万":                    money.NotANumber,
		"1.005":                 money.TooPrecise,
		"1.000":                 money.TooPrecise,
		"92233720368547758.08":  money.Overflow,
		"-92233720368547758.09": money.Overflow,
	} {
		if got, err := money.Parse(text); got != 0 || !errors.Is(err, want) {
			t.Errorf("%q reads %d (%v), want %v", text, int64(got), err, want)
		}
	}
}

func TestASumShowsGroupsAndTwoDecimals(t *testing.T) {
	for sum, want := range map[money.Fen]string{
		0: "0.00", 5: "0.05", 99: "0.99", 100: "1.00", 99999: "999.99", 100000: "1,000.00",
		123456789: "1,234,567.89", -5: "-0.05", -100000: "-1,000.00",
		most: "92,233,720,368,547,758.07", least: "-92,233,720,368,547,758.08",
	} {
		if got := sum.String(); got != want {
			t.Errorf("%d shows %s, want %s", int64(sum), got, want)
		}
	}
}

func TestAnySumReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.Fen(rapid.Int64().Draw(t, "fen"))
		if got, err := money.Parse(a.String()); got != a || err != nil {
			t.Fatalf("%s reads back as %d (%v)", a, got, err)
		}
	})
}
