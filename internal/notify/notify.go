// Package notify brings news to people: an outbox written in the transaction of
// the act, sent later on the ways a person chose (in the app, SMS, Web Push),
// each with retries and a state that can be seen.
//
// Rules kept here:
//   - Everything is in the person's inbox; the other ways are added to it.
//   - A message leaves once: a delivery is claimed before it is sent, and two
//     servers never hold it together. Only a server that dies between the
//     sending and the commit may cause a second one.
//   - The same text about the same matter goes to a person by SMS once in ten
//     minutes.
//   - Phone numbers and push keys are opened at the moment of sending only.
package notify

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/job"
	"mulin/internal/kit/secret"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// Channel is a way to a person.
type Channel string

// The ways.
const (
	App  Channel = "app"
	SMS  Channel = "sms"
	Push Channel = "push"
)

// State is where a delivery stands.
type State string

// The states: waiting → sent, failed or skipped; failed → waiting by hand.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Failed  State = "failed"
	Skipped State = "skipped"
)

// Channels lists the ways, States the states in the order of the outbox.
func Channels() []Channel { return []Channel{App, SMS, Push} }

// States lists the states, those that need somebody first.
func States() []State { return []State{Failed, Waiting, Sent, Skipped} }

const (
	maxTries    = 6               // then a person has to look
	claimLife   = 2 * time.Minute // a server that died loses its claim
	repeatPause = 10 * time.Minute
	staleAfter  = 12 * time.Hour // news that old only disturbs; the inbox has it
)

// Texter sends text messages.
type Texter interface {
	// Send brings the text to a phone of digits. An error that wraps ErrRefused
	// is final; any other is tried again.
	Send(ctx context.Context, phone, text string) error
}

// Pusher sends Web Pushes.
type Pusher interface {
	// Push encrypts the payload for the subscription and hands it to the browser's
	// push service. An error that wraps ErrGone ends the subscription.
	Push(ctx context.Context, key PushKey, to Subscription, payload []byte) error
}

var (
	// ErrRefused says that trying again is of no use.
	ErrRefused = errors.New("notify: refused")
	// ErrGone says that a subscription has ended.
	ErrGone = errors.New("notify: subscription gone")
	errBusy = errors.New("notify: another server is sending this")
)

// Config is what the outbox needs besides the database.
type Config struct {
	Texter  Texter // nil: no text messages, and no one-time codes
	Pusher  Pusher // nil: no Web Push
	Box     *secret.Box
	Words   *i18n.Bundle
	BaseURL string // for links in messages, "" leaves them out
}

// Service is the outbox.
type Service struct {
	db       *db.DB
	registry *registry.Service
	cfg      Config
}

// New makes the outbox.
func New(d *db.DB, r *registry.Service, cfg Config) *Service { return &Service{d, r, cfg} }

// Register adds the outbox's job handlers.
func (s *Service) Register(r *job.Runner) {
	r.Handle(sendKind, s.sendJob)
	r.Handle(codeKind, s.codeJob)
}

// TellTx puts news for a person into the outbox, in the transaction of the act.
func (s *Service) TellTx(ctx context.Context, tx *db.Tx, n matter.Notice) error {
	if n.Person == 0 {
		return nil
	}
	choice, err := registry.ChoiceTx(ctx, tx, n.Community, n.Person)
	if err != nil {
		return err
	}
	id, err := keepNotice(ctx, tx, n, choice.By == "none")
	if err != nil {
		return err
	}
	for _, way := range waysFor(choice.By, n.Urgent) {
		if err := s.line(ctx, tx, n, id, way); err != nil {
			return err
		}
	}
	return tx.Notify(ctx, Topic(n.Community, n.Person))
}

// waysFor decides on which ways news goes: the person's choice, and by default
// a text message only when it is urgent.
func waysFor(choice string, urgent bool) []Channel {
	switch {
	case choice == "sms", choice == "" && urgent:
		return []Channel{App, SMS}
	case choice == "push":
		return []Channel{App, Push}
	}
	return []Channel{App}
}

func keepNotice(ctx context.Context, tx *db.Tx, n matter.Notice, silent bool) (int64, error) {
	args, err := json.Marshal(n.Args)
	if err != nil {
		return 0, err
	}
	read := int64(0)
	if silent {
		read = db.Millis(tx.Now())
	}
	id := tx.NewID()
	_, err = tx.Exec(ctx, `INSERT INTO notice (community_id, id, compound_id, person_id, text_key, args, link, urgent, at, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, n.Community, id, n.Compound, n.Person, n.Key, string(args), n.Link, n.Urgent, db.Millis(tx.Now()), read)
	return id, err
}

// line puts one delivery in line.
func (s *Service) line(ctx context.Context, tx *db.Tx, n matter.Notice, notice int64, way Channel) error {
	state, why, sent := Waiting, "", int64(0)
	if way == App {
		state, sent = Sent, db.Millis(tx.Now())
	}
	if way == SMS {
		again, err := toldLately(ctx, tx, n)
		if err != nil {
			return err
		}
		if again {
			state, why = Skipped, "repeat"
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO delivery (community_id, notice_id, channel, compound_id, state, last_error, at, sent_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, n.Community, notice, way, n.Compound, state, why, db.Millis(tx.Now()), sent)
	if err != nil || state != Waiting {
		return err
	}
	return enqueue(ctx, tx, n.Community, notice, way)
}

func toldLately(ctx context.Context, tx *db.Tx, n matter.Notice) (bool, error) {
	count, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM notice n
		JOIN delivery d ON d.community_id = n.community_id AND d.notice_id = n.id AND d.channel = 'sms' AND d.state IN ('waiting', 'sent')
		WHERE n.community_id = $1 AND n.person_id = $2 AND n.text_key = $3 AND n.link = $4 AND n.at > $5`,
		n.Community, n.Person, n.Key, n.Link, db.Millis(tx.Now().Add(-repeatPause)))
	return count > 0, err
}
