package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// SendCode sends a one-time code to a number. An unknown number gets the same
// answers, pauses and limits, and no message. Without a way to send messages it
// refuses for every number alike.
func (s *Service) SendCode(ctx context.Context, phone, address string) error {
	if !s.sender.CanSendCodes() {
		return errs.InvalidField("phone", "account.code.off")
	}
	clean, err := cleanPhone(phone)
	if err != nil {
		return err
	}
	hash, code := s.registry.PhoneHash(clean), newCode()
	if err := s.try(ctx, address, hash, perCode(), perDay()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := keepCode(ctx, tx, hash, code); err != nil {
			return err
		}
		people, err := sharing(ctx, tx, hash)
		if err != nil || len(people) == 0 {
			return err
		}
		return s.sender.SendCodeTx(ctx, tx, people[0].community, people[0].person, clean, code)
	})
}

// codeDigits is the length of a one-time code.
const codeDigits = 6

func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // the system's randomness is gone: nothing safe can follow
	}
	return fmt.Sprintf("%0*d", codeDigits, n)
}

func keepCode(ctx context.Context, tx *db.Tx, hash []byte, code string) error {
	n, err := tx.Exec(ctx, `INSERT INTO login_code (phone_hash, code_hash, sent_at, expires_at, tries) VALUES ($1, $2, $3, $4, 0)
		ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = 0
		WHERE login_code.sent_at <= $5`, hash, tokenHash(code), db.Millis(tx.Now()), db.Millis(tx.Now().Add(codeLife)), db.Millis(tx.Now().Add(-codePause)))
	if err == nil && n == 0 {
		return errs.New(errs.TooMany, "account.code.wait")
	}
	return err
}

// ByCode signs in with phone and one-time code. A code is good once. Who shares
// the phone with others is asked who they are (Entry.People).
func (s *Service) ByCode(ctx context.Context, phone, code, address, device string) (Entry, error) {
	clean, err := cleanPhone(phone)
	if err != nil {
		return Entry{}, err
	}
	hash := s.registry.PhoneHash(clean)
	if len(code) != codeDigits {
		code = "" // a ticket in the place of the code would ask anew, and everybody of the phone
	}
	if err := s.try(ctx, address, hash, perGuess()); err != nil {
		return Entry{}, err
	}
	if err := s.spend(ctx, hash, code); err != nil {
		return Entry{}, err
	}
	accounts, err := s.accountsOf(ctx, hash)
	if err != nil {
		return Entry{}, err
	}
	return s.enter(ctx, hash, WithCode, device, accounts)
}

// spend uses a code or a ticket up. The guess counts even when it is wrong.
func (s *Service) spend(ctx context.Context, hash []byte, code string) error {
	ok := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		ok = false
		want, err := db.One(ctx, tx, db.Value[[]byte], `UPDATE login_code SET tries = tries + 1
			WHERE phone_hash = $1 AND expires_at > $2 AND tries < $3 RETURNING code_hash`, hash, db.Millis(tx.Now()), maxCodeTries)
		if errors.Is(err, db.ErrNoRow) {
			return nil
		}
		if err != nil || subtle.ConstantTimeCompare(want, tokenHash(code)) != 1 {
			return err
		}
		ok = true
		_, err = tx.Exec(ctx, "UPDATE login_code SET expires_at = 0 WHERE phone_hash = $1", hash)
		return err
	})
	if err == nil && !ok {
		return errs.InvalidField("code", "account.code.wrong")
	}
	return err
}
