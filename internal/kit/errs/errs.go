// Package errs holds the six kinds of failure a person can be told about.
// Anything that is not an *Error is internal: the visitor sees a number only.
package errs

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Kind says what sort of answer an error deserves.
type Kind int

// The kinds, in the order of the HTTP statuses they become.
const (
	Internal        Kind = iota // a fault of ours: 500
	Invalid                     // bad input, with the fields at fault: 422
	Unauthenticated             // nobody is signed in: 401
	Forbidden                   // signed in, but not allowed: 403
	NotFound                    // does not exist, or not for you: 404
	Conflict                    // somebody or something got there first: 409
	TooMany                     // slow down: 429
)

// Args fill the placeholders of a message.
type Args map[string]any

// Field is one input at fault. Name is the form field, Key the message.
type Field struct {
	Name string
	Key  string
	Args Args
}

// Error carries a message key, translated only at the edge.
type Error struct {
	Kind   Kind
	Key    string
	Args   Args
	Fields []Field
	cause  error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Key)
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.cause }

// New makes an error of a kind with a message key. It wraps cause when given.
func New(kind Kind, key string, cause ...error) *Error {
	e := &Error{Kind: kind, Key: key}
	if len(cause) > 0 {
		e.cause = cause[0]
	}
	return e
}

// With adds the values for the placeholders of the message.
func (e *Error) With(args Args) *Error {
	e.Args = args
	return e
}

// InvalidField is an Invalid error about one field.
func InvalidField(name, key string, args ...Args) *Error {
	f := Field{Name: name, Key: key}
	if len(args) > 0 {
		f.Args = args[0]
	}
	return &Error{Kind: Invalid, Key: "err.invalid", Fields: []Field{f}}
}

// KindOf tells the kind of any error; Internal for those not made here.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// As gives the *Error inside err, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Check collects the fields at fault, so that a form tells all of them at once.
type Check struct{ fields []Field }

// That records the field as faulty unless ok.
func (c *Check) That(ok bool, name, key string, args ...Args) {
	if ok {
		return
	}
	f := Field{Name: name, Key: key}
	if len(args) > 0 {
		f.Args = args[0]
	}
	c.fields = append(c.fields, f)
}

// Short records a text of more than max characters as too long.
func (c *Check) Short(text, name string, max int) {
	c.That(utf8.RuneCountInString(text) <= max, name, "err.toolong", Args{"Max": max})
}

// Add takes over the fields of another Invalid error; other errors are put at name.
func (c *Check) Add(name, key string, err error) {
	if err == nil {
		return
	}
	if e := As(err); e != nil && len(e.Fields) > 0 {
		c.fields = append(c.fields, e.Fields...)
		return
	}
	c.fields = append(c.fields, Field{Name: name, Key: key})
}

// Err is nil when every check held.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "err.invalid", Fields: c.fields}
}
