package registry

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/registry/roster"
)

// prefetch reads the compound as it is into maps, in seven queries whatever its
// size. They join nothing: right after a large import an engine knows too little
// of its tables to join them well.
func (m *importer) prefetch(ctx context.Context) error {
	for _, fetch := range []func(context.Context) error{m.fetchPlaces, m.fetchHomes, m.fetchNames, m.fetchOwners, m.fetchResidents, m.fetchPhones} {
		if err := fetch(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m *importer) fetchPlaces(ctx context.Context) error {
	m.buildings, m.units = map[string]int64{}, map[string]int64{}
	buildings, err := BuildingsTx(ctx, m.tx, m.c.Community, m.c.ID)
	if err != nil {
		return err
	}
	for _, b := range buildings {
		m.buildings[b.Name] = b.ID
	}
	units, err := UnitsTx(ctx, m.tx, m.c.Community, m.c.ID)
	for _, u := range units {
		m.units[roster.UnitKey(u.BuildingName, u.Name)] = u.ID
	}
	return err
}

func (m *importer) fetchHomes(ctx context.Context) error {
	homes, err := HomesTx(ctx, m.tx, m.c.Community, m.c.ID, HomeFilter{})
	m.homes, m.byID = make(map[string]*homeState, len(homes)), make(map[int64]*homeState, len(homes))
	for _, h := range homes {
		state := &homeState{Home: h, names: map[string]int64{}}
		m.homes[h.Label], m.byID[h.ID] = state, state
	}
	return err
}

func (m *importer) fetchNames(ctx context.Context) error {
	m.names, m.ours = map[int64]string{}, map[int64]bool{}
	return db.Each(ctx, m.tx, func(r db.Row) error {
		var id, compound int64
		var name string
		if err := r.Scan(&id, &compound, &name); err != nil {
			return err
		}
		m.names[id], m.ours[id] = name, compound == m.c.ID
		return nil
	}, "SELECT id, compound_id, name FROM person WHERE community_id = $1", m.c.Community)
}

func (m *importer) fetchOwners(ctx context.Context) error {
	return m.stays(ctx, "'owner'", "ownership", func(h *homeState, s stay) { h.owners = append(h.owners, s) })
}

func (m *importer) fetchResidents(ctx context.Context) error {
	return m.stays(ctx, "relation", "residence", func(h *homeState, s stay) { h.residents = append(h.residents, s) })
}

// stays reads owners or residents, those of today first: they are meant when a
// name fits several.
func (m *importer) stays(ctx context.Context, relation, table string, keep func(*homeState, stay)) error {
	return db.Each(ctx, m.tx, func(r db.Row) error {
		var s stay
		var home int64
		var until string
		if err := r.Scan(&home, &s.id, &s.person, &s.relation, &s.since, &until); err != nil {
			return err
		}
		h := m.byID[home]
		if h == nil {
			return nil // a home of another compound of the community
		}
		s.name = m.names[s.person]
		if h.names[s.name] == 0 {
			h.names[s.name] = s.person
		}
		if until == "" {
			keep(h, s)
		}
		return nil
	}, "SELECT home_id, id, person_id, "+relation+", since, until FROM "+table+
		" WHERE community_id = $1 ORDER BY CASE until WHEN '' THEN 0 ELSE 1 END, id", m.c.Community)
}

func (m *importer) fetchPhones(ctx context.Context) error {
	m.phones, m.byPhone = map[int64]*numbers{}, map[string]int64{}
	return db.Each(ctx, m.tx, func(r db.Row) error {
		var person, position int64
		var hash []byte
		if err := r.Scan(&person, &hash, &position); err != nil || !m.ours[person] {
			return err
		}
		if m.phones[person] == nil {
			m.phones[person] = &numbers{hashes: map[string]bool{}}
		}
		have := m.phones[person]
		have.hashes[string(hash)], have.first = true, min(have.first, position)
		if key := phoneKey(m.names[person], string(hash)); m.byPhone[key] == 0 {
			m.byPhone[key] = person
		}
		return nil
	}, "SELECT person_id, hash, position FROM person_phone WHERE community_id = $1 ORDER BY person_id", m.c.Community)
}

// importWrites collects rows per table, so that they are written in the order
// their references need and many at a time.
type importWrites struct {
	homes, people, phones, ownership, residence [][]any
	endedOwnership, endedResidence              []stay
	corrected                                   []Home // ID, AreaCm2, Remark
	audits                                      []audit.Entry
}

// rowsAtOnce is how many rows a statement inserts: SQLite looks its numbered
// parameters up one after the other, so that larger statements cost more per row.
const rowsAtOnce = 50

// changesAtOnce is how many rows a statement changes: PostgreSQL may read the
// whole table for each of them.
const changesAtOnce = 500

func (w *importWrites) endOwnership(s stay) { w.endedOwnership = append(w.endedOwnership, s) }
func (w *importWrites) endResidence(s stay) { w.endedResidence = append(w.endedResidence, s) }

// write puts everything into the tables in the order their references need.
func (w *importWrites) write(ctx context.Context, tx *db.Tx, community int64, on string, progress func(done, total int)) error {
	if err := end(ctx, tx, "ownership", community, on, w.endedOwnership); err != nil {
		return err
	}
	if err := end(ctx, tx, "residence", community, on, w.endedResidence); err != nil {
		return err
	}
	if err := correctHomes(ctx, tx, community, w.corrected); err != nil {
		return err
	}
	if err := audit.RecordAll(ctx, tx, w.audits); err != nil {
		return err
	}
	return w.insert(ctx, tx, progress)
}

func (w *importWrites) insert(ctx context.Context, tx *db.Tx, progress func(done, total int)) error {
	done, total := 0, len(w.homes)+len(w.people)+len(w.phones)+len(w.ownership)+len(w.residence)
	for _, t := range []struct {
		rows [][]any
		in   *db.Inserter
	}{
		{w.homes, db.NewInserter(tx, "home", "community_id", "id", "compound_id", "building_id", "unit_id", "label", "number", "area_cm2", "remark")},
		{w.people, db.NewInserter(tx, "person", "community_id", "id", "compound_id", "name", "kind", "created_at")},
		{w.phones, db.NewInserter(tx, "person_phone", "community_id", "id", "person_id", "sealed", "hash", "tail_hash", "masked", "position")},
		{w.ownership, db.NewInserter(tx, "ownership", "community_id", "id", "home_id", "person_id", "since")},
		{w.residence, db.NewInserter(tx, "residence", "community_id", "id", "home_id", "person_id", "relation", "since")},
	} {
		for _, row := range t.rows {
			if err := t.in.Add(ctx, row...); err != nil {
				return err
			}
			if done++; done%rowsAtOnce == 0 {
				if err := t.in.Flush(ctx); err != nil {
					return err
				}
				progress(done, total)
			}
		}
		if err := t.in.Flush(ctx); err != nil {
			return err
		}
	}
	progress(total, total)
	return nil
}

// end closes rows on a date; one that began later closes on the day it began.
func end(ctx context.Context, tx *db.Tx, table string, community int64, on string, ended []stay) error {
	for chunk := range slices.Chunk(ended, changesAtOnce) {
		args := []any{on, community}
		for _, s := range chunk {
			args = append(args, s.id)
		}
		_, err := tx.Exec(ctx, "UPDATE "+table+" SET until = CASE WHEN since > $1 THEN since ELSE $1 END WHERE community_id = $2 AND id IN ("+
			db.Placeholders(3, len(chunk))+")", args...)
		if err != nil {
			return err
		}
	}
	return nil
}

func correctHomes(ctx context.Context, tx *db.Tx, community int64, homes []Home) error {
	for chunk := range slices.Chunk(homes, changesAtOnce) {
		args, values := []any{community}, make([]string, len(chunk))
		for i, h := range chunk {
			n := len(args)
			values[i] = fmt.Sprintf("(CAST($%d AS BIGINT), CAST($%d AS BIGINT), CAST($%d AS TEXT))", n+1, n+2, n+3)
			args = append(args, h.ID, h.AreaCm2, h.Remark)
		}
		_, err := tx.Exec(ctx, "UPDATE home SET area_cm2 = v.column2, remark = v.column3 FROM (VALUES "+strings.Join(values, ", ")+
			") AS v WHERE home.community_id = $1 AND home.id = v.column1", args...)
		if err != nil {
			return err
		}
	}
	return nil
}

func addBuilding(ctx context.Context, tx *db.Tx, c Compound, id int64, name string) error {
	_, err := tx.Exec(ctx, "INSERT INTO building (community_id, id, compound_id, name) VALUES ($1, $2, $3, $4)", c.Community, id, c.ID, name)
	return err
}

func addUnit(ctx context.Context, tx *db.Tx, c Compound, id, building int64, name string) error {
	_, err := tx.Exec(ctx, "INSERT INTO unit (community_id, id, compound_id, building_id, name) VALUES ($1, $2, $3, $4, $5)", c.Community, id, c.ID, building, name)
	return err
}
