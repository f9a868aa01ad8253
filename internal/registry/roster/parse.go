package roster

import (
	"regexp"
	"slices"
	"sort"
	"strings"
)

// progressEvery is how many lines pass between two calls of progress.
const progressEvery = 500

// Parse reads the rows below the header. Lines with an error are left out of
// Result.Rows; each error names its cell. progress, if not nil, is called with
// the lines done and the lines in all, now and then and at the end.
func Parse(f *File, m Mapping, opt Options, progress func(done, total int)) Result {
	s, ok := f.Sheet(m.Sheet)
	if !ok {
		return Result{Errors: []CellError{{Code: CodeNoSheet, Text: shorten(m.Sheet)}}}
	}
	p := newParser(s, m, opt)
	if len(p.result.Errors) > 0 {
		return p.result
	}
	total := max(0, len(s.Rows)-p.first+1)
	for done := range total {
		if progress != nil && done%progressEvery == 0 {
			progress(done, total)
		}
		p.line(p.first + done)
	}
	if progress != nil {
		progress(total, total)
	}
	return p.finish(f)
}

// parser carries what one sheet teaches while it is read.
type parser struct {
	sheet   *Sheet
	mapping Mapping
	opt     Options
	cols    map[Field][]int
	headers [][]string
	first   int               // first line below the header
	seen    map[string]string // home → cell of its first appearance
	units   map[string]*unitSeen
	result  Result
}

type unitSeen struct {
	homes int
	line  int
	cell  string
	field Field
}

func newParser(s *Sheet, m Mapping, opt Options) *parser {
	p := &parser{sheet: s, mapping: m, opt: opt, cols: map[Field][]int{}, seen: map[string]string{}, units: map[string]*unitSeen{}}
	top := max(1, m.HeaderRow)
	p.first = top + min(max(0, m.HeaderRows), headerDepth)
	for line := top; line < p.first && line <= len(s.Rows); line++ {
		p.headers = append(p.headers, s.Rows[line-1])
	}
	for c, f := range m.Columns {
		p.cols[f] = append(p.cols[f], c)
	}
	for _, cols := range p.cols {
		slices.Sort(cols)
	}
	p.opt.DefaultBuilding, _ = buildingOf(opt.DefaultBuilding, "")
	if len(p.cols[FieldRoom])+len(p.cols[FieldNumber]) == 0 {
		p.fail(top, FieldRoom, problem{code: CodeNoRoomColumn}, "")
	}
	if len(p.cols[FieldArea]) == 0 {
		p.fail(top, FieldArea, problem{code: CodeNoAreaColumn}, "")
	}
	return p
}

// fail records an error at the cell of a field; the first one mapped.
func (p *parser) fail(line int, f Field, bad problem, other string) {
	col, ok := p.mapping.column(f)
	if !ok {
		col = -1
	}
	p.failAt(line, col, f, bad, other)
}

func (p *parser) failAt(line, col int, f Field, bad problem, other string) {
	e := CellError{Line: line, Field: f, Code: bad.code, Text: shorten(bad.text), Other: other, N: bad.n}
	if col >= 0 {
		e.Cell = cellName(col, line)
	}
	p.result.Errors = append(p.result.Errors, e)
}

// line reads one line; whatever is wrong in it is told at once, not one by one.
func (p *parser) line(n int) {
	cells := p.sheet.Rows[n-1]
	if p.skips(cells) {
		p.result.Skipped++
		return
	}
	before := len(p.result.Errors)
	row := Row{Line: n}
	p.room(&row, cells)
	p.area(&row, cells)
	row.Owners = p.list(n, cells, FieldOwner, names)
	row.Members = without(p.list(n, cells, FieldMembers, names), row.Owners)
	row.Occupants = p.list(n, cells, FieldOccupant, names)
	row.Phones = p.list(n, cells, FieldPhone, phones)
	row.Count = single(p, n, cells, FieldCount, count)
	row.Remark = single(p, n, cells, FieldRemark, remark)
	if len(p.result.Errors) == before {
		p.result.Rows = append(p.result.Rows, row)
	}
}

func without(people, others []string) []string {
	return slices.DeleteFunc(people, func(name string) bool { return slices.Contains(others, name) })
}

var (
	totalLine  = regexp.MustCompile(`^.{0,12}?(?:合计|合計|小计|小計|总计|總計|共计|共計|总共|總共|累计|累計)|^共\d+|^(?:sub)?total\b`)
	footerLine = regexp.MustCompile(`^(?:填表|填报|填報|制表|製表|审核|審核|经办|經辦|说明|說明|备注|備註|注|註|日期|单位|單位|联系人|聯繫人|第\d+页|第\d+頁)`)
)

// skips tells lines that hold no home: blank ones, totals, footers and headers
// printed again on the next page.
func (p *parser) skips(cells []string) bool {
	if !p.informs(cells) {
		return true
	}
	texts := p.texts(cells)
	head := strings.ToLower(dropBlanks(fold(texts[0])))
	if totalLine.MatchString(head) || len(texts) <= 2 && footerLine.MatchString(head) {
		return true
	}
	return slices.ContainsFunc(p.headers, func(h []string) bool {
		return distinct(h) >= 2 && slices.Equal(texts, p.texts(h))
	})
}

// informs is true if a column that tells something about a home is filled, or
// the line is a total that sits in another one.
func (p *parser) informs(cells []string) bool {
	for f, cols := range p.cols {
		switch f {
		case FieldSeq, FieldBuilding, FieldUnit, FieldIgnored, FieldInnerArea, FieldRemark:
			continue
		}
		for _, c := range cols {
			if tidy(cell(cells, c)) != "" {
				return true
			}
		}
	}
	return false
}

// texts are the different texts of a line that are not empty, in order. The
// serial number is left out: totals may stand behind it.
func (p *parser) texts(cells []string) []string {
	var out []string
	for c, text := range cells {
		if text = tidy(text); text == "" || len(out) > 0 && text == out[len(out)-1] {
			continue
		}
		if p.mapping.Columns[c] == FieldSeq && strings.Trim(fold(text), "0123456789.") == "" {
			continue
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// list reads a field that may stand in several columns and hold several values.
func (p *parser) list(line int, cells []string, f Field, read func(string) ([]string, problem)) []string {
	var out []string
	for _, c := range p.cols[f] {
		text := cell(cells, c)
		if text == "" {
			continue
		}
		values, bad := read(text)
		if bad.found() {
			p.failAt(line, c, f, bad, "")
		}
		for _, v := range values {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// single reads a field of one value.
func single[T any](p *parser, line int, cells []string, f Field, read func(string) (T, problem)) T {
	text, col := p.filled(cells, f)
	v, bad := read(text)
	if bad.found() {
		p.failAt(line, col, f, bad, "")
	}
	return v
}

// filled is the first filled cell of a field as it stands and its column, -1 if
// none is mapped.
func (p *parser) filled(cells []string, f Field) (string, int) {
	col := -1
	for _, c := range p.cols[f] {
		if text := cell(cells, c); tidy(text) != "" {
			return text, c
		}
		if col < 0 {
			col = c
		}
	}
	return "", col
}

func (p *parser) area(row *Row, cells []string) {
	row.AreaCm2 = single(p, row.Line, cells, FieldArea, area)
}

// finish adds what only the whole sheet can tell.
func (p *parser) finish(f *File) Result {
	if len(p.result.Rows) == 0 && len(p.result.Errors) == 0 {
		p.fail(p.first, FieldRoom, problem{code: CodeNoRows}, "")
	}
	p.warnUnits()
	p.warnSheets(f)
	return p.result
}

// warnUnits points at units that are new to the compound, or that have one home
// where most have several: often a slip of the pen.
func (p *parser) warnUnits() {
	var odd []CellError
	for key, u := range p.units {
		if code := p.oddUnit(key, u); code != "" {
			odd = append(odd, CellError{Cell: u.cell, Line: u.line, Field: u.field, Code: code, Other: key})
		}
	}
	if p.opt.KnownUnits == nil && len(odd)*2 > len(p.units) {
		return // villas: one home per building is the rule here
	}
	sort.Slice(odd, func(i, j int) bool { return odd[i].Line < odd[j].Line })
	p.result.Warnings = append(p.result.Warnings, odd...)
}

func (p *parser) oddUnit(key string, u *unitSeen) string {
	switch {
	case p.opt.KnownUnits == nil && u.homes == 1:
		return CodeLoneUnit
	case p.opt.KnownUnits != nil && !p.opt.KnownUnits[key]:
		return CodeNewUnit
	}
	return ""
}

// warnSheets names other sheets that look like rosters too, so that no building
// is left out silently.
func (p *parser) warnSheets(f *File) {
	words := newThesaurus()
	var others []string
	for i := range f.Sheets {
		s := &f.Sheets[i]
		if s == p.sheet || len(s.Rows) == 0 {
			continue
		}
		if _, score := words.guessSheet(s); score > 0 {
			others = append(others, s.Name)
		}
	}
	if len(others) > 0 {
		p.result.Warnings = append(p.result.Warnings, CellError{Code: CodeOtherSheets, Text: strings.Join(others, "、")})
	}
}
