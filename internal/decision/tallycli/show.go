package tallycli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"mulin/internal/decision/tally"
	"mulin/internal/kit/i18n"
)

// refusal is a refused ballot with its reason in words.
type refusal struct {
	tally.Refusal
	Words string `json:"words"`
}

// document prints the result as JSON: the fields of tally.Result, with words.
func document(w *i18n.Words, r tally.Result, out io.Writer) error {
	doc := struct {
		tally.Result
		Refused []refusal            `json:"refused"`
		Laws    map[tally.Law]string `json:"laws"`
		Warning string               `json:"warning,omitempty"` // on deemed votes
		Note    string               `json:"note"`
	}{Result: r, Refused: []refusal{}, Laws: map[tally.Law]string{}, Note: w.T("tally.note")}
	for _, x := range r.Refused {
		doc.Refused = append(doc.Refused, refusal{x, reason(w, x)})
	}
	for _, t := range r.Tests {
		doc.Laws[t.Law] = law(w, r, t)
	}
	if r.DeemedVotes != nil {
		doc.Warning = w.T("tally.deemed.warning")
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}

func reason(w *i18n.Words, x tally.Refusal) string { return w.T("tally.refused." + string(x.Reason)) }

func law(w *i18n.Words, r tally.Result, t tally.Test) string {
	return w.T("tally.law."+string(t.Law), "Source", r.Thresholds.Source)
}

// text prints the result for people: every number, every test, its line of law.
func text(w *i18n.Words, r tally.Result, out io.Writer) error {
	var b strings.Builder
	line := func(key string, args ...any) { b.WriteString(w.T(key, args...) + "\n") }
	line("tally.title", "Scope", r.Scope)
	line("tally.class", "Class", r.Class, "What", w.T(fmt.Sprintf("tally.class.%d", r.Class)))
	line("tally.ballots", "All", r.Ballots, "Live", r.Live, "Superseded", r.Superseded, "Refused", len(r.Refused))
	b.WriteString("\n")
	line("tally.strict")
	side(w, r, r.Strict, line)
	if r.DeemedVotes != nil {
		b.WriteString("\n")
		deemed(w, r, line)
	}
	if len(r.Refused) > 0 {
		b.WriteString("\n")
		line("tally.refused")
	}
	for _, x := range r.Refused {
		line("tally.refused.line", "Part", x.Part, "Choice", w.T("tally.choice."+x.Choice.String()), "At", x.At, "Why", reason(w, x))
	}
	b.WriteString("\n")
	line("tally.note")
	_, err := io.WriteString(out, b.String())
	return err
}

type printer func(key string, args ...any)

func side(w *i18n.Words, r tally.Result, c tally.Count, line printer) {
	none := tally.Amount{}
	amount(w, "total", c.Total, none, line)
	amount(w, "participating", c.Participating, c.Total, line)
	amount(w, "yes", c.Yes, c.Participating, line)
	amount(w, "no", c.No, c.Participating, line)
	amount(w, "abstain", c.Abstain, c.Participating, line)
	amount(w, "void", c.Void, none, line)
	for _, t := range c.Tests {
		line("tally.test", "Name", w.T("tally.test."+t.Name), "Test", t.Expression, "Products", products(t),
			"Holds", w.T(fmt.Sprintf("tally.holds.%v", t.Holds)), "Law", law(w, r, t))
	}
	line(fmt.Sprintf("tally.quorum.%v", c.Quorum))
	line(fmt.Sprintf("tally.passes.%v", c.Passes))
}

// products shows what the two sides of a test come to: "648 = 648".
func products(t tally.Test) string {
	sign := "="
	switch {
	case t.Left > t.Right:
		sign = ">"
	case t.Left < t.Right:
		sign = "<"
	}
	return fmt.Sprintf("%d %s %d", t.Left, sign, t.Right)
}

// amount prints an amount and, for comparison with a posted notice, its share of a
// whole. The share is rounded and decides nothing.
func amount(w *i18n.Words, what string, a, whole tally.Amount, line printer) {
	what = w.T("tally." + what)
	if whole.Heads == 0 || whole.Area == 0 {
		line("tally.amount", "What", what, "Area", a.Area, "Heads", a.Heads)
		return
	}
	line("tally.amount.share", "What", what, "Area", a.Area, "Heads", a.Heads,
		"AreaShare", percent(int64(a.Area), int64(whole.Area)), "HeadShare", percent(a.Heads, whole.Heads))
}

// percent gives a share with two decimals, rounded half up: "63.49%".
func percent(a, whole int64) string {
	basisPoints := (20_000*a + whole) / (2 * whole)
	return fmt.Sprintf("%d.%02d%%", basisPoints/100, basisPoints%100)
}

func deemed(w *i18n.Words, r tally.Result, line printer) {
	d := r.DeemedVotes
	line("tally.deemed", "Rule", d.Rule)
	line("tally.deemed.warning")
	if d.Choice == tally.None {
		line("tally.deemed.none")
	} else {
		line("tally.deemed.added", "Choice", w.T("tally.choice."+d.Choice.String()), "Area", d.Added.Area, "Heads", d.Added.Heads, "Parts", len(d.Parts))
	}
	side(w, r, r.Deemed, line)
}
