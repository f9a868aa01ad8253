package tally_test

import (
	"math/big"
	"slices"

	"mulin/internal/decision/tally"
)

// slow counts a decision a second time in the most naive way: loops over loops
// and fractions of any size. It shares no code with the package.
type slow struct {
	in            tally.Input
	q, a          tally.Fraction
	voidCounts    bool
	refused       map[int]tally.Reason // by ballot
	strict, deems slowCount
}

type slowCount struct {
	area, heads    map[string]int64 // total, participating, yes, no, abstain, void
	quorum, passes bool
}

func slowly(in tally.Input) *slow {
	s := &slow{in: in, refused: map[int]tally.Reason{}}
	s.q, s.a = tally.Fraction{Numerator: 2, Denominator: 3}, tally.Fraction{Numerator: 1, Denominator: 2, Strict: true}
	if slices.Contains([]int{6, 7, 8}, in.Class) {
		s.a = tally.Fraction{Numerator: 3, Denominator: 4}
	}
	if t := in.Thresholds; t != nil {
		s.q, s.a, s.voidCounts = t.Quorum, t.Approval, t.VoidParticipates
	}
	said := s.voices()
	s.strict = s.count(said)
	s.deems = s.strict
	if in.Deemed != nil {
		s.deems = s.count(s.withDeemed(said))
	}
	return s
}

// voices gives for each counted part what it says ("" for nothing).
func (s *slow) voices() map[string]string {
	said := map[string]string{}
	for _, p := range s.in.Roll {
		if !p.Excluded {
			said[p.Name] = s.voice(p.Name)
		}
	}
	s.refuseIneligible()
	out := map[string]string{}
	for _, p := range s.in.Roll {
		voice := said[p.Name]
		if voice != "" && s.isVote(voice) && s.split(p.Head, said) {
			s.refuseSplit(p.Name, voice)
			voice = ""
		}
		out[p.Name] = voice
	}
	return out
}

func (s *slow) isVote(voice string) bool { return voice != "void" || s.voidCounts }

func (s *slow) split(head string, said map[string]string) bool {
	different := map[string]bool{}
	for _, p := range s.in.Roll {
		if p.Head == head && said[p.Name] != "" && s.isVote(said[p.Name]) {
			different[said[p.Name]] = true
		}
	}
	return len(different) > 1
}

// voice finds the latest instant with one choice only, from the last to the first.
func (s *slow) voice(part string) string {
	instants := []tally.Instant{}
	for _, b := range s.in.Ballots {
		if b.Part == part && b.At >= s.in.Opens && b.At <= s.in.Closes {
			instants = append(instants, b.At)
		}
	}
	slices.Sort(instants)
	slices.Reverse(instants)
	for _, at := range slices.Compact(instants) {
		choices := map[string]bool{}
		var indices []int
		for i, b := range s.in.Ballots {
			if b.Part == part && b.At == at {
				choices[b.Choice.String()] = true
				indices = append(indices, i)
			}
		}
		if len(choices) == 1 {
			return s.in.Ballots[indices[0]].Choice.String()
		}
		for _, i := range indices {
			s.refused[i] = tally.Tie
		}
	}
	return ""
}

func (s *slow) refuseIneligible() {
	for i, b := range s.in.Ballots {
		at := slices.IndexFunc(s.in.Roll, func(p tally.Part) bool { return p.Name == b.Part })
		switch {
		case at < 0:
			s.refused[i] = tally.NotOnRoll
		case s.in.Roll[at].Excluded:
			s.refused[i] = tally.ExcludedPart
		case b.At < s.in.Opens:
			s.refused[i] = tally.BeforeOpening
		case b.At > s.in.Closes:
			s.refused[i] = tally.AfterClosing
		}
	}
}

// refuseSplit marks one of the live ballots of the part: the latest not refused.
func (s *slow) refuseSplit(part, voice string) {
	last := -1
	for i, b := range s.in.Ballots {
		_, gone := s.refused[i]
		if b.Part == part && !gone && (last < 0 || b.At > s.in.Ballots[last].At) {
			last = i
		}
	}
	s.refused[last] = tally.SplitHead
}

func (s *slow) count(said map[string]string) slowCount {
	c := slowCount{area: map[string]int64{}, heads: map[string]int64{}}
	byHead := map[string]map[string]bool{}
	for _, p := range s.in.Roll {
		if p.Excluded {
			continue
		}
		if byHead[p.Head] == nil {
			byHead[p.Head] = map[string]bool{}
		}
		voice := said[p.Name]
		byHead[p.Head][voice] = true
		c.area["total"] += int64(p.Area)
		c.area[voice] += int64(p.Area)
		if voice != "" && s.isVote(voice) {
			c.area["participating"] += int64(p.Area)
		}
	}
	for head, voices := range byHead {
		c.heads["total"]++
		s.countHead(c, head, voices)
	}
	c.quorum = enough(c.area["participating"], c.area["total"], s.q) && enough(c.heads["participating"], c.heads["total"], s.q)
	c.passes = c.quorum && enough(c.area["yes"], c.area["participating"], s.a) && enough(c.heads["yes"], c.heads["participating"], s.a)
	return c
}

func (s *slow) countHead(c slowCount, head string, voices map[string]bool) {
	for _, voice := range []string{"yes", "no", "abstain", "void"} {
		if voices[voice] && s.isVote(voice) {
			c.heads[voice]++
			c.heads["participating"]++
			return
		}
	}
	if voices["void"] && !s.splitOutside(head) {
		c.heads["void"]++
	}
}

// splitOutside: a split head is no void head either.
func (s *slow) splitOutside(head string) bool {
	for i, why := range s.refused {
		for _, p := range s.in.Roll {
			if why == tally.SplitHead && p.Name == s.in.Ballots[i].Part && p.Head == head {
				return true
			}
		}
	}
	return false
}

func enough(a, whole int64, f tally.Fraction) bool {
	if whole == 0 {
		return !f.Strict
	}
	sign := big.NewRat(a, whole).Cmp(big.NewRat(f.Numerator, f.Denominator))
	return sign > 0 || sign == 0 && !f.Strict
}

func (s *slow) withDeemed(said map[string]string) map[string]string {
	out := map[string]string{}
	for part, voice := range said {
		out[part] = voice
	}
	voice := "yes"
	switch d := s.strict.heads["yes"] - s.strict.heads["no"]; {
	case d == 0:
		return out
	case d < 0:
		voice = "no"
	}
	for _, p := range s.in.Roll {
		if !p.Excluded && slices.Contains(s.in.Deemed.Delivered, p.Name) && s.silent(p.Head) {
			out[p.Name] = voice
		}
	}
	return out
}

func (s *slow) silent(head string) bool {
	for _, b := range s.in.Ballots {
		for _, p := range s.in.Roll {
			if p.Name == b.Part && p.Head == head && !p.Excluded {
				return false
			}
		}
	}
	return true
}
