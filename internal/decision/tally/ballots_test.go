package tally_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mulin/internal/decision/tally"
)

// small has homes a, b, c of one head each, d and e of one owner, x excluded.
func small(ballots ...tally.Ballot) tally.Input {
	return tally.Input{Rules: tally.Rules{Scope: "1单元", Class: 4, Opens: opens, Closes: closes}, Ballots: ballots, Roll: []tally.Part{
		{Name: "a", Area: 100, Head: "ha"}, {Name: "b", Area: 110, Head: "hb"}, {Name: "c", Area: 120, Head: "hc"},
		{Name: "d", Area: 130, Head: "hd"}, {Name: "e", Area: 140, Head: "hd"},
		{Name: "x", Area: 1000, Head: "hx", Excluded: true},
	}}
}

func ballot(part string, choice tally.Choice, minutes int) tally.Ballot {
	return tally.Ballot{Part: part, Choice: choice, Channel: tally.Web, At: opens + tally.Instant(minutes)*minute}
}

// says gives part, reason of each refused ballot.
func says(r tally.Result) []string {
	out := []string{}
	for _, x := range r.Refused {
		out = append(out, x.Part+" "+x.Choice.String()+" "+string(x.Reason))
	}
	return out
}

func TestWhichBallotOfAPartIsLive(t *testing.T) {
	y, n, ab, v := tally.Yes, tally.No, tally.Abstain, tally.Void
	for _, c := range []struct {
		name    string
		ballots []tally.Ballot
		yes, no int64 // heads
		refused []string
	}{
		{"a later ballot supersedes", []tally.Ballot{ballot("a", y, 1), ballot("a", n, 2)}, 0, 1, []string{}},
		{"the order of the file does not decide", []tally.Ballot{ballot("a", n, 2), ballot("a", y, 1)}, 0, 1, []string{}},
		{"a void ballot supersedes and does not participate", []tally.Ballot{ballot("a", y, 1), ballot("a", v, 2)}, 0, 0, []string{}},
		{"an abstention supersedes", []tally.Ballot{ballot("a", y, 1), ballot("a", ab, 2)}, 0, 0, []string{}},
		{"the same ballot twice is one", []tally.Ballot{ballot("a", y, 1), ballot("a", y, 1)}, 1, 0, []string{}},
		{"two choices at one instant are both refused", []tally.Ballot{ballot("a", y, 1), ballot("a", n, 1)}, 0, 0,
			[]string{"a yes tie", "a no tie"}},
		{"a tie leaves the clear ballot before it", []tally.Ballot{ballot("a", y, 2), ballot("a", n, 2), ballot("a", n, 1)}, 0, 1,
			[]string{"a yes tie", "a no tie"}},
		{"two ties leave nothing", []tally.Ballot{ballot("a", y, 2), ballot("a", n, 2), ballot("a", n, 1), ballot("a", v, 1)}, 0, 0,
			[]string{"a no tie", "a void tie", "a yes tie", "a no tie"}},
		{"a later ballot replaces a tie", []tally.Ballot{ballot("a", y, 1), ballot("a", n, 1), ballot("a", y, 2)}, 1, 0, []string{}},
		{"three at one instant are all refused", []tally.Ballot{ballot("a", y, 1), ballot("a", n, 1), ballot("a", y, 1)}, 0, 0,
			[]string{"a yes tie", "a yes tie", "a no tie"}},
		{"a ballot for an unknown part", []tally.Ballot{ballot("z", y, 1)}, 0, 0, []string{"z yes not_on_roll"}},
		{"a ballot for an excluded part", []tally.Ballot{ballot("x", y, 1)}, 0, 0, []string{"x yes excluded"}},
		{"a late ballot for an excluded part names the part", []tally.Ballot{{Part: "x", Choice: y, Channel: tally.Web, At: closes + 1}}, 0, 0,
			[]string{"x yes excluded"}},
		{"names are exact", []tally.Ballot{ballot("A", y, 1)}, 0, 0, []string{"A yes not_on_roll"}},
		{"the first instant of the window counts", []tally.Ballot{{Part: "a", Choice: y, Channel: tally.Web, At: opens}}, 1, 0, []string{}},
		{"the last instant of the window counts", []tally.Ballot{{Part: "a", Choice: y, Channel: tally.Web, At: closes}}, 1, 0, []string{}},
		{"a nanosecond early", []tally.Ballot{{Part: "a", Choice: y, Channel: tally.Web, At: opens - 1}}, 0, 0, []string{"a yes before_opening"}},
		{"a late change leaves the ballot in time", []tally.Ballot{ballot("a", y, 1), {Part: "a", Choice: n, Channel: tally.Web, At: closes + 1}}, 1, 0,
			[]string{"a no after_closing"}},
		{"one owner, two homes, one voice", []tally.Ballot{ballot("d", y, 1), ballot("e", y, 2)}, 1, 0, []string{}},
		{"one owner who votes one home of two", []tally.Ballot{ballot("e", n, 2)}, 0, 1, []string{}},
		{"one owner, two voices", []tally.Ballot{ballot("d", y, 1), ballot("e", n, 2)}, 0, 0, []string{"d yes split_head", "e no split_head"}},
		{"an abstention beside a yes splits", []tally.Ballot{ballot("d", y, 1), ballot("e", ab, 2)}, 0, 0, []string{"d yes split_head", "e abstain split_head"}},
		{"a void ballot beside a yes does not split", []tally.Ballot{ballot("d", y, 1), ballot("e", v, 2)}, 1, 0, []string{}},
		{"a void ballot before a yes does not split", []tally.Ballot{ballot("d", v, 1), ballot("e", y, 2)}, 1, 0, []string{}},
		{"an owner who comes to one voice is not split", []tally.Ballot{ballot("d", y, 1), ballot("e", n, 2), ballot("d", n, 3)}, 0, 1, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mustTally(t, small(c.ballots...))
			if r.Yes.Heads != c.yes || r.No.Heads != c.no {
				t.Errorf("yes %d, no %d heads; want %d, %d", r.Yes.Heads, r.No.Heads, c.yes, c.no)
			}
			if d := cmp.Diff(c.refused, says(r)); d != "" {
				t.Errorf("refused: %s", d)
			}
			if r.Ballots != r.Live+r.Superseded+len(r.Refused) {
				t.Errorf("%d ballots = %d live + %d superseded + %d refused", r.Ballots, r.Live, r.Superseded, len(r.Refused))
			}
		})
	}
}

func TestAnExcludedPartIsNotInTheTotal(t *testing.T) {
	want := tally.Amount{Area: 600, Heads: 4}
	if r := mustTally(t, small()); r.Total != want {
		t.Errorf("total %v, want %v", r.Total, want)
	}
}

func TestAHeadThatVotesOneOfTwoPartsParticipatesWithThatArea(t *testing.T) {
	want := tally.Amount{Area: 130, Heads: 1}
	if r := mustTally(t, small(ballot("d", tally.Yes, 1))); r.Participating != want {
		t.Errorf("participating %v, want %v", r.Participating, want)
	}
}

func TestASplitHeadStaysInTheTotalOnly(t *testing.T) {
	r := mustTally(t, small(ballot("d", tally.Yes, 1), ballot("e", tally.No, 1)))
	if (r.Participating != tally.Amount{}) || r.Total.Heads != 4 || r.Live != 0 {
		t.Errorf("participating %v of %v, %d live", r.Participating, r.Total, r.Live)
	}
}

func TestAbstentionsParticipate(t *testing.T) {
	r := mustTally(t, small(ballot("a", tally.Abstain, 1)))
	want := tally.Amount{Area: 100, Heads: 1}
	if r.Participating != want || r.Abstain != want {
		t.Errorf("participating %v, abstain %v", r.Participating, r.Abstain)
	}
}

func own(in tally.Input, void bool) tally.Input {
	t := tally.Defaults(in.Class)
	t.VoidParticipates, t.Source = void, "议事规则第七条"
	in.Thresholds = &t
	return in
}

func TestWhetherAVoidBallotParticipatesIsASetting(t *testing.T) {
	in := small(ballot("a", tally.Void, 1))
	void := tally.Amount{Area: 100, Heads: 1}
	if r := mustTally(t, in); (r.Participating != tally.Amount{}) || r.Void != void || r.Live != 1 {
		t.Errorf("by default participating %v, void %v, live %d", r.Participating, r.Void, r.Live)
	}
	if r := mustTally(t, own(in, true)); r.Participating != void {
		t.Errorf("by the setting participating %v", r.Participating)
	}
}

func TestAVoidBallotThatParticipatesSplitsAHead(t *testing.T) {
	r := mustTally(t, own(small(ballot("d", tally.Void, 1), ballot("e", tally.Yes, 1)), true))
	if len(r.Refused) != 2 || r.Participating.Heads != 0 {
		t.Errorf("refused %v, participating %v", says(r), r.Participating)
	}
}

func TestTheCommunitysOwnThresholdsAreUsedAndCited(t *testing.T) {
	in := small(ballot("a", tally.Yes, 1), ballot("b", tally.No, 1), ballot("c", tally.No, 1))
	in.Thresholds = &tally.Thresholds{Quorum: tally.Fraction{Numerator: 1, Denominator: 2, Strict: true},
		Approval: tally.Fraction{Numerator: 1, Denominator: 4}, Source: "议事规则第八条"}
	r := mustTally(t, in)
	if !r.Passes || r.Tests[2].Law != tally.LawOwn || r.Tests[3].Expression != "4×1 ≥ 3" {
		t.Errorf("passes %v, tests %v", r.Passes, r.Tests)
	}
}
