package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
)

// Topic is what changes when a person is told something.
func Topic(community, person int64) string { return fmt.Sprintf("inbox:%d:%d", community, person) }

// OutboxTopic is what changes when a delivery of a compound is settled.
func OutboxTopic(community, compound int64) string {
	return fmt.Sprintf("outbox:%d:%d", community, compound)
}

// Note is one piece of news as the person sees it.
type Note struct {
	ID     int64
	Key    string         // text, such as "matter.tell.assign"
	Args   map[string]any // placeholders of the text
	Link   string         // page to open, "" for none
	Urgent bool
	At     time.Time
	Read   bool
}

// note is a Note with whom and where it belongs.
type note struct {
	Note
	person, compound int64
}

const noteQuery = "SELECT n.id, n.compound_id, n.person_id, n.text_key, n.args, n.link, n.urgent, n.at, n.read_at FROM notice n"

func scanNote(r db.Row) (n note, err error) {
	var args string
	var at, read int64
	if err := r.Scan(&n.ID, &n.compound, &n.person, &n.Key, &args, &n.Link, &n.Urgent, &at, &read); err != nil {
		return n, err
	}
	n.At, n.Read = db.Instant(at), read != 0
	n.Args, err = readArgs(args)
	return n, err
}

// readArgs keeps whole numbers whole: plural forms are chosen by them.
func readArgs(text string) (map[string]any, error) {
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	args := map[string]any{}
	if err := in.Decode(&args); err != nil {
		return nil, err
	}
	for k, v := range args {
		if number, ok := v.(json.Number); ok {
			args[k] = number.String()
			if n, err := number.Int64(); err == nil {
				args[k] = n
			}
		}
	}
	return args, nil
}

// PageSize is how many lines a list shows at once.
const PageSize = 50

// Inbox lists the actor's news, newest first, those before the note when that is
// not 0. more tells whether there is another page.
func (s *Service) Inbox(ctx context.Context, a actor.Actor, before int64) (list []Note, more bool, err error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.List(ctx, tx, func(r db.Row) (Note, error) {
			n, err := scanNote(r)
			return n.Note, err
		}, noteQuery+" WHERE n.community_id = $1 AND n.person_id = $2 AND n.id < $3 ORDER BY n.id DESC LIMIT $4", a.Community, a.Person, before, PageSize+1)
		return err
	})
	if len(list) > PageSize {
		return list[:PageSize], true, err
	}
	return list, false, err
}

// Unread counts what a person has not read yet.
func (s *Service) Unread(ctx context.Context, community, person int64) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM notice WHERE community_id = $1 AND person_id = $2 AND read_at = 0", community, person)
		return err
	})
	return n, err
}

// MarkRead marks one of the actor's notes as read and gives the page it is
// about. NotFound.
func (s *Service) MarkRead(ctx context.Context, a actor.Actor, id int64) (link string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		link, err = db.One(ctx, tx, db.Value[string], `UPDATE notice SET read_at = CASE WHEN read_at = 0 THEN $1 ELSE read_at END
			WHERE community_id = $2 AND person_id = $3 AND id = $4 RETURNING link`, db.Millis(tx.Now()), a.Community, a.Person, id)
		if errors.Is(err, db.ErrNoRow) {
			return notFound()
		}
		return err
	})
	return link, err
}

// MarkAllRead marks all of the actor's notes as read.
func (s *Service) MarkAllRead(ctx context.Context, a actor.Actor) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE notice SET read_at = $1 WHERE community_id = $2 AND person_id = $3 AND read_at = 0", db.Millis(tx.Now()), a.Community, a.Person)
		return err
	})
}
