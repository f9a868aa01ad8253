package registry

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// MakeGroup joins homes into a group 十联户 of the compound.
func (s *Service) MakeGroup(ctx context.Context, a actor.Actor, c Compound, name string, homes []Home) (id int64, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id = tx.NewID()
		_, err := tx.Exec(ctx, "INSERT INTO home_group (community_id, id, compound_id, name) VALUES ($1, $2, $3, $4)", c.Community, id, c.ID, name)
		if db.Violates(err, db.Unique) {
			return errs.InvalidField("name", "err.taken")
		}
		if err != nil {
			return err
		}
		for _, h := range homes {
			if _, err := tx.Exec(ctx, "UPDATE home SET group_id = $1 WHERE community_id = $2 AND compound_id = $3 AND id = $4", id, c.Community, c.ID, h.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// Residents lists who lives in a home now, head first.
func (s *Service) Residents(ctx context.Context, c Compound, home int64) (list []Occupancy, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = ResidentsTx(ctx, tx, c.Community, home)
		return err
	})
	return list, err
}
