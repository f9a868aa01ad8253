package notify

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
	"mulin/internal/registry"
)

// Delivery is one piece of news on one way, as the desk sees it.
type Delivery struct {
	Note
	Person   string // masked
	Channel  Channel
	State    State
	Attempts int64
	Why      string // what went wrong last: "repeat", "no phone", or the sender's words
	SentAt   time.Time
}

// OutboxFilter narrows the outbox. Zero fields do not narrow.
type OutboxFilter struct {
	State   State
	Channel Channel
	Before  int64 // the last notice of the page before, within one state
}

// Outbox lists the deliveries of a compound for its keepers: failed ones first,
// then those waiting, each newest first.
func (s *Service) Outbox(ctx context.Context, a actor.Actor, c registry.Compound, f OutboxFilter) (list []Delivery, err error) {
	if !a.Has(c.Path(), registry.Keepers()...) {
		return nil, errs.New(errs.Forbidden, "err.forbidden")
	}
	if f.Before == 0 {
		f.Before = 1<<63 - 1
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.List(ctx, tx, scanDelivery, `SELECT n.id, n.text_key, n.args, n.link, n.urgent, n.at, n.read_at, p.name, d.channel, d.state, d.attempts, d.last_error, d.sent_at
			FROM delivery d JOIN notice n ON n.community_id = d.community_id AND n.id = d.notice_id
			JOIN person p ON p.community_id = n.community_id AND p.id = n.person_id
			WHERE d.community_id = $1 AND d.compound_id = $2 AND (d.state = $3 OR $3 = '') AND (d.channel = $4 OR $4 = '') AND d.notice_id < $5
			ORDER BY CASE d.state WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, d.notice_id DESC, d.channel LIMIT $6`,
			c.Community, c.ID, f.State, f.Channel, f.Before, PageSize)
		return err
	})
	return list, err
}

func scanDelivery(r db.Row) (d Delivery, err error) {
	var args string
	var at, read, sent int64
	err = r.Scan(&d.ID, &d.Key, &args, &d.Link, &d.Urgent, &at, &read, &d.Person, &d.Channel, &d.State, &d.Attempts, &d.Why, &sent)
	if err != nil {
		return d, err
	}
	d.At, d.Read, d.SentAt, d.Person = db.Instant(at), read != 0, db.Instant(sent), format.MaskName(d.Person)
	d.Args, err = readArgs(args)
	return d, err
}

// OutboxCounts counts a compound's deliveries by state.
func (s *Service) OutboxCounts(ctx context.Context, c registry.Compound) (counts map[State]int64, err error) {
	counts = map[State]int64{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			var state State
			var n int64
			err := r.Scan(&state, &n)
			counts[state] = n
			return err
		}, "SELECT state, count(*) FROM delivery WHERE community_id = $1 AND compound_id = $2 GROUP BY state", c.Community, c.ID)
	})
	return counts, err
}

// Retry puts a failed delivery in line again. Conflict when it is not failed.
func (s *Service) Retry(ctx context.Context, a actor.Actor, c registry.Compound, notice int64, way Channel) error {
	if !a.Has(c.Path(), registry.Keepers()...) {
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE delivery SET state = 'waiting', attempts = 0, claimed_at = 0, at = $1
			WHERE community_id = $2 AND compound_id = $3 AND notice_id = $4 AND channel = $5 AND state = 'failed'`, db.Millis(tx.Now()), c.Community, c.ID, notice, way)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "err.conflict")
		}
		if err := enqueue(ctx, tx, c.Community, notice, way); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "notify.retry", Subject: "notice", SubjectID: notice})
	})
}
