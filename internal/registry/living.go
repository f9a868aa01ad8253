package registry

import (
	"context"

	"mulin/internal/kit/db"
)

// Residents lists who lives in a home now, head first.
func (s *Service) Residents(ctx context.Context, c Compound, home int64) (list []Occupancy, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = ResidentsTx(ctx, tx, c.Community, home)
		return err
	})
	return list, err
}
