package registry

import (
	"context"
	"slices"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// ProviderTerm is who ran the compound from when to when, and on what mandate
// (R03, R04).
type ProviderTerm struct {
	ID           int64
	Provider     string
	Kind         string // company 物业公司, custody 社区代管, self 业主自管
	Basis        string // contract or resolution
	AssemblyOn   string // date of the owners' assembly, "" for none
	Opinions     string // how opinions were collected before
	Since, Until string // YYYY-MM-DD; Until is the end or expiry, "" open
	LeftBecause  string
	Items        []HandoverItem
}

// HandoverItem is one thing an outgoing provider has to hand over 交接清单
// (Property Management Regulation 29, 38).
type HandoverItem struct {
	ID    int64
	Item  string
	State string // missing, received, disputed
	Note  string
}

// ProviderKinds and HandoverStates list what a field may hold.
func ProviderKinds() []string  { return []string{"custody", "company", "self"} }
func HandoverStates() []string { return []string{"missing", "received", "disputed"} }

// ProviderTerms lists the terms of a compound with their handover lists, newest
// first.
func (s *Service) ProviderTerms(ctx context.Context, c Compound) (terms []ProviderTerm, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		terms, err = db.List(ctx, tx, func(r db.Row) (t ProviderTerm, err error) {
			return t, r.Scan(&t.ID, &t.Provider, &t.Kind, &t.Basis, &t.AssemblyOn, &t.Opinions, &t.Since, &t.Until, &t.LeftBecause)
		}, `SELECT id, provider, kind, basis, assembly_on, opinions, since, until, left_because FROM provider_term
			WHERE community_id = $1 AND compound_id = $2 ORDER BY since DESC, id DESC`, c.Community, c.ID)
		for i := 0; err == nil && i < len(terms); i++ {
			terms[i].Items, err = db.List(ctx, tx, func(r db.Row) (t HandoverItem, err error) { return t, r.Scan(&t.ID, &t.Item, &t.State, &t.Note) },
				"SELECT id, item, state, note FROM handover_item WHERE community_id = $1 AND term_id = $2 ORDER BY id", c.Community, terms[i].ID)
		}
		return err
	})
	return terms, err
}

// AddProviderTerm adds a term.
func (s *Service) AddProviderTerm(ctx context.Context, a actor.Actor, c Compound, t ProviderTerm) (id int64, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return 0, err
	}
	var v errs.Check
	v.That(strings.TrimSpace(t.Provider) != "", "provider", "err.required")
	v.Short(t.Provider, "provider", 100)
	v.Short(t.Basis, "basis", longText)
	v.Short(t.Opinions, "opinions", 1000)
	v.That(slices.Contains(ProviderKinds(), t.Kind), "kind", "err.choose")
	v.That(isDate(t.Since), "since", "err.date")
	v.That(t.Until == "" || isDate(t.Until), "until", "err.date")
	v.That(t.Until == "" || t.Until >= t.Since, "until", "err.dates")
	v.That(t.AssemblyOn == "" || isDate(t.AssemblyOn), "assembly", "err.date")
	if err := v.Err(); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id = tx.NewID()
		_, err := tx.Exec(ctx, `INSERT INTO provider_term (community_id, id, compound_id, provider, kind, basis, assembly_on, opinions, since, until, left_because)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, c.Community, id, c.ID, strings.TrimSpace(t.Provider), t.Kind, t.Basis, t.AssemblyOn, t.Opinions, t.Since, t.Until, t.LeftBecause)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "provider.add", Subject: "compound", SubjectID: c.ID, Detail: t.Provider})
	})
	return id, err
}

// EndProviderTerm ends a term on a date, with the reason why the provider left.
func (s *Service) EndProviderTerm(ctx context.Context, a actor.Actor, c Compound, id int64, date, because string) error {
	var v errs.Check
	v.That(isDate(date), "until", "err.date")
	v.That(strings.TrimSpace(because) != "", "because", "err.required")
	v.Short(because, "because", longText)
	if err := v.Err(); err != nil {
		return err
	}
	return s.changeTerm(ctx, a, c, "provider.end", `UPDATE provider_term SET until = $3, left_because = $4
		WHERE community_id = $1 AND compound_id = $2 AND id = $5 AND since <= $3`, date, strings.TrimSpace(because), id)
}

// AddHandoverItem adds a line to the handover list of a term, missing at first.
func (s *Service) AddHandoverItem(ctx context.Context, a actor.Actor, c Compound, term int64, item string) error {
	item = strings.TrimSpace(item)
	var v errs.Check
	v.That(item != "", "item", "err.required")
	v.Short(item, "item", longText)
	if err := v.Err(); err != nil {
		return err
	}
	return s.changeTerm(ctx, a, c, "handover.add", `INSERT INTO handover_item (community_id, id, term_id, item, state)
		SELECT community_id, CAST($3 AS BIGINT), id, CAST($4 AS TEXT), 'missing' FROM provider_term WHERE community_id = $1 AND compound_id = $2 AND id = $5`, newID{}, item, term)
}

// SetHandoverItem says whether a thing was handed over.
func (s *Service) SetHandoverItem(ctx context.Context, a actor.Actor, c Compound, id int64, state, note string) error {
	var v errs.Check
	v.That(slices.Contains(HandoverStates(), state), "state", "err.choose")
	v.Short(note, "note", longText)
	if err := v.Err(); err != nil {
		return err
	}
	return s.changeTerm(ctx, a, c, "handover.state", `UPDATE handover_item SET state = $3, note = $4 WHERE community_id = $1 AND id = $5
		AND term_id IN (SELECT id FROM provider_term WHERE community_id = $1 AND compound_id = $2)`, state, strings.TrimSpace(note), id)
}

// newID stands for a row number that is made in the transaction.
type newID struct{}

// changeTerm runs a statement that must touch a row of the compound: NotFound.
func (s *Service) changeTerm(ctx context.Context, a actor.Actor, c Compound, action, query string, args ...any) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		all := []any{c.Community, c.ID}
		for _, arg := range args {
			if _, ok := arg.(newID); ok {
				arg = tx.NewID()
			}
			all = append(all, arg)
		}
		n, err := tx.Exec(ctx, query, all...)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "err.notfound")
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: action, Subject: "compound", SubjectID: c.ID})
	})
}
