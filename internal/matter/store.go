package matter

import (
	"context"
	"errors"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

const matterColumns = `m.community_id, m.id, m.compound_id, m.number, m.track_code, m.version, m.state, m.kind, m.class_id, m.urgency, m.lane,
	m.body, m.place, COALESCE(m.home_id, 0), m.building_id, m.unit_id, m.group_id, m.channel, COALESCE(m.reporter_id, 0), m.on_behalf,
	COALESCE(m.taken_by, 0), m.first_word_at, m.responsible_id, m.deputy_id, COALESCE(m.asked_id, 0), m.grab_until, m.returns, m.returned_at, m.round, m.due_at,
	m.due_target, m.promise_at, m.late_reason, m.referred_to, m.referred_no, m.incident_id, COALESCE(m.done_by, 0), m.done_at,
	COALESCE(m.closed_by, 0), m.closed_via, m.outcome, m.closed_at`

func scanMatter(r db.Row) (m Matter, err error) {
	var first, grab, returned, due, promise, done, closed int64
	err = r.Scan(&m.Community, &m.ID, &m.Compound, &m.Number, &m.TrackCode, &m.Version, &m.State, &m.Kind, &m.Class, &m.Urgency, &m.Lane,
		&m.Body, &m.Place, &m.Home, &m.Building, &m.Unit, &m.Group, &m.Channel, &m.Reporter, &m.OnBehalf,
		&m.TakenBy, &first, &m.Responsible, &m.Deputy, &m.Asked, &grab, &m.Returns, &returned, &m.Round, &due,
		&m.DueTarget, &promise, &m.LateReason, &m.ReferredTo, &m.ReferredNo, &m.Incident, &m.DoneBy, &done,
		&m.ClosedBy, &m.ClosedVia, &m.Outcome, &closed)
	m.FirstWord, m.GrabUntil, m.ReturnedAt, m.Due = db.Instant(first), db.Instant(grab), db.Instant(returned), dueInstant(due)
	m.Promise, m.DoneAt, m.ClosedAt = db.Instant(promise), db.Instant(done), db.Instant(closed)
	return m, err
}

func getTx(ctx context.Context, tx *db.Tx, community, id int64) (Matter, error) {
	m, err := db.One(ctx, tx, scanMatter, "SELECT "+matterColumns+" FROM matter m WHERE m.community_id = $1 AND m.id = $2", community, id)
	return m, orNotFound(err)
}

// lockTx reads a matter and keeps others from changing it until the commit.
func lockTx(ctx context.Context, tx *db.Tx, community, id int64) (Matter, error) {
	m, err := db.One(ctx, tx, scanMatter, "SELECT "+matterColumns+" FROM matter m WHERE m.community_id = $1 AND m.id = $2"+tx.ForUpdate(), community, id)
	return m, orNotFound(err)
}

func byTrackTx(ctx context.Context, tx *db.Tx, code string) (Matter, error) {
	return db.One(ctx, tx, scanMatter, "SELECT "+matterColumns+" FROM matter m WHERE m.track_code = $1", code)
}

func orNotFound(err error) error {
	if errors.Is(err, db.ErrNoRow) {
		return errs.New(errs.NotFound, "err.notfound", err)
	}
	return err
}

// farDue is stored for a matter without an open promise, so that it comes last.
const farDue = 253402300799000 // the end of the year 9999

func dueMillis(t time.Time) int64 {
	if t.IsZero() {
		return farDue
	}
	return db.Millis(t)
}

func dueInstant(ms int64) time.Time {
	if ms >= farDue {
		return zeroTime
	}
	return db.Instant(ms)
}

// null stores 0 as NULL, for references that may be empty.
func null(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func insertMatter(ctx context.Context, tx *db.Tx, m Matter) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter (community_id, id, compound_id, number, track_code, version, state, kind, class_id, urgency, lane,
			body, place, home_id, building_id, unit_id, group_id, channel, reporter_id, on_behalf, taken_by, first_word_at,
			responsible_id, deputy_id, grab_until, round, due_at, due_target)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
		m.Community, m.ID, m.Compound, m.Number, m.TrackCode, m.Version, m.State, m.Kind, m.Class, m.Urgency, m.Lane,
		m.Body, m.Place, null(m.Home), m.Building, m.Unit, m.Group, m.Channel, null(m.Reporter), m.OnBehalf, null(m.TakenBy), db.Millis(m.FirstWord),
		m.Responsible, m.Deputy, db.Millis(m.GrabUntil), m.Round, dueMillis(m.Due), m.DueTarget)
	return err
}

// updateMatter writes the changeable part back, but only over the version before.
func updateMatter(ctx context.Context, tx *db.Tx, m Matter) (int64, error) {
	return tx.Exec(ctx, `UPDATE matter SET version = $1, state = $2, kind = $3, class_id = $4, urgency = $5, lane = $6,
			responsible_id = $7, deputy_id = $8, asked_id = $9, grab_until = $10, returns = $11, returned_at = $12, round = $13, due_at = $14,
			due_target = $15, promise_at = $16, late_reason = $17, referred_to = $18, referred_no = $19, incident_id = $20, done_by = $21,
			done_at = $22, closed_by = $23, closed_via = $24, outcome = $25, closed_at = $26
		WHERE community_id = $27 AND id = $28 AND version = $29`,
		m.Version, m.State, m.Kind, m.Class, m.Urgency, m.Lane,
		m.Responsible, m.Deputy, null(m.Asked), db.Millis(m.GrabUntil), m.Returns, db.Millis(m.ReturnedAt), m.Round, dueMillis(m.Due),
		m.DueTarget, db.Millis(m.Promise), m.LateReason, m.ReferredTo, m.ReferredNo, m.Incident, null(m.DoneBy),
		db.Millis(m.DoneAt), null(m.ClosedBy), m.ClosedVia, m.Outcome, db.Millis(m.ClosedAt), m.Community, m.ID, m.Version-1)
}

func insertEvent(ctx context.Context, tx *db.Tx, m Matter, e Event) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter_event (community_id, matter_id, seq, action, at, actor_id, from_state, to_state, from_person, to_person, asked_id, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		m.Community, m.ID, e.Seq, e.Action, db.Millis(e.At), e.Actor, e.From, e.To, e.FromPerson, e.Person, e.Asked, e.Detail)
	if err != nil {
		return err
	}
	return insertWords(ctx, tx, m, e)
}

// insertWords keeps what was written and shown apart from the event, so that it
// can be deleted on its own.
func insertWords(ctx context.Context, tx *db.Tx, m Matter, e Event) error {
	if e.Note != "" {
		if _, err := tx.Exec(ctx, "INSERT INTO matter_note (community_id, matter_id, seq, body) VALUES ($1, $2, $3, $4)", m.Community, m.ID, e.Seq, e.Note); err != nil {
			return err
		}
	}
	for i, hash := range e.Photos {
		if _, err := tx.Exec(ctx, "INSERT INTO matter_photo (community_id, matter_id, seq, position, hash) VALUES ($1, $2, $3, $4, $5)", m.Community, m.ID, e.Seq, i, hash); err != nil {
			if db.Violates(err, db.ForeignKey) {
				return errs.InvalidField("photos", "err.file")
			}
			return err
		}
	}
	return nil
}

const eventColumns = `SELECT e.seq, e.action, e.at, e.actor_id, COALESCE(a.name, ''), e.from_state, e.to_state, e.from_person, e.to_person, e.asked_id,
		COALESCE(f.name, ''), COALESCE(q.name, t.name, ''), e.detail, COALESCE(n.body, '')
	FROM matter_event e
	LEFT JOIN person a ON a.community_id = e.community_id AND a.id = e.actor_id
	LEFT JOIN person f ON f.community_id = e.community_id AND f.id = e.from_person
	LEFT JOIN person t ON t.community_id = e.community_id AND t.id = e.to_person
	LEFT JOIN person q ON q.community_id = e.community_id AND q.id = e.asked_id
	LEFT JOIN matter_note n ON n.community_id = e.community_id AND n.matter_id = e.matter_id AND n.seq = e.seq
	WHERE e.community_id = $1 AND e.matter_id = $2`

func scanEvent(r db.Row) (e Event, err error) {
	var at int64
	err = r.Scan(&e.Seq, &e.Action, &at, &e.Actor, &e.ActorName, &e.From, &e.To, &e.FromPerson, &e.Person, &e.Asked, &e.FromName, &e.ToName, &e.Detail, &e.Note)
	e.At = db.Instant(at)
	return e, err
}

func eventsTx(ctx context.Context, tx *db.Tx, community, id int64) ([]Event, error) {
	events, err := db.List(ctx, tx, scanEvent, eventColumns+" ORDER BY e.seq", community, id)
	if err != nil {
		return nil, err
	}
	return events, addPhotos(ctx, tx, community, id, events)
}

func addPhotos(ctx context.Context, tx *db.Tx, community, id int64, events []Event) error {
	return db.Each(ctx, tx, func(r db.Row) error {
		var seq int64
		var hash string
		if err := r.Scan(&seq, &hash); err != nil {
			return err
		}
		for i := range events {
			if events[i].Seq == seq {
				events[i].Photos = append(events[i].Photos, hash)
			}
		}
		return nil
	}, "SELECT seq, hash FROM matter_photo WHERE community_id = $1 AND matter_id = $2 ORDER BY seq, position", community, id)
}

// movedSinceTx gives the last event after the version that a person acting on
// that version must know of. Reminders and remarks do not change what an act
// means, so they never stand in its way.
func movedSinceTx(ctx context.Context, tx *db.Tx, m Matter, version int64) (Event, bool, error) {
	e, err := db.One(ctx, tx, scanEvent, eventColumns+` AND e.seq > $3 AND e.action NOT IN ('warn', 'escalate', 'note', 'join', 'late') ORDER BY e.seq DESC LIMIT 1`,
		m.Community, m.ID, version)
	if errors.Is(err, db.ErrNoRow) {
		return e, version > m.Version, nil
	}
	return e, err == nil, err
}

// hasWorkedTx tells whether the person ever worked on the matter: was there for
// it, or reported it as done.
func hasWorkedTx(ctx context.Context, tx *db.Tx, m Matter, person int64) (bool, error) {
	if person == 0 {
		return false, nil
	}
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM matter_event WHERE community_id = $1 AND matter_id = $2 AND actor_id = $3
		AND action IN ('report', 'onsite')`, m.Community, m.ID, person)
	return n > 0, err
}

func openPause(ctx context.Context, tx *db.Tx, m Matter, reason PauseReason, person int64, capAt time.Time) error {
	_, err := tx.Exec(ctx, "INSERT INTO matter_pause (community_id, matter_id, since, reason, person_id, cap_at) VALUES ($1, $2, $3, $4, $5, $6)",
		m.Community, m.ID, db.Millis(tx.Now()), reason, person, db.Millis(capAt))
	if db.Violates(err, db.Unique) { // paused, resumed and paused within a millisecond
		return errs.New(errs.Conflict, "err.conflict", err)
	}
	return err
}

// closePause ends the pause now, or at its cap when the sweep came late: a clock
// never stands still for longer than was said.
func closePause(ctx context.Context, tx *db.Tx, m Matter) error {
	now := db.Millis(tx.Now())
	_, err := tx.Exec(ctx, `UPDATE matter_pause SET until = CASE WHEN cap_at < $1 THEN cap_at ELSE $2 END
		WHERE community_id = $3 AND matter_id = $4 AND until = 0`, now, now, m.Community, m.ID)
	return err
}

func insertAttempt(ctx context.Context, tx *db.Tx, m Matter, channel string, person int64, reached bool) error {
	_, err := tx.Exec(ctx, "INSERT INTO matter_attempt (community_id, matter_id, at, channel, person_id, reached) VALUES ($1, $2, $3, $4, $5, $6)",
		m.Community, m.ID, db.Millis(tx.Now()), channel, person, reached)
	if db.Violates(err, db.Unique) {
		return errs.New(errs.Conflict, "err.conflict", err)
	}
	return err
}

func attemptsTx(ctx context.Context, tx *db.Tx, m Matter) (tries, channels int64, err error) {
	type row struct{ tries, channels int64 }
	n, err := db.One(ctx, tx, func(r db.Row) (n row, err error) { return n, r.Scan(&n.tries, &n.channels) },
		"SELECT count(*), count(DISTINCT channel) FROM matter_attempt WHERE community_id = $1 AND matter_id = $2 AND reached = FALSE AND at >= $3",
		m.Community, m.ID, db.Millis(m.DoneAt))
	return n.tries, n.channels, err
}

func insertRating(ctx context.Context, tx *db.Tx, m Matter, r Rating, by int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter_rating (community_id, matter_id, round, solved, satisfied, comment, channel, entered_by, done_by, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		m.Community, m.ID, m.Round, r.Solved, r.Satisfied, r.Comment, r.Channel, null(by), null(m.DoneBy), db.Millis(tx.Now()))
	return err
}

func subscribe(ctx context.Context, tx *db.Tx, m Matter, person int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter_subscriber (community_id, matter_id, person_id, since) VALUES ($1, $2, $3, $4)
		ON CONFLICT (community_id, matter_id, person_id) DO NOTHING`, m.Community, m.ID, person, db.Millis(tx.Now()))
	return err
}

func subscribersTx(ctx context.Context, tx *db.Tx, m Matter) ([]int64, error) {
	return db.List(ctx, tx, db.Value[int64], "SELECT person_id FROM matter_subscriber WHERE community_id = $1 AND matter_id = $2 ORDER BY person_id", m.Community, m.ID)
}

// subscribedTx tells whether the person joined the matter.
func subscribedTx(ctx context.Context, tx *db.Tx, m Matter, person int64) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM matter_subscriber WHERE community_id = $1 AND matter_id = $2 AND person_id = $3",
		m.Community, m.ID, person)
	return n > 0, err
}

// moveSubscribers lets those who joined a matter hear of the incident it became
// part of.
func moveSubscribers(ctx context.Context, tx *db.Tx, m, head Matter) error {
	people, err := subscribersTx(ctx, tx, m)
	if err != nil {
		return err
	}
	if m.Reporter != 0 {
		people = append(people, m.Reporter)
	}
	for _, p := range people {
		if err := subscribe(ctx, tx, head, p); err != nil {
			return err
		}
	}
	return nil
}
