package tally_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mulin/internal/decision/tally"
	"mulin/internal/kit/area"
)

const million = 1_000_000

// town has parts homes and a million ballots in random order.
func town(parts int) tally.Input {
	r := rand.New(rand.NewPCG(1, 2))
	in := tally.Input{Scope: "基准", Class: 4, Opens: opens, Closes: closes}
	for i := range parts {
		in.Roll = append(in.Roll, tally.Part{Name: fmt.Sprintf("A-%06d", i), Area: area.AreaCm2(500_000 + r.IntN(900_000)), Head: fmt.Sprintf("h%06d", i-i%50/49)})
	}
	for i := range million {
		in.Ballots = append(in.Ballots, tally.Ballot{Part: in.Roll[i%parts].Name + "", Choice: tally.Choice(1 + r.IntN(3)),
			Channel: tally.Channel(1 + i%4), At: opens + tally.Instant(i)})
	}
	r.Shuffle(million, func(i, j int) { in.Ballots[i], in.Ballots[j] = in.Ballots[j], in.Ballots[i] })
	return in
}

func BenchmarkTallyAMillionBallots(b *testing.B) {
	for _, parts := range []int{1_000, 20_000, 1_000_000} {
		in := town(parts)
		b.Run(fmt.Sprint(parts, "_parts"), func(b *testing.B) {
			for b.Loop() {
				if _, err := tally.Tally(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
