package app

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// form is a form of a page, with what a person would leave and type in it.
type form struct {
	page, action string
	values       url.Values
	fields       []field
}

// field is one a person types into.
type field struct {
	name     string
	required bool
}

// formsOf are the forms on a page that change something.
func formsOf(t *testing.T, page, text string) []*form {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	must(t, err)
	var out []*form
	for n := range root.Descendants() {
		if n.Data == "form" && strings.EqualFold(attr(n, "method"), "post") {
			f := &form{page: page, action: attr(n, "action"), values: url.Values{}}
			for inner := range n.Descendants() {
				f.take(inner)
			}
			out = append(out, f)
		}
	}
	return out
}

func (f *form) take(n *html.Node) {
	name := attr(n, "name")
	if n.Type != html.ElementNode || name == "" {
		return
	}
	switch n.Data {
	case "textarea":
		f.typed(n, "示例说明")
	case "input":
		f.input(n, name)
	case "select":
		f.values.Set(name, firstOption(n))
	case "button":
		if !f.values.Has(name) {
			f.values.Set(name, attr(n, "value"))
		}
	}
}

func (f *form) input(n *html.Node, name string) {
	switch attr(n, "type") {
	case "hidden":
		f.values.Add(name, attr(n, "value"))
	case "radio", "checkbox":
		if !f.values.Has(name) {
			f.values.Set(name, attr(n, "value"))
		}
	case "file":
	case "tel":
		f.typed(n, "13900000001")
	case "date":
		f.typed(n, "2026-11-24")
	case "datetime-local":
		f.typed(n, "2026-11-24T10:00")
	case "time":
		f.typed(n, "10:00")
	case "number":
		f.typed(n, "1")
	default:
		f.typed(n, "示例文字")
	}
}

// typed notes a field to type into: with what stands in it, else with a sample.
func (f *form) typed(n *html.Node, sample string) {
	name, value := attr(n, "name"), attr(n, "value")
	if value == "" && n.Data == "textarea" && n.FirstChild != nil {
		value = n.FirstChild.Data
	}
	if value == "" {
		value = sample
	}
	f.values.Set(name, value)
	f.fields = append(f.fields, field{name, has(n, "required") || has(n, "data-missing")})
}

// with is the form with one field filled otherwise.
func (f *form) with(name, value string) url.Values {
	out := url.Values{}
	for k, v := range f.values {
		out[k] = v
	}
	out.Set(name, value)
	return out
}

func firstOption(n *html.Node) string {
	for o := range n.Descendants() {
		if o.Data == "option" && attr(o, "value") != "" {
			return attr(o, "value")
		}
	}
	return ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
