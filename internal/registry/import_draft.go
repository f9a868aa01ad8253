package registry

import (
	"context"
	"encoding/json"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/id"
)

// draftLife is how long an uploaded roster waits for the clerk's word.
const draftLife = 24 * time.Hour

const draftType = "application/x-mulin-roster"

type draft struct {
	Name string
	Data []byte
}

// KeepDraft keeps an uploaded roster file, sealed, until it is imported or a day
// has passed, and gives the key it is found by.
func (s *Service) KeepDraft(ctx context.Context, a actor.Actor, c Compound, name string, data []byte) (string, error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return "", err
	}
	text, err := json.Marshal(draft{name, data})
	if err != nil {
		return "", err
	}
	key := id.Secret(15)
	sealed := s.box.Seal(draftPlace(c, key), string(text))
	return key, s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM blob WHERE community_id = $1 AND media_type = $2 AND created_at < $3", c.Community, draftType, db.Millis(tx.Now().Add(-draftLife)))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO blob (community_id, hash, media_type, bytes, created_at) VALUES ($1, $2, $3, $4, $5)",
			c.Community, "roster:"+key, draftType, sealed, db.Millis(tx.Now()))
		return err
	})
}

// Draft gives a kept file back. NotFound once it is imported or too old.
func (s *Service) Draft(ctx context.Context, a actor.Actor, c Compound, key string) (name string, data []byte, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return "", nil, err
	}
	var d draft
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		sealed, err := db.One(ctx, tx, db.Value[[]byte], "SELECT bytes FROM blob WHERE community_id = $1 AND hash = $2 AND media_type = $3 AND created_at >= $4",
			c.Community, "roster:"+key, draftType, db.Millis(tx.Now().Add(-draftLife)))
		if err != nil {
			return notFound(err)
		}
		text, err := s.box.Open(draftPlace(c, key), sealed)
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &d)
	})
	return d.Name, d.Data, err
}

// DropDraft forgets a kept file.
func (s *Service) DropDraft(ctx context.Context, a actor.Actor, c Compound, key string) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM blob WHERE community_id = $1 AND hash = $2 AND media_type = $3", c.Community, "roster:"+key, draftType)
		return err
	})
}

// draftPlace binds a kept file to its compound.
func draftPlace(c Compound, key string) string { return "roster:" + c.Slug + ":" + key }
