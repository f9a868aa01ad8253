package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
	"mulin/internal/kit/id"
	"mulin/internal/registry"
)

// How long things last.
const (
	sessionLife   = 90 * 24 * time.Hour // an elder signs in rarely; sessions can be ended
	codeLife      = 5 * time.Minute
	codePause     = time.Minute // between two codes to one number
	attemptWindow = 15 * time.Minute
	maxTries      = 8  // wrong passwords or codes per phone and window
	maxPerAddress = 60 // tries of any kind per address and window
	maxCodeTries  = 5  // guesses per code
)

// Sender brings a one-time code to a phone.
type Sender interface {
	// SendCode sends the code; the text names how long it is good for.
	SendCode(ctx context.Context, phone, code string) error
}

// Service keeps accounts and sessions.
type Service struct {
	db       *db.DB
	registry *registry.Service
	sender   Sender
	hasher   hasher
}

// New makes the service. sender brings one-time codes to phones.
func New(d *db.DB, r *registry.Service, sender Sender) *Service {
	return &Service{db: d, registry: r, sender: sender, hasher: newHasher()}
}

// Account is a person who can sign in.
type Account struct {
	Community, ID, Person int64
	Name                  string
	HasPassword           bool
	Disabled              bool
	password              string
}

const accountQuery = `SELECT a.community_id, a.id, a.person_id, p.name, a.password, a.disabled
	FROM account a JOIN person p ON p.community_id = a.community_id AND p.id = a.person_id`

func scanAccount(r db.Row) (a Account, err error) {
	err = r.Scan(&a.Community, &a.ID, &a.Person, &a.Name, &a.password, &a.Disabled)
	a.HasPassword = a.password != ""
	return a, err
}

// EnsureTx gives the account of a person, making it when there is none.
func (s *Service) EnsureTx(ctx context.Context, tx *db.Tx, community, person int64) (Account, error) {
	a, err := db.One(ctx, tx, scanAccount, accountQuery+" WHERE a.community_id = $1 AND a.person_id = $2", community, person)
	if !errors.Is(err, db.ErrNoRow) {
		return a, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO account (community_id, id, person_id, created_at) VALUES ($1, $2, $3, $4)",
		community, tx.NewID(), person, db.Millis(tx.Now()))
	if err != nil {
		return Account{}, err
	}
	return db.One(ctx, tx, scanAccount, accountQuery+" WHERE a.community_id = $1 AND a.person_id = $2", community, person)
}

// Session is a sign-in on one device.
type Session struct {
	Hash                 []byte
	Method, Device       string
	Created, Seen, Until time.Time
}

// SignIn is a new session: the token goes into the visitor's cookie.
type SignIn struct {
	Token string
	Until time.Time
	Name  string
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func (s *Service) open(ctx context.Context, tx *db.Tx, a Account, method, device string) (SignIn, error) {
	if a.Disabled {
		return SignIn{}, errs.New(errs.Forbidden, "account.disabled")
	}
	in := SignIn{Token: id.Secret(32), Until: tx.Now().Add(sessionLife), Name: a.Name}
	if len([]rune(device)) > 120 {
		device = string([]rune(device)[:120])
	}
	_, err := tx.Exec(ctx, `INSERT INTO session (token_hash, community_id, account_id, method, device, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tokenHash(in.Token), a.Community, a.ID, method, device, db.Millis(tx.Now()), db.Millis(tx.Now()), db.Millis(in.Until))
	if err != nil {
		return SignIn{}, err
	}
	return in, audit.Record(ctx, tx, audit.Entry{Community: a.Community, Person: a.Person, Action: "signin." + method, Subject: "person", SubjectID: a.Person})
}

// SignInAs opens a session for a person without any proof: for demo mode and
// for tests only.
func (s *Service) SignInAs(ctx context.Context, community, person int64, device string) (in SignIn, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.EnsureTx(ctx, tx, community, person)
		if err != nil {
			return err
		}
		in, err = s.open(ctx, tx, a, "demo", device)
		return err
	})
	return in, err
}

// Authenticate gives the person behind a session token with the roles they hold
// today; Unauthenticated when the session has ended.
func (s *Service) Authenticate(ctx context.Context, token string) (a actor.Actor, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		acct, seen, err := sessionAccount(ctx, tx, token)
		if err != nil {
			return err
		}
		a = actor.Actor{Person: acct.Person, Community: acct.Community, Account: acct.ID, Name: acct.Name}
		a.Grants, err = registry.GrantsOfTx(ctx, tx, acct.Community, acct.Person, today(tx.Now()))
		if err == nil && tx.Now().Sub(seen) > time.Hour {
			return s.touch(ctx, token)
		}
		return err
	})
	return a, err
}

func today(now time.Time) string {
	return now.In(registry.Compound{Zone: "Asia/Shanghai"}.Location()).Format(time.DateOnly)
}

func sessionAccount(ctx context.Context, tx *db.Tx, token string) (Account, time.Time, error) {
	var seen int64
	a, err := db.One(ctx, tx, func(r db.Row) (a Account, err error) {
		err = r.Scan(&a.Community, &a.ID, &a.Person, &a.Name, &a.Disabled, &seen)
		return a, err
	}, `SELECT a.community_id, a.id, a.person_id, p.name, a.disabled, s.seen_at FROM session s
		JOIN account a ON a.community_id = s.community_id AND a.id = s.account_id
		JOIN person p ON p.community_id = a.community_id AND p.id = a.person_id
		WHERE s.token_hash = $1 AND s.expires_at > $2`, tokenHash(token), db.Millis(tx.Now()))
	if errors.Is(err, db.ErrNoRow) || (err == nil && a.Disabled) {
		return Account{}, time.Time{}, errs.New(errs.Unauthenticated, "err.signin")
	}
	return a, db.Instant(seen), err
}

func (s *Service) touch(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE session SET seen_at = $1 WHERE token_hash = $2", db.Millis(tx.Now()), tokenHash(token))
		return err
	})
}

// SignOut ends the session of a token.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM session WHERE token_hash = $1", tokenHash(token))
		return err
	})
}

// Sessions lists where the actor is signed in.
func (s *Service) Sessions(ctx context.Context, a actor.Actor) (list []Session, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.List(ctx, tx, scanSession, `SELECT token_hash, method, device, created_at, seen_at, expires_at FROM session
			WHERE community_id = $1 AND account_id = $2 AND expires_at > $3 ORDER BY seen_at DESC`, a.Community, a.Account, db.Millis(tx.Now()))
		return err
	})
	return list, err
}

func scanSession(r db.Row) (x Session, err error) {
	var created, seen, until int64
	err = r.Scan(&x.Hash, &x.Method, &x.Device, &created, &seen, &until)
	x.Created, x.Seen, x.Until = db.Instant(created), db.Instant(seen), db.Instant(until)
	return x, err
}

// EndSession ends one of the actor's own sessions. NotFound.
func (s *Service) EndSession(ctx context.Context, a actor.Actor, hash []byte) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM session WHERE community_id = $1 AND account_id = $2 AND token_hash = $3", a.Community, a.Account, hash)
		if err == nil && n == 0 {
			return errs.New(errs.NotFound, "err.notfound")
		}
		return err
	})
}

// EndAllSessions ends all sessions of a person.
func (s *Service) EndAllSessions(ctx context.Context, community, person int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE community_id = $1 AND account_id IN (SELECT id FROM account WHERE community_id = $1 AND person_id = $2)`, community, person)
		return err
	})
}

// count adds a try to a bucket and refuses when there were too many.
func count(ctx context.Context, tx *db.Tx, bucket string, limit int64) error {
	window := db.Millis(tx.Now().Truncate(attemptWindow))
	n, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO login_attempt (bucket, window_at, n) VALUES ($1, $2, 1)
		ON CONFLICT (bucket, window_at) DO UPDATE SET n = login_attempt.n + 1 RETURNING n`, bucket, window)
	if err == nil && n > limit {
		return errs.New(errs.TooMany, "account.toomany")
	}
	return err
}

// try counts a try on its own, so that a refused sign-in still counts.
func (s *Service) try(ctx context.Context, phoneHash []byte, address string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := count(ctx, tx, "a:"+address, maxPerAddress); err != nil {
			return err
		}
		return count(ctx, tx, fmt.Sprintf("p:%x", phoneHash), maxTries)
	})
}

func cleanPhone(phone string) (string, error) {
	clean, err := format.Contact(phone)
	if err != nil {
		return "", errs.InvalidField("phone", "err.phone")
	}
	return clean, nil
}

// byPhone lists the accounts of people with the number, making accounts for
// people of the registry who never signed in.
func (s *Service) byPhone(ctx context.Context, tx *db.Tx, hash []byte) ([]Account, error) {
	type key struct{ community, person int64 }
	people, err := db.List(ctx, tx, func(r db.Row) (k key, err error) { return k, r.Scan(&k.community, &k.person) },
		"SELECT community_id, person_id FROM person_phone WHERE hash = $1 ORDER BY position, id LIMIT 5", hash)
	if err != nil {
		return nil, err
	}
	var out []Account
	for _, k := range people {
		a, err := s.EnsureTx(ctx, tx, k.community, k.person)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// ByPassword signs in with phone and password. The refusal is the same for an
// unknown number and a wrong password.
func (s *Service) ByPassword(ctx context.Context, phone, password, address, device string) (SignIn, error) {
	clean, err := cleanPhone(phone)
	if err != nil {
		return SignIn{}, err
	}
	hash := s.registry.PhoneHash(clean)
	if err := s.try(ctx, hash, address); err != nil {
		return SignIn{}, err
	}
	account, err := s.matchPassword(ctx, hash, password)
	if err != nil {
		return SignIn{}, err
	}
	return s.openNow(ctx, account, "password", device)
}

func (s *Service) matchPassword(ctx context.Context, hash []byte, password string) (match Account, err error) {
	var accounts []Account
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		accounts, err = db.List(ctx, tx, scanAccount, accountQuery+` WHERE (a.community_id, a.person_id) IN
			(SELECT community_id, person_id FROM person_phone WHERE hash = $1) AND a.password <> '' ORDER BY a.id LIMIT 5`, hash)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	if len(accounts) == 0 {
		s.hasher.verify("", password)
	}
	for _, a := range accounts {
		if s.hasher.verify(a.password, password) {
			return a, nil
		}
	}
	return Account{}, errs.InvalidField("password", "account.wrong")
}

func (s *Service) openNow(ctx context.Context, a Account, method, device string) (in SignIn, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		in, err = s.open(ctx, tx, a, method, device)
		return err
	})
	return in, err
}

// SetPassword sets the password of a person's account.
func (s *Service) SetPassword(ctx context.Context, community, person int64, password string) error {
	if n := len([]rune(password)); n < minPassword || n > maxPassword {
		return errs.InvalidField("password", "account.password.length", errs.Args{"Min": minPassword, "Max": maxPassword})
	}
	hashed := s.hasher.hash(password)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.EnsureTx(ctx, tx, community, person)
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, "UPDATE account SET password = $1 WHERE community_id = $2 AND id = $3", hashed, community, a.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: community, Person: person, Action: "account.password", Subject: "person", SubjectID: person})
	})
}

// SendCode sends a one-time code to a number. An unknown number gets the same
// answer and no message.
func (s *Service) SendCode(ctx context.Context, phone, address string) error {
	clean, err := cleanPhone(phone)
	if err != nil {
		return err
	}
	hash, code := s.registry.PhoneHash(clean), newCode()
	if err := s.try(ctx, hash, address); err != nil {
		return err
	}
	known := false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		accounts, err := s.byPhone(ctx, tx, hash)
		if err != nil || len(accounts) == 0 {
			return err
		}
		known = true
		return keepCode(ctx, tx, hash, code)
	})
	if err != nil || !known {
		return err
	}
	return s.sender.SendCode(ctx, clean, code)
}

func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // the system's randomness is gone: nothing safe can follow
	}
	return fmt.Sprintf("%06d", n)
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

// ByCode signs in with phone and one-time code. A code is good once.
func (s *Service) ByCode(ctx context.Context, phone, code, address, device string) (SignIn, error) {
	clean, err := cleanPhone(phone)
	if err != nil {
		return SignIn{}, err
	}
	hash := s.registry.PhoneHash(clean)
	if err := s.try(ctx, hash, address); err != nil {
		return SignIn{}, err
	}
	ok, err := s.spendCode(ctx, hash, code)
	if err != nil {
		return SignIn{}, err
	}
	if !ok {
		return SignIn{}, errs.InvalidField("code", "account.code.wrong")
	}
	return s.openFirst(ctx, hash, device)
}

func (s *Service) spendCode(ctx context.Context, hash []byte, code string) (ok bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		want, err := db.One(ctx, tx, db.Value[[]byte], `UPDATE login_code SET tries = tries + 1
			WHERE phone_hash = $1 AND expires_at > $2 AND tries < $3 RETURNING code_hash`, hash, db.Millis(tx.Now()), maxCodeTries)
		if errors.Is(err, db.ErrNoRow) {
			return nil
		}
		if err != nil || subtle.ConstantTimeCompare(want, tokenHash(code)) != 1 {
			return err
		}
		ok = true
		_, err = tx.Exec(ctx, "DELETE FROM login_code WHERE phone_hash = $1", hash)
		return err
	})
	return ok, err
}

func (s *Service) openFirst(ctx context.Context, hash []byte, device string) (in SignIn, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		accounts, err := s.byPhone(ctx, tx, hash)
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			return errs.New(errs.Unauthenticated, "err.signin")
		}
		in, err = s.open(ctx, tx, accounts[0], "code", device)
		return err
	})
	return in, err
}
