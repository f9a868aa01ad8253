package tally

// Tally counts a decision. A malformed input gives a *[Fault] and no result; a
// ballot that may not count is in Result.Refused.
func Tally(in Input) (Result, error) {
	if f := in.check(); f != nil {
		return Result{}, f
	}
	r, f := newRoll(in.Roll)
	if f != nil {
		return Result{}, f
	}
	return r.tally(&in)
}

// tally counts on a roll that is already numbered.
func (r *roll) tally(in *Input) (Result, error) {
	c := counting{roll: r, in: in, rule: in.rule(), live: make([]live, len(r.parts)), refused: []Refusal{}}
	c.takeAll()
	c.settleTies()
	c.joinHeads()
	strict := c.strict()
	deemed, votes, f := c.deemed(strict)
	if f != nil {
		return Result{}, f
	}
	sortRefused(c.refused)
	return Result{
		Scope: in.Scope, Class: in.Class, Thresholds: c.rule,
		Count: strict, Strict: strict, Deemed: deemed, DeemedVotes: votes,
		Ballots: len(in.Ballots), Live: c.counted, Refused: c.refused,
		Superseded: len(in.Ballots) - c.counted - len(c.refused),
	}, nil
}

func (in *Input) rule() Thresholds {
	if in.Thresholds != nil {
		return *in.Thresholds
	}
	return Defaults(in.Class)
}

// counting is the state of one count.
type counting struct {
	roll    *roll
	in      *Input
	rule    Thresholds
	live    []live   // by part
	heads   []Choice // by head: what its parts say together
	sums    [split + 1]Amount
	counted int // parts in the sums
	ties    int // at least one when a tie may be left
	refused []Refusal
}

// live is the latest ballot of a part so far.
type live struct {
	at     Instant
	choice Choice
	tie    bool // another choice has the same instant
	spoke  bool // a ballot came, if only a refused one
}

func (c *counting) refuse(b *Ballot, why Reason) {
	c.refused = append(c.refused, Refusal{Part: b.Part, Reason: why, Choice: b.Choice, At: b.At})
}

func (c *counting) takeAll() {
	ballots := c.in.Ballots
	for i := range ballots {
		b := &ballots[i]
		p, known := c.roll.index.find(b.Part)
		if !known {
			c.refuse(b, NotOnRoll)
			continue
		}
		c.take(b, p)
	}
}

func (c *counting) take(b *Ballot, p int32) {
	l := &c.live[p]
	l.spoke = true
	switch {
	case c.roll.heads[p] == excluded:
		c.refuse(b, ExcludedPart)
	case b.At < c.in.Opens:
		c.refuse(b, BeforeOpening)
	case b.At > c.in.Closes:
		c.refuse(b, AfterClosing)
	case l.choice == None || b.At > l.at:
		l.at, l.choice, l.tie = b.At, b.Choice, false
	case b.At == l.at && b.Choice != l.choice:
		l.tie = true
		c.ties++
	}
}

// inWindow tells whether a ballot came from the opening to the close, both included.
func (in *Input) inWindow(b *Ballot) bool { return b.At >= in.Opens && b.At <= in.Closes }

// joinHeads finds what each head says with all its parts.
func (c *counting) joinHeads() {
	c.heads = make([]Choice, c.roll.nHeads)
	for p, l := range c.live {
		if l.choice != None {
			head := &c.heads[c.roll.heads[p]]
			*head = c.join(*head, l.choice)
		}
	}
}

func (c *counting) join(head, part Choice) Choice {
	switch {
	case head == None, head == part:
		return part
	case !c.participates(part):
		return head
	case !c.participates(head):
		return part
	}
	return split
}

func (c *counting) participates(ch Choice) bool { return ch != Void || c.rule.VoidParticipates }

// strict sums the live ballots and refuses those of split heads.
func (c *counting) strict() Count {
	for p, l := range c.live {
		if l.choice == None {
			continue
		}
		part := &c.roll.parts[p]
		if c.heads[c.roll.heads[p]] == split && c.participates(l.choice) {
			c.refused = append(c.refused, Refusal{part.Name, SplitHead, l.choice, l.at})
			continue
		}
		c.sums[l.choice].Area += part.Area
		c.counted++
	}
	for _, says := range c.heads {
		c.sums[says].Heads++
	}
	return c.count(c.sums)
}

// count asks the questions of the thresholds.
func (c *counting) count(sums [split + 1]Amount) Count {
	n := Count{Total: Amount{c.roll.total, int64(c.roll.nHeads)},
		Yes: sums[Yes], No: sums[No], Abstain: sums[Abstain], Void: sums[Void]}
	n.Participating = n.Yes.plus(n.No).plus(n.Abstain)
	if c.rule.VoidParticipates {
		n.Participating = n.Participating.plus(n.Void)
	}
	quorum, approval := c.laws()
	q, a := c.rule.Quorum, c.rule.Approval
	n.Tests = []Test{
		q.test("quorum_area", quorum, int64(n.Participating.Area), int64(n.Total.Area)),
		q.test("quorum_heads", quorum, n.Participating.Heads, n.Total.Heads),
		a.test("approval_area", approval, int64(n.Yes.Area), int64(n.Participating.Area)),
		a.test("approval_heads", approval, n.Yes.Heads, n.Participating.Heads),
	}
	n.Quorum = n.Tests[0].Holds && n.Tests[1].Holds
	n.Passes = n.Quorum && n.Tests[2].Holds && n.Tests[3].Holds
	return n
}

func (c *counting) laws() (quorum, approval Law) {
	switch {
	case c.in.Thresholds != nil:
		return LawOwn, LawOwn
	case special(c.in.Class):
		return LawQuorum, LawSpecial
	}
	return LawQuorum, LawGeneral
}
