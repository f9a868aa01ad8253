package roster

import "cmp"

// spot is a cell of the line being read; col is -1 if no column is mapped.
type spot struct {
	field Field
	col   int
	text  string
}

// misplaced says which cell keeps a home from being placed.
type misplaced struct {
	at    spot
	code  string
	other string
}

// room reads where the home is from whatever columns say so, checks that they
// agree, and that the home has not come before.
func (p *parser) room(row *Row, cells []string) {
	main := p.roomSpot(cells)
	row.Cell = cellName(main.col, row.Line)
	home, bad := p.place(row.Line, cells)
	if bad != nil {
		p.failAt(row.Line, bad.at.col, bad.at.field, problem{code: bad.code, text: bad.at.text}, bad.other)
		return
	}
	row.Building, row.Unit, row.Number = home.building, home.unit, home.number
	p.tally(row, main.field)
	key := UnitKey(home.building, home.unit) + "/" + home.number
	if before, twice := p.seen[key]; twice {
		p.failAt(row.Line, main.col, main.field, problem{code: CodeRoomDuplicate, text: main.text}, before)
		return
	}
	p.seen[key] = row.Cell
}

func (p *parser) tally(row *Row, field Field) {
	key := UnitKey(row.Building, row.Unit)
	if p.units[key] == nil {
		p.units[key] = &unitSeen{line: row.Line, cell: row.Cell, field: field}
	}
	p.units[key].homes++
}

// spot is the first filled cell of a field.
func (p *parser) spot(cells []string, f Field) spot {
	text, col := p.filled(cells, f)
	return spot{field: f, col: col, text: text}
}

// roomSpot is the cell that names the home: the number, or the whole room.
func (p *parser) roomSpot(cells []string) spot {
	number, room := p.spot(cells, FieldNumber), p.spot(cells, FieldRoom)
	if number.col < 0 || number.text == "" && room.text != "" {
		return room
	}
	return number
}

// place puts the columns together and adds what is understood without saying:
// the building chosen for the import, and unit 1 where no unit is ever named.
func (p *parser) place(line int, cells []string) (place, *misplaced) {
	home, bad := p.written(line, cells)
	if bad != nil {
		return home, bad
	}
	home.building = cmp.Or(home.building, p.opt.DefaultBuilding)
	switch {
	case home.number == "":
		return home, &misplaced{at: p.roomSpot(cells), code: CodeRoomMissing}
	case home.building == "":
		return home, &misplaced{at: p.roomSpot(cells), code: CodeBuildingMissing}
	case home.unit == "" && len(p.cols[FieldUnit]) > 0:
		return home, &misplaced{at: p.spot(cells, FieldUnit), code: CodeUnitMissing}
	}
	home.unit = cmp.Or(home.unit, "1")
	return home, nil
}

// written is what the cells of a line say, without any default. Separate
// columns and the whole text may each give a part; they must agree.
func (p *parser) written(line int, cells []string) (home place, bad *misplaced) {
	if main := p.roomSpot(cells); isNothing(main.text) {
		return home, &misplaced{at: main, code: CodeRoomMissing}
	}
	for _, f := range []Field{FieldBuilding, FieldUnit, FieldRoom, FieldNumber} {
		at := p.spot(cells, f)
		if isNothing(at.text) {
			continue
		}
		if f != FieldBuilding && looksLikeDate(at.text) {
			return home, &misplaced{at: at, code: CodeRoomDate}
		}
		said, ok := p.read(at)
		if !ok {
			return home, &misplaced{at: at, code: CodeRoomUnreadable}
		}
		if field, ok := home.take(said); !ok {
			return home, &misplaced{at: at, code: CodeRoomConflict, other: p.otherCell(line, cells, field, f)}
		}
	}
	return home, nil
}

// otherCell is where the part that disagrees was read from: its own column, or
// the whole room.
func (p *parser) otherCell(line int, cells []string, part, not Field) string {
	for _, f := range []Field{part, FieldRoom, FieldNumber} {
		if at := p.spot(cells, f); f != not && at.text != "" {
			return cellName(at.col, line)
		}
	}
	return ""
}

func (p *parser) read(at spot) (place, bool) {
	switch at.field {
	case FieldBuilding:
		b, ok := buildingOf(at.text, p.opt.Compound)
		return place{building: b}, ok
	case FieldUnit:
		u, ok := unitOf(at.text)
		return place{unit: u}, ok
	}
	return parseRoom(at.text, p.opt.Compound)
}

// take adds the parts another cell names. It is false, with the part, if the
// two contradict.
func (p *place) take(said place) (Field, bool) {
	for _, part := range []struct {
		field     Field
		have, new *string
	}{
		{FieldBuilding, &p.building, &said.building},
		{FieldUnit, &p.unit, &said.unit},
		{FieldNumber, &p.number, &said.number},
	} {
		if *part.have != "" && *part.new != "" && *part.have != *part.new {
			return part.field, false
		}
		*part.have = cmp.Or(*part.have, *part.new)
	}
	return "", true
}
