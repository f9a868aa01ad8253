package roster

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxCellText is Excel's own limit for one cell, in characters; a longer text
// was not made by a spreadsheet.
const maxCellText = 32767

// readXLSX streams every sheet. The library may panic on a crafted file; such a
// file is damaged, not a reason to fall over.
func readXLSX(data []byte, limits Limits) (sheets []Sheet, err error) {
	defer func() {
		if p := recover(); p != nil {
			sheets, err = nil, &FileError{Code: CodeDamaged, Err: fmt.Errorf("reading workbook: %v", p)}
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue:   true, // a rounded display must not change an area or a phone
		UnzipSizeLimit: limits.MaxUnzip, UnzipXMLSizeLimit: limits.MaxUnzip,
	})
	if err != nil {
		return nil, asFileError(err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	for _, name := range book.GetSheetList() {
		if visible, _ := book.GetSheetVisible(name); !visible {
			continue
		}
		rows, err := readSheet(book, name, limits)
		if err != nil {
			return nil, asFileError(err)
		}
		sheets = append(sheets, Sheet{Name: name, Rows: rows})
	}
	return sheets, nil
}

func readSheet(book *excelize.File, name string, limits Limits) ([][]string, error) {
	rows, err := streamRows(book, name, limits)
	if err != nil {
		return nil, err
	}
	if mayHoldDates(rows) {
		if err := showDates(book, name, rows); err != nil {
			return nil, err
		}
	}
	merges, err := mergesOf(book, name)
	if err != nil {
		return nil, err
	}
	return rows, fillMerges(rows, merges, limits)
}

func streamRows(book *excelize.File, name string, limits Limits) ([][]string, error) {
	stream, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = stream.Close() }()
	var grid [][]string
	for blank := 0; stream.Next(); {
		cells, err := stream.Columns()
		if err != nil {
			return nil, err
		}
		// Formatted but empty lines can run to Excel's last row: they count
		// only if text follows.
		if isBlank(cells) {
			blank++
			continue
		}
		if len(grid)+blank >= limits.MaxRows {
			return nil, &FileError{Code: CodeTooManyRows, N: limits.MaxRows}
		}
		grid = append(append(grid, make([][]string, blank)...), rowText(cells, limits.MaxCols))
		blank = 0
	}
	return grid, stream.Error()
}

func rowText(cells []string, maxCols int) []string {
	row := make([]string, min(len(cells), maxCols))
	for i := range row {
		row[i] = numberText(cells[i])
		if len(row[i]) > maxCellText {
			row[i] = strings.ToValidUTF8(row[i][:maxCellText], "")
		}
	}
	return row
}

var (
	scientific = regexp.MustCompile(`^-?\d(\.\d+)?E[+-]?\d{1,2}$`)
	longFloat  = regexp.MustCompile(`^-?\d{1,12}\.\d{12,}$`)
)

// numberText writes a stored number as the digits a person typed. Excel keeps
// 13951000037 as 1.3951000037E+10 and 86.48 as 86.480000000000004; it shows
// fifteen significant digits, and so do we.
func numberText(text string) string {
	if len(text) > 30 || !scientific.MatchString(text) && !longFloat.MatchString(text) {
		return text
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	if v, err = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64); err != nil {
		return text
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// dateSerial is a day from 2000 to 2049 as Excel stores it. A room written 1-1-2
// becomes such a number, and would read as the room 36893.
var dateSerial = regexp.MustCompile(`^(?:3[6-9]|4\d|5[0-4])\d{3}$`)

func mayHoldDates(rows [][]string) bool {
	return slices.ContainsFunc(rows, func(row []string) bool { return slices.ContainsFunc(row, dateSerial.MatchString) })
}

// showDates writes days as 2001-01-02 where Excel shows a date. The number
// alone does not tell; only its format does, hence the second reading.
func showDates(book *excelize.File, name string, rows [][]string) error {
	stream, err := book.Rows(name)
	if err != nil {
		return err
	}
	defer func() { _ = stream.Close() }()
	for line := 0; stream.Next() && line < len(rows); line++ {
		shown, err := stream.Columns(excelize.Options{RawCellValue: false})
		if err != nil {
			return err
		}
		for c, text := range rows[line] {
			if dateSerial.MatchString(text) && strings.ContainsAny(cell(shown, c), "-/年月") {
				rows[line][c] = dayText(text)
			}
		}
	}
	return stream.Error()
}

func dayText(serial string) string {
	n, err := strconv.Atoi(serial)
	if err != nil {
		return serial
	}
	day, err := excelize.ExcelDateToTime(float64(n), false)
	if err != nil {
		return serial
	}
	return day.Format("2006-01-02")
}
