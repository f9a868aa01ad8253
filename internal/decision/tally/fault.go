package tally

import (
	"fmt"
	"strconv"
)

// Code says what is wrong with a file; the text is "tally.fault." + Code.
type Code string

// What can be wrong with a file.
const (
	BadSyntax    Code = "syntax"     // not JSON, a name twice, or text after the end
	WrongType    Code = "type"       // Value says what is wanted
	UnknownField Code = "unknown"    // Value is the name
	MissingField Code = "missing"    // Value is the name
	BadText      Code = "text"       // empty, padded with spaces, or unprintable
	BadTime      Code = "time"       // not RFC 3339, or not of the years 1900 to 2200
	BadWord      Code = "word"       // a choice or channel that does not exist
	BadClass     Code = "class"      // not 1 to 9
	BadWindow    Code = "window"     // opens is not before closes
	BadArea      Code = "area"       // not 1 to MaxArea cm²
	TooMuchArea  Code = "total_area" // the roll has more than MaxArea cm²
	TooManyParts Code = "parts"      // more than MaxParts
	EmptyRoll    Code = "empty"      // no part that counts
	Twice        Code = "twice"      // Value is the part
	NotListed    Code = "not_listed" // a delivered part that the roll does not have
	BadFraction  Code = "fraction"   // not 0 < numerator ≤ denominator ≤ MaxDenominator
	NeverReached Code = "never"      // more than the whole
)

// Fault is a malformed input. It can be put right only by who made the input;
// nothing was counted.
type Fault struct {
	Code    Code
	Pointer string // RFC 6901: "/roll/3/area_cm2"
	Value   string // what was found or, for a type, wanted
	Line    int    // of the file, from 1; 0 when the input was not a file
	Column  int    // in characters, from 1
}

func (f *Fault) Error() string {
	place := ""
	if f.Line > 0 {
		place = fmt.Sprintf("line %d, column %d: ", f.Line, f.Column)
	}
	return fmt.Sprintf("tally: %s%s: %s %s", place, f.Pointer, f.Code, strconv.Quote(f.Value))
}

func pointer(list string, i int, field string) string {
	p := "/" + list + "/" + strconv.Itoa(i)
	if field != "" {
		p += "/" + field
	}
	return p
}

// check tells what is wrong with the rules.
func (r *Rules) check() *Fault {
	switch {
	case r.Class < 1 || r.Class > 9:
		return &Fault{Code: BadClass, Pointer: "/class", Value: strconv.Itoa(r.Class)}
	case r.Opens >= r.Closes:
		return &Fault{Code: BadWindow, Pointer: "/closes", Value: r.Closes.String()}
	case r.Deemed != nil && r.Deemed.Rule == "":
		return &Fault{Code: BadText, Pointer: "/deemed/rule"}
	}
	return r.Thresholds.check()
}

func (t *Thresholds) check() *Fault {
	if t == nil {
		return nil
	}
	if c := t.Quorum.fault(); c != "" {
		return &Fault{Code: c, Pointer: "/thresholds/quorum", Value: t.Quorum.String()}
	}
	if c := t.Approval.fault(); c != "" {
		return &Fault{Code: c, Pointer: "/thresholds/approval", Value: t.Approval.String()}
	}
	if t.Source == "" {
		return &Fault{Code: BadText, Pointer: "/thresholds/source"}
	}
	return nil
}

func (f Fraction) String() string { return fmt.Sprintf("%d/%d", f.Numerator, f.Denominator) }

func (v Vote) check(i int) *Fault {
	switch {
	case !v.Choice.valid():
		return &Fault{Code: BadWord, Pointer: pointer("ballots", i, "choice"), Value: v.Choice.String()}
	case !v.Channel.valid():
		return &Fault{Code: BadWord, Pointer: pointer("ballots", i, "channel"), Value: v.Channel.String()}
	}
	return nil
}
