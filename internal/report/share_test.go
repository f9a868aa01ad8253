package report

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"mulin/internal/kit/errs"
)

func TestAPercentageHasOneDecimalRoundedHalfUp(t *testing.T) {
	for _, c := range []struct {
		share Share
		want  string
	}{
		{Share{7, 8}, "87.5%"}, {Share{1, 3}, "33.3%"}, {Share{2, 3}, "66.7%"}, {Share{0, 5}, "0.0%"}, {Share{5, 5}, "100.0%"},
		{Share{1, 2000}, "0.1%"}, // 0.05 per cent is half of a tenth: up
		{Share{1, 2001}, "0.0%"}, {Share{0, 0}, "–"},
	} {
		if got := c.share.Percent(); got != c.want {
			t.Errorf("%s is %s, want %s", c.share.Of(), got, c.want)
		}
	}
}

func TestAPercentageIsNeverFurtherThanHalfATenthFromTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Int64Range(1, 1_000_000_000).Draw(t, "den")
		num := rapid.Int64Range(0, den).Draw(t, "num")
		exact := big.NewRat(1000*num, den)
		diff := exact.Sub(exact, big.NewRat(Share{num, den}.Permille(), 1))
		if diff.Abs(diff).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%d/%d is off by %v tenths of a per cent", num, den, diff)
		}
	})
}

func TestTheSpreadIsByNearestRank(t *testing.T) {
	for _, c := range []struct {
		name    string
		minutes []int64
		want    Spread
	}{
		{"none", nil, Spread{}},
		{"one is both", []int64{7}, Spread{1, 7, 7}},
		{"of two the lower is the median", []int64{9, 1}, Spread{2, 1, 9}},
		{"ten: the 5th and the 9th", []int64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, Spread{10, 5, 9}},
		{"eleven: the 6th and the 10th", []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, Spread{11, 6, 10}},
	} {
		if got := SpreadOf(c.minutes); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAMonthCountsAcrossTheYear(t *testing.T) {
	if got := Month("2026-11").Add(3); got != "2027-02" {
		t.Errorf("three months after November: %s", got)
	}
	if got := Month("2026-01").Add(-1); got != "2025-12" {
		t.Errorf("the month before January: %s", got)
	}
}

func TestWhatIsNoMonthNamesNoPage(t *testing.T) {
	for _, s := range []string{"", "2026", "2026-13", "2026-1", "26-01", "2026-01-01", "../x"} {
		if _, err := ParseMonth(s); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q: %v, want not found", s, err)
		}
	}
}
