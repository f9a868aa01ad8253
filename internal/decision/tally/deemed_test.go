package tally_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mulin/internal/decision/tally"
)

func deemed(delivered []string, ballots ...tally.Ballot) tally.Input {
	in := small(ballots...)
	in.Deemed = &tally.Deemed{Rule: "议事规则第九条", Delivered: delivered}
	return in
}

func TestWhoIsDeemedToVote(t *testing.T) {
	yes, no := tally.Yes, tally.No
	late := tally.Ballot{Part: "c", Choice: no, Channel: tally.Web, At: closes + 1}
	for _, c := range []struct {
		name  string
		in    tally.Input
		parts []string
		yes   tally.Amount // of the deemed count
	}{
		{"the silent to whom it was delivered", deemed([]string{"b"}, ballot("a", yes, 1)), []string{"b"}, tally.Amount{Area: 210, Heads: 2}},
		{"not those to whom it was not", deemed(nil, ballot("a", yes, 1)), []string{}, tally.Amount{Area: 100, Heads: 1}},
		{"not those who voted", deemed([]string{"a", "b"}, ballot("a", yes, 1), ballot("b", yes, 1)), []string{}, tally.Amount{Area: 210, Heads: 2}},
		{"not those who spoiled the ballot", deemed([]string{"b"}, ballot("a", yes, 1), ballot("b", tally.Void, 1)), []string{}, tally.Amount{Area: 100, Heads: 1}},
		{"not those who came late", deemed([]string{"c"}, ballot("a", yes, 1), late), []string{}, tally.Amount{Area: 100, Heads: 1}},
		{"not the other home of who voted one", deemed([]string{"e"}, ballot("a", yes, 1), ballot("d", no, 1), ballot("b", yes, 1)), []string{}, tally.Amount{Area: 210, Heads: 2}},
		{"two homes of a silent owner, one head", deemed([]string{"e", "d"}, ballot("a", yes, 1)), []string{"d", "e"}, tally.Amount{Area: 370, Heads: 2}},
		{"only the delivered home of a silent owner", deemed([]string{"e"}, ballot("a", yes, 1)), []string{"e"}, tally.Amount{Area: 240, Heads: 2}},
		{"no excluded part", deemed([]string{"x"}, ballot("a", yes, 1)), []string{}, tally.Amount{Area: 100, Heads: 1}},
		{"nobody when yes and no are equal", deemed([]string{"c"}, ballot("a", yes, 1), ballot("b", no, 1)), []string{}, tally.Amount{Area: 100, Heads: 1}},
		{"nobody when nobody voted", deemed([]string{"a", "b", "c", "d", "e"}), []string{}, tally.Amount{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mustTally(t, c.in)
			if d := cmp.Diff(c.parts, r.DeemedVotes.Parts); d != "" {
				t.Error(d)
			}
			if r.Deemed.Yes != c.yes {
				t.Errorf("yes with deemed votes %v, want %v", r.Deemed.Yes, c.yes)
			}
		})
	}
}

func TestDeemedVotesFollowTheMajorityByHeadsAlsoToNo(t *testing.T) {
	in := deemed([]string{"c"}, ballot("a", tally.No, 1), ballot("b", tally.No, 1), ballot("d", tally.Yes, 1), ballot("e", tally.Yes, 1))
	r := mustTally(t, in)
	if r.DeemedVotes.Choice != tally.No || r.Deemed.No.Heads != 3 {
		t.Errorf("choice %v, no %v", r.DeemedVotes.Choice, r.Deemed.No)
	}
}

func TestDeemedVotesNeverChangeTheStrictResult(t *testing.T) {
	ballots := []tally.Ballot{ballot("a", tally.Yes, 1)}
	with, without := mustTally(t, deemed([]string{"b", "c", "d", "e"}, ballots...)), mustTally(t, small(ballots...))
	if d := cmp.Diff(without.Strict, with.Strict); d != "" {
		t.Error(d)
	}
	if with.Passes || !with.Deemed.Passes {
		t.Errorf("the result passes %v, with deemed votes %v; want false, true", with.Passes, with.Deemed.Passes)
	}
}
