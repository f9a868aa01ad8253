package roster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// faulty is a small roster in which most rows have one thing wrong.
func faulty() [][]any {
	return [][]any{
		{"房屋", "面积", "业主姓名", "电话", "备注"},
		{"A栋1单元0401", "112.36", person(1), "13951000037"},
		{"A-1-0402", "86.48㎡", person(2) + "、" + person(3), "139 5100 0074;13951000111", "两人共有"},
		{"A1-403", "86.48", person(4), "1395100014", "电话少一位"},
		{"A-1-0404", "一百一十二", person(5), "13951000185", "面积不是数字"},
		{"A-1-0404", "112.36", person(6), "13951000222", "与上一行同一房屋"},
		{"", "112.36", person(7), "13951000259", "房号缺失"},
		{"A-1-0501", "-5", person(8), "13951000296", "面积为负"},
		{"A-9-0401", "112.36", person(9), "13951000333", "没有9单元?新单元"},
		{"A-1-0502", "86.485", person(10), "13951000370", "三位小数"},
		{"A-1-0503", "86.48", "", "", "空置"},
		{"A-1-0504", "112.36", person(11), "0851-28220000", "座机"},
		{"小计"},
		{"A-2-0401", "112.36", "=1+1", "13951000407", "公式注入"},
		{"A-2-0402", "86.48", "<script>alert(1)</script>", "13951000444", "脚本"},
	}
}

func TestEveryFaultIsToldAtItsCell(t *testing.T) {
	r := parse(t, workbook(t, faulty()), Options{})
	equal(t, "errors", codes(r.Errors), "D4 phone_too_few, B5 area_not_number, A6 room_duplicate, A7 room_missing, B8 area_negative, C14 name_formula, C15 name_unsafe")
	equal(t, "warnings", codes(r.Warnings), "A9 lone_unit")
	equal(t, "skipped", r.Skipped, 1)
	equal(t, "good rows", rooms(r.Rows), "A-1-0401 A-1-0402 A-9-0401 A-1-0502 A-1-0503 A-1-0504")
}

func TestAFaultSpeaksToAClerkInThreeLanguages(t *testing.T) {
	errs := parse(t, workbook(t, faulty()), Options{}).Errors
	for _, c := range []struct {
		i          int
		lang, want string
	}{
		{0, "zh-Hans", "D4 的电话 1395100014 只有 10 位，手机号应为 11 位。"},
		{0, "zh-Hant", "D4 的電話 1395100014 只有 10 位，手機號應為 11 位。"},
		{0, "en", "D4: the phone 1395100014 has only 10 digits. A mobile number has 11."},
		{2, "zh-Hans", "A6 的房屋「A-1-0404」与 A5 重复，一户只能出现一次。"},
		{2, "en", "A6 “A-1-0404” is the same home as A5. Each home may appear once."},
		{3, "zh-Hans", "A7 没有填房号。"},
		{4, "en", "B8: the floor area -5 is negative. It must be above 0."},
	} {
		equal(t, c.lang, errs[c.i].Message(c.lang), c.want)
	}
}

func TestACleanRowHasEverythingItsLineSays(t *testing.T) {
	r := parse(t, workbook(t, faulty()), Options{})
	want := Row{Line: 3, Cell: "A3", Building: "A", Unit: "1", Number: "0402", AreaCm2: 864_800,
		Owners: []string{person(2), person(3)}, Phones: []string{"13951000074", "13951000111"}, Remark: "两人共有"}
	if diff := cmp.Diff(want, r.Rows[1]); diff != "" {
		t.Error(diff)
	}
	equal(t, "three decimals", r.Rows[3].AreaCm2, 864_850)
	equal(t, "vacant", len(r.Rows[4].Owners), 0)
	equal(t, "landline", r.Rows[5].Phones[0], "0851-28220000")
}

// register is a roster of homes as a clerk keeps it: titles, mixed spellings,
// text and numbers, a total with a formula.
func register(t *testing.T, homes int) []byte {
	return bookOf(t, func(b *excelize.File) {
		must(t, b.SetCellValue("Sheet1", "A1", "某小区住户信息台账"))
		must(t, b.SetSheetRow("Sheet1", "A3", &[]any{"序号", "楼栋", "单元", "房号", "建筑面积(㎡)", "户主", "家庭成员", "联系电话"}))
		for i := range homes {
			house, floor, flat := i/256+1, i%256/8+1, i%8+1
			must(t, b.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+4), &[]any{i + 1,
				fmt.Sprintf([]string{"%d栋", "%d 号楼", "%d#", "%d"}[i%4], house), []any{"1单元", 1, "一单元", "\uff11"}[i%4],
				[]any{fmt.Sprintf("%02d%02d", floor, flat), floor*100 + flat}[i%2],
				[]any{"112.36", 86.48, "112.36㎡"}[i%3], person(2 * i), person(2*i + 1), fmt.Sprintf("139%08d", i)}))
		}
		last := homes + 4
		must(t, b.SetCellValue("Sheet1", fmt.Sprintf("A%d", last), "合计"))
		must(t, b.SetCellFormula("Sheet1", fmt.Sprintf("E%d", last), fmt.Sprintf("SUM(E4:E%d)", last-1)))
		must(t, b.MergeCell("Sheet1", "A1", "H1"))
	})
}

func TestAClerksRegisterIsReadWithoutAnError(t *testing.T) {
	r := parse(t, register(t, 324), Options{})
	equal(t, "errors", codes(r.Errors), "")
	equal(t, "warnings", codes(r.Warnings), "")
	equal(t, "homes", len(r.Rows), 324)
	equal(t, "skipped", r.Skipped, 1)
	people := 0
	for _, row := range r.Rows {
		people += row.People()
	}
	equal(t, "people", people, 648)
}

func TestProgressEndsAtTheTotal(t *testing.T) {
	f := open(t, register(t, 1200))
	var seen []string
	Parse(f, Guess(f), Options{}, func(done, total int) { seen = append(seen, fmt.Sprintf("%d/%d", done, total)) })
	equal(t, "calls", strings.Join(seen, " "), "0/1201 500/1201 1000/1201 1201/1201")
}

func TestLinesThatAreNoHomesAreSkipped(t *testing.T) {
	for _, line := range []string{"合计,172.96,,", "总计：2户,,,", "A栋小计,172.96,,", "共324户,,,", "总 计,1,,", "Total,5,,", ",,,", "填表人：张某 审核人：李某,,,", "房屋,面积,业主,电话", "说明：面积以房产证为准,,,", ",合计,,", ",,合计,"} {
		t.Run(line, func(t *testing.T) {
			r := parse(t, []byte("房屋,面积,业主,电话\nA-1-401,86.48,,\n"+line+"\nA-1-402,86.48,,\n"), Options{})
			equal(t, "errors", codes(r.Errors), "")
			equal(t, "homes", rooms(r.Rows), "A-1-0401 A-1-0402")
			equal(t, "skipped", r.Skipped, 1)
		})
	}
}

func TestABuildingMergedDownItsHomesMeansEachOfThem(t *testing.T) {
	r := parse(t, workbook(t, [][]any{{"楼栋", "单元", "房号", "面积"}, {"A栋", "1", "401", "86"}, {nil, nil, "402", "86"}, {nil, "2", "401", "86"}, {nil, nil, "402", "86"}},
		"A2:A5", "B2:B3", "B4:B5"), Options{})
	equal(t, "errors", codes(r.Errors), "")
	equal(t, "homes", rooms(r.Rows), "A-1-0401 A-1-0402 A-2-0401 A-2-0402")
}

func TestARoomInColumnsAndTextMustAgree(t *testing.T) {
	for name, c := range map[string]struct{ line, errs, home string }{
		"whole room in the number column": {"A栋,1单元,A-1-401,86", "", "A-1-0401"},
		"number with its unit":            {"A栋,,1-401,86", "", "A-1-0401"},
		"another unit":                    {"A栋,2单元,A-1-401,86", "C2 room_conflict", ""},
		"no unit":                         {"A栋,,401,86", "B2 unit_missing", ""},
		"no building":                     {",1,401,86", "C2 building_missing", ""},
		"no number":                       {"A栋,1,,86", "C2 room_missing", ""},
		"number struck out":               {"A栋,1,——,86", "C2 room_missing", ""},
		"strange building":                {"<b>,1,401,86", "A2 room_unreadable", ""},
		"strange number":                  {"A,1,4?1,86", "C2 room_unreadable", ""},
		"a date":                          {"A,1,2001/1/2,86", "C2 room_date", ""},
		"a month":                         {"A,1,4月1日,86", "C2 room_date", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := parse(t, []byte("楼栋,单元,房号,面积\n"+c.line+"\n"), Options{})
			equal(t, "errors", codes(r.Errors), c.errs)
			equal(t, "home", rooms(r.Rows), c.home)
		})
	}
}

func TestAConflictNamesTheOtherCell(t *testing.T) {
	r := parse(t, []byte("楼栋,单元,房号,面积\nA,2,A-1-401,86\n"), Options{})
	equal(t, "other", r.Errors[0].Other, "B2")
}

func TestARoomThatExcelTurnedIntoADateIsAnError(t *testing.T) {
	data := bookOf(t, func(b *excelize.File) {
		must(t, b.SetSheetRow("Sheet1", "A1", &[]any{"房屋", "面积"}))
		style, err := b.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		must(t, b.SetSheetRow("Sheet1", "A2", &[]any{36893, "86"}))
		must(t, b.SetCellStyle("Sheet1", "A2", "A2", style))
	})
	r := parse(t, data, Options{DefaultBuilding: "A"})
	equal(t, "errors", codes(r.Errors), "A2 room_date")
	equal(t, "text", r.Errors[0].Text, "2001-01-02")
}

func TestANumberThatOnlyLooksLikeADaySerialStaysARoom(t *testing.T) {
	r := parse(t, workbook(t, [][]any{{"房屋", "面积"}, {45012, "86"}}), Options{DefaultBuilding: "A"})
	equal(t, "home", rooms(r.Rows), "A-1-45012")
}

func TestTheBuildingOfTheImportFillsRoomsThatNameNone(t *testing.T) {
	data := []byte("房屋,面积\n1-401,86.48\n2单元502室,86.48\n")
	equal(t, "with", rooms(parse(t, data, Options{DefaultBuilding: "a栋"}).Rows), "A-1-0401 A-2-0502")
	equal(t, "without", codes(parse(t, data, Options{}).Errors), "A2 building_missing, A3 building_missing")
}

func TestTheCompoundsNameIsNoPartOfTheBuilding(t *testing.T) {
	data := []byte("房屋,面积\n瑞诚商厦A栋1单元0401,86.48\n瑞诚商厦B-2-502,86.48\n")
	equal(t, "homes", rooms(parse(t, data, Options{Compound: "瑞诚商厦"}).Rows), "A-1-0401 B-2-0502")
}

func TestAHomeWrittenInTwoWaysIsTheSameHome(t *testing.T) {
	r := parse(t, []byte("房屋,面积\nA栋1单元0401,86.48\nA-1-401,86.48\n"), Options{})
	equal(t, "errors", codes(r.Errors), "A3 room_duplicate")
	equal(t, "other", r.Errors[0].Other, "A2")
}

func TestAUnitUnknownToTheCompoundIsAWarning(t *testing.T) {
	data := []byte("房屋,面积\nA-1-401,86\nA-2-401,86\nA-2-402,86\n")
	r := parse(t, data, Options{KnownUnits: map[string]bool{UnitKey("A", "1"): true}})
	equal(t, "warnings", codes(r.Warnings), "A3 new_unit")
	equal(t, "unit", r.Warnings[0].Other, "A/2")
	equal(t, "homes", len(r.Rows), 3)
}

func TestVillasAreNotAllOddUnits(t *testing.T) {
	r := parse(t, []byte("楼栋,房号,面积\n1,1,286\n2,1,286\n3,1,286\n"), Options{})
	equal(t, "warnings", codes(r.Warnings), "")
	equal(t, "homes", rooms(r.Rows), "1-1-0001 2-1-0001 3-1-0001")
}

func TestColumnsThatAreNeededAndMissingAreNamedOnce(t *testing.T) {
	r := parse(t, []byte("甲,乙\n1,2\n3,4\n"), Options{})
	equal(t, "errors", codes(r.Errors), "no_room_column, no_area_column")
	equal(t, "room only", codes(parse(t, []byte("房屋,业主\nA-1-1,x\n"), Options{}).Errors), "no_area_column")
	equal(t, "no rows", codes(parse(t, []byte("房屋,面积\n"), Options{}).Errors), "A2 no_rows")
}

func TestAMappingChosenByHandIsFollowed(t *testing.T) {
	f := open(t, []byte("甲,乙,丙\nA-1-401,x,86.48\n"))
	m := Mapping{HeaderRow: 1, HeaderRows: 1, Columns: map[int]Field{0: FieldRoom, 2: FieldArea}}
	equal(t, "homes", rooms(Parse(f, m, Options{}, nil).Rows), "A-1-0401")
	m.Sheet = "别的"
	equal(t, "sheet", codes(Parse(f, m, Options{}, nil).Errors), "no_sheet")
	equal(t, "cell", m.Cell(7, FieldArea), "C7")
	equal(t, "no cell", m.Cell(7, FieldOwner), "")
}

func TestAMappingOutsideTheSheetReadsNothing(t *testing.T) {
	f := open(t, []byte("房屋,面积\nA-1-401,86\n"))
	for _, m := range []Mapping{{HeaderRow: 99, HeaderRows: 2}, {HeaderRow: -5, HeaderRows: -1}, {HeaderRow: 1, HeaderRows: 1 << 40}} {
		m.Columns = map[int]Field{-3: FieldRoom, 900: FieldArea}
		equal(t, "rows", len(Parse(f, m, Options{}, nil).Rows), 0)
	}
}

func TestSheetsThatWereNotReadAreNamed(t *testing.T) {
	data := bookOf(t, func(b *excelize.File) {
		for _, s := range []string{"Sheet1", "B栋", "说明"} {
			if s != "Sheet1" {
				_, err := b.NewSheet(s)
				must(t, err)
			}
			must(t, b.SetSheetRow(s, "A1", &[]any{"房屋", "面积"}))
			must(t, b.SetSheetRow(s, "A2", &[]any{"A-1-401", "86"}))
		}
		must(t, b.SetSheetRow("说明", "A1", &[]any{"怎样填写", "请看例子"}))
	})
	r := parse(t, data, Options{})
	equal(t, "warnings", codes(r.Warnings), "other_sheets")
	equal(t, "text", r.Warnings[0].Text, "B栋")
}

func TestSeveralFaultsOfOneRowAreToldTogether(t *testing.T) {
	equal(t, "errors", codes(home(t, "", "x", "=1", "139").Errors), "A2 room_missing, B2 area_not_number, C2 name_formula, D2 phone_too_few")
}

func TestAMemberWhoIsAnOwnerIsCountedOnce(t *testing.T) {
	r := parse(t, []byte("房屋,面积,业主,家庭成员\nA-1-401,86,示例居民001,示例居民001、示例居民002\n"), Options{})
	equal(t, "people", r.Rows[0].People(), 2)
}

func TestTenThousandHomesAreReadWhole(t *testing.T) {
	equal(t, "homes", len(parse(t, register(t, 10_000), Options{}).Rows), 10_000)
}

func BenchmarkTenThousandHomes(b *testing.B) {
	data := register(&testing.T{}, 10_000)
	for b.Loop() {
		f, err := Open("roster", data, Limits{})
		if err != nil {
			b.Fatal(err)
		}
		Parse(f, Guess(f), Options{}, nil)
	}
}
