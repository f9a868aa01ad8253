package tally_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mulin/internal/decision/tally"
	"mulin/internal/kit/area"
)

// chance gives whole numbers from 0 to n-1; rapid and math/rand both can.
type chance func(n int) int

// election is a small decision in which everything that may happen happens often:
// owners of several parts, ties, late and unknown ballots, deemed votes.
func election(c chance) tally.Input {
	in := tally.Input{Rules: tally.Rules{Scope: "随机小区", Class: 1 + c(9), Opens: opens, Closes: closes}}
	parts, heads := 1+c(12), 1+c(10)
	for i := range parts {
		in.Roll = append(in.Roll, tally.Part{Name: name(i), Area: area.AreaCm2(1 + c(4)*c(3)), Head: fmt.Sprint("h", c(heads)), Excluded: c(9) == 0 && i > 0})
	}
	zeal := 1 + c(4)
	for range c(parts * zeal) {
		in.Ballots = append(in.Ballots, randomBallot(c, parts))
	}
	if c(3) == 0 {
		in.Thresholds = randomThresholds(c)
	}
	if c(2) == 0 {
		in.Deemed = &tally.Deemed{Rule: "议事规则"}
		for i := range parts {
			if c(3) > 0 {
				in.Deemed.Delivered = append(in.Deemed.Delivered, name(i))
			}
		}
	}
	return in
}

func name(i int) string { return fmt.Sprintf("A-%02d", i) }

func randomBallot(c chance, parts int) tally.Ballot {
	b := tally.Ballot{Part: name(c(parts)), Choice: tally.Yes, Channel: tally.Channel(1 + c(4)), At: opens + tally.Instant(c(3))}
	if c(2) == 0 {
		b.Choice = tally.Choice(1 + c(4))
	}
	switch c(20) {
	case 0:
		b.Part = name(parts + 1)
	case 1:
		b.At = opens - 1
	case 2:
		b.At = closes + 1
	case 3:
		b.At = closes
	}
	return b
}

// randomThresholds asks for at least half.
func randomThresholds(c chance) *tally.Thresholds {
	fraction := func() tally.Fraction {
		d := int64(2 + c(5))
		n := (d + 1) / 2
		return tally.Fraction{Numerator: n + int64(c(int(d-n))), Denominator: d, Strict: c(2) == 0}
	}
	return &tally.Thresholds{Quorum: fraction(), Approval: fraction(), VoidParticipates: c(2) == 0, Source: "议事规则"}
}

func compare(t rapid.TB, in tally.Input) tally.Result {
	t.Helper()
	got, err := tally.Tally(in)
	if err != nil {
		t.Fatal(err)
	}
	want := slowly(in)
	compareCounts(t, "strict", got.Strict, want.strict)
	compareCounts(t, "deemed", got.Deemed, want.deems)
	if d := cmp.Diff(refusals(in, want.refused), lines(got.Refused)); d != "" {
		t.Errorf("refused: %s", d)
	}
	return got
}

func compareCounts(t rapid.TB, what string, got tally.Count, want slowCount) {
	t.Helper()
	for name, a := range map[string]tally.Amount{"total": got.Total, "participating": got.Participating, "yes": got.Yes,
		"no": got.No, "abstain": got.Abstain, "void": got.Void} {
		if int64(a.Area) != want.area[name] || a.Heads != want.heads[name] {
			t.Errorf("%s %s is %v, slowly %d, %d", what, name, a, want.area[name], want.heads[name])
		}
	}
	if got.Quorum != want.quorum || got.Passes != want.passes {
		t.Errorf("%s quorum %v, passes %v; slowly %v, %v", what, got.Quorum, got.Passes, want.quorum, want.passes)
	}
}

func lines(refused []tally.Refusal) []string {
	out := []string{}
	for _, r := range refused {
		out = append(out, fmt.Sprint(r.Part, r.Reason, r.Choice, r.At))
	}
	slices.Sort(out)
	return out
}

func refusals(in tally.Input, refused map[int]tally.Reason) []string {
	out := []string{}
	for i, why := range refused {
		b := in.Ballots[i]
		out = append(out, fmt.Sprint(b.Part, why, b.Choice, b.At))
	}
	slices.Sort(out)
	return out
}

func TestTenThousandRandomElectionsCountAsTheSlowWayCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(2024, 278))
	passed := 0
	for i := range 10_000 {
		in := election(r.IntN)
		if compare(t, in).Passes {
			passed++
		}
		if t.Failed() {
			t.Fatalf("election %d: %+v", i, in)
		}
	}
	if passed < 1000 || passed > 9000 {
		t.Errorf("%d of 10,000 pass: too one-sided to tell anything", passed)
	}
}

func TestAnyElectionCountsAsTheSlowWayCounts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { compare(rt, draw(rt)) })
}

func draw(rt *rapid.T) tally.Input {
	return election(func(n int) int { return rapid.IntRange(0, max(n-1, 0)).Draw(rt, "n") })
}

// same fails when two inputs do not count alike in every detail.
func same(rt *rapid.T, a, b tally.Input) {
	ra, errA := tally.Tally(a)
	rb, errB := tally.Tally(b)
	if errA != nil || errB != nil {
		rt.Fatal(errA, errB)
	}
	if d := cmp.Diff(ra, rb); d != "" {
		rt.Fatal(d)
	}
}

func TestTheOrderOfBallotsAndRollNeverChangesTheResult(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := draw(rt)
		b := a
		b.Ballots = rapid.Permutation(a.Ballots).Draw(rt, "ballots")
		b.Roll = rapid.Permutation(a.Roll).Draw(rt, "roll")
		same(rt, a, b)
	})
}

func TestTheNamesOfHeadsNeverChangeTheResult(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := draw(rt)
		names := rapid.Permutation([]string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"}).Draw(rt, "names")
		b := a
		b.Roll = slices.Clone(a.Roll)
		for i := range b.Roll {
			b.Roll[i].Head = names[b.Roll[i].Head[1]-'0']
		}
		same(rt, a, b)
	})
}

func TestTheChannelOfABallotNeverChangesTheResult(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := draw(rt)
		b := a
		b.Ballots = slices.Clone(a.Ballots)
		for i := range b.Ballots {
			b.Ballots[i].Channel = tally.Channel(rapid.IntRange(1, 4).Draw(rt, "channel"))
			b.Ballots[i].Supersedes = rapid.String().Draw(rt, "supersedes")
		}
		same(rt, a, b)
	})
}

func TestWithoutDeemedVotesDeemedEqualsStrict(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := draw(rt)
		in.Deemed = nil
		r, err := tally.Tally(in)
		if err != nil || !cmp.Equal(r.Strict, r.Deemed) || !cmp.Equal(r.Strict, r.Count) {
			rt.Fatalf("%v\n%v\n%v", r.Strict, r.Deemed, err)
		}
	})
}

// A head says no with all its live ballots; it changes its mind on all of them.
// (On one of them only, it would become a split head, which is refused.)
func TestTurningANoIntoAYesNeverTurnsPassIntoFail(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := draw(rt)
		before, err := tally.Tally(in)
		if err != nil {
			rt.Fatal(err)
		}
		after, err := tally.Tally(turned(in, rapid.SampledFrom(in.Roll).Draw(rt, "part").Head))
		if err != nil {
			rt.Fatal(err)
		}
		if before.Passes && !after.Passes || before.Deemed.Passes && !after.Deemed.Passes {
			rt.Fatalf("before %v %v, after %v %v", before.Tests, before.Deemed.Tests, after.Tests, after.Deemed.Tests)
		}
	})
}

// turned makes a yes of every no of a head, if the head counts as a no.
func turned(in tally.Input, head string) tally.Input {
	mine := map[string]bool{}
	for _, p := range in.Roll {
		mine[p.Name] = p.Head == head
	}
	alone := in
	alone.Roll = slices.DeleteFunc(slices.Clone(in.Roll), func(p tally.Part) bool { return p.Head != head })
	alone.Deemed = nil
	if r, err := tally.Tally(alone); err != nil || r.No.Heads != 1 {
		return in
	}
	in.Ballots = slices.Clone(in.Ballots)
	for i := range in.Ballots {
		if b := &in.Ballots[i]; mine[b.Part] && b.Choice == tally.No {
			b.Choice = tally.Yes
		}
	}
	return in
}

// With one part to each head and no two ballots at one instant there is nothing to
// refuse, and any single no may turn.
func TestTurningAnySingleNoIntoAYesNeverTurnsPassIntoFail(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := draw(rt)
		for i := range in.Roll {
			in.Roll[i].Head = in.Roll[i].Name
		}
		for i := range in.Ballots {
			in.Ballots[i].At = opens + tally.Instant(i)
		}
		before, _ := tally.Tally(in)
		for i := range in.Ballots {
			if in.Ballots[i].Choice != tally.No {
				continue
			}
			in.Ballots[i].Choice = tally.Yes
			after, _ := tally.Tally(in)
			if before.Passes && !after.Passes {
				rt.Fatalf("before %v, after %v", before.Tests, after.Tests)
			}
			before = after
		}
	})
}
