package registry

import (
	"context"

	"mulin/internal/kit/db"
	"mulin/internal/registry/roster"
)

// prefetch reads the compound as it is into maps, in six queries whatever its
// size.
func (m *importer) prefetch(ctx context.Context) error {
	for _, fetch := range []func(context.Context) error{m.fetchPlaces, m.fetchHomes, m.fetchOwners, m.fetchResidents, m.fetchPhones} {
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
	m.homes = make(map[string]*homeState, len(homes))
	for _, h := range homes {
		m.homes[h.Label] = &homeState{Home: h, names: map[string]int64{}}
	}
	return err
}

func (m *importer) fetchOwners(ctx context.Context) error {
	return m.stays(ctx, "'owner'", "ownership", func(h *homeState, s stay) { h.owners = append(h.owners, s) })
}

func (m *importer) fetchResidents(ctx context.Context) error {
	return m.stays(ctx, "o.relation", "residence", func(h *homeState, s stay) { h.residents = append(h.residents, s) })
}

// stays reads owners or residents, those of today first: they are meant when a
// name fits several.
func (m *importer) stays(ctx context.Context, relation, table string, keep func(*homeState, stay)) error {
	return db.Each(ctx, m.tx, func(r db.Row) error {
		var s stay
		var label, until string
		if err := r.Scan(&label, &s.id, &s.person, &s.name, &s.relation, &s.since, &until); err != nil {
			return err
		}
		h := m.homes[label]
		if h.names[s.name] == 0 {
			h.names[s.name] = s.person
		}
		if until == "" {
			keep(h, s)
		}
		return nil
	}, `SELECT h.label, o.id, o.person_id, p.name, `+relation+`, o.since, o.until FROM `+table+` o
		JOIN home h ON h.community_id = o.community_id AND h.id = o.home_id
		JOIN person p ON p.community_id = o.community_id AND p.id = o.person_id
		WHERE h.community_id = $1 AND h.compound_id = $2 ORDER BY CASE o.until WHEN '' THEN 0 ELSE 1 END, o.id`, m.c.Community, m.c.ID)
}

func (m *importer) fetchPhones(ctx context.Context) error {
	m.phones, m.byPhone = map[int64]*numbers{}, map[string]int64{}
	return db.Each(ctx, m.tx, func(r db.Row) error {
		var person, position int64
		var name string
		var hash []byte
		if err := r.Scan(&person, &name, &hash, &position); err != nil {
			return err
		}
		if m.phones[person] == nil {
			m.phones[person] = &numbers{hashes: map[string]bool{}}
		}
		have := m.phones[person]
		have.hashes[string(hash)], have.first = true, min(have.first, position)
		if key := phoneKey(name, string(hash)); m.byPhone[key] == 0 {
			m.byPhone[key] = person
		}
		return nil
	}, `SELECT p.id, p.name, n.hash, n.position FROM person_phone n JOIN person p ON p.community_id = n.community_id AND p.id = n.person_id
		WHERE p.community_id = $1 AND p.compound_id = $2 ORDER BY p.id`, m.c.Community, m.c.ID)
}

// importWrites collects rows per table, so that they are written in the order
// their references need and many at a time.
type importWrites struct {
	homes, people, phones, ownership, residence [][]any
	endedOwnership, endedResidence              []stay
}

func (w *importWrites) endOwnership(s stay) { w.endedOwnership = append(w.endedOwnership, s) }
func (w *importWrites) endResidence(s stay) { w.endedResidence = append(w.endedResidence, s) }

func (w *importWrites) write(ctx context.Context, tx *db.Tx, community int64, on string, progress func(done, total int)) error {
	if err := end(ctx, tx, "ownership", community, on, w.endedOwnership); err != nil {
		return err
	}
	if err := end(ctx, tx, "residence", community, on, w.endedResidence); err != nil {
		return err
	}
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
			if done++; done%500 == 0 {
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
	for _, s := range ended {
		_, err := tx.Exec(ctx, "UPDATE "+table+" SET until = $1 WHERE community_id = $2 AND id = $3 AND until = ''", max(on, s.since), community, s.id)
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
