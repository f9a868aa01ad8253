package registry

import (
	"context"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/i18n"
)

// Choice is how a person wants to be told, and in which language.
type Choice struct {
	By   string // one of Ways
	Lang string // "" is the default, zh-Hans
}

// Ways lists how a person can be told: "" is in the app and, when urgent, by
// SMS as well; the others are that way only; "none" is in the app, silently.
func Ways() []string { return []string{"", "app", "sms", "push", "none"} }

// ChoiceTx gives how a person wants to be told. NotFound.
func ChoiceTx(ctx context.Context, tx *db.Tx, community, person int64) (Choice, error) {
	c, err := db.One(ctx, tx, func(r db.Row) (c Choice, err error) { return c, r.Scan(&c.By, &c.Lang) },
		"SELECT notify_by, lang FROM person WHERE community_id = $1 AND id = $2", community, person)
	return c, notFound(err)
}

// SetChoice keeps how the actor wants to be told.
func (s *Service) SetChoice(ctx context.Context, a actor.Actor, n Choice) error {
	var v errs.Check
	v.That(slices.Contains(Ways(), n.By), "by", "err.choose")
	v.That(n.Lang == "" || slices.Contains(i18n.Languages(), n.Lang), "lang", "err.choose")
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE person SET notify_by = $1, lang = $2 WHERE community_id = $3 AND id = $4", n.By, n.Lang, a.Community, a.Person)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: a.Community, Person: a.Person, Action: "person.choice", Subject: "person", SubjectID: a.Person, Detail: n.By})
	})
}

// RolesOfTx lists all roles of a person of the compound, past and future ones
// too, those they are deputy for among them.
func RolesOfTx(ctx context.Context, tx *db.Tx, c Compound, person int64) ([]RoleGrant, error) {
	return db.List(ctx, tx, scanRole(c.Community, c.Street), roleQuery+` WHERE g.community_id = $1 AND (g.person_id = $2 OR g.deputy_id = $2)
		ORDER BY g.since DESC, g.id`, c.Community, person)
}

// OccupanciesOfTx lists the homes a person lives in or owns, with since when.
func OccupanciesOfTx(ctx context.Context, tx *db.Tx, community, person int64) ([]Occupancy, error) {
	return db.List(ctx, tx, scanOccupancy, `SELECT r.id, r.home_id, h.label, r.person_id, '', r.relation, r.since, r.until
		FROM residence r JOIN home h ON h.community_id = r.community_id AND h.id = r.home_id WHERE r.community_id = $1 AND r.person_id = $2
		UNION ALL SELECT o.id, o.home_id, h.label, o.person_id, '', 'owner', o.since, o.until
		FROM ownership o JOIN home h ON h.community_id = o.community_id AND h.id = o.home_id WHERE o.community_id = $1 AND o.person_id = $2
		ORDER BY 3, 7`, community, person)
}

// OwnPhonesTx gives a person's whole numbers: only for their own copy of their
// data (PIPL 45).
func (s *Service) OwnPhonesTx(ctx context.Context, tx *db.Tx, community, person int64) ([]string, error) {
	phones, err := phonesOf(ctx, tx, community, person)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range phones {
		_, number, err := s.openPhone(ctx, tx, community, p.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, number)
	}
	return out, nil
}

// ChoiceOf gives how the actor wants to be told.
func (s *Service) ChoiceOf(ctx context.Context, a actor.Actor) (c Choice, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err = ChoiceTx(ctx, tx, a.Community, a.Person)
		return err
	})
	return c, err
}

// HomeCompound finds the compound the actor belongs to. NotFound.
func (s *Service) HomeCompound(ctx context.Context, a actor.Actor) (c Compound, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err = db.One(ctx, tx, scanCompound, "SELECT "+compoundColumns+` WHERE c.community_id = $1
			AND c.id = (SELECT compound_id FROM person WHERE community_id = $1 AND id = $2)`, a.Community, a.Person)
		return notFound(err)
	})
	return c, err
}
