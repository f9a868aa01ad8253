package roster

import (
	"archive/zip"
	"bytes"
	"errors"
	"strconv"
)

const (
	magicZip = "PK\x03\x04"
	magicOLE = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	// The stream an encrypted .xlsx keeps its content in, UTF-16 as in the
	// directory of the compound file.
	encryptedStream = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"
)

// Open reads an .xlsx or CSV file into sheets of text. The kind is told by the
// content, not by the name. Every refusal is a *FileError.
func Open(name string, data []byte, limits Limits) (*File, error) {
	limits = limits.orDefault()
	if int64(len(data)) > limits.MaxBytes {
		return nil, &FileError{Code: CodeTooBig, N: int(limits.MaxBytes >> 20)}
	}
	sheets, err := sheetsOf(data, limits)
	if err != nil {
		return nil, err
	}
	for i := range sheets {
		sheets[i].Rows = trimTail(sheets[i].Rows)
	}
	if !anyText(sheets) {
		return nil, &FileError{Code: CodeEmpty}
	}
	return &File{Name: name, Sheets: sheets}, nil
}

func sheetsOf(data []byte, limits Limits) ([]Sheet, error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &FileError{Code: CodeEmpty}
	case bytes.HasPrefix(data, []byte(magicOLE)) && bytes.Contains(data, []byte(encryptedStream)):
		return nil, &FileError{Code: CodePassword}
	case bytes.HasPrefix(data, []byte(magicOLE)):
		return nil, &FileError{Code: CodeOldExcel}
	case bytes.HasPrefix(data, []byte(magicZip)):
		return openZip(data, limits)
	case looksForeign(data):
		return nil, &FileError{Code: CodeNotSheet}
	}
	return readCSV(data, limits)
}

// looksForeign is true for pictures, PDF, web pages (some systems export a web
// page named .xls) and other binary data.
func looksForeign(data []byte) bool {
	for _, m := range []string{"%PDF", "\xFF\xD8\xFF", "\x89PNG", "GIF8", "Rar!", "7z\xBC\xAF"} {
		if bytes.HasPrefix(data, []byte(m)) {
			return true
		}
	}
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 512)]))
	head = bytes.TrimPrefix(head, []byte(bomUTF8))
	for _, tag := range []string{"<html", "<!doctype", "<table", "<?xml", "<meta"} {
		if bytes.HasPrefix(head, []byte(tag)) {
			return true
		}
	}
	return !isUTF16(data) && bytes.IndexByte(data, 0) >= 0
}

// openZip tells a workbook from other zipped documents before it is unpacked.
func openZip(data []byte, limits Limits) ([]Sheet, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &FileError{Code: CodeDamaged, Err: err}
	}
	var total uint64
	workbook := false
	for _, part := range z.File {
		if part.UncompressedSize64 > uint64(limits.MaxUnzip) {
			return nil, tooMuchInside(limits)
		}
		total += part.UncompressedSize64
		workbook = workbook || part.Name == "xl/workbook.xml"
	}
	if !workbook {
		return nil, &FileError{Code: CodeNotSheet}
	}
	if total > uint64(limits.MaxUnzip) {
		return nil, tooMuchInside(limits)
	}
	return readXLSX(data, limits)
}

func tooMuchInside(limits Limits) error {
	return &FileError{Code: CodeUnzipTooBig, N: int(limits.MaxUnzip >> 20)}
}

// asFileError keeps our own refusals and calls every other failure damaged.
func asFileError(err error) error {
	var fe *FileError
	if err == nil || errors.As(err, &fe) {
		return err
	}
	return &FileError{Code: CodeDamaged, Err: err}
}

func trimTail(rows [][]string) [][]string {
	for len(rows) > 0 && isBlank(rows[len(rows)-1]) {
		rows = rows[:len(rows)-1]
	}
	return rows
}

func anyText(sheets []Sheet) bool {
	for _, s := range sheets {
		if len(s.Rows) > 0 {
			return true
		}
	}
	return false
}

func isBlank(row []string) bool {
	for _, text := range row {
		if tidy(text) != "" {
			return false
		}
	}
	return true
}

func itoa(n int) string { return strconv.Itoa(n) }
