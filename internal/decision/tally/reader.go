package tally

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// reader reads JSON and accepts nothing but what is asked for: no unknown, missing
// or repeated name, no null and no other type.
type reader struct{ dec *jsontext.Decoder }

func newReader(data []byte) reader {
	return reader{jsontext.NewDecoder(bytes.NewBuffer(data))}
}

// field is a name of an object and how its value is read.
type field struct {
	name string
	read func() error
}

// optional marks a field that may be missing or null.
func (r reader) optional(name string, read func() error) field {
	return field{"?" + name, func() error {
		if r.dec.PeekKind() == 'n' {
			return r.dec.SkipValue()
		}
		return read()
	}}
}

func (r reader) fault(code Code, value string) error {
	return &Fault{Code: code, Pointer: string(r.dec.StackPointer()), Value: value}
}

// token reads a token of a kind: one of '{', '[', '"', '0', 't'.
func (r reader) token(kind jsontext.Kind, wanted string) (jsontext.Token, error) {
	got := r.dec.PeekKind()
	tok, err := r.dec.ReadToken()
	if err != nil {
		return tok, err
	}
	if got != kind && (kind != 't' || got != 'f') {
		return tok, r.fault(WrongType, wanted)
	}
	return tok, nil
}

func (r reader) object(fields []field) error {
	if _, err := r.token('{', "object"); err != nil {
		return err
	}
	var seen uint
	for r.dec.PeekKind() != '}' {
		i, err := r.name(fields)
		if err != nil {
			return err
		}
		seen |= 1 << i
		if err := fields[i].read(); err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for i, f := range fields {
		if seen&(1<<i) == 0 && f.name[0] != '?' {
			return r.fault(MissingField, f.name)
		}
	}
	return nil
}

func (r reader) name(fields []field) (int, error) {
	tok, err := r.dec.ReadToken()
	if err != nil {
		return 0, err
	}
	name := tok.String()
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name || f.name == "?"+name })
	if i < 0 || strings.HasPrefix(name, "?") {
		return 0, r.fault(UnknownField, name)
	}
	return i, nil
}

func (r reader) array(element func() error) error {
	if _, err := r.token('[', "array"); err != nil {
		return err
	}
	for r.dec.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := r.dec.ReadToken()
	return err
}

// text reads a string that looks like what it is: not empty, no spaces around it,
// nothing invisible in it, so that two names that look alike are alike.
func (r reader) text(into *string) func() error {
	return func() error {
		tok, err := r.token('"', "string")
		if err != nil {
			return err
		}
		s := tok.String()
		hidden := strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsGraphic(c) })
		if s == "" || hidden || strings.TrimSpace(s) != s {
			return r.fault(BadText, s)
		}
		*into = s
		return nil
	}
}

func (r reader) flag(into *bool) func() error {
	return func() error {
		tok, err := r.token('t', "flag")
		if err == nil {
			*into = tok.Bool()
		}
		return err
	}
}

// integer reads a number written with digits only: 1.0 and 1e3 are no integers.
func (r reader) integer(into *int64) func() error {
	return func() error {
		tok, err := r.token('0', "integer")
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(tok.String(), 10, 64)
		if err != nil {
			return r.fault(WrongType, "integer")
		}
		*into = n
		return nil
	}
}
