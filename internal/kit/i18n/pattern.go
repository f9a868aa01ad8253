package i18n

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// pattern is a text whose placeholders only put a value in, which is nearly all
// of them. It is filled in without running a template: a page of the queue does
// that some hundred times.
type pattern struct {
	words []string // one more than names: what stands around the values
	names []string
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// parsePattern takes a text apart; false when it has conditions or functions.
func parsePattern(text string) (pattern, bool) {
	p := pattern{words: placeholder.Split(text, -1)}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		p.names = append(p.names, m[1])
	}
	return p, !strings.Contains(strings.Join(p.words, ""), "{{")
}

// fill puts the values in; args are pairs of name and value.
func (p pattern) fill(args []any) string {
	var b strings.Builder
	b.WriteString(p.words[0])
	for i, name := range p.names {
		b.WriteString(show(named(args, name)))
		b.WriteString(p.words[i+1])
	}
	return b.String()
}

func named(args []any, name string) any {
	for i := len(args) - 2; i >= 0; i -= 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

// show prints a value as text/template does.
func show(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case nil:
		return "<no value>"
	}
	return fmt.Sprint(v)
}
