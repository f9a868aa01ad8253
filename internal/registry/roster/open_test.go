package roster

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const csvText = "楼栋,单元,房号,套内面积,建筑面积,产权人,手机号,居住人数\r\nA,1,401,,112.36,示例居民001,13951000037,4\r\nA,2,602,,86.48,,,0\r\n"

func refusal(t *testing.T, data []byte, limits Limits) string {
	t.Helper()
	_, err := Open("roster", data, limits)
	var fe *FileError
	if !errors.As(err, &fe) {
		t.Fatalf("want a FileError, got %v", err)
	}
	return fe.Code
}

func zipOf(t *testing.T, parts map[string][]byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, data := range parts {
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write(data)
		must(t, err)
	}
	must(t, z.Close())
	return buf.Bytes()
}

func TestAFileThatIsNoRosterIsRefusedWithItsReason(t *testing.T) {
	ole := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...)
	good := workbook(t, [][]any{{"房屋", "面积"}})
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no bytes":            {nil, CodeEmpty},
		"only blanks":         {[]byte(" \r\n\t"), CodeEmpty},
		"only separators":     {[]byte(",,\n,,\n"), CodeEmpty},
		"empty workbook":      {bookOf(t, func(*excelize.File) {}), CodeEmpty},
		"old .xls":            {ole, CodeOldExcel},
		"workbook, encrypted": {append(bytes.Clone(ole), encryptedStream...), CodePassword},
		"PDF":                 {[]byte("%PDF-1.7 ..."), CodeNotSheet},
		"picture":             {[]byte("\xFF\xD8\xFF\xE0JFIF"), CodeNotSheet},
		"web page":            {[]byte("\n<HTML><table><tr><td>房号</td></tr></table>"), CodeNotSheet},
		"binary":              {[]byte("ab\x00\x01cd"), CodeNotSheet},
		"zip of a document":   {zipOf(t, map[string][]byte{"word/document.xml": []byte("<w/>")}), CodeNotSheet},
		"cut off workbook":    {good[:len(good)/2], CodeDamaged},
		"workbook of rubbish": {zipOf(t, map[string][]byte{"xl/workbook.xml": []byte("rubbish")}), CodeDamaged},
		"unknown encoding":    {[]byte("\xff\xff\xff,\xff\n"), CodeEncoding},
		"open quote":          {[]byte("房号,面积\n\"401,12\n402,13\n"), CodeQuotes},
	} {
		t.Run(name, func(t *testing.T) { equal(t, "code", refusal(t, c.data, Limits{}), c.want) })
	}
}

func TestALimitIsToldByItsSize(t *testing.T) {
	big := zipOf(t, map[string][]byte{"xl/workbook.xml": []byte("<workbook/>"), "xl/worksheets/sheet1.xml": make([]byte, 3<<20)})
	many := []byte(strings.Repeat("401,86.48\n", 12))
	for name, c := range map[string]struct {
		data   []byte
		limits Limits
		want   string
	}{
		"a file above the size":       {make([]byte, 50<<20+1), Limits{}, "文件超过 50 MB，请分成几个文件再导入。"},
		"a zip bomb":                  {big, Limits{MaxUnzip: 2 << 20}, "文件解压后超过 2 MB，不能导入。请只留下住户名单，另存为新的 .xlsx 再试。"},
		"too many lines in CSV":       {many, Limits{MaxRows: 10}, "表格超过 10 行，请分成几个文件再导入。"},
		"too many lines in .xlsx":     {workbook(t, [][]any{{"a"}, {"b"}, {"c"}}), Limits{MaxRows: 2}, "表格超过 2 行，请分成几个文件再导入。"},
		"one cell in the last line":   {bookOf(t, func(b *excelize.File) { must(t, b.SetCellValue("Sheet1", "A1048576", "x")) }), Limits{}, "表格超过 200000 行，请分成几个文件再导入。"},
		"a small file, more unpacked": {workbook(t, [][]any{{"a"}}), Limits{MaxUnzip: 1 << 10}, "文件解压后超过 0 MB，不能导入。请只留下住户名单，另存为新的 .xlsx 再试。"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open("roster", c.data, c.limits)
			var fe *FileError
			if !errors.As(err, &fe) {
				t.Fatalf("want a FileError, got %v", err)
			}
			equal(t, "message", fe.Message("zh-Hans"), c.want)
		})
	}
}

func TestAnOldExcelFileComesWithAdviceInThreeLanguages(t *testing.T) {
	fe := &FileError{Code: CodeOldExcel}
	for lang, want := range map[string]string{"zh-Hans": "另存为", "zh-Hant": "另存新檔", "en": "Save As", "fr": "另存为"} {
		if !strings.Contains(fe.Message(lang), want) {
			t.Errorf("%s: %q lacks %q", lang, fe.Message(lang), want)
		}
	}
}

func TestACSVReadsTheSameInEveryEncodingAndSeparator(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(csvText))
	must(t, err)
	tabs := strings.ReplaceAll(csvText, ",", "\t")
	utf16le := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(tabs)) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	for name, data := range map[string][]byte{
		"UTF-8":          []byte(csvText),
		"UTF-8 with BOM": append([]byte(bomUTF8), csvText...),
		"GB18030":        gb,
		"UTF-16 tabs":    utf16le,
		"tabs":           []byte(tabs),
		"semicolons":     []byte(strings.ReplaceAll(csvText, ",", ";")),
		"old Mac lines":  []byte(strings.ReplaceAll(csvText, "\r\n", "\r")),
		"quoted":         []byte(strings.ReplaceAll(csvText, "示例居民001", "\"示例居民001\"")),
	} {
		t.Run(name, func(t *testing.T) {
			r := parse(t, data, Options{})
			equal(t, "errors", codes(r.Errors), "")
			equal(t, "rooms", rooms(r.Rows), "A-1-0401 A-2-0602")
			equal(t, "owner", r.Rows[0].Owners[0], person(1))
			equal(t, "area", r.Rows[0].AreaCm2, 1_123_600)
			equal(t, "count", r.Rows[0].Count, 4)
		})
	}
}

func TestACSVWithNamesInRareCharactersReadsInGB18030(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("房号,楼栋,面积,业主\n401,A,86.48,示例\U00020BB7居民\n"))
	must(t, err)
	equal(t, "owner", parse(t, gb, Options{}).Rows[0].Owners[0], "示例\U00020BB7居民")
}

func TestBlankLinesAndLineBreaksInCellsDoNotShiftAddresses(t *testing.T) {
	text := "房屋,面积,业主,电话\n\n\nA-1-401,86.48,\"示例居民001\n示例居民002\",\n\nA-1-402,86.48,,1395100014\n"
	r := parse(t, []byte(text), Options{})
	equal(t, "first line", r.Rows[0].Line, 4)
	equal(t, "owners", len(r.Rows[0].Owners), 2)
	equal(t, "errors", codes(r.Errors), "D6 phone_too_few")
	equal(t, "skipped", r.Skipped, 3)
}

func TestASemicolonInsideCellsDoesNotBecomeTheSeparator(t *testing.T) {
	text := "房屋,面积,业主,电话\nA-1-401,86.48,示例居民001;示例居民002,13951000037;13951000074\n"
	equal(t, "phones", len(parse(t, []byte(text), Options{}).Rows[0].Phones), 2)
}

func TestStoredNumbersReadAsTheirDigits(t *testing.T) {
	for stored, want := range map[string]string{
		"401": "401", "112.36": "112.36", "1.3951000037E+10": "13951000037", "1.395100003E10": "13951000030",
		"86.480000000000004": "86.48", "112.35999999999999": "112.36", "13951000037": "13951000037",
		"520102199001011234": "520102199001011234", "0401": "0401", "A-1-0401": "A-1-0401", "1E5": "100000", "1E": "1E", "": "",
	} {
		equal(t, stored, numberText(stored), want)
	}
}

func TestNumbersInCellsReadLikeText(t *testing.T) {
	r := parse(t, workbook(t, [][]any{{"楼栋", "单元", "房号", "面积", "业主", "电话"}, {"A", 1, 401, 112.36, person(1), 13951000037}}), Options{})
	equal(t, "errors", codes(r.Errors), "")
	equal(t, "room", rooms(r.Rows), "A-1-0401")
	equal(t, "area", r.Rows[0].AreaCm2, 1_123_600)
	equal(t, "phone", r.Rows[0].Phones[0], "13951000037")
}

func TestAFormulaIsNotEvaluated(t *testing.T) {
	data := bookOf(t, func(b *excelize.File) {
		must(t, b.SetSheetRow("Sheet1", "A1", &[]any{"房屋", "面积"}))
		must(t, b.SetCellValue("Sheet1", "A2", "A-1-401"))
		must(t, b.SetCellFormula("Sheet1", "B2", "40+2"))
	})
	equal(t, "errors", codes(parse(t, data, Options{}).Errors), "B2 area_missing")
}

func TestAHiddenSheetIsNotRead(t *testing.T) {
	data := bookOf(t, func(b *excelize.File) {
		must(t, b.SetSheetRow("Sheet1", "A1", &[]any{"房屋", "面积"}))
		_, err := b.NewSheet("old")
		must(t, err)
		must(t, b.SetSheetRow("old", "A1", &[]any{"房屋", "面积", "业主"}))
		must(t, b.SetSheetVisible("old", false))
	})
	equal(t, "sheets", len(open(t, data).Sheets), 1)
}

func TestOverlappingMergesOfACraftedFileAreBounded(t *testing.T) {
	f := [][]string{{"x"}, {"y"}}
	merges := strings.Repeat("A1:XFD1048576 ", 100)
	err := fillMerges(f, strings.Fields(merges), Limits{MaxRows: 2, MaxCols: 100})
	var fe *FileError
	if !errors.As(err, &fe) {
		t.Fatalf("want a FileError, got %v", err)
	}
	equal(t, "code", fe.Code, CodeTooManyRows)
}

func TestMergesAreFoundWithoutLoadingTheSheet(t *testing.T) {
	data := workbook(t, [][]any{{"a", "b", "c"}, {"d"}}, "A1:C1", "A2:A9")
	b, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	fast, err := mergesOf(b, "Sheet1")
	must(t, err)
	slow, err := slowMerges(b, "Sheet1")
	must(t, err)
	equal(t, "path", partOf(b, "Sheet1"), "xl/worksheets/sheet1.xml")
	equal(t, "fast", strings.Join(fast, " "), "A1:C1 A2:A9")
	equal(t, "slow", strings.Join(slow, " "), "A1:C1 A2:A9")
}
