package registry

import (
	"context"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Consent is what a person agreed to: a purpose, the data it covers, until when
// (PIPL 13-16, 29). It can be withdrawn as easily as it was given.
type Consent struct {
	ID, Person      int64
	Purpose, Covers string
	GivenOn, Until  string // YYYY-MM-DD
	How             string // signed paper, by phone, …
	WithdrawnAt     time.Time
}

// InForce tells whether the consent holds on the date.
func (k Consent) InForce(date string) bool {
	return k.WithdrawnAt.IsZero() && k.GivenOn <= date && date <= k.Until
}

// PersonFile is all that is kept about a person, phones masked.
type PersonFile struct {
	Person
	Homes    []Home
	Roles    []RoleGrant
	Consents []Consent
	Looks    []audit.Entry // who looked at or changed what about them, newest first
	Lookers  map[int64]string
}

// PersonFile reads a person of the compound; what they agreed to and who looked
// is told only to who looks after a home of theirs. NotFound.
func (s *Service) PersonFile(ctx context.Context, a actor.Actor, c Compound, id int64) (f PersonFile, err error) {
	if !a.System && !a.Within(c.Path(), Readers()...) {
		return f, errs.New(errs.Forbidden, "err.forbidden")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if f, err = personFile(ctx, tx, c, id); err != nil {
			return err
		}
		far := c.mayReach(ctx, tx, a, id)
		if errs.Is(far, errs.Forbidden) {
			f.Consents, f.Looks, f.Lookers = nil, nil, nil
			return nil
		}
		return far
	})
	return f, err
}

func personFile(ctx context.Context, tx *db.Tx, c Compound, id int64) (f PersonFile, err error) {
	if err := c.personHere(ctx, tx, id); err != nil {
		return f, err
	}
	if f.Person, err = PersonTx(ctx, tx, c.Community, id); err != nil {
		return f, err
	}
	if f.Homes, err = HomesOfTx(ctx, tx, c.Community, id); err != nil {
		return f, err
	}
	if f.Roles, err = db.List(ctx, tx, scanRole(c.Community, c.Street), roleQuery+" WHERE g.community_id = $1 AND g.person_id = $2 ORDER BY g.since DESC", c.Community, id); err != nil {
		return f, err
	}
	if f.Consents, err = ConsentsTx(ctx, tx, c.Community, id); err != nil {
		return f, err
	}
	if f.Looks, err = audit.About(ctx, tx, c.Community, "person", id, 50); err != nil {
		return f, err
	}
	f.Lookers, err = namesOf(ctx, tx, c.Community, f.Looks)
	return f, err
}

func namesOf(ctx context.Context, tx *db.Tx, community int64, entries []audit.Entry) (map[int64]string, error) {
	names := map[int64]string{}
	for _, e := range entries {
		if _, known := names[e.Person]; known || e.Person == 0 {
			continue
		}
		p, err := PersonTx(ctx, tx, community, e.Person)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		names[e.Person] = p.Name
	}
	return names, nil
}

// ConsentsTx lists the consents of a person, newest first.
func ConsentsTx(ctx context.Context, tx *db.Tx, community, person int64) ([]Consent, error) {
	return db.List(ctx, tx, func(r db.Row) (k Consent, err error) {
		var withdrawn int64
		err = r.Scan(&k.ID, &k.Person, &k.Purpose, &k.Covers, &k.GivenOn, &k.Until, &k.How, &withdrawn)
		k.WithdrawnAt = db.Instant(withdrawn)
		return k, err
	}, `SELECT id, person_id, purpose, covers, given_on, until, how, withdrawn_at FROM consent
		WHERE community_id = $1 AND person_id = $2 ORDER BY given_on DESC, id DESC`, community, person)
}

// GiveConsent records that a person agreed.
func (s *Service) GiveConsent(ctx context.Context, a actor.Actor, c Compound, k Consent) (id int64, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return 0, err
	}
	var v errs.Check
	v.That(strings.TrimSpace(k.Purpose) != "", "purpose", "err.required")
	v.That(strings.TrimSpace(k.Covers) != "", "covers", "err.required")
	v.Short(k.Purpose, "purpose", longText)
	v.Short(k.Covers, "covers", longText)
	v.Short(k.How, "how", longText)
	v.That(isDate(k.GivenOn), "given", "err.date")
	v.That(isDate(k.Until), "until", "err.date")
	v.That(k.Until >= k.GivenOn, "until", "err.dates")
	if err := v.Err(); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := c.personHere(ctx, tx, k.Person); err != nil {
			return err
		}
		id = tx.NewID()
		_, err := tx.Exec(ctx, "INSERT INTO consent (community_id, id, person_id, purpose, covers, given_on, until, how, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			c.Community, id, k.Person, strings.TrimSpace(k.Purpose), strings.TrimSpace(k.Covers), k.GivenOn, k.Until, strings.TrimSpace(k.How), a.Person)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "consent.give", Subject: "person", SubjectID: k.Person, Detail: k.Purpose})
	})
	return id, err
}

// WithdrawConsent ends a consent now. The person may do it themselves.
func (s *Service) WithdrawConsent(ctx context.Context, a actor.Actor, c Compound, person, id int64) error {
	if err := mayKeep(a, c.Path()); err != nil && !a.Is(c.Community, person) {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := c.personHere(ctx, tx, person); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, "UPDATE consent SET withdrawn_at = $1 WHERE community_id = $2 AND person_id = $3 AND id = $4 AND withdrawn_at = 0",
			db.Millis(tx.Now()), c.Community, person, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "err.conflict")
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "consent.withdraw", Subject: "person", SubjectID: person})
	})
}

// AddPhone adds a number to a person of the compound.
func (s *Service) AddPhone(ctx context.Context, a actor.Actor, c Compound, person int64, number string) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := c.personHere(ctx, tx, person); err != nil {
			return err
		}
		last, err := db.One(ctx, tx, db.Value[int64], "SELECT COALESCE(max(position), -1) + 1 FROM person_phone WHERE community_id = $1 AND person_id = $2", c.Community, person)
		if err != nil {
			return err
		}
		if err := s.AddPhoneTx(ctx, tx, c.Community, person, number, int(last)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "person.phone", Subject: "person", SubjectID: person})
	})
}
