package tally

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"mulin/internal/kit/area"
)

// Parse reads the JSON form of a decision:
//
//	{"scope":"…","class":1..9,
//	 "thresholds":null | {"quorum":{"numerator":2,"denominator":3,"strict":false},
//	                      "approval":{"numerator":1,"denominator":2,"strict":true},
//	                      "void_participates":false,"source":"the rule of the community"},
//	 "roll":[{"part":"A-1-0401","area_cm2":1123600,"head":"h1","excluded":false}],
//	 "ballots":[{"part":"A-1-0401","choice":"yes|no|abstain|void",
//	             "channel":"web|paper|phone|door","at":"RFC 3339","supersedes":null}],
//	 "opens":"RFC 3339","closes":"RFC 3339",
//	 "deemed":null | {"rule":"…","delivered":["A-1-0401"]}}
//
// Names are exact; only thresholds, deemed and supersedes may be missing or null.
// supersedes may be any text or integer that names the earlier ballot. Every error
// is a *[Fault] with its line and column. Rules that need the whole input, such as
// a part that stands twice, are checked by [Tally]; [CountFile] does both.
func Parse(data []byte) (Input, error) {
	r := newReader(data)
	var in Input
	err := r.object(r.input(&in))
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return Input{}, place(data, err)
	}
	return in, nil
}

// CountFile reads and counts the JSON form. Every error is a *[Fault] with its
// line and column.
func CountFile(data []byte) (Result, error) {
	in, err := Parse(data)
	if err != nil {
		return Result{}, err
	}
	res, err := Tally(in)
	if err != nil {
		return Result{}, place(data, err)
	}
	return res, nil
}

func (r reader) end() error {
	if _, err := r.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return &jsontext.SyntacticError{ByteOffset: r.dec.InputOffset(), Err: errors.New("text after the end")}
	}
	return nil
}

func (r reader) input(in *Input) []field {
	class := int64(0)
	return []field{
		{"scope", r.text(&in.Scope)},
		{"class", func() error {
			err := r.integer(&class)()
			if err == nil && (class < 1 || class > 9) {
				return r.fault(BadClass, "")
			}
			in.Class = int(class)
			return err
		}},
		r.optional("thresholds", func() error {
			in.Thresholds = &Thresholds{}
			return r.object(r.thresholds(in.Thresholds))
		}),
		{"roll", func() error { return r.roll(&in.Roll) }},
		{"ballots", func() error { return r.ballots(&in.Ballots) }},
		{"opens", r.instant(&in.Opens)},
		{"closes", r.instant(&in.Closes)},
		r.optional("deemed", func() error {
			in.Deemed = &Deemed{}
			return r.object(r.deemed(in.Deemed))
		}),
	}
}

func (r reader) thresholds(t *Thresholds) []field {
	return []field{
		{"quorum", func() error { return r.object(r.fraction(&t.Quorum)) }},
		{"approval", func() error { return r.object(r.fraction(&t.Approval)) }},
		{"void_participates", r.flag(&t.VoidParticipates)},
		{"source", r.text(&t.Source)},
	}
}

func (r reader) fraction(f *Fraction) []field {
	return []field{
		{"numerator", r.integer(&f.Numerator)},
		{"denominator", r.integer(&f.Denominator)},
		{"strict", r.flag(&f.Strict)},
	}
}

func (r reader) roll(into *[]Part) error {
	var p Part
	var cm2 int64
	fields := []field{
		{"part", r.text(&p.Name)},
		{"area_cm2", r.integer(&cm2)},
		{"head", r.text(&p.Head)},
		{"excluded", r.flag(&p.Excluded)},
	}
	return r.array(func() error {
		p = Part{}
		err := r.object(fields)
		p.Area = area.AreaCm2(cm2)
		*into = append(*into, p)
		return err
	})
}

func (r reader) ballots(into *[]Ballot) error {
	var b Ballot
	fields := []field{
		{"part", r.text(&b.Part)},
		{"choice", word(r, &b.Choice, ParseChoice)},
		{"channel", word(r, &b.Channel, ParseChannel)},
		{"at", r.instant(&b.At)},
		r.optional("supersedes", r.naming(&b.Supersedes)),
	}
	return r.array(func() error {
		b = Ballot{}
		err := r.object(fields)
		*into = append(*into, b)
		return err
	})
}

func (r reader) deemed(d *Deemed) []field {
	var name string
	return []field{
		{"rule", r.text(&d.Rule)},
		{"delivered", func() error {
			return r.array(func() error {
				err := r.text(&name)()
				d.Delivered = append(d.Delivered, name)
				return err
			})
		}},
	}
}

// word reads one of a few words.
func word[T any](r reader, into *T, parse func(string) (T, bool)) func() error {
	var s string
	read := r.text(&s)
	return func() error {
		if err := read(); err != nil {
			return err
		}
		v, ok := parse(s)
		if !ok {
			return r.fault(BadWord, s)
		}
		*into = v
		return nil
	}
}

// naming reads what names an earlier ballot: a text or an integer.
func (r reader) naming(into *string) func() error {
	var number int64
	text, integer := r.text(into), r.integer(&number)
	return func() error {
		if r.dec.PeekKind() != '0' {
			return text()
		}
		err := integer()
		*into = strconv.FormatInt(number, 10)
		return err
	}
}

// instant reads RFC 3339 with at most nine decimals of a second: more would be
// lost without a word.
func (r reader) instant(into *Instant) func() error {
	var s string
	read := r.text(&s)
	return func() error {
		if err := read(); err != nil {
			return err
		}
		var t time.Time
		if t.UnmarshalText([]byte(s)) != nil || decimals(s) > 9 || t.Year() < 1900 || t.Year() > 2200 {
			return r.fault(BadTime, s)
		}
		*into = InstantOf(t)
		return nil
	}
}

func decimals(rfc3339 string) int {
	_, fraction, _ := strings.Cut(rfc3339, ".")
	n := strings.IndexAny(fraction, "Z+-")
	return max(n, 0)
}

// place gives an error its line and column in the file.
func place(data []byte, err error) error {
	var f *Fault
	if !errors.As(err, &f) {
		f = &Fault{Code: BadSyntax, Value: strings.TrimPrefix(err.Error(), "jsontext: ")}
	}
	at := len(data)
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		f.Pointer, f.Value = string(syntax.JSONPointer), syntax.Err.Error()
		at = int(syntax.ByteOffset)
	} else {
		at = find(data, f.Pointer, at)
	}
	before := string(data[:min(at, len(data))])
	f.Line = strings.Count(before, "\n") + 1
	f.Column = utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return f
}

// find gives the offset of the value that a pointer names; otherwise when there is
// none. It reads the file again, which only an error has to pay for.
func find(data []byte, pointer string, otherwise int) int {
	dec := newReader(data).dec
	for {
		start := int(dec.InputOffset())
		tok, err := dec.ReadToken()
		if err != nil {
			return otherwise
		}
		if string(dec.StackPointer()) != pointer || tok.Kind() == '}' || tok.Kind() == ']' {
			continue
		}
		for start < len(data) && strings.IndexByte(" \t\r\n,:", data[start]) >= 0 {
			start++
		}
		return start
	}
}
