package tally

import (
	"strconv"
)

// The bounds that make every product of a test fit into an int64 (1e6 × 1e12).
const (
	MaxArea        = 1_000_000_000_000 // cm² of a whole roll: 100 km²
	MaxDenominator = 1_000_000
	MaxParts       = 10_000_000
)

// Fraction is a part of a whole that must be reached, or exceeded when Strict.
// 0 < Numerator ≤ Denominator ≤ MaxDenominator.
type Fraction struct {
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
	Strict      bool  `json:"strict"`
}

// Thresholds say how much is enough. Each fraction is asked by area and by heads.
type Thresholds struct {
	Quorum           Fraction `json:"quorum"`            // participating of total
	Approval         Fraction `json:"approval"`          // yes of participating
	VoidParticipates bool     `json:"void_participates"` // whether void ballots participate
	Source           string   `json:"source"`            // the community's own rule; empty only in Defaults
}

// Law names the line of law behind a test; the text is "tally.law." + Law.
type Law string

// The lines of law. Local rules come first (以当地规定为准).
const (
	LawQuorum  Law = "quorum"  // Civil Code 278 para. 2: two thirds or more by area and heads take part
	LawGeneral Law = "general" // Civil Code 278 para. 2: more than half; 1259: more than excludes the number
	LawSpecial Law = "special" // Civil Code 278 para. 2: items 6 to 8 need three quarters or more
	LawOwn     Law = "own"     // Thresholds.Source
)

// Defaults gives the law's thresholds for a class, 1 to 9. Quorum: two thirds or
// more (Civil Code 278 para. 2, first sentence). Approval: three quarters or more
// for items 6, 7 and 8 (second sentence), more than half for the others (third
// sentence). "以上" includes the number, "过半" does not (1259). 以当地规定为准.
func Defaults(class int) Thresholds {
	t := Thresholds{Quorum: Fraction{2, 3, false}, Approval: Fraction{1, 2, true}}
	if special(class) {
		t.Approval = Fraction{3, 4, false}
	}
	return t
}

func special(class int) bool { return class >= 6 && class <= 8 }

func (f Fraction) fault() Code {
	switch {
	case f.Denominator < 1 || f.Denominator > MaxDenominator, f.Numerator < 1 || f.Numerator > f.Denominator:
		return BadFraction
	case f.Strict && f.Numerator == f.Denominator:
		return NeverReached
	}
	return ""
}

// Test is one comparison of a result, exact: Left and Right are the products.
type Test struct {
	Name       string `json:"test"`       // quorum_area, quorum_heads, approval_area, approval_heads
	Expression string `json:"expression"` // "3×216 ≥ 2×324"
	Left       int64  `json:"left"`
	Right      int64  `json:"right"`
	Holds      bool   `json:"holds"`
	Law        Law    `json:"law"`
}

// test asks whether a is enough of whole: Denominator × a against Numerator × whole.
func (f Fraction) test(name string, law Law, a, whole int64) Test {
	t := Test{Name: name, Law: law, Left: f.Denominator * a, Right: f.Numerator * whole}
	sign := " ≥ "
	t.Holds = t.Left >= t.Right
	if f.Strict {
		sign = " > "
		t.Holds = t.Left > t.Right
	}
	t.Expression = product(f.Denominator, a) + sign + product(f.Numerator, whole)
	return t
}

func product(factor, n int64) string {
	if factor == 1 {
		return strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(factor, 10) + "×" + strconv.FormatInt(n, 10)
}
