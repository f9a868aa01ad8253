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
	for p, votes := range c.tied() {
		c.live[p] = c.settle(votes)
	}
}

// tied collects the votes inside the window of all parts that end in a tie.
func (c *counting) tied() map[int32][]*Vote {
	tied := map[int32][]*Vote{}
	for i := range c.votes {
		v := &c.votes[i]
		if c.live[v.Part].tie && v.At >= c.rules.Opens && v.At <= c.rules.Closes {
			tied[v.Part] = append(tied[v.Part], v)
		}
	}
	return tied
}

func (c *counting) settle(votes []*Vote) live {
	slices.SortFunc(votes, func(a, b *Vote) int { return cmp.Compare(b.At, a.At) })
	for len(votes) > 0 {
		first := votes[0]
		n := 0
		clear := true
		for ; n < len(votes) && votes[n].At == first.At; n++ {
			clear = clear && votes[n].Choice == first.Choice
		}
		if clear {
			return live{at: first.At, choice: first.Choice, spoke: true}
		}
		for _, v := range votes[:n] {
			c.refuse(v, Tie)
		}
		votes = votes[n:]
	}
	return live{spoke: true}
}
