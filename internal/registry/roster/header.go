package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// headerDepth is how many lines from the top may hold the header.
const headerDepth = 30

// headings are the words a column is known by, simplified and without blanks or
// units; see heading.
func headings(f Field) []string {
	switch f {
	case FieldSeq:
		return []string{"序号", "编号", "序", "no", "no.", "#", "number"}
	case FieldRoom:
		return []string{"房屋", "门牌", "门牌号", "门牌号码", "地址", "房屋地址", "房屋坐落", "坐落", "住址", "楼栋房号", "楼房号", "房产", "home", "address"}
	case FieldBuilding:
		return []string{"楼栋", "楼栋号", "栋", "栋号", "幢", "幢号", "楼号", "楼", "座", "座号", "楼幢", "楼宇", "栋座", "building"}
	case FieldUnit:
		return []string{"单元", "单元号", "门洞", "unit"}
	case FieldNumber:
		return []string{"房号", "室号", "房间号", "室", "房间", "房屋号", "房屋编号", "户号", "房间编号", "room", "flat"}
	case FieldArea:
		return []string{"建筑面积", "面积", "产权面积", "房屋面积", "建面", "area", "floorarea", "grossfloorarea"}
	case FieldOwner:
		return []string{"业主", "业主姓名", "产权人", "产权人姓名", "房主", "户主", "户主姓名", "住户", "住户姓名", "姓名", "名字", "共有人", "共同共有人", "共有产权人", "权利人", "owner", "owners", "name"}
	case FieldMembers:
		return []string{"家庭成员", "同住人", "同住人员", "成员", "家庭成员姓名", "同住家属", "家属", "共同居住人", "members", "family"}
	case FieldOccupant:
		return []string{"租户", "租客", "承租人", "租户姓名", "使用人", "物业使用人", "实际居住人", "occupant", "occupants", "tenant", "tenants"}
	case FieldPhone:
		return []string{"联系电话", "手机", "手机号", "手机号码", "电话", "电话号码", "联系方式", "联系手机", "座机", "固话", "phone", "phones", "mobile"}
	case FieldCount:
		return []string{"居住人数", "人数", "人口", "人口数", "常住人数", "家庭人数", "家庭人口", "people"}
	case FieldRemark:
		return []string{"备注", "说明", "附注", "备考", "remark", "remarks", "note", "notes"}
	case FieldInnerArea:
		return []string{"套内面积", "套内建筑面积", "使用面积", "公摊面积", "实用面积", "分摊面积"}
	}
	return nil
}

// hints are tried, in this order, for headings that are not known word by word.
func hints() []struct {
	field Field
	words []string
} {
	return []struct {
		field Field
		words []string
	}{
		{FieldIgnored, []string{"身份证", "证件", "车牌", "紧急", "日期", "性别", "关系", "类型", "用途", "性质", "状态", "户籍"}},
		{FieldPhone, []string{"电话", "手机", "联系方式"}},
		{FieldCount, []string{"人数", "人口"}},
		{FieldInnerArea, []string{"套内", "公摊", "分摊", "使用面积"}},
		{FieldArea, []string{"面积"}},
		{FieldOccupant, []string{"租户", "租客", "承租", "使用人"}},
		{FieldMembers, []string{"成员", "同住", "家属"}},
		{FieldOwner, []string{"业主", "产权人", "户主", "共有人"}},
		{FieldRemark, []string{"备注"}},
		{FieldNumber, []string{"房号", "室号", "房间号"}},
		{FieldBuilding, []string{"楼栋", "栋号", "幢号"}},
		{FieldUnit, []string{"单元号"}},
	}
}

// traditional turns the traditional characters of headings into simplified.
var traditional = strings.NewReplacer("號", "号", "門", "门", "樓", "楼", "棟", "栋",
	"單", "单", "築", "筑", "積", "积", "產", "产", "權", "权", "業", "业", "戶", "户",
	"員", "员", "聯", "联", "繫", "系", "絡", "络", "電", "电", "話", "话", "機", "机",
	"備", "备", "註", "注", "數", "数", "間", "间", "內", "内", "攤", "摊", "編", "编",
	"屬", "属", "說", "说", "際", "际", "實", "实", "車", "车", "證", "证", "關", "关",
	"緊", "紧", "類", "类", "狀", "状", "態", "态", "質", "质", "別", "别", "礎", "础", "許", "许")

var (
	headingNote  = regexp.MustCompile(`[(\[【〔].*?[)\]】〕]`)
	headingUnit  = regexp.MustCompile(`(?:/?(?:㎡|m²|m2|平方米|平米)|[:\*]|\d)+$`)
	headingStart = regexp.MustCompile(`^[\*#]+`)
)

// heading brings a column's title to the form headings are listed in:
// " 建築面積（㎡）" → "建筑面积".
func heading(text string) string {
	t := traditional.Replace(strings.ToLower(dropBlanks(fold(text))))
	if t == "#" {
		return t
	}
	t = headingNote.ReplaceAllString(headingStart.ReplaceAllString(t, ""), "")
	return headingUnit.ReplaceAllString(t, "")
}

// thesaurus knows which field a heading means.
type thesaurus map[string]Field

func newThesaurus() thesaurus {
	words := thesaurus{}
	for _, f := range Fields() {
		for _, w := range headings(f) {
			words[w] = f
		}
	}
	return words
}

// field is what a heading means, or "".
func (t thesaurus) field(title string) Field {
	h := heading(title)
	if h == "" || utf8.RuneCountInString(h) > 16 {
		return ""
	}
	if f, ok := t[h]; ok {
		return f
	}
	if utf8.RuneCountInString(h) > 10 {
		return ""
	}
	for _, hint := range hints() {
		if slices.ContainsFunc(hint.words, func(w string) bool { return strings.Contains(h, w) }) {
			return hint.field
		}
	}
	return ""
}

// pair is what two lines of a header say about one column: the lower line, in
// the light of the group above it. 租户信息 over 姓名 is the tenant, 套内 over
// 面积 is not the gross area.
func (t thesaurus) pair(group, title string) Field {
	f, both := t.field(title), t.field(group+title)
	switch {
	case f == "":
		return t[heading(group+title)] // a word split over two lines
	case f == FieldArea && both == FieldInnerArea:
		return FieldInnerArea
	case f == FieldOwner && slices.Contains([]string{"姓名", "名字", "name"}, heading(title)):
		if both == FieldOccupant || both == FieldMembers {
			return both
		}
		if strings.Contains(heading(group), "租") {
			return FieldOccupant
		}
	}
	return f
}

// Guess finds the sheet, the header and the meaning of each column. What it
// does not recognise it leaves out of Columns for the clerk to choose.
func Guess(f *File) Mapping {
	words := newThesaurus()
	best, bestScore := Mapping{}, -1
	for i := range f.Sheets {
		if len(f.Sheets[i].Rows) == 0 {
			continue
		}
		if m, score := words.guessSheet(&f.Sheets[i]); score > bestScore {
			best, bestScore = m, score
		}
	}
	return best
}

func (t thesaurus) guessSheet(s *Sheet) (Mapping, int) {
	best, bestScore := Mapping{Sheet: s.Name, HeaderRow: 1, HeaderRows: 1, Columns: map[int]Field{}}, 0
	for i := 0; i < min(headerDepth, len(s.Rows)); i++ {
		for _, depth := range []int{1, 2} {
			if i+depth > len(s.Rows) || depth == 2 && distinct(s.Rows[i]) < 2 {
				continue // a merged title is no group of columns
			}
			cols := t.columns(s.Rows[i : i+depth])
			if score := headerScore(cols); score > bestScore {
				best = Mapping{Sheet: s.Name, HeaderRow: i + 1, HeaderRows: depth, Columns: cols}
				bestScore = score
			}
		}
	}
	if bestScore == 0 {
		best.HeaderRow = firstWideRow(s.Rows)
	}
	return best, bestScore
}

// headerScore is how many different fields a header names; one field alone, or
// none that says where the home is, is no header.
func headerScore(cols map[int]Field) int {
	seen := map[Field]bool{}
	for _, f := range cols {
		seen[f] = true
	}
	delete(seen, FieldIgnored)
	if len(seen) < 2 || !seen[FieldRoom] && !seen[FieldNumber] {
		return 0
	}
	return len(seen)
}

func firstWideRow(rows [][]string) int {
	for i := range min(headerDepth, len(rows)) {
		if distinct(rows[i]) >= 2 {
			return i + 1
		}
	}
	return 1
}

// distinct counts different texts: a merged title repeats one text.
func distinct(row []string) int {
	seen := map[string]bool{}
	for _, text := range row {
		if text = tidy(text); text != "" {
			seen[text] = true
		}
	}
	return len(seen)
}

// columns reads one or two header lines.
func (t thesaurus) columns(header [][]string) map[int]Field {
	cols := map[int]Field{}
	last, group := header[len(header)-1], ""
	for c := range max(len(header[0]), len(last)) {
		title, above := tidy(cell(last, c)), ""
		if len(header) == 2 {
			if above = tidy(cell(header[0], c)); above != "" {
				group = above
			}
		}
		f := t.pair(group, title)
		if title == "" {
			f = t.field(above)
		}
		if f != "" {
			cols[c] = f
		}
	}
	settle(cols, func(c int) string { return heading(cell(last, c)) })
	return cols
}

// settle decides between columns that claim the same meaning.
func settle(cols map[int]Field, title func(int) string) {
	settleOwners(cols, title)
	for _, f := range []Field{FieldRoom, FieldBuilding, FieldUnit, FieldNumber, FieldArea, FieldCount, FieldSeq} {
		for i, c := range columnsOf(cols, f) {
			if i > 0 {
				cols[c] = FieldIgnored
			}
		}
	}
	rooms, numbers := columnsOf(cols, FieldRoom), columnsOf(cols, FieldNumber)
	parts := len(columnsOf(cols, FieldBuilding)) + len(columnsOf(cols, FieldUnit))
	switch {
	case len(numbers) > 0 && len(rooms) > 0 && parts > 0:
		cols[rooms[0]] = FieldIgnored // the street address beside the parts
	case len(numbers) > 0 && len(rooms) == 0 && parts == 0:
		cols[numbers[0]] = FieldRoom // 房号 alone holds the whole room
	}
}

// settleOwners makes 户主 one of the family and 住户 an occupant where another
// column names the owner.
func settleOwners(cols map[int]Field, title func(int) string) {
	other := map[string]Field{"户主": FieldMembers, "户主姓名": FieldMembers, "住户": FieldOccupant, "住户姓名": FieldOccupant}
	owners := columnsOf(cols, FieldOwner)
	if !slices.ContainsFunc(owners, func(c int) bool { return other[title(c)] == "" }) {
		return
	}
	for _, c := range owners {
		if f := other[title(c)]; f != "" {
			cols[c] = f
		}
	}
}

// columnsOf lists the columns of a field from left to right.
func columnsOf(cols map[int]Field, f Field) []int {
	var out []int
	for c, got := range cols {
		if got == f {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// Fingerprint is equal for files with the same header, so that a mapping a
// clerk has corrected can be used again. It does not depend on the file's name
// or rows.
func Fingerprint(f *File) string {
	m := Guess(f)
	s, ok := f.Sheet(m.Sheet)
	if !ok {
		return ""
	}
	sum := sha256.New()
	for line := m.HeaderRow; line < m.HeaderRow+m.HeaderRows && line <= len(s.Rows); line++ {
		for _, text := range s.Rows[line-1] {
			sum.Write([]byte(heading(text) + "\x1f"))
		}
		sum.Write([]byte("\x1e"))
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}
