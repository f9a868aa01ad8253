package matter

import (
	"context"

	"mulin/internal/kit/db"
)

// Peek reads a matter without its story, for the random walk.
func (s *Service) Peek(ctx context.Context, community, id int64) (m Matter, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err = getTx(ctx, tx, community, id)
		return err
	})
	return m, err
}
