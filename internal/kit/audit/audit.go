// Package audit records who did what, and who looked at whose data. Rows are
// only ever added; the person concerned can read the rows about them.
package audit

import (
	"context"
	"time"

	"mulin/internal/kit/db"
)

// Entry is one line of the record.
type Entry struct {
	Community int64
	ID        int64
	At        time.Time
	Person    int64  // who acted
	Action    string // "person.unmask", "role.grant", …
	Subject   string // what kind of thing: "person", "home", "compound"
	SubjectID int64
	Reason    string // in the actor's own words
	Detail    string // what changed, without personal data
}

// Record adds an entry within the transaction of the act itself.
func Record(ctx context.Context, tx *db.Tx, e Entry) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit (community_id, id, at, person_id, action, subject, subject_id, reason, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Community, tx.NewID(), db.Millis(tx.Now()), e.Person, e.Action, e.Subject, e.SubjectID, e.Reason, e.Detail)
	return err
}

// About lists the newest entries about a subject.
func About(ctx context.Context, tx *db.Tx, community int64, subject string, subjectID int64, limit int) ([]Entry, error) {
	return db.List(ctx, tx, scan, `SELECT community_id, id, at, person_id, action, subject, subject_id, reason, detail
		FROM audit WHERE community_id = $1 AND subject = $2 AND subject_id = $3 ORDER BY id DESC LIMIT $4`,
		community, subject, subjectID, limit)
}

// Recent lists the newest entries of a community whose action begins with prefix.
func Recent(ctx context.Context, tx *db.Tx, community int64, prefix string, limit int) ([]Entry, error) {
	return db.List(ctx, tx, scan, `SELECT community_id, id, at, person_id, action, subject, subject_id, reason, detail
		FROM audit WHERE community_id = $1 AND action LIKE $2 ORDER BY id DESC LIMIT $3`, community, prefix+"%", limit)
}

func scan(r db.Row) (e Entry, err error) {
	var at int64
	err = r.Scan(&e.Community, &e.ID, &at, &e.Person, &e.Action, &e.Subject, &e.SubjectID, &e.Reason, &e.Detail)
	e.At = db.Instant(at)
	return e, err
}
