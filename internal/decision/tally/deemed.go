package tally

import "slices"

// deemed counts again with the deemed votes added to the strict count, when the
// input cites a rule for them.
func (c *counting) deemed(strict Count) (Count, *DeemedVotes, *Fault) {
	d := c.rules.Deemed
	if d == nil {
		return strict, nil, nil
	}
	delivered, f := c.delivered()
	if f != nil {
		return Count{}, nil, f
	}
	votes := &DeemedVotes{Rule: d.Rule, Choice: majority(strict), Parts: []string{}}
	if votes.Choice == None {
		return strict, votes, nil
	}
	c.deem(votes, delivered)
	sums := c.sums
	sums[votes.Choice] = sums[votes.Choice].plus(votes.Added)
	return c.result(sums), votes, nil
}

// delivered gives the numbers of the parts on the list of deliveries.
func (c *counting) delivered() ([]int32, *Fault) {
	seen := make([]bool, len(c.live))
	var parts []int32
	for i, name := range c.rules.Deemed.Delivered {
		p, known := c.roll.number[name]
		switch {
		case !known:
			return nil, &Fault{Code: NotListed, Pointer: pointer("deemed/delivered", i, ""), Value: name}
		case seen[p]:
			return nil, &Fault{Code: Twice, Pointer: pointer("deemed/delivered", i, ""), Value: name}
		}
		seen[p] = true
		parts = append(parts, p)
	}
	return parts, nil
}

// majority is the more numerous of yes and no, by heads of returned ballots.
func majority(strict Count) Choice {
	switch {
	case strict.Yes.Heads > strict.No.Heads:
		return Yes
	case strict.No.Heads > strict.Yes.Heads:
		return No
	}
	return None
}

// deem adds the delivered parts of the heads that returned nothing at all.
func (c *counting) deem(votes *DeemedVotes, delivered []int32) {
	done := c.spoken()
	counted := make([]bool, c.roll.nHeads)
	for _, p := range delivered {
		h := c.roll.heads[p]
		if h == excluded || done[h] {
			continue
		}
		if !counted[h] {
			counted[h] = true
			votes.Added.Heads++
		}
		votes.Added.Area += c.roll.parts[p].Area
		votes.Parts = append(votes.Parts, c.roll.parts[p].Name)
	}
	slices.Sort(votes.Parts)
}

// spoken tells of each head whether any ballot came from it, if only a refused one.
func (c *counting) spoken() []bool {
	spoken := make([]bool, c.roll.nHeads)
	for p, l := range c.live {
		if h := c.roll.heads[p]; l.spoke && h != excluded {
			spoken[h] = true
		}
	}
	return spoken
}
