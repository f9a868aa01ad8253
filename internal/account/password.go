package account

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
)

func cleanPhone(phone string) (string, error) {
	clean, err := format.Contact(phone)
	if err != nil {
		return "", errs.InvalidField("phone", "err.phone")
	}
	return clean, nil
}

// ByPassword signs in with phone and password. The refusal is the same for an
// unknown number and a wrong password. Who shares phone and password with
// others is asked who they are (Entry.People).
func (s *Service) ByPassword(ctx context.Context, phone, password, address, device string) (Entry, error) {
	clean, err := cleanPhone(phone)
	if err != nil {
		return Entry{}, err
	}
	hash := s.registry.PhoneHash(clean)
	if err := s.try(ctx, address, hash, perPassword()); err != nil {
		return Entry{}, err
	}
	accounts, err := s.matchPassword(ctx, hash, password)
	if err != nil {
		return Entry{}, err
	}
	return s.enter(ctx, hash, WithPassword, device, accounts)
}

func (s *Service) matchPassword(ctx context.Context, hash []byte, password string) (match []Account, err error) {
	var accounts []Account
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		accounts, err = db.List(ctx, tx, scanAccount, accountQuery+` WHERE (a.community_id, a.person_id) IN
			(SELECT community_id, person_id FROM person_phone WHERE hash = $1) AND a.password <> '' ORDER BY a.id LIMIT $2`, hash, maxSharing)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(accounts) == 0 {
		s.hasher.verify("", password)
	}
	for _, a := range accounts {
		if s.hasher.verify(a.password, password) {
			match = append(match, a)
		}
	}
	if len(match) == 0 {
		return nil, errs.InvalidField("password", "account.wrong")
	}
	return match, nil
}

// CheckPassword refuses a password that is too short or too long, at the field.
func CheckPassword(field, password string) error {
	if n := len([]rune(password)); n < minPassword || n > maxPassword {
		return errs.InvalidField(field, "account.password.length", errs.Args{"Min": minPassword, "Max": maxPassword})
	}
	return nil
}

// SetPassword sets the password of a person's account without asking for the
// old one: for setting up from the command line and for tests.
func (s *Service) SetPassword(ctx context.Context, community, person int64, password string) error {
	if err := CheckPassword("password", password); err != nil {
		return err
	}
	hashed := s.hasher.hash(password)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.EnsureTx(ctx, tx, community, person)
		if err != nil {
			return err
		}
		return keepPassword(ctx, tx, a, hashed)
	})
}

func keepPassword(ctx context.Context, tx *db.Tx, a Account, hashed string) error {
	if _, err := tx.Exec(ctx, "UPDATE account SET password = $1 WHERE community_id = $2 AND id = $3", hashed, a.Community, a.ID); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Community: a.Community, Person: a.Person, Action: "account.password", Subject: "person", SubjectID: a.Person})
}

// ChangePassword sets the actor's own password. Whoever has one proves it first,
// and a session of a card may not at all: a found card must not outlive its
// revocation. All other sessions end.
func (s *Service) ChangePassword(ctx context.Context, a actor.Actor, token, current, password string) error {
	if err := CheckPassword("password", password); err != nil {
		return err
	}
	if err := s.mayChange(ctx, a, token, current); err != nil {
		return err
	}
	hashed := s.hasher.hash(password)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		account, err := accountOf(ctx, tx, a.Community, a.Person)
		if err != nil {
			return err
		}
		if err := keepPassword(ctx, tx, account, hashed); err != nil {
			return err
		}
		return endOthers(ctx, tx, a.Community, account.ID, token)
	})
}

func (s *Service) mayChange(ctx context.Context, a actor.Actor, token, current string) error {
	var x behind
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		x, err = sessionBehind(ctx, tx, token)
		return err
	})
	switch {
	case err != nil:
		return err
	case x.Person != a.Person || x.Community != a.Community:
		return errs.New(errs.Forbidden, "err.forbidden")
	case x.method == WithCard:
		return errs.InvalidField("password", "account.password.card")
	case !x.HasPassword:
		return nil
	}
	if err := s.countChange(ctx, x.ID); err != nil {
		return err
	}
	if !s.hasher.verify(x.password, current) {
		return errs.InvalidField("current", "account.password.current")
	}
	return nil
}

func (s *Service) countChange(ctx context.Context, account int64) (refused error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if refused = perChange().count(ctx, tx, account); errs.Is(refused, errs.TooMany) {
			return nil // the count stays
		}
		return refused
	})
	if err != nil {
		return err
	}
	return refused
}
