package tally_test

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"mulin/internal/decision/tally"
	"mulin/internal/kit/area"
)

const million = 1_000_000

// town has parts homes, now and then two of one head, and a million ballots in random order.
func town(parts int) tally.Input {
	r := rand.New(rand.NewPCG(1, 2))
	in := tally.Input{Rules: tally.Rules{Scope: "基准", Class: 4, Opens: opens, Closes: closes}}
	for i := range parts {
		in.Roll = append(in.Roll, tally.Part{Name: fmt.Sprintf("A-%06d", i), Area: area.AreaCm2(500_000 + r.IntN(900_000)), Head: fmt.Sprintf("h%06d", i-i%50/49)})
	}
	for i := range million {
		in.Ballots = append(in.Ballots, tally.Ballot{Part: in.Roll[i%parts].Name, Choice: tally.Choice(1 + r.IntN(3)),
			Channel: tally.Channel(1 + i%4), At: opens + tally.Instant(i)})
	}
	r.Shuffle(million, func(i, j int) { in.Ballots[i], in.Ballots[j] = in.Ballots[j], in.Ballots[i] })
	return in
}

// cpu is the processor time used so far: what a count costs on a busy machine.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure reports the processor time of each count beside the time on the wall.
func measure(b *testing.B, count func() error) {
	before, n := cpu(b), 0
	for b.Loop() {
		if err := count(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(n)/1000, "cpu-ms/op")
}

// Everything, from names: the roll is numbered and each ballot finds its part.
func BenchmarkTallyAMillionBallots(b *testing.B) {
	for _, parts := range []int{1_000, 20_000, million} {
		in := town(parts)
		b.Run(fmt.Sprint(parts, "_parts"), func(b *testing.B) {
			measure(b, func() error { _, err := tally.Tally(in); return err })
		})
	}
}

// The count alone, of votes that hold the number of their part.
func BenchmarkCountAMillionVotes(b *testing.B) {
	for _, parts := range []int{1_000, 20_000, million} {
		in := town(parts)
		roll, err := tally.NewRoll(in.Roll)
		if err != nil {
			b.Fatal(err)
		}
		votes := make([]tally.Vote, million)
		for i, v := range in.Ballots {
			p, _ := roll.Number(v.Part)
			votes[i] = tally.Vote{Part: p, At: v.At, Choice: v.Choice, Channel: v.Channel}
		}
		b.Run(fmt.Sprint(parts, "_parts"), func(b *testing.B) {
			measure(b, func() error { _, err := roll.Count(in.Rules, votes); return err })
		})
	}
}
