package tally

import (
	"cmp"
	"slices"

	"mulin/internal/kit/area"
)

// Amount is an area and the heads that hold it.
type Amount struct {
	Area  area.AreaCm2 `json:"area_cm2"`
	Heads int64        `json:"heads"`
}

func (a Amount) plus(b Amount) Amount { return Amount{a.Area + b.Area, a.Heads + b.Heads} }

// Count is one way of counting: with returned ballots only, or with deemed votes.
type Count struct {
	Total         Amount `json:"total"`
	Participating Amount `json:"participating"`
	Yes           Amount `json:"yes"`
	No            Amount `json:"no"`
	Abstain       Amount `json:"abstain"`
	Void          Amount `json:"void"` // heads: those whose live ballots are all void
	Quorum        bool   `json:"quorum"`
	Passes        bool   `json:"passes"`
	Tests         []Test `json:"tests"` // quorum by area and heads, approval by area and heads
}

// Result of a decision. The embedded count is the result: the strict one.
type Result struct {
	Scope      string     `json:"scope"`
	Class      int        `json:"class"`
	Thresholds Thresholds `json:"thresholds"`
	Count
	Strict      Count        `json:"strict"`       // returned ballots only
	Deemed      Count        `json:"deemed"`       // equal to Strict when nobody is deemed
	DeemedVotes *DeemedVotes `json:"deemed_votes"` // nil when no rule was cited
	Ballots     int          `json:"ballots"`      // = Live + Superseded + len(Refused)
	Live        int          `json:"live"`         // parts with a counted ballot, void ones too
	Superseded  int          `json:"superseded"`   // replaced by a later one, or the same again
	Refused     []Refusal    `json:"refused"`      // ordered by part, instant and choice; never nil
}

// DeemedVotes says who was deemed to vote, by which rule. A page that shows it
// shows the warning "tally.deemed.warning" beside it.
type DeemedVotes struct {
	Rule   string   `json:"rule"`
	Choice Choice   `json:"choice"` // of the majority; None when yes and no are equal
	Added  Amount   `json:"added"`
	Parts  []string `json:"parts"` // by name; never nil
}

// Reason is why a ballot was refused; the text is "tally.refused." + Reason.
type Reason string

// Why a ballot is refused. When several apply, the first of this list is given.
const (
	NotOnRoll     Reason = "not_on_roll"
	ExcludedPart  Reason = "excluded"
	BeforeOpening Reason = "before_opening"
	AfterClosing  Reason = "after_closing"
	Tie           Reason = "tie"        // same part and instant, another choice
	SplitHead     Reason = "split_head" // the head voted its parts differently
)

// Refusal is a ballot that was not counted. Of several equal ballots of a split
// head one is shown.
type Refusal struct {
	Part   string  `json:"part"`
	Reason Reason  `json:"reason"`
	Choice Choice  `json:"choice"`
	At     Instant `json:"at"`
}

// sortRefused gives an order that does not depend on the order of the ballots.
func sortRefused(refused []Refusal) {
	slices.SortFunc(refused, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.At, b.At), cmp.Compare(a.Choice, b.Choice))
	})
}
