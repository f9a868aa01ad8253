package tally

import (
	"cmp"
	"slices"
)

// settleTies refuses the ballots of a part whose latest instant has several
// choices, and goes back to the instant before, until one is clear. Ties are rare,
// so that only their parts are looked at again.
func (c *counting) settleTies() {
	if c.ties == 0 {
		return
	}
	for p, ballots := range c.tied() {
		c.live[p] = c.settle(ballots)
	}
}

// tied collects the ballots inside the window of all parts that end in a tie.
func (c *counting) tied() map[int32][]*Ballot {
	tied := map[int32][]*Ballot{}
	for i := range c.in.Ballots {
		b := &c.in.Ballots[i]
		p, known := c.roll.index.find(b.Part)
		if known && c.live[p].tie && c.in.inWindow(b) {
			tied[p] = append(tied[p], b)
		}
	}
	return tied
}

func (c *counting) settle(ballots []*Ballot) live {
	slices.SortFunc(ballots, func(a, b *Ballot) int { return cmp.Compare(b.At, a.At) })
	for len(ballots) > 0 {
		first := ballots[0]
		n := 0
		clear := true
		for ; n < len(ballots) && ballots[n].At == first.At; n++ {
			clear = clear && ballots[n].Choice == first.Choice
		}
		if clear {
			return live{at: first.At, choice: first.Choice, spoke: true}
		}
		for _, b := range ballots[:n] {
			c.refuse(b, Tie)
		}
		ballots = ballots[n:]
	}
	return live{spoke: true}
}
