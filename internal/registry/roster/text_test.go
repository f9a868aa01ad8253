package roster

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// declaredCodes reads the constants named Code… from the source, so that a new
// code cannot be forgotten in the table of texts.
func declaredCodes(t *testing.T) []string {
	t.Helper()
	file, err := goparser.ParseFile(token.NewFileSet(), "errors.go", nil, 0)
	must(t, err)
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		must(t, err)
		out = append(out, code)
		return true
	})
	return out
}

func TestEveryCodeHasItsTextInThreeLanguages(t *testing.T) {
	all := declaredCodes(t)
	if len(all) < 30 {
		t.Fatalf("only %d codes found", len(all))
	}
	for _, code := range all {
		e := CellError{Code: code, Cell: "B7", Text: "t", Other: "A1", N: 3}
		seen := map[string]bool{}
		for _, lang := range []string{"zh-Hans", "zh-Hant", "en"} {
			m := e.Message(lang)
			if m == "" || strings.ContainsAny(m, "{}") {
				t.Errorf("%s in %s: %q", code, lang, m)
			}
			seen[m] = true
		}
		equal(t, code+" languages", len(seen), 3)
	}
}
