package account

import (
	"context"
	"errors"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/id"
	"mulin/internal/registry"
)

// Card is a paper card with a QR sign-in link.
type Card struct {
	ID                     int64
	Printed, Used, Revoked time.Time // zero when not
	PrintedBy              int64
}

// PrintCard makes a card for a person and gives its secret, which exists on the
// paper only. Whoever prints is recorded.
func (s *Service) PrintCard(ctx context.Context, a actor.Actor, c registry.Compound, person int64) (secret string, err error) {
	if !a.Has(c.Path(), registry.Keepers()...) {
		return "", errs.New(errs.Forbidden, "err.forbidden")
	}
	secret = id.Secret(20)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := personOf(ctx, tx, c, person); err != nil {
			return err
		}
		account, err := s.EnsureTx(ctx, tx, c.Community, person)
		if err != nil {
			return err
		}
		if err := plainResident(ctx, tx, c.Community, person); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO sign_in_card (community_id, id, account_id, secret_hash, printed_by, printed_at) VALUES ($1, $2, $3, $4, $5, $6)",
			c.Community, tx.NewID(), account.ID, tokenHash(secret), a.Person, db.Millis(tx.Now()))
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "card.print", Subject: "person", SubjectID: person})
	})
	return secret, err
}

// plainResident refuses cards for people with more power than a resident or a
// joint-household head: a lost card must not open the books.
func plainResident(ctx context.Context, tx *db.Tx, community, person int64) error {
	grants, err := registry.GrantsOfTx(ctx, tx, community, person, today(tx.Now()))
	if err != nil {
		return err
	}
	for _, g := range grants {
		if !cardRole(g.Role) {
			return errs.InvalidField("person", "account.card.staff")
		}
	}
	return nil
}

// cardRole tells whether a card is good for the role.
func cardRole(r actor.Role) bool {
	return r == actor.Resident || r == actor.Head || r == actor.Volunteer
}

// CardHolder tells whose card it is, without using it: link previews must not
// sign anybody in.
func (s *Service) CardHolder(ctx context.Context, secret string) (name string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := cardAccount(ctx, tx, secret)
		name = a.Name
		return err
	})
	return name, err
}

func cardAccount(ctx context.Context, tx *db.Tx, secret string) (Account, error) {
	a, err := db.One(ctx, tx, scanAccount, accountQuery+` WHERE (a.community_id, a.id) IN
		(SELECT community_id, account_id FROM sign_in_card WHERE secret_hash = $1 AND revoked_at = 0)`, tokenHash(secret))
	if errors.Is(err, db.ErrNoRow) {
		return a, errs.New(errs.NotFound, "account.card.unknown")
	}
	return a, err
}

// ByCard signs in with the secret of a card that is not revoked.
func (s *Service) ByCard(ctx context.Context, secret, address, device string) (in SignIn, err error) {
	if err := s.try(ctx, address, nil); err != nil {
		return SignIn{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := cardAccount(ctx, tx, secret)
		if err != nil {
			return err
		}
		if err := plainResident(ctx, tx, a.Community, a.Person); err != nil {
			return err
		}
		// waits for a revocation under way and then finds the card gone
		n, err := tx.Exec(ctx, "UPDATE sign_in_card SET used_at = $1 WHERE secret_hash = $2 AND revoked_at = 0", db.Millis(tx.Now()), tokenHash(secret))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "account.card.unknown")
		}
		in, err = s.open(ctx, tx, a, WithCard, device)
		return err
	})
	return in, err
}

// Cards lists the cards of a person of the compound, newest first.
func (s *Service) Cards(ctx context.Context, a actor.Actor, c registry.Compound, person int64) (list []Card, err error) {
	if !a.Has(c.Path(), registry.Keepers()...) {
		return nil, errs.New(errs.Forbidden, "err.forbidden")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := personOf(ctx, tx, c, person); err != nil {
			return err
		}
		list, err = db.List(ctx, tx, scanCard, `SELECT c.id, c.printed_at, c.used_at, c.revoked_at, c.printed_by FROM sign_in_card c
			JOIN account a ON a.community_id = c.community_id AND a.id = c.account_id
			WHERE c.community_id = $1 AND a.person_id = $2 ORDER BY c.id DESC`, c.Community, person)
		return err
	})
	return list, err
}

func scanCard(r db.Row) (c Card, err error) {
	var printed, used, revoked int64
	err = r.Scan(&c.ID, &printed, &used, &revoked, &c.PrintedBy)
	c.Printed, c.Used, c.Revoked = db.Instant(printed), db.Instant(used), db.Instant(revoked)
	return c, err
}

// RevokeCard ends a card of the compound's people and every session of theirs
// that was opened with a card.
func (s *Service) RevokeCard(ctx context.Context, a actor.Actor, c registry.Compound, cardID int64) error {
	if !a.Has(c.Path(), registry.Keepers()...) {
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		account, err := db.One(ctx, tx, db.Value[int64], `UPDATE sign_in_card SET revoked_at = $1, revoked_by = $2
			WHERE community_id = $3 AND id = $4 AND revoked_at = 0 AND account_id IN (SELECT a.id FROM account a
				JOIN person p ON p.community_id = a.community_id AND p.id = a.person_id WHERE a.community_id = $3 AND p.compound_id = $5)
			RETURNING account_id`, db.Millis(tx.Now()), a.Person, c.Community, cardID, c.ID)
		if errors.Is(err, db.ErrNoRow) {
			return errs.New(errs.Conflict, "err.conflict")
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM session WHERE community_id = $1 AND account_id = $2 AND method = 'card'", c.Community, account); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "card.revoke", Subject: "card", SubjectID: cardID})
	})
}
