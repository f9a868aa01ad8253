package ui

import (
	"context"

	"github.com/a-h/templ"
)

// Option is one choice of a Select, RadioCards or CheckCards field. Hint is a
// second line on the card; Icon is one of IconNames.
type Option struct {
	Value, Label, Hint, Icon string
	Selected, Disabled       bool
}

// Field is one question of a form; every kind of field takes it. ID defaults
// to "f-" + Name. Value is what the person typed, so that nothing is lost.
// Optional is the word shown behind the label when the answer may be left out
// ("选填"); Missing is the sentence shown at the field, before the page is
// sent, when a required answer is empty. Unit stands behind a number ("元").
type Field struct {
	ID, Name, Label, Value, Hint, Error string
	Required, Autofocus, Checked        bool
	Multiple, ReadOnly, HideLabel       bool
	Autocomplete, InputMode             string
	Placeholder, Optional, Missing      string
	Unit, Accept, Min, Max, Step        string
	MaxLength, Rows                     int
	Options                             []Option
	Attrs                               templ.Attributes
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + f.Name
}

func (f Field) rows() int {
	if f.Rows > 0 {
		return f.Rows
	}
	return 4
}

func (f Field) chosen(o Option) bool {
	return o.Selected || (f.Value != "" && o.Value == f.Value)
}

// describedBy names the elements a screen reader reads after the label.
func (f Field) describedBy() string {
	ids := ""
	if f.Hint != "" {
		ids = f.id() + "-hint"
	}
	if f.Error != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.id() + "-error"
	}
	return ids
}

// common are the attributes all controls share; f.Attrs wins over them.
func (f Field) common(ctx context.Context) templ.Attributes {
	attrs := templ.Attributes{"id": f.id(), "name": f.Name}
	put := func(key, value string) {
		if value != "" {
			attrs[key] = value
		}
	}
	put("aria-describedby", f.describedBy())
	put("autocomplete", f.Autocomplete)
	put("data-missing", f.Missing)
	attrs["required"] = f.Required
	attrs["autofocus"] = f.Autofocus || (f.Error != "" && claimFocus(ctx))
	if f.Error != "" {
		attrs["aria-invalid"] = "true"
	}
	for key, value := range f.Attrs {
		attrs[key] = value
	}
	return attrs
}

// typed adds what only fields one types into have.
func (f Field) typed(ctx context.Context, kind, mode string) templ.Attributes {
	attrs := f.common(ctx)
	put := func(key, value string) {
		if _, taken := attrs[key]; value != "" && !taken {
			attrs[key] = value
		}
	}
	put("type", kind)
	put("inputmode", orText(f.InputMode, mode))
	put("placeholder", f.Placeholder)
	put("accept", f.Accept)
	put("min", f.Min)
	put("max", f.Max)
	put("step", f.Step)
	attrs["readonly"] = f.ReadOnly
	attrs["multiple"] = f.Multiple
	return attrs
}

type focusKey struct{}

// withFocus starts a form: the first field with an error in it gets the focus.
func withFocus(ctx context.Context) context.Context {
	return context.WithValue(ctx, focusKey{}, new(bool))
}

func claimFocus(ctx context.Context) bool {
	taken, ok := ctx.Value(focusKey{}).(*bool)
	if !ok || *taken {
		return false
	}
	*taken = true
	return true
}

// FormBox is a form. Method defaults to "post". Draft keeps what is typed on
// this device under that key until the form is sent (at most seven days);
// give each thing its own key ("matter-new", "visit-1234"); DraftText says
// that a draft was brought back. Key is the idempotency key, sent as "key".
// Busy is the button's text while sending. Files allows uploads.
type FormBox struct {
	ID, Action, Method, Draft, DraftText string
	Key, Busy                            string
	Files                                bool
	ErrorTitle                           string
	Errors                               []FieldError
	Attrs                                templ.Attributes
}

func (f FormBox) method() string { return orText(f.Method, "post") }

// FieldError is one line of the summary above a form. FieldID is the field's
// ID ("f-" + Name by default); empty for an error of the whole form.
type FieldError struct{ FieldID, Text string }

func withoutValue(f Field) Field {
	f.Value = ""
	return f
}

func fileIcon(f Field) string {
	if len(f.Accept) >= 5 && f.Accept[:5] == "image" {
		return "camera"
	}
	return "upload"
}

// cardAttrs are those of the i-th card; only the first may take the focus, and
// checkboxes are never required one by one.
func (f Field) cardAttrs(ctx context.Context, kind string, i int) templ.Attributes {
	attrs := templ.Attributes{"type": kind, "name": f.Name}
	if kind == "radio" {
		attrs["required"] = f.Required
	}
	if i == 0 {
		attrs["autofocus"] = f.Autofocus || (f.Error != "" && claimFocus(ctx))
	}
	if f.Error != "" {
		attrs["aria-invalid"] = "true"
	}
	for key, value := range f.Attrs {
		attrs[key] = value
	}
	return attrs
}
