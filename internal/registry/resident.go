package registry

import (
	"context"

	"mulin/internal/kit/db"
)

// HomesOfPerson lists the homes a person lives in or owns now.
func (s *Service) HomesOfPerson(ctx context.Context, community, person int64) (list []Home, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = HomesOfTx(ctx, tx, community, person)
		return err
	})
	return list, err
}

// UnitList lists the units of a compound with their buildings.
func (s *Service) UnitList(ctx context.Context, community, compound int64) (list []Unit, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = UnitsTx(ctx, tx, community, compound)
		return err
	})
	return list, err
}
