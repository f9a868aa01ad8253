package tally_test

import (
	"fmt"
	"testing"
	"time"

	"mulin/internal/decision/tally"
	"mulin/internal/kit/area"
)

var (
	opens  = tally.InstantOf(time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC))
	closes = tally.InstantOf(time.Date(2024, 5, 16, 0, 0, 0, 0, time.UTC))
)

const minute = tally.Instant(time.Minute)

// m2 is an area in m² with two decimals, as hundredths: m2(16_199_99) is 16,199.99 m².
func m2(hundredths int64) area.AreaCm2 { return area.AreaCm2(hundredths * 100) }

// group adds n heads with one part each, which together have the area and, unless
// the choice is None, vote it.
func group(in *tally.Input, label string, all area.AreaCm2, n int, choice tally.Choice) {
	for i := range n {
		share := all / area.AreaCm2(n)
		if i == 0 {
			share += all % area.AreaCm2(n)
		}
		name := fmt.Sprintf("%s-%04d", label, i)
		in.Roll = append(in.Roll, tally.Part{Name: name, Area: share, Head: "h-" + name})
		if choice != tally.None {
			in.Ballots = append(in.Ballots, tally.Ballot{Part: name, Choice: choice, Channel: tally.Paper, At: opens + minute})
		}
	}
}

type amount struct {
	area  area.AreaCm2
	heads int
}

// decision has the given amounts; who participates and does not say yes says no.
func decision(class int, total, part, yes amount) tally.Input {
	in := tally.Input{Rules: tally.Rules{Scope: "示例小区", Class: class, Opens: opens, Closes: closes}}
	group(&in, "yes", yes.area, yes.heads, tally.Yes)
	group(&in, "no", part.area-yes.area, part.heads-yes.heads, tally.No)
	group(&in, "silent", total.area-part.area, total.heads-part.heads, tally.None)
	return in
}

func mustTally(t *testing.T, in tally.Input) tally.Result {
	t.Helper()
	r, err := tally.Tally(in)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

func TestTheWorkedCasesComeOutAsPrinted(t *testing.T) {
	full := amount{m2(32_400_00), 324}
	two3 := amount{m2(21_600_00), 216}
	for _, c := range []struct {
		name             string
		class            int
		total, part, yes amount
		quorum, passes   bool
	}{
		{"W1 exactly two thirds, just over half", 4, full, two3, amount{m2(10_801_00), 109}, true, true},
		{"W2 area exactly half", 4, full, two3, amount{m2(10_800_00), 109}, true, false},
		{"W3 heads exactly half", 4, full, two3, amount{m2(10_801_00), 108}, true, false},
		{"W4 1 m² under quorum", 4, full, amount{m2(21_599_00), 216}, amount{m2(21_599_00), 216}, false, false},
		{"one head under quorum", 4, full, amount{m2(21_600_00), 215}, amount{m2(21_600_00), 215}, false, false},
		{"0.01 m² under quorum", 4, full, amount{m2(21_599_99), 216}, amount{m2(21_599_99), 216}, false, false},
		{"0.01 m² over half", 4, full, two3, amount{m2(10_800_01), 109}, true, true},
		{"1 cm² over half", 4, full, two3, amount{m2(10_800_00) + 1, 109}, true, true},
		{"W6 exactly three quarters", 8, full, two3, amount{m2(16_200_00), 162}, true, true},
		{"W7 0.01 m² under three quarters", 8, full, two3, amount{m2(16_199_99), 162}, true, false},
		{"one head under three quarters", 8, full, two3, amount{m2(16_200_00), 161}, true, false},
		{"three quarters is asked to raise the fund", 6, full, two3, amount{m2(16_199_99), 162}, true, false},
		{"half is enough to use the fund", 5, full, two3, amount{m2(10_801_00), 109}, true, true},
		{"three quarters is asked to rebuild", 7, full, two3, amount{m2(16_199_99), 162}, true, false},
		{"half is enough for another major matter", 9, full, two3, amount{m2(10_801_00), 109}, true, true},
		{"W11 199 of 300 heads", 4, amount{m2(32_400_00), 300}, amount{m2(23_000_00), 199}, amount{m2(20_000_00), 190}, false, false},
		{"200 of 300 heads", 4, amount{m2(32_400_00), 300}, amount{m2(23_000_00), 200}, amount{m2(20_000_00), 190}, true, true},
		{"everybody says yes", 8, full, full, full, true, true},
		{"nobody votes", 8, full, amount{}, amount{}, false, false},
		{"everybody says no", 1, full, full, amount{}, true, false},
		{"a single home says yes", 6, amount{1, 1}, amount{1, 1}, amount{1, 1}, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mustTally(t, decision(c.class, c.total, c.part, c.yes))
			if r.Quorum != c.quorum || r.Passes != c.passes {
				t.Errorf("quorum %v, passes %v; want %v, %v\n%v", r.Quorum, r.Passes, c.quorum, c.passes, r.Tests)
			}
		})
	}
}

// W14: the developer keeps 60 of 324 parts, is one head, and votes 40 of them.
func TestADeveloperWithSixtyPartsIsOneHead(t *testing.T) {
	in := tally.Input{Rules: tally.Rules{Scope: "示例小区", Class: 4, Opens: opens, Closes: closes}}
	group(&in, "yes", m2(10_801_00), 89, tally.Yes)
	group(&in, "no", m2(6_799_00), 87, tally.No)
	group(&in, "dev", m2(4_000_00), 40, tally.No)
	group(&in, "unsold", m2(2_000_00), 20, tally.None)
	group(&in, "silent", m2(8_800_00), 88, tally.None)
	for i := range in.Roll {
		if n := in.Roll[i].Name; n[:3] == "dev" || n[:3] == "uns" {
			in.Roll[i].Head = "developer"
		}
	}
	r := mustTally(t, in)
	want := tally.Amount{Area: m2(32_400_00), Heads: 265}
	if r.Total != want {
		t.Errorf("total %v, want %v", r.Total, want)
	}
	want = tally.Amount{Area: m2(21_600_00), Heads: 177}
	if r.Participating != want {
		t.Errorf("participating %v, want %v", r.Participating, want)
	}
	if !r.Passes {
		t.Errorf("does not pass: %v", r.Tests)
	}
}

// A real notice printed 64.28% for the area that said yes. It was 63.49%; no
// percentage decides, and the decision passes.
func TestThePrintedNoticeWithAWrongPercentagePasses(t *testing.T) {
	r := mustTally(t, decision(4, amount{m2(115_344_34), 817}, amount{m2(92_508_76), 646}, amount{m2(58_729_34), 411}))
	if !r.Passes {
		t.Errorf("does not pass: %v", r.Tests)
	}
	basisPoints := (20_000*int64(r.Yes.Area)/int64(r.Participating.Area) + 1) / 2
	if basisPoints != 6349 {
		t.Errorf("yes by area is %d basis points, want 6349", basisPoints)
	}
}

// The same notice counted 41 heads as deemed. Their area is not printed; here it
// is 5,000 m².
func TestThePrintedNoticeShowsStrictAndDeemedSideBySide(t *testing.T) {
	in := decision(4, amount{m2(115_344_34), 817}, amount{m2(87_508_76), 605}, amount{m2(53_729_34), 370})
	in.Deemed = &tally.Deemed{Rule: "议事规则第九条"}
	for i := range 41 {
		in.Deemed.Delivered = append(in.Deemed.Delivered, fmt.Sprintf("silent-%04d", i))
	}
	r := mustTally(t, in)
	if r.Strict.Participating.Heads != 605 || r.Deemed.Participating.Heads != 646 {
		t.Errorf("heads: strict %d, deemed %d", r.Strict.Participating.Heads, r.Deemed.Participating.Heads)
	}
	if r.Deemed.Yes.Heads != 411 {
		t.Errorf("deemed yes heads %d, want 411", r.Deemed.Yes.Heads)
	}
}

func TestTheExactTestsArePrinted(t *testing.T) {
	r := mustTally(t, decision(4, amount{m2(32_400_00), 324}, amount{m2(21_600_00), 216}, amount{m2(10_801_00), 109}))
	want := []string{
		"3×216000000 ≥ 2×324000000", "3×216 ≥ 2×324",
		"2×108010000 > 216000000", "2×109 > 216",
	}
	for i, test := range r.Tests {
		if test.Expression != want[i] || !test.Holds {
			t.Errorf("%s is %q (%v), want %q", test.Name, test.Expression, test.Holds, want[i])
		}
	}
}

func TestEachTestNamesItsLineOfLaw(t *testing.T) {
	for class, want := range map[int]tally.Law{1: tally.LawGeneral, 5: tally.LawGeneral, 6: tally.LawSpecial, 8: tally.LawSpecial, 9: tally.LawGeneral} {
		r := mustTally(t, decision(class, amount{10, 10}, amount{10, 10}, amount{10, 10}))
		if r.Tests[0].Law != tally.LawQuorum || r.Tests[2].Law != want {
			t.Errorf("class %d: %s, %s", class, r.Tests[0].Law, r.Tests[2].Law)
		}
	}
}
