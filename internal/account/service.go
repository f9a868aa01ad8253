package account

import (
	"context"
	"errors"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// How long things last.
const (
	sessionLife = 90 * 24 * time.Hour // an elder signs in rarely; sessions can be ended
	codeLife    = 5 * time.Minute
	codePause   = time.Minute // between two codes to one number
	ticketLife  = 10 * time.Minute
)

// Sender brings a one-time code to a phone.
type Sender interface {
	// CanSendCodes tells whether there is a way to phones at all.
	CanSendCodes() bool
	// SendCodeTx puts the code for the phone in line to be sent, within the
	// transaction. person, of the community, is whose language it is written in.
	SendCodeTx(ctx context.Context, tx *db.Tx, community, person int64, phone, code string) error
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
	a, err := accountOf(ctx, tx, community, person)
	if !errors.Is(err, db.ErrNoRow) {
		return a, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO account (community_id, id, person_id, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (community_id, person_id) DO NOTHING`, community, tx.NewID(), person, db.Millis(tx.Now()))
	if db.Violates(err, db.ForeignKey) {
		return Account{}, errs.New(errs.NotFound, "err.notfound", err)
	}
	if err != nil {
		return Account{}, err
	}
	return accountOf(ctx, tx, community, person)
}

func accountOf(ctx context.Context, tx *db.Tx, community, person int64) (Account, error) {
	return db.One(ctx, tx, scanAccount, accountQuery+" WHERE a.community_id = $1 AND a.person_id = $2", community, person)
}

// SetDisabled closes a person's account, which ends all their sessions, or opens
// it again. Only an administrator of the person's compound may.
func (s *Service) SetDisabled(ctx context.Context, a actor.Actor, c registry.Compound, person int64, disabled bool) error {
	if !a.System && !a.Has(c.Path(), actor.Admin) {
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := personOf(ctx, tx, c, person); err != nil {
			return err
		}
		account, err := s.EnsureTx(ctx, tx, c.Community, person)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE account SET disabled = $1 WHERE community_id = $2 AND id = $3", disabled, c.Community, account.ID); err != nil {
			return err
		}
		if err := endAll(ctx, tx, c.Community, account.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: disabledAction(disabled), Subject: "person", SubjectID: person})
	})
}

func disabledAction(disabled bool) string {
	if disabled {
		return "account.disable"
	}
	return "account.enable"
}

// personOf refuses people of another compound: a desk keeps its own people only.
func personOf(ctx context.Context, tx *db.Tx, c registry.Compound, person int64) error {
	p, err := registry.PersonTx(ctx, tx, c.Community, person)
	if err == nil && p.Compound != c.ID {
		return errs.New(errs.NotFound, "err.notfound")
	}
	return err
}
