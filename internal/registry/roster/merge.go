package roster

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"path"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

var mergeRef = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:$]+)"`)

// mergesOf lists the merged ranges of a sheet, "A1:H1". They stand behind the
// rows in the sheet's own part; asking the library for them would load the
// whole sheet once more, at twice the time and many times the memory.
func mergesOf(book *excelize.File, sheet string) ([]string, error) {
	part, ok := packed(book, partOf(book, sheet))
	if !ok {
		return slowMerges(book, sheet)
	}
	part = part[max(0, bytes.LastIndex(part, []byte("sheetData"))):]
	var refs []string
	for _, m := range mergeRef.FindAllSubmatch(part, -1) {
		refs = append(refs, strings.ReplaceAll(string(m[1]), "$", ""))
	}
	return refs, nil
}

func slowMerges(book *excelize.File, sheet string) ([]string, error) {
	cells, err := book.GetMergeCells(sheet, true)
	if err != nil {
		return nil, err
	}
	var refs []string
	for _, m := range cells {
		refs = append(refs, m.GetStartAxis()+":"+m.GetEndAxis())
	}
	return refs, nil
}

func packed(book *excelize.File, name string) ([]byte, bool) {
	value, ok := book.Pkg.Load(name)
	part, isBytes := value.([]byte)
	return part, ok && isBytes
}

// partOf finds the file inside the workbook that holds a sheet, or "".
func partOf(book *excelize.File, sheet string) string {
	var sheets struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if !decodePart(book, "xl/workbook.xml", &sheets) || !decodePart(book, "xl/_rels/workbook.xml.rels", &links) {
		return ""
	}
	for _, s := range sheets.Sheets {
		for _, l := range links.Links {
			if s.Name == sheet && l.ID == s.ID {
				return inside(l.Target)
			}
		}
	}
	return ""
}

// inside makes a link's target, relative to xl/ or absolute, a name in the zip.
func inside(target string) string {
	if strings.HasPrefix(target, "/") {
		return path.Clean(target)[1:]
	}
	return path.Join("xl", target)
}

func decodePart(book *excelize.File, name string, into any) bool {
	part, ok := packed(book, name)
	return ok && xml.Unmarshal(part, into) == nil
}

// fillMerges gives every cell of a merged block the text of its first, because
// a building merged down its homes means each of them. Work is bounded: merges
// of a crafted file may overlap.
func fillMerges(rows [][]string, merges []string, limits Limits) error {
	budget := 20 * limits.MaxRows
	for _, m := range merges {
		area, err := mergeArea(m, len(rows), limits.MaxCols)
		if err != nil {
			return err
		}
		if budget -= area.cells(); budget < 0 {
			return &FileError{Code: CodeTooManyRows, N: limits.MaxRows}
		}
		area.fill(rows)
	}
	return nil
}

// block is a rectangle of cells from 0, ends excluded.
type block struct{ top, left, bottom, right int }

func mergeArea(ref string, maxRows, maxCols int) (block, error) {
	from, to, _ := strings.Cut(ref, ":")
	left, top, err1 := excelize.CellNameToCoordinates(from)
	right, bottom, err2 := excelize.CellNameToCoordinates(cmp.Or(to, from))
	if err := errors.Join(err1, err2); err != nil {
		return block{}, err
	}
	return block{top: top - 1, left: left - 1, bottom: min(bottom, maxRows), right: min(right, maxCols)}, nil
}

func (b block) cells() int { return max(0, b.bottom-b.top) * max(0, b.right-b.left) }

func (b block) fill(rows [][]string) {
	if b.cells() == 0 {
		return
	}
	text := cell(rows[b.top], b.left)
	if text == "" {
		return
	}
	for r := b.top; r < b.bottom; r++ {
		for len(rows[r]) < b.right {
			rows[r] = append(rows[r], "")
		}
		for c := b.left; c < b.right; c++ {
			rows[r][c] = text
		}
	}
}
