package tally_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mulin/internal/decision/tally"
)

func TestVotesCountedByNumberGiveWhatBallotsCountedByNameGive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := draw(rt)
		roll, err := tally.NewRoll(in.Roll)
		if err != nil {
			rt.Fatal(err)
		}
		known, votes := []tally.Ballot{}, []tally.Vote{}
		for _, b := range in.Ballots {
			if p, ok := roll.Number(b.Part); ok {
				known = append(known, b)
				votes = append(votes, tally.Vote{Part: p, At: b.At, Choice: b.Choice, Channel: b.Channel})
			}
		}
		in.Ballots = known
		byName, errName := tally.Tally(in)
		byNumber, errNumber := roll.Count(in.Rules, votes)
		if d := cmp.Diff(byName, byNumber); d != "" || errName != nil || errNumber != nil {
			rt.Fatal(d, errName, errNumber)
		}
	})
}

func TestAMalformedVoteOrRollIsAFault(t *testing.T) {
	in := small()
	roll, err := tally.NewRoll(in.Roll)
	if err != nil {
		t.Fatal(err)
	}
	good := tally.Vote{Choice: tally.Yes, Channel: tally.Web, At: opens}
	for name, spoil := range map[string]func(*tally.Vote){
		"no choice": func(v *tally.Vote) { v.Choice = 0 }, "no channel": func(v *tally.Vote) { v.Channel = 0 },
		"beyond the roll": func(v *tally.Vote) { v.Part = 6 }, "below zero": func(v *tally.Vote) { v.Part = -1 },
	} {
		v := good
		spoil(&v)
		var f *tally.Fault
		if _, err := roll.Count(in.Rules, []tally.Vote{v}); !errors.As(err, &f) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := tally.NewRoll(nil); err == nil {
		t.Error("an empty roll is accepted")
	}
	if _, err := roll.Count(tally.Rules{}, nil); err == nil {
		t.Error("empty rules are accepted")
	}
}
