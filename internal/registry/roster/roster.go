package roster

// Field is what a column of the roster means.
type Field string

// The fields a column can be mapped to. FieldIgnored columns are recognised but
// not read (套内面积, 身份证号).
const (
	FieldSeq       Field = "seq"        // 序号
	FieldRoom      Field = "room"       // 房屋: building, unit and number in one text
	FieldBuilding  Field = "building"   // 楼栋
	FieldUnit      Field = "unit"       // 单元
	FieldNumber    Field = "number"     // 房号
	FieldArea      Field = "area"       // 建筑面积, ㎡
	FieldInnerArea Field = "inner_area" // 套内面积, not read
	FieldOwner     Field = "owner"      // 业主
	FieldMembers   Field = "members"    // 家庭成员
	FieldOccupant  Field = "occupant"   // 租户(物业使用人)
	FieldPhone     Field = "phone"      // 联系电话
	FieldCount     Field = "count"      // 居住人数
	FieldRemark    Field = "remark"     // 备注
	FieldIgnored   Field = "ignored"
)

// Fields lists every field in the order a clerk is offered them.
func Fields() []Field {
	return []Field{FieldRoom, FieldBuilding, FieldUnit, FieldNumber, FieldArea,
		FieldOwner, FieldMembers, FieldOccupant, FieldPhone, FieldCount,
		FieldRemark, FieldSeq, FieldInnerArea, FieldIgnored}
}

// Mapping says where the rows are and what each column means.
type Mapping struct {
	Sheet      string        `json:"sheet"`
	HeaderRow  int           `json:"header_row"`  // line of the first header row, from 1 as Excel shows it
	HeaderRows int           `json:"header_rows"` // 1 or 2; 0 if the rows begin at HeaderRow
	Columns    map[int]Field `json:"columns"`     // column from 0 (A) → field
}

// Cell is the address of the first column mapped to field in a line, "B7", or
// "" if no column is.
func (m Mapping) Cell(line int, field Field) string {
	col, ok := m.column(field)
	if !ok {
		return ""
	}
	return cellName(col, line)
}

// column is the leftmost column mapped to field.
func (m Mapping) column(field Field) (int, bool) {
	best, found := 0, false
	for col, f := range m.Columns {
		if f == field && (!found || col < best) {
			best, found = col, true
		}
	}
	return best, found
}

// Options are what the caller knows and the file may not say.
type Options struct {
	// DefaultBuilding is used where a row names no building (1-401).
	DefaultBuilding string
	// Compound is the compound's name; it is taken off the front of a building
	// (瑞诚商厦A栋 → A栋).
	Compound string
	// KnownUnits, if not nil, holds UnitKey of each unit there is; a unit not
	// among them gives a warning. If nil, a unit with a single home among
	// bigger ones does.
	KnownUnits map[string]bool
}

// UnitKey is the key of a unit in Options.KnownUnits.
func UnitKey(building, unit string) string { return building + "/" + unit }

// Row is one home, clean.
type Row struct {
	Line int    // line in the file, from 1
	Cell string // address of the room, "A7"

	Building string // "A", "12"; without 栋, 号楼, 座
	Unit     string // "1"; without 单元
	Number   string // floor and flat, four digits at least ("0401"); letters are kept ("401A")

	AreaCm2   int64    // 建筑面积 in cm², above zero
	Owners    []string // 业主, co-owners in the order written; empty: vacant
	Members   []string // 家庭成员 without the owners
	Occupants []string // 租户
	Phones    []string // 13951000037 or 0851-28220000
	Count     int      // 居住人数 as written; 0: none or not stated
	Remark    string
}

// People is how many named persons the row holds.
func (r Row) People() int { return len(r.Owners) + len(r.Members) + len(r.Occupants) }

// Result is what Parse found. A line with an error is in Errors and not in Rows.
type Result struct {
	Rows     []Row
	Errors   []CellError
	Warnings []CellError // the row is accepted; a person should look
	Skipped  int         // blank, total and footer lines below the header
}

// Limits bound what Open reads; zero values mean the defaults.
type Limits struct {
	MaxBytes int64 // size of the file; 50 MB
	MaxUnzip int64 // size of an .xlsx after unpacking; 200 MB
	MaxRows  int   // lines in one sheet; 200,000
	MaxCols  int   // columns read, further ones are ignored; 100
}

func (l Limits) orDefault() Limits {
	const mb = 1 << 20
	if l.MaxBytes <= 0 {
		l.MaxBytes = 50 * mb
	}
	if l.MaxUnzip <= 0 {
		l.MaxUnzip = 200 * mb
	}
	if l.MaxRows <= 0 {
		l.MaxRows = 200_000
	}
	if l.MaxCols <= 0 {
		l.MaxCols = 100
	}
	return l
}

// File is an opened roster: text only, formulas and formats are gone.
type File struct {
	Name   string
	Sheets []Sheet
}

// Sheet is a grid of text. Rows[0] is line 1; rows may differ in length. Merged
// cells all hold the text of their first.
type Sheet struct {
	Name string
	Rows [][]string
}

// Sheet finds a sheet by name; the first one if name is "".
func (f *File) Sheet(name string) (*Sheet, bool) {
	for i := range f.Sheets {
		if name == "" || f.Sheets[i].Name == name {
			return &f.Sheets[i], true
		}
	}
	return nil, false
}

// cell is the text at a column of a row, "" beyond its end.
func cell(row []string, col int) string {
	if col < 0 || col >= len(row) {
		return ""
	}
	return row[col]
}

// cellName is the address as Excel shows it; col from 0, line from 1.
func cellName(col, line int) string {
	var letters []byte
	for n := col + 1; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{byte('A' + (n-1)%26)}, letters...)
	}
	return string(letters) + itoa(line)
}
