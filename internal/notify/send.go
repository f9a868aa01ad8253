package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/job"
	"mulin/internal/registry"
)

// The kinds of jobs.
const (
	sendKind = "notify.send"
	codeKind = "notify.code"
)

type sendPayload struct {
	Notice  int64
	Channel Channel
}

func enqueue(ctx context.Context, tx *db.Tx, community, notice int64, way Channel) error {
	return job.Enqueue(ctx, tx, job.New{Community: community, Kind: sendKind, Payload: sendPayload{notice, way}})
}

// letter is a claimed delivery with what is needed to send it.
type letter struct {
	note
	community, compound int64
	attempts            int64
	lined               time.Time // when it was put in line
	compoundName, lang  string
}

func (s *Service) sendJob(ctx context.Context, j job.Job) error {
	var p sendPayload
	if err := j.Decode(&p); err != nil {
		return errors.Join(job.ErrGiveUp, err)
	}
	l, err := s.claim(ctx, j.Community, p)
	if err != nil || l == nil {
		return err
	}
	return s.settle(ctx, l, p.Channel, s.send(ctx, l, p.Channel))
}

// claim takes a waiting delivery for this server; nil when there is nothing to
// send any more.
func (s *Service) claim(ctx context.Context, community int64, p sendPayload) (l *letter, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l = nil
		now := tx.Now()
		type row struct{ attempts, at int64 }
		got, err := db.One(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.attempts, &x.at) }, `UPDATE delivery SET claimed_at = $1, attempts = attempts + 1
			WHERE community_id = $2 AND notice_id = $3 AND channel = $4 AND state = 'waiting' AND claimed_at <= $5 RETURNING attempts, at`,
			db.Millis(now), community, p.Notice, p.Channel, db.Millis(now.Add(-claimLife)))
		if errors.Is(err, db.ErrNoRow) {
			return busy(ctx, tx, community, p)
		}
		if err != nil {
			return err
		}
		l, err = letterTx(ctx, tx, community, p.Notice)
		if err == nil {
			l.attempts, l.lined = got.attempts, db.Instant(got.at)
		}
		return err
	})
	return l, err
}

// busy tells a delivery that another server holds from one that is settled.
func busy(ctx context.Context, tx *db.Tx, community int64, p sendPayload) error {
	n, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM delivery WHERE community_id = $1 AND notice_id = $2 AND channel = $3 AND state = 'waiting'",
		community, p.Notice, p.Channel)
	if err == nil && n > 0 {
		return errBusy
	}
	return err
}

func letterTx(ctx context.Context, tx *db.Tx, community, notice int64) (*letter, error) {
	l := &letter{community: community}
	n, err := db.One(ctx, tx, scanNote, noteQuery+" WHERE n.community_id = $1 AND n.id = $2", community, notice)
	if err != nil {
		return nil, err
	}
	l.note, l.compound = n, n.compound
	choice, err := registry.ChoiceTx(ctx, tx, community, n.person)
	if err != nil {
		return nil, err
	}
	c, err := registry.CompoundTx(ctx, tx, community, n.compound)
	l.lang, l.compoundName = choice.Lang, c.Name
	return l, err
}

func (s *Service) send(ctx context.Context, l *letter, way Channel) error {
	if s.db.Now().Sub(l.lined) > staleAfter {
		return errSkip("too late")
	}
	if way == Push {
		return s.push(ctx, l)
	}
	if s.cfg.Texter == nil {
		return errSkip("no sms")
	}
	phone, err := s.phoneOf(ctx, l.community, l.person)
	if err != nil {
		return err
	}
	if phone == "" {
		return errSkip("no phone")
	}
	return s.cfg.Texter.Send(ctx, phone, s.text(l))
}

// text is the message in the receiver's language, with the page to open.
func (s *Service) text(l *letter) string {
	words := s.cfg.Words.For(l.lang)
	body := words.Map(l.Key, l.Args)
	if s.cfg.BaseURL != "" && l.Link != "" {
		body += " " + strings.TrimSuffix(s.cfg.BaseURL, "/") + l.Link
	}
	return words.T("notify.sms", "Compound", l.compoundName, "Text", body)
}

func (s *Service) phoneOf(ctx context.Context, community, person int64) (phone string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		phone, err = s.registry.NumberForSendingTx(ctx, tx, community, person)
		return err
	})
	return phone, err
}

// errSkip says why a message has no way to go: nobody failed.
type errSkip string

func (e errSkip) Error() string { return string(e) }

// settle writes down what came of a try, and gives the runner the error when the
// delivery has to be tried again.
func (s *Service) settle(ctx context.Context, l *letter, way Channel, failure error) error {
	state, result := outcome(l.attempts, failure)
	err := s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		why, sent := "", int64(0)
		if failure != nil {
			why = shorten(failure.Error())
		}
		if state == Sent {
			sent = db.Millis(tx.Now())
		}
		_, err := tx.Exec(ctx, `UPDATE delivery SET state = $1, last_error = $2, sent_at = $3, claimed_at = 0
			WHERE community_id = $4 AND notice_id = $5 AND channel = $6`, state, why, sent, l.community, l.ID, way)
		if err != nil {
			return err
		}
		return tx.Notify(ctx, OutboxTopic(l.community, l.compound))
	})
	return errors.Join(result, err)
}

func outcome(attempts int64, failure error) (State, error) {
	var skip errSkip
	switch {
	case failure == nil:
		return Sent, nil
	case errors.As(failure, &skip):
		return Skipped, nil
	case errors.Is(failure, ErrRefused) || attempts >= maxTries:
		return Failed, errors.Join(job.ErrGiveUp, failure)
	}
	return Waiting, failure
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}

// codePayload holds a one-time code sealed: the job table tells nobody's code.
type codePayload struct {
	Sealed []byte
	Until  int64
	Lang   string
}

const (
	codeLife  = 5 * time.Minute
	codePlace = "notify.code"
)

// CanSendCodes tells whether text messages can be sent here. It implements
// account.Sender.
func (s *Service) CanSendCodes() bool { return s.cfg.Texter != nil }

// SendCodeTx puts a one-time code for a phone in line, written in the language
// of the person. It implements account.Sender.
func (s *Service) SendCodeTx(ctx context.Context, tx *db.Tx, community, person int64, phone, code string) error {
	choice, err := registry.ChoiceTx(ctx, tx, community, person)
	if err != nil {
		return err
	}
	plain, err := json.Marshal([]string{phone, code})
	if err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, job.New{Community: community, Kind: codeKind, Payload: codePayload{
		Sealed: s.cfg.Box.Seal(codePlace, string(plain)), Until: db.Millis(tx.Now().Add(codeLife)), Lang: choice.Lang}})
}

func (s *Service) codeJob(ctx context.Context, j job.Job) error {
	var p codePayload
	if err := j.Decode(&p); err != nil {
		return errors.Join(job.ErrGiveUp, err)
	}
	if s.cfg.Texter == nil {
		return fmt.Errorf("%w: no text messages here", job.ErrGiveUp)
	}
	if db.Millis(s.db.Now()) >= p.Until {
		return fmt.Errorf("%w: the code has run out", job.ErrGiveUp)
	}
	plain, err := s.cfg.Box.Open(codePlace, p.Sealed)
	if err != nil {
		return errors.Join(job.ErrGiveUp, err)
	}
	var to []string
	if err := json.Unmarshal([]byte(plain), &to); err != nil || len(to) != 2 {
		return errors.Join(job.ErrGiveUp, err)
	}
	text := s.cfg.Words.For(p.Lang).T("notify.code", "Code", to[1], "Minutes", int(codeLife/time.Minute))
	err = s.cfg.Texter.Send(ctx, to[0], text)
	if errors.Is(err, ErrRefused) {
		return errors.Join(job.ErrGiveUp, err)
	}
	return err
}

func notFound() error { return errs.New(errs.NotFound, "err.notfound") }
