package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	bomUTF8    = "\xEF\xBB\xBF"
	bomUTF16LE = "\xFF\xFE"
	bomUTF16BE = "\xFE\xFF"
)

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte(bomUTF16LE)) || bytes.HasPrefix(data, []byte(bomUTF16BE))
}

// decodeText turns a text file into UTF-8. Chinese Excel saves CSV in GB18030
// and "Unicode text" in UTF-16; GB18030 is taken when the bytes are not UTF-8.
func decodeText(data []byte) (string, error) {
	switch {
	case isUTF16(data):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		return string(out), err
	case utf8.Valid(data):
		return string(bytes.TrimPrefix(data, []byte(bomUTF8))), nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err == nil && bytes.ContainsRune(out, utf8.RuneError) {
		err = errors.New("neither UTF-8 nor GB18030")
	}
	return string(out), err
}

func readCSV(data []byte, limits Limits) ([]Sheet, error) {
	text, err := decodeText(data)
	if err != nil {
		return nil, &FileError{Code: CodeEncoding, Err: err}
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separatorOf(text), -1
	rows, err := records(r, limits)
	if err != nil {
		return nil, err
	}
	return []Sheet{{Rows: rows}}, nil
}

// records keeps blank lines in place, so that addresses agree with what Excel
// shows for the same file.
func records(r *csv.Reader, limits Limits) ([][]string, error) {
	var grid [][]string
	for next := 1; ; {
		record, err := r.Read()
		if err == io.EOF {
			return grid, nil
		}
		if err != nil {
			return nil, csvError(err)
		}
		start, _ := r.FieldPos(0)
		if len(grid)+start-next >= limits.MaxRows {
			return nil, &FileError{Code: CodeTooManyRows, N: limits.MaxRows}
		}
		grid = append(grid, make([][]string, max(0, start-next))...)
		grid = append(grid, record[:min(len(record), limits.MaxCols)])
		last, _ := r.FieldPos(len(record) - 1)
		next = last + strings.Count(record[len(record)-1], "\n") + 1
	}
}

func csvError(err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return &FileError{Code: CodeQuotes, N: pe.StartLine, Err: err}
	}
	return asFileError(err)
}

// separatorOf picks the separator that cuts the first lines into the same, and
// the largest, number of fields. Separators inside quotes do not count.
func separatorOf(text string) rune {
	best, bestScore := ',', 0
	for _, sep := range []rune{',', '\t', ';'} {
		if score := separatorScore(text, sep); score > bestScore {
			best, bestScore = sep, score
		}
	}
	return best
}

func separatorScore(text string, sep rune) int {
	freq := map[int]int{}
	count, lines, quoted := 0, 0, false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case c == sep && !quoted:
			count++
		case c == '\n' && !quoted:
			freq[count]++
			count = 0
			lines++
		}
		if lines == 30 {
			break
		}
	}
	freq[count]++
	score := 0
	for n, times := range freq {
		score = max(score, n*times)
	}
	return score
}
