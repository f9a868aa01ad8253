package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/id"
	"mulin/internal/registry"
)

// Method is how a session was opened.
type Method string

// The ways in.
const (
	WithPassword Method = "password"
	WithCode     Method = "code"
	WithCard     Method = "card"
	WithDemo     Method = "demo"
)

// Session is a sign-in on one device.
type Session struct {
	Key                  string // names it in forms; no secret
	Method               Method
	Device               string // what the browser calls itself
	Current              bool   // the one that asks
	Created, Seen, Until time.Time
}

// SignIn is a new session: the token goes into the visitor's cookie.
type SignIn struct {
	Token string
	Until time.Time
	Name  string
}

const maxDevice = 200

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func (s *Service) open(ctx context.Context, tx *db.Tx, a Account, method Method, device string) (SignIn, error) {
	if a.Disabled {
		return SignIn{}, errs.New(errs.Forbidden, "account.disabled")
	}
	in := SignIn{Token: id.Secret(32), Until: tx.Now().Add(sessionLife), Name: a.Name}
	if runes := []rune(device); len(runes) > maxDevice {
		device = string(runes[:maxDevice])
	}
	_, err := tx.Exec(ctx, `INSERT INTO session (token_hash, community_id, account_id, method, device, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tokenHash(in.Token), a.Community, a.ID, method, device, db.Millis(tx.Now()), db.Millis(tx.Now()), db.Millis(in.Until))
	if err != nil {
		return SignIn{}, err
	}
	return in, audit.Record(ctx, tx, audit.Entry{Community: a.Community, Person: a.Person, Action: "signin." + string(method), Subject: "person", SubjectID: a.Person})
}

// SignInAs opens a session for a person without any proof: for tests and for
// DemoSignIn only.
func (s *Service) SignInAs(ctx context.Context, community, person int64, device string) (in SignIn, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.EnsureTx(ctx, tx, community, person)
		if err != nil {
			return err
		}
		in, err = s.open(ctx, tx, a, WithDemo, device)
		return err
	})
	return in, err
}

// Authenticate gives the person behind a session token with the roles they hold
// today; Unauthenticated when the session has ended. A session of a card has the
// roles cards are good for and no others, whatever the person was given since.
func (s *Service) Authenticate(ctx context.Context, token string) (a actor.Actor, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := sessionBehind(ctx, tx, token)
		if err != nil {
			return err
		}
		a = actor.Actor{Person: x.Person, Community: x.Community, Account: x.ID, Name: x.Name}
		a.Grants, err = registry.GrantsOfTx(ctx, tx, x.Community, x.Person, today(tx.Now()))
		if x.method == WithCard {
			a.Grants = slices.DeleteFunc(a.Grants, func(g actor.Grant) bool { return !cardRole(g.Role) })
		}
		if err == nil && tx.Now().Sub(x.seen) > time.Hour {
			return s.touch(ctx, token)
		}
		return err
	})
	return a, err
}

func today(now time.Time) string {
	return now.In(registry.Compound{Zone: "Asia/Shanghai"}.Location()).Format(time.DateOnly)
}

// behind is the account of a session.
type behind struct {
	Account
	method Method
	seen   time.Time
}

func sessionBehind(ctx context.Context, tx *db.Tx, token string) (behind, error) {
	x, err := db.One(ctx, tx, func(r db.Row) (x behind, err error) {
		var seen int64
		err = r.Scan(&x.Community, &x.ID, &x.Person, &x.Name, &x.password, &x.Disabled, &x.method, &seen)
		x.seen, x.HasPassword = db.Instant(seen), x.password != ""
		return x, err
	}, `SELECT a.community_id, a.id, a.person_id, p.name, a.password, a.disabled, s.method, s.seen_at FROM session s
		JOIN account a ON a.community_id = s.community_id AND a.id = s.account_id
		JOIN person p ON p.community_id = a.community_id AND p.id = a.person_id
		WHERE s.token_hash = $1 AND s.expires_at > $2`, tokenHash(token), db.Millis(tx.Now()))
	if errors.Is(err, db.ErrNoRow) || (err == nil && x.Disabled) {
		return behind{}, errs.New(errs.Unauthenticated, "err.signin")
	}
	return x, err
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

// sessionsTx lists where an account is signed in, last seen first. token marks
// the session that asks.
func sessionsTx(ctx context.Context, tx *db.Tx, community, account int64, token string) ([]Session, error) {
	current := hex.EncodeToString(tokenHash(token))
	return db.List(ctx, tx, func(r db.Row) (Session, error) {
		x, err := scanSession(r)
		x.Current = x.Key == current
		return x, err
	}, `SELECT token_hash, method, device, created_at, seen_at, expires_at FROM session
		WHERE community_id = $1 AND account_id = $2 AND expires_at > $3 ORDER BY seen_at DESC, created_at DESC`, community, account, db.Millis(tx.Now()))
}

// Sessions lists where the actor is signed in, last seen first; token is that
// of the session that asks.
func (s *Service) Sessions(ctx context.Context, a actor.Actor, token string) (list []Session, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = sessionsTx(ctx, tx, a.Community, a.Account, token)
		return err
	})
	return list, err
}

func scanSession(r db.Row) (x Session, err error) {
	var hash []byte
	var created, seen, until int64
	err = r.Scan(&hash, &x.Method, &x.Device, &created, &seen, &until)
	x.Key = hex.EncodeToString(hash)
	x.Created, x.Seen, x.Until = db.Instant(created), db.Instant(seen), db.Instant(until)
	return x, err
}

// EndSession ends one of the actor's own sessions. NotFound.
func (s *Service) EndSession(ctx context.Context, a actor.Actor, key string) error {
	hash, err := hex.DecodeString(key)
	if err != nil {
		return errs.New(errs.NotFound, "err.notfound", err)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM session WHERE community_id = $1 AND account_id = $2 AND token_hash = $3", a.Community, a.Account, hash)
		if err == nil && n == 0 {
			return errs.New(errs.NotFound, "err.notfound")
		}
		return err
	})
}

// EndOtherSessions ends all the actor's sessions but the one that asks.
func (s *Service) EndOtherSessions(ctx context.Context, a actor.Actor, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return endOthers(ctx, tx, a.Community, a.Account, token) })
}

func endOthers(ctx context.Context, tx *db.Tx, community, account int64, token string) error {
	_, err := tx.Exec(ctx, "DELETE FROM session WHERE community_id = $1 AND account_id = $2 AND token_hash <> $3", community, account, tokenHash(token))
	return err
}

func endAll(ctx context.Context, tx *db.Tx, community, account int64) error {
	_, err := tx.Exec(ctx, "DELETE FROM session WHERE community_id = $1 AND account_id = $2", community, account)
	return err
}
