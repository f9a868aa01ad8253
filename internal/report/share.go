package report

import (
	"fmt"
	"slices"
)

// Share is a part of a whole, both counted.
type Share struct{ Num, Den int64 }

// Permille is the share in tenths of a per cent, rounded half up; -1 when there
// is nothing to divide by.
func (s Share) Permille() int64 {
	if s.Den <= 0 {
		return -1
	}
	return (2*1000*s.Num + s.Den) / (2 * s.Den)
}

// Percent is "87.5%"; a dash when there is nothing to divide by.
func (s Share) Percent() string {
	p := s.Permille()
	if p < 0 {
		return "–"
	}
	return fmt.Sprintf("%d.%d%%", p/10, p%10)
}

// Of is "7/8", the numbers behind the percentage.
func (s Share) Of() string { return fmt.Sprintf("%d/%d", s.Num, s.Den) }

// Spread tells the middle and the slow end of many durations, in minutes.
type Spread struct{ N, Median, P90 int64 }

// SpreadOf works by nearest rank: the q-th percentile of n values in order is
// the one at rank ceil(q·n/100), so that it is always a duration that happened.
func SpreadOf(minutes []int64) Spread {
	if len(minutes) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(minutes))
	return Spread{N: int64(len(sorted)), Median: rank(sorted, 50), P90: rank(sorted, 90)}
}

func rank(sorted []int64, percent int) int64 {
	return sorted[(percent*len(sorted)+99)/100-1]
}
