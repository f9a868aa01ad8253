package registry

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// SetHead makes a person the joint-household head 联户长 of a group from today,
// with a deputy who stands in (0 for none). The head before served until
// yesterday.
func (s *Service) SetHead(ctx context.Context, a actor.Actor, c Compound, group, person, deputy int64, basis string) error {
	if !a.System && !a.Has(c.Path(), actor.Admin) {
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		today := c.Today(tx.Now())
		n := NewRole{Person: person, Deputy: deputy, Role: actor.Head, Scope: ScopeGroup, ScopeID: group, Since: today, Basis: basis}
		if err := scopeHere(ctx, tx, c, n); err != nil {
			return err
		}
		yesterday := tx.Now().In(c.Location()).AddDate(0, 0, -1).Format(time.DateOnly)
		_, err := tx.Exec(ctx, `UPDATE role_grant SET until = CASE WHEN since > $1 THEN since ELSE $1 END
			WHERE community_id = $2 AND compound_id = $3 AND role = $4 AND scope = 'group' AND scope_id = $5 AND until = ''`, yesterday, c.Community, c.ID, actor.Head, group)
		if err != nil {
			return err
		}
		_, err = GiveRoleTx(ctx, tx, a, c, n)
		return err
	})
}
