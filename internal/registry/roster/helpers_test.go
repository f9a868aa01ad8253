package roster

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// person is a demo resident's name.
func person(n int) string { return fmt.Sprintf("示例居民%03d", n) }

// workbook writes rows of cells into an .xlsx, merging the ranges "A1:C1".
func workbook(t *testing.T, rows [][]any, merges ...string) []byte {
	t.Helper()
	return bookOf(t, func(b *excelize.File) {
		for i, row := range rows {
			must(t, b.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
		}
		for _, m := range merges {
			from, to, _ := strings.Cut(m, ":")
			must(t, b.MergeCell("Sheet1", from, to))
		}
	})
}

func bookOf(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	b := excelize.NewFile()
	fill(b)
	var buf bytes.Buffer
	must(t, b.Write(&buf))
	must(t, b.Close())
	return buf.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, data []byte) *File {
	t.Helper()
	f, err := Open("roster", data, Limits{})
	must(t, err)
	return f
}

// parse opens, guesses and parses.
func parse(t *testing.T, data []byte, opt Options) Result {
	t.Helper()
	f := open(t, data)
	return Parse(f, Guess(f), opt, nil)
}

// home is a result of one data row under the header 房屋,面积,业主,电话,备注.
func home(t *testing.T, cells ...any) Result {
	t.Helper()
	return parse(t, workbook(t, [][]any{{"房屋", "面积", "业主", "电话", "备注"}, cells}), Options{})
}

// codes lists errors as "D4 phone_too_few".
func codes(errs []CellError) string {
	var out []string
	for _, e := range errs {
		out = append(out, strings.TrimSpace(e.Cell+" "+e.Code))
	}
	return strings.Join(out, ", ")
}

func rooms(rows []Row) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Building+"-"+r.Unit+"-"+r.Number)
	}
	return strings.Join(out, " ")
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
