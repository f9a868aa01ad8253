package roster

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// checkSound is what must hold for any input whatever.
func checkSound(t *testing.T, f *File, r Result) {
	t.Helper()
	homes := map[string]bool{}
	for _, row := range r.Rows {
		key := row.Building + "/" + row.Unit + "/" + row.Number
		if homes[key] {
			t.Errorf("home %s came twice", key)
		}
		homes[key] = true
		if row.Building == "" || row.Unit == "" || row.Number == "" || row.AreaCm2 <= 0 {
			t.Errorf("incomplete row %+v", row)
		}
		for _, name := range append(append(row.Owners, row.Members...), row.Occupants...) {
			if name == "" || strings.ContainsAny(name, "<>\n\x00") || strings.ContainsAny(name[:1], "=+-@") {
				t.Errorf("unsafe name %q", name)
			}
		}
	}
	for _, e := range append(r.Errors, r.Warnings...) {
		if e.Message("zh-Hans") == "" {
			t.Errorf("no text for %+v", e)
		}
	}
}

func FuzzAnyCSVIsReadOrRefused(f *testing.F) {
	f.Add([]byte(csvText))
	f.Add([]byte("房屋;面积;业主\nA栋1单元0401;86.48;示例居民001\n合计;86.48;\n"))
	f.Add([]byte("房屋,面积\n\"A-1-401\",-5\n,\n'=1,@\n"))
	f.Add([]byte("\xff\xfe,\x00\n\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte(magicZip)) {
			return // the library's own parsing, bounded by recover and limits
		}
		file, err := Open("fuzz.csv", data, Limits{MaxRows: 1000})
		if err != nil {
			var fe *FileError
			if !errors.As(err, &fe) || fe.Message("zh-Hans") == "" {
				t.Errorf("refused without words: %v", err)
			}
			return
		}
		checkSound(t, file, Parse(file, Guess(file), Options{DefaultBuilding: "A"}, nil))
		if len(Fingerprint(file)) != 24 {
			t.Error("no fingerprint")
		}
	})
}

func FuzzGuessAndParseNeverPanic(f *testing.F) {
	f.Add("房屋|面积|业主|电话\nA-1-401|86.48|示例居民001|13951000037", 1, 1, 3)
	f.Add("房屋信息||业主\n楼栋|房号|姓名\nA|1-401|示例居民001", 1, 2, 0)
	f.Add("4楼1号|十二幢|第十单元\n#|'|、", -1, 0, 7)
	f.Fuzz(func(t *testing.T, grid string, header, depth, shift int) {
		file := &File{Sheets: []Sheet{{Name: "s"}}}
		for _, line := range strings.Split(grid, "\n") {
			file.Sheets[0].Rows = append(file.Sheets[0].Rows, strings.Split(line, "|"))
		}
		checkSound(t, file, Parse(file, Guess(file), Options{Compound: "某小区"}, nil))
		m := Mapping{HeaderRow: header, HeaderRows: depth, Columns: map[int]Field{}}
		for i, field := range Fields() {
			m.Columns[i+shift%5] = field
		}
		checkSound(t, file, Parse(file, m, Options{DefaultBuilding: "甲"}, nil))
	})
}
