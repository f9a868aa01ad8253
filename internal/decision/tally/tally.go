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
	votes, strangers, f := r.votes(in.Ballots)
	if f != nil {
		return Result{}, f
	}
	return r.count(&in.Rules, votes, strangers)
}

// Count counts votes on a roll. It is what [Tally] does after it has found the part
// of each ballot. The error is a *[Fault].
func (r *Roll) Count(rules Rules, votes []Vote) (Result, error) {
	if f := rules.check(); f != nil {
		return Result{}, f
	}
	for i, v := range votes {
		if f := v.check(i); f != nil {
			return Result{}, f
		}
		if v.Part < 0 || int(v.Part) >= len(r.parts) {
			return Result{}, &Fault{Code: NotListed, Pointer: pointer("ballots", i, "part")}
		}
	}
	return r.count(&rules, votes, []Refusal{})
}

// votes finds the part of each ballot; ballots for parts that are not on the roll
// are refused.
func (r *Roll) votes(ballots []Ballot) ([]Vote, []Refusal, *Fault) {
	votes, strangers := make([]Vote, 0, len(ballots)), []Refusal{}
	for i := range ballots {
		b := &ballots[i]
		v := Vote{At: b.At, Choice: b.Choice, Channel: b.Channel}
		if f := v.check(i); f != nil {
			return nil, nil, f
		}
		p, known := r.number[b.Part]
		if !known {
			strangers = append(strangers, Refusal{b.Part, NotOnRoll, b.Choice, b.At})
			continue
		}
		v.Part = p
		votes = append(votes, v)
	}
	return votes, strangers, nil
}

func (r *Roll) count(rules *Rules, votes []Vote, refused []Refusal) (Result, error) {
	all := len(votes) + len(refused)
	c := counting{roll: r, rules: rules, votes: votes, bar: rules.bar(), live: r.nobody(), refused: refused}
	for i := range votes {
		c.take(&votes[i])
	}
	c.settleTies()
	c.joinHeads()
	strict := c.strict()
	deemed, by, f := c.deemed(strict)
	if f != nil {
		return Result{}, f
	}
	sortRefused(c.refused)
	return Result{
		Scope: rules.Scope, Class: rules.Class, Thresholds: c.bar,
		Count: strict, Strict: strict, Deemed: deemed, DeemedVotes: by,
		Ballots: all, Live: c.counted, Superseded: all - c.counted - len(c.refused), Refused: c.refused,
	}, nil
}

func (r *Rules) bar() Thresholds {
	if r.Thresholds != nil {
		return *r.Thresholds
	}
	return Defaults(r.Class)
}

// counting is the state of one count.
type counting struct {
	roll    *Roll
	rules   *Rules
	votes   []Vote
	bar     Thresholds
	live    []live   // by part
	heads   []Choice // by head: what its parts say together
	sums    [split + 1]Amount
	counted int // parts in the sums
	ties    int // at least one when a tie may be left
	refused []Refusal
}

// live is the latest vote of a part so far.
type live struct {
	at     Instant
	choice Choice
	tie    bool // another choice has the same instant
	spoke  bool // a ballot came, if only a refused one
	out    bool // the part is excluded; kept here because memory is what a count waits for
}

// nobody is what is live before the first vote.
func (r *Roll) nobody() []live {
	parts := make([]live, len(r.parts))
	for p, head := range r.heads {
		parts[p].out = head == excluded
	}
	return parts
}

func (c *counting) refuse(v *Vote, why Reason) {
	c.refused = append(c.refused, Refusal{c.roll.parts[v.Part].Name, why, v.Choice, v.At})
}

func (c *counting) take(v *Vote) {
	l := &c.live[v.Part]
	l.spoke = true
	switch {
	case l.out:
		c.refuse(v, ExcludedPart)
	case v.At < c.rules.Opens:
		c.refuse(v, BeforeOpening)
	case v.At > c.rules.Closes:
		c.refuse(v, AfterClosing)
	case l.choice == None || v.At > l.at:
		l.at, l.choice, l.tie = v.At, v.Choice, false
	case v.At == l.at && v.Choice != l.choice:
		l.tie = true
		c.ties++
	}
}

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

func (c *counting) participates(ch Choice) bool { return ch != Void || c.bar.VoidParticipates }

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
	return c.result(c.sums)
}

// result asks the questions of the thresholds.
func (c *counting) result(sums [split + 1]Amount) Count {
	n := Count{Total: Amount{c.roll.total, int64(c.roll.nHeads)},
		Yes: sums[Yes], No: sums[No], Abstain: sums[Abstain], Void: sums[Void]}
	n.Participating = n.Yes.plus(n.No).plus(n.Abstain)
	if c.bar.VoidParticipates {
		n.Participating = n.Participating.plus(n.Void)
	}
	quorum, approval := c.laws()
	q, a := c.bar.Quorum, c.bar.Approval
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
	case c.rules.Thresholds != nil:
		return LawOwn, LawOwn
	case special(c.rules.Class):
		return LawQuorum, LawSpecial
	}
	return LawQuorum, LawGeneral
}
