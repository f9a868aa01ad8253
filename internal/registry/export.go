package registry

import (
	"context"
	"strconv"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/registry/roster"
)

// ExportRows gives the registry of a compound back as rows of a roster, with
// whole names and phone numbers, for a reason that is recorded. Importing them
// again changes nothing.
func (s *Service) ExportRows(ctx context.Context, a actor.Actor, c Compound, reason string) (rows []roster.Row, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return nil, err
	}
	reason = strings.TrimSpace(reason)
	if err := checkReason(reason); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if rows, err = s.exportRows(ctx, tx, c); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "registry.export", Subject: "compound", SubjectID: c.ID,
			Reason: reason, Detail: "homes=" + strconv.Itoa(len(rows))})
	})
	return rows, err
}

func (s *Service) exportRows(ctx context.Context, tx *db.Tx, c Compound) ([]roster.Row, error) {
	m := &importer{s: s, tx: tx, c: c}
	if err := m.prefetch(ctx); err != nil {
		return nil, err
	}
	phones, err := s.wholeNumbers(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	homes, err := HomesTx(ctx, tx, c.Community, c.ID, HomeFilter{})
	if err != nil {
		return nil, err
	}
	units := map[int64]Unit{}
	list, err := UnitsTx(ctx, tx, c.Community, c.ID)
	for _, u := range list {
		units[u.ID] = u
	}
	rows := make([]roster.Row, 0, len(homes))
	for _, h := range homes {
		rows = append(rows, exportRow(m.homes[h.Label], units[h.Unit], phones))
	}
	return rows, err
}

// exportRow puts the phones of the first person in the row, as an import reads
// them.
func exportRow(h *homeState, u Unit, phones map[int64][]string) roster.Row {
	r := roster.Row{Building: u.BuildingName, Unit: u.Name, Number: h.Number, AreaCm2: h.AreaCm2, Remark: h.Remark, Count: len(h.residents)}
	for _, s := range h.owners {
		r.Owners = append(r.Owners, s.name)
	}
	contact := int64(0)
	if len(h.owners) > 0 {
		contact = h.owners[0].person
	}
	now := household{}
	for _, s := range h.residents {
		now.residents = append(now.residents, resident{s.name, s.relation})
	}
	r.Members = without(now.living(relationHead, relationFamily), r.Owners)
	r.Occupants = without(now.living(relationTenant), r.Owners)
	if first := append(append([]string{}, r.Members...), r.Occupants...); contact == 0 && len(first) > 0 {
		contact = h.names[first[0]]
	}
	r.Phones = phones[contact]
	return r
}

func (s *Service) wholeNumbers(ctx context.Context, tx *db.Tx, c Compound) (map[int64][]string, error) {
	phones := map[int64][]string{}
	return phones, db.Each(ctx, tx, func(r db.Row) error {
		var id, person int64
		var sealed []byte
		if err := r.Scan(&id, &person, &sealed); err != nil {
			return err
		}
		number, err := s.box.Open(phonePlace(id), sealed)
		phones[person] = append(phones[person], number)
		return err
	}, "SELECT id, person_id, sealed FROM person_phone WHERE community_id = $1 ORDER BY position, id", c.Community)
}
