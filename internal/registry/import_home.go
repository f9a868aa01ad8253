package registry

import (
	"context"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
	"mulin/internal/registry/roster"
)

// importer holds what the compound was before the import, by what a row names,
// and what is to be written. All is fetched first and written last.
type importer struct {
	s   *Service
	tx  *db.Tx
	c   Compound
	a   actor.Actor
	on  string
	has map[roster.Field]bool

	buildings map[string]int64 // by name
	units     map[string]int64 // by roster.UnitKey
	homes     map[string]*homeState
	byID      map[int64]*homeState
	names     map[int64]string // of everybody in the community
	ours      map[int64]bool   // who is registered in this compound
	phones    map[int64]*numbers
	byPhone   map[string]int64 // phoneKey → person

	named map[int64]bool
	out   importWrites
	res   ImportResult
}

// homeState is a home with everybody who lives in or owns it.
type homeState struct {
	Home
	names             map[string]int64 // also of those who once did
	owners, residents []stay
}

type stay struct {
	id, person     int64
	name, relation string
	since          string
}

// numbers are the phone hashes of a person and the lowest position among them.
type numbers struct {
	hashes map[string]bool
	first  int64
}

// number is a phone of a row with the hash it is found by.
type number struct{ clean, hash string }

func phoneKey(name, hash string) string { return name + "\x00" + hash }

func (m *importer) home(ctx context.Context, row roster.Row) error {
	phones, err := m.numbers(row)
	if err != nil {
		return err
	}
	home, known := m.homes[RowLabel(row)]
	if !known {
		if home, err = m.newHome(ctx, row); err != nil {
			return err
		}
	}
	changed := known && m.correct(home, row)
	settled, err := m.people(home, row, phones)
	if err != nil {
		return err
	}
	switch {
	case !known:
		m.res.Created++
	case changed || settled:
		m.res.Updated++
	default:
		m.res.Unchanged++
	}
	return nil
}

func (m *importer) numbers(row roster.Row) ([]number, error) {
	out := make([]number, 0, len(row.Phones))
	for _, text := range row.Phones {
		clean, err := format.Contact(text)
		if err != nil {
			return nil, errs.InvalidField("rows", "registry.import.phone", errs.Args{"Home": RowLabel(row)})
		}
		out = append(out, number{clean, string(m.s.PhoneHash(clean))})
	}
	return out, nil
}

func (m *importer) newHome(ctx context.Context, row roster.Row) (*homeState, error) {
	unit, err := m.unitNamed(ctx, row.Building, row.Unit)
	if err != nil {
		return nil, err
	}
	h := &homeState{Home: Home{ID: m.tx.NewID(), Label: RowLabel(row)}, names: map[string]int64{}}
	m.homes[h.Label] = h
	m.out.homes = append(m.out.homes, []any{m.c.Community, h.ID, m.c.ID, m.buildings[row.Building], unit, h.Label, row.Number, row.AreaCm2, row.Remark})
	return h, nil
}

// unitNamed finds a unit or makes it, and its building.
func (m *importer) unitNamed(ctx context.Context, buildingName, unit string) (int64, error) {
	key := roster.UnitKey(buildingName, unit)
	if id := m.units[key]; id != 0 {
		return id, nil
	}
	building := m.buildings[buildingName]
	if building == 0 {
		building = m.tx.NewID()
		m.buildings[buildingName] = building
		if err := addBuilding(ctx, m.tx, m.c, building, buildingName); err != nil {
			return 0, err
		}
	}
	m.units[key] = m.tx.NewID()
	return m.units[key], addUnit(ctx, m.tx, m.c, m.units[key], building, unit)
}

// correct takes over area and remark. An area decides votes and fees, so its
// change is recorded for itself.
func (m *importer) correct(h *homeState, row roster.Row) (changed bool) {
	remark := h.Remark
	if row.Remark != "" {
		remark = row.Remark
	}
	if h.AreaCm2 == row.AreaCm2 && h.Remark == remark {
		return false
	}
	m.out.corrected = append(m.out.corrected, Home{ID: h.ID, AreaCm2: row.AreaCm2, Remark: remark})
	if h.AreaCm2 != row.AreaCm2 {
		m.out.audits = append(m.out.audits, areaChange(m.a, m.c, h.Home, row.AreaCm2, ""))
	}
	return true
}

func areaChange(a actor.Actor, c Compound, h Home, area int64, reason string) audit.Entry {
	return audit.Entry{Community: c.Community, Person: a.Person, Action: "home.area", Subject: "home", SubjectID: h.ID, Reason: reason,
		Detail: areaText(h.AreaCm2) + " → " + areaText(area)}
}

// people brings owners, residents and phones to what the row says.
func (m *importer) people(h *homeState, row roster.Row, phones []number) (changed bool, err error) {
	now := household{}
	for _, s := range h.owners {
		now.owners = append(now.owners, s.name)
	}
	for _, s := range h.residents {
		now.residents = append(now.residents, resident{s.name, s.relation})
	}
	everyone := slices.Concat(row.Owners, row.Members, row.Occupants)
	for i, name := range everyone {
		var mine []number
		if i == 0 {
			mine = phones
		}
		id := m.person(h, name, mine)
		m.named[id] = true
		added, err := m.addNumbers(id, name, mine)
		if err != nil {
			return false, err
		}
		changed = changed || added
	}
	next := now.after(row, m.has)
	owned, lived := m.own(h, next.owners), m.live(h, next.residents)
	return changed || owned || lived, nil
}

// person finds who is meant by a name at a home, or adds them.
func (m *importer) person(h *homeState, name string, phones []number) int64 {
	if id := h.names[name]; id != 0 {
		return id
	}
	id := int64(0)
	for _, n := range phones {
		if id == 0 {
			id = m.byPhone[phoneKey(name, n.hash)]
		}
	}
	if id == 0 {
		id = m.tx.NewID()
		m.out.people = append(m.out.people, []any{m.c.Community, id, m.c.ID, name, kindOf(name), db.Millis(m.tx.Now())})
	}
	h.names[name] = id
	return id
}

// addNumbers puts numbers that are new to the person before those they have.
func (m *importer) addNumbers(person int64, name string, phones []number) (bool, error) {
	have := m.phones[person]
	if have == nil {
		have = &numbers{hashes: map[string]bool{}}
		m.phones[person] = have
	}
	fresh := slices.DeleteFunc(slices.Clone(phones), func(n number) bool { return have.hashes[n.hash] })
	have.first -= int64(len(fresh))
	for i, n := range fresh {
		id := m.tx.NewID()
		ph, err := m.s.seal(id, n.clean)
		if err != nil {
			return false, err
		}
		have.hashes[n.hash] = true
		m.byPhone[phoneKey(name, n.hash)] = person
		m.out.phones = append(m.out.phones, []any{m.c.Community, id, person, ph.sealed, ph.hash, ph.tail, ph.masked, have.first + int64(i)})
	}
	return len(fresh) > 0, nil
}

func (m *importer) own(h *homeState, owners []string) (changed bool) {
	for _, s := range h.owners {
		if !slices.Contains(owners, s.name) {
			m.out.endOwnership(s)
			changed = true
		}
	}
	for _, name := range owners {
		if !slices.ContainsFunc(h.owners, func(s stay) bool { return s.name == name }) {
			m.out.ownership = append(m.out.ownership, []any{m.c.Community, m.tx.NewID(), h.ID, h.names[name], m.on})
			changed = true
		}
	}
	return changed
}

func (m *importer) live(h *homeState, residents []resident) (changed bool) {
	for _, s := range h.residents {
		if !slices.Contains(residents, resident{s.name, s.relation}) {
			m.out.endResidence(s)
			changed = true
		}
	}
	for _, r := range residents {
		if !slices.ContainsFunc(h.residents, func(s stay) bool { return s.name == r.name && s.relation == r.relation }) {
			m.out.residence = append(m.out.residence, []any{m.c.Community, m.tx.NewID(), h.ID, h.names[r.name], r.relation, m.on})
			changed = true
		}
	}
	return changed
}
