package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/id"
	"mulin/internal/registry"
)

// maxSharing is how many people of one phone are offered.
const maxSharing = 12

// Entry is how far a proof of identity led: either in, or, when several people
// share the phone (an elder and the children), to the question who it is.
type Entry struct {
	SignIn
	People []Candidate // not empty: Choose goes on with the ticket
	Ticket string      // good once and for ten minutes
}

// Candidate is one of the people who share a phone.
type Candidate struct {
	Key      string // what Choose wants
	Name     string // masked
	Compound string
	Homes    []string // labels
}

type personKey struct{ community, person int64 }

func (k personKey) String() string { return fmt.Sprintf("%x-%x", k.community, k.person) }

func sharing(ctx context.Context, tx *db.Tx, hash []byte) ([]personKey, error) {
	return db.List(ctx, tx, func(r db.Row) (k personKey, err error) { return k, r.Scan(&k.community, &k.person) },
		"SELECT community_id, person_id FROM person_phone WHERE hash = $1 ORDER BY position, id LIMIT $2", hash, maxSharing)
}

// accountsOf lists the accounts of the people with the number, making those of
// people of the registry who never signed in.
func (s *Service) accountsOf(ctx context.Context, hash []byte) (list []Account, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		list = nil
		people, err := sharing(ctx, tx, hash)
		for _, k := range people {
			a, err := s.EnsureTx(ctx, tx, k.community, k.person)
			if err != nil {
				return err
			}
			list = append(list, a)
		}
		return err
	})
	return list, err
}

// enter opens the session of the one account, or asks which of several.
func (s *Service) enter(ctx context.Context, hash []byte, method Method, device string, accounts []Account) (e Entry, err error) {
	if usable := slices.DeleteFunc(slices.Clone(accounts), func(a Account) bool { return a.Disabled }); len(usable) > 0 {
		accounts = usable
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		e = Entry{}
		switch len(accounts) {
		case 0:
			return errs.InvalidField("code", "account.code.wrong")
		case 1:
			if err := perPassword().forget(ctx, tx, hash); err != nil {
				return err
			}
			e.SignIn, err = s.open(ctx, tx, accounts[0], method, device)
			return err
		}
		return e.ask(ctx, tx, hash, method, accounts)
	})
	return e, err
}

// ask writes down a ticket in the place of the code. The ticket names the way
// in and the people it is good for, and only its hash is kept: nobody can be
// added to it.
func (e *Entry) ask(ctx context.Context, tx *db.Tx, hash []byte, method Method, accounts []Account) error {
	var keys []string
	for _, a := range accounts {
		c, err := candidate(ctx, tx, a)
		if err != nil {
			return err
		}
		e.People, keys = append(e.People, c), append(keys, c.Key)
	}
	e.Ticket = strings.Join([]string{string(method), hex.EncodeToString(hash), id.Secret(20), strings.Join(keys, "_")}, ".")
	_, err := tx.Exec(ctx, `INSERT INTO login_code (phone_hash, code_hash, sent_at, expires_at, tries) VALUES ($1, $2, 0, $3, 0)
		ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0`,
		hash, tokenHash(e.Ticket), db.Millis(tx.Now().Add(ticketLife)))
	return err
}

func candidate(ctx context.Context, tx *db.Tx, a Account) (Candidate, error) {
	p, err := registry.PersonTx(ctx, tx, a.Community, a.Person)
	if err != nil {
		return Candidate{}, err
	}
	compound, err := registry.CompoundTx(ctx, tx, a.Community, p.Compound)
	if err != nil {
		return Candidate{}, err
	}
	homes, err := registry.HomesOfTx(ctx, tx, a.Community, a.Person)
	c := Candidate{Key: personKey{a.Community, a.Person}.String(), Name: p.Masked(), Compound: compound.Name}
	for _, h := range homes {
		c.Homes = append(c.Homes, h.Label)
	}
	return c, err
}

// Choose ends a sign-in from a shared phone: key is one of the people asked
// about. A ticket that was used, changed or has run out is refused as a wrong
// code is.
func (s *Service) Choose(ctx context.Context, ticket, key, address, device string) (in SignIn, err error) {
	method, hash, keys, err := readTicket(ticket)
	if err != nil {
		return SignIn{}, err
	}
	if !slices.Contains(keys, key) {
		return SignIn{}, errs.InvalidField("person", "err.choose")
	}
	if err := s.try(ctx, address, hash, perGuess()); err != nil {
		return SignIn{}, err
	}
	if err := s.spend(ctx, hash, ticket); err != nil {
		return SignIn{}, err
	}
	var k personKey
	if _, err := fmt.Sscanf(key, "%x-%x", &k.community, &k.person); err != nil {
		return SignIn{}, errs.InvalidField("person", "err.choose")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.EnsureTx(ctx, tx, k.community, k.person)
		if err != nil {
			return err
		}
		in, err = s.open(ctx, tx, a, method, device)
		return err
	})
	return in, err
}

func readTicket(ticket string) (method Method, hash []byte, keys []string, err error) {
	parts := strings.Split(ticket, ".")
	if len(parts) != 4 {
		return "", nil, nil, errs.InvalidField("code", "account.code.wrong")
	}
	hash, err = hex.DecodeString(parts[1])
	if err != nil || len(hash) > sha256.Size {
		return "", nil, nil, errs.InvalidField("code", "account.code.wrong")
	}
	return Method(parts[0]), hash, strings.Split(parts[3], "_"), nil
}

// Candidates shows the people of a ticket again, after a form came back. The
// ticket is not used up; one that is no longer good gives none.
func (s *Service) Candidates(ctx context.Context, ticket string) (people []Candidate, err error) {
	_, hash, keys, err := readTicket(ticket)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM login_code WHERE phone_hash = $1 AND code_hash = $2 AND expires_at > $3",
			hash, tokenHash(ticket), db.Millis(tx.Now()))
		if err != nil || n == 0 {
			return err
		}
		for _, key := range keys {
			var a Account
			if _, err := fmt.Sscanf(key, "%x-%x", &a.Community, &a.Person); err != nil {
				return err
			}
			c, err := candidate(ctx, tx, a)
			if err != nil {
				return err
			}
			people = append(people, c)
		}
		return nil
	})
	return people, err
}
