package matter

import (
	"context"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// PhotoFor says yes (nil) when the photo stands in the story of a matter of the
// compound that the actor may see, or that the code of the reporter's link
// opens. NotFound otherwise: a photo nobody showed does not exist.
func (s *Service) PhotoFor(ctx context.Context, a actor.Actor, c registry.Compound, hash, track string) error {
	var list []Matter
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.List(ctx, tx, scanMatter, "SELECT "+matterColumns+` FROM matter m WHERE m.community_id = $1 AND m.compound_id = $2
			AND m.id IN (SELECT p.matter_id FROM matter_photo p WHERE p.community_id = $1 AND p.hash = $3)`, c.Community, c.ID, hash)
		return err
	})
	if err != nil {
		return err
	}
	shown := func(m Matter) bool {
		return (track != "" && m.TrackCode == track) || (a.SignedIn() && CanSee(a, m, c.Path()))
	}
	if !slices.ContainsFunc(list, shown) {
		return errs.New(errs.NotFound, "err.notfound")
	}
	return nil
}
