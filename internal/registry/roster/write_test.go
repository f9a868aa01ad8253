package roster

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// rowGen draws clean homes: what Parse may give.
func rowGen() *rapid.Generator[Row] {
	people := rapid.SliceOfNDistinct(rapid.IntRange(1, 60), 0, 3, rapid.ID[int])
	return rapid.Custom(func(t *rapid.T) Row {
		r := Row{
			Building: rapid.StringMatching(`[A-F]|[1-9][0-9]?|东区[1-9]`).Draw(t, "building"),
			Unit:     rapid.StringMatching(`[1-9]|东|西`).Draw(t, "unit"),
			Number:   rapid.StringMatching(`[0-9]{4,5}|[0-9]{3}[A-D]|商铺[0-9]{1,3}`).Draw(t, "number"),
			AreaCm2:  rapid.Int64Range(1, maxAreaM2*10_000).Draw(t, "area"),
			Count:    rapid.IntRange(0, 999).Draw(t, "count"),
			Remark:   rapid.StringMatching(`('{0,2}[=+@-])?[a-z示例'"<,;=]{0,12}`).Draw(t, "remark"),
		}
		for i, n := range people.Draw(t, "owners") {
			r.Owners = append(r.Owners, []string{person(n), fmt.Sprintf("Sample R%c", 'A'+n%26)}[i%2])
		}
		for _, n := range people.Draw(t, "members") {
			r.Members = append(r.Members, person(100+n))
		}
		for _, n := range people.Draw(t, "occupants") {
			r.Occupants = append(r.Occupants, person(200+n))
		}
		r.Phones = rapid.SliceOfNDistinct(rapid.StringMatching(`1[3-9][0-9]{9}|0851-[0-9]{7,8}|010-[0-9]{8}`), 0, 3, rapid.ID[string]).Draw(t, "phones")
		return r
	})
}

func rowsGen() *rapid.Generator[[]Row] {
	return rapid.SliceOfNDistinct(rowGen(), 1, 12, func(r Row) string { return r.Building + "/" + r.Unit + "/" + r.Number })
}

func TestWhatIsWrittenReadsBackTheSame(t *testing.T) {
	writers := map[string]func(io.Writer, []Row, string) error{"xlsx": Write, "csv": WriteCSV}
	rapid.Check(t, func(t *rapid.T) {
		rows := rowsGen().Draw(t, "rows")
		kind := rapid.SampledFrom([]string{"xlsx", "csv"}).Draw(t, "kind")
		lang := rapid.SampledFrom([]string{"zh-Hans", "zh-Hant", "en"}).Draw(t, "lang")
		var buf bytes.Buffer
		if err := writers[kind](&buf, rows, lang); err != nil {
			t.Fatal(err)
		}
		f, err := Open("export", buf.Bytes(), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := Parse(f, Guess(f), Options{}, nil)
		if len(got.Errors) > 0 {
			t.Fatalf("errors: %s", codes(got.Errors))
		}
		if diff := gocmp.Diff(rows, got.Rows, cmpopts.IgnoreFields(Row{}, "Line", "Cell"), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAnExportedCSVBeginsWithTheMarkExcelNeeds(t *testing.T) {
	var buf bytes.Buffer
	must(t, WriteCSV(&buf, []Row{{Building: "A", Unit: "1", Number: "0401", AreaCm2: 864_850, Remark: "=1+1"}}, "zh-Hans"))
	equal(t, "text", buf.String(), "\xEF\xBB\xBF楼栋,单元,房号,建筑面积(㎡),业主,家庭成员,租户,联系电话,居住人数,备注\r\nA,1,0401,86.485,,,,,,'=1+1\r\n")
}

func TestAnExportedWorkbookHoldsNoFormula(t *testing.T) {
	var buf bytes.Buffer
	must(t, Write(&buf, []Row{{Building: "A", Unit: "1", Number: "0401", AreaCm2: 864_800, Remark: "=1+1"}}, "zh-Hans"))
	b, err := excelize.OpenReader(&buf)
	must(t, err)
	formula, err := b.GetCellFormula("住户台账", "J2")
	must(t, err)
	equal(t, "formula", formula, "")
	text, err := b.GetCellValue("住户台账", "J2")
	must(t, err)
	equal(t, "text", text, "'=1+1")
	number, err := b.GetCellValue("住户台账", "C2")
	must(t, err)
	equal(t, "number keeps its zero", number, "0401")
}

func TestAFailingWriterIsReported(t *testing.T) {
	r, w := io.Pipe()
	must(t, r.Close())
	rows := []Row{{Building: "A", Unit: "1", Number: "0401", AreaCm2: 1, Remark: strings.Repeat("x", 9000)}}
	for name, err := range map[string]error{"xlsx": Write(w, rows, "en"), "csv": WriteCSV(w, rows, "en")} {
		if err == nil {
			t.Errorf("%s: the failure was swallowed", name)
		}
	}
}

func TestAreasAreWrittenWithTheirDecimals(t *testing.T) {
	for cm2, want := range map[int64]string{1_123_600: "112.36", 864_850: "86.485", 860_000: "86.00", 1: "0.0001", 100: "0.01", 864_000: "86.40"} {
		equal(t, want, areaText(cm2), want)
	}
}
