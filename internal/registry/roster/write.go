package roster

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Write exports rows as an .xlsx that Parse reads back unchanged; lang is the
// language of the header: zh-Hans, zh-Hant or en.
func Write(w io.Writer, rows []Row, lang string) (err error) {
	book := excelize.NewFile()
	defer func() {
		if cerr := book.Close(); err == nil {
			err = cerr
		}
	}()
	sheet := exportSheet(lang)
	if err := book.SetSheetName(book.GetSheetName(0), sheet); err != nil {
		return err
	}
	stream, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := writeSheet(stream, rows, lang); err != nil {
		return err
	}
	_, err = book.WriteTo(w)
	return err
}

func writeSheet(stream *excelize.StreamWriter, rows []Row, lang string) error {
	for i, width := range []float64{10, 8, 10, 14, 24, 36, 24, 28, 10, 30} {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i := range len(rows) + 1 {
		texts := exportHeader(lang)
		if i > 0 {
			texts = exportRow(rows[i-1])
		}
		cells := make([]any, len(texts))
		for c, text := range texts {
			cells[c] = text
		}
		if err := stream.SetRow("A"+itoa(i+1), cells); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// WriteCSV exports rows as CSV in UTF-8 with the byte order mark Excel needs to
// see Chinese.
func WriteCSV(w io.Writer, rows []Row, lang string) error {
	buf := bufio.NewWriter(w)
	if _, err := buf.WriteString(bomUTF8); err != nil {
		return err
	}
	out := csv.NewWriter(buf)
	out.UseCRLF = true
	if err := out.Write(exportHeader(lang)); err != nil {
		return err
	}
	for _, row := range rows {
		if err := out.Write(exportRow(row)); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buf.Flush()
}

func exportSheet(lang string) string {
	switch lang {
	case "zh-Hant":
		return "住戶台賬"
	case "en":
		return "Roster"
	}
	return "住户台账"
}

func exportHeader(lang string) []string {
	switch lang {
	case "zh-Hant":
		return []string{"樓棟", "單元", "房號", "建築面積(㎡)", "業主", "家庭成員", "租戶", "聯繫電話", "居住人數", "備註"}
	case "en":
		return []string{"Building", "Unit", "Room", "Floor area (㎡)", "Owners", "Family", "Occupants", "Phones", "People", "Remark"}
	}
	return []string{"楼栋", "单元", "房号", "建筑面积(㎡)", "业主", "家庭成员", "租户", "联系电话", "居住人数", "备注"}
}

func exportRow(r Row) []string {
	people := ""
	if r.Count > 0 {
		people = itoa(r.Count)
	}
	texts := []string{r.Building, r.Unit, r.Number, areaText(r.AreaCm2),
		strings.Join(r.Owners, "、"), strings.Join(r.Members, "、"), strings.Join(r.Occupants, "、"),
		strings.Join(r.Phones, "、"), people, r.Remark}
	for i := range texts {
		texts[i] = escape(texts[i])
	}
	return texts
}

// areaText writes cm² as square metres, with two decimals at least: 112.36,
// 86.485.
func areaText(cm2 int64) string {
	decimals := strconv.FormatInt(10_000+cm2%10_000, 10)[1:]
	return strconv.FormatInt(cm2/10_000, 10) + "." + decimals[:2] + strings.TrimRight(decimals[2:], "0")
}
