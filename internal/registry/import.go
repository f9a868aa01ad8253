package registry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry/roster"
)

// Roster is a list of homes 住户台账 to be taken over. What a file does not tell
// is left as it is; what it tells is true from a date on:
//
//   - A home is found by its label; its building and unit are made as needed.
//   - A person is found in the home by name, else in the compound by name and
//     phone together. Other equal names are different people.
//   - Every 业主 or 户主 owns the home. They also live there, the first as head and
//     co-owners as family, unless a tenant lives there and no family does (the
//     home is let out), or the owner is a company.
//   - A file that tells neither family nor tenants does not say who lives there:
//     it moves new owners in and past owners out, and leaves the others alone.
//   - A name that is gone ends its row on the date; nothing is overwritten.
//   - The phones of a row are those of its first person; new numbers come first,
//     known ones are kept.
type Roster struct {
	Rows    []roster.Row
	Columns []roster.Field // the columns the file has; nil: those any row fills
	On      string         // the date the changes begin, YYYY-MM-DD; "" is today
	DryRun  bool           // count only, write nothing
}

// ImportResult counts what an import did. Homes = Created + Updated + Unchanged;
// People are the different persons the rows name.
type ImportResult struct{ Homes, People, Created, Updated, Unchanged int }

// errDryRun takes a rehearsed import back.
var errDryRun = errors.New("registry: dry run")

// ImportRoster takes over rows with the columns any of them fills (see Import).
func (s *Service) ImportRoster(ctx context.Context, a actor.Actor, c Compound, rows []roster.Row, progress func(done, total int)) (ImportResult, error) {
	return s.Import(ctx, a, c, Roster{Rows: rows}, progress)
}

// Import takes over a roster in one transaction: all of it or nothing. The same
// roster a second time changes nothing. progress, if not nil, is told how many
// homes are done.
func (s *Service) Import(ctx context.Context, a actor.Actor, c Compound, r Roster, progress func(done, total int)) (res ImportResult, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return ImportResult{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if res, err = s.ImportTx(ctx, tx, a, c, r, progress); err == nil && r.DryRun {
			return errDryRun
		}
		return err
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return res, err
}

// ImportTx is Import within a transaction, without the check of the actor. It
// leaves DryRun to the owner of the transaction.
func (s *Service) ImportTx(ctx context.Context, tx *db.Tx, a actor.Actor, c Compound, r Roster, progress func(done, total int)) (ImportResult, error) {
	rows, err := inOrder(r.Rows)
	if err != nil {
		return ImportResult{}, err
	}
	m := &importer{s: s, tx: tx, c: c, a: a, on: cmp.Or(r.On, c.Today(tx.Now())), has: columnSet(r), named: map[int64]bool{}}
	if err := m.prefetch(ctx); err != nil {
		return ImportResult{}, err
	}
	for _, row := range rows {
		if err := m.home(ctx, row); err != nil {
			return ImportResult{}, err
		}
	}
	m.res.Homes, m.res.People = len(rows), len(m.named)
	if err := m.out.write(ctx, tx, c.Community, m.on, scaled(len(rows), progress)); err != nil {
		return ImportResult{}, err
	}
	if m.res.Created+m.res.Updated == 0 {
		return m.res, nil
	}
	detail := fmt.Sprintf("homes=%d people=%d created=%d updated=%d", m.res.Homes, m.res.People, m.res.Created, m.res.Updated)
	return m.res, audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "registry.import", Subject: "compound", SubjectID: c.ID, Detail: detail})
}

// RowLabel is the label of the home a row is about.
func RowLabel(r roster.Row) string { return r.Building + "-" + r.Unit + "-" + r.Number }

// inOrder sorts by label, so that the order of a file does not matter, and
// refuses a home that comes twice.
func inOrder(rows []roster.Row) ([]roster.Row, error) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(x, y roster.Row) int { return cmp.Compare(RowLabel(x), RowLabel(y)) })
	for i := 1; i < len(rows); i++ {
		if label := RowLabel(rows[i]); label == RowLabel(rows[i-1]) {
			return nil, errs.InvalidField("rows", "registry.import.twice", errs.Args{"Home": label})
		}
	}
	return rows, nil
}

func columnSet(r Roster) map[roster.Field]bool {
	has := map[roster.Field]bool{}
	for _, f := range r.Columns {
		has[f] = true
	}
	if r.Columns != nil {
		return has
	}
	for _, row := range r.Rows {
		has[roster.FieldOwner] = has[roster.FieldOwner] || len(row.Owners) > 0
		has[roster.FieldMembers] = has[roster.FieldMembers] || len(row.Members) > 0
		has[roster.FieldOccupant] = has[roster.FieldOccupant] || len(row.Occupants) > 0
	}
	return has
}

// scaled tells progress in homes while rows of several tables are written.
func scaled(homes int, progress func(done, total int)) func(done, total int) {
	return func(done, total int) {
		if progress != nil && total > 0 {
			progress(homes*done/total, homes)
		}
	}
}
