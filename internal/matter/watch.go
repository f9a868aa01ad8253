package matter

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// WatchRoles read the page of what does not go well (R14); they only read.
func WatchRoles() []actor.Role {
	return []actor.Role{actor.Supervisor, actor.Party, actor.Manager, actor.Desk, actor.GridLeader, actor.Admin}
}

// WatchDays is how far back unhappy and silent ends are shown.
const WatchDays = 90

// watchLimit is how many matters of a pile are listed; the count tells all.
const watchLimit = 30

// Pile is one sort of trouble: how many matters, and the most pressing of them.
type Pile struct {
	Count int64
	Rows  []Row
}

// Watch is what a supervisor looks at (事务监督).
type Watch struct {
	Unsigned Pile // nobody has said yes
	Soon     Pile // a promise falls due within the hour
	Late     Pile // a promise is broken
	Returned Pile // came back twice or more
	Unhappy  Pile // the resident said not solved, or 1 or 2 of 5
	Silent   Pile // closed because nobody answered: counted apart
}

// Watch gathers what does not go well in the compound, for whoever may watch it.
func (s *Service) Watch(ctx context.Context, a actor.Actor, c registry.Compound) (w Watch, err error) {
	if !a.System && !a.Has(c.Path(), WatchRoles()...) {
		return w, errs.New(errs.Forbidden, "err.forbidden")
	}
	n, err := s.Counts(ctx, c)
	if err != nil {
		return w, err
	}
	for _, p := range []struct {
		pile  *Pile
		count int64
		f     Filter
	}{{&w.Unsigned, n.Unsigned, Filter{Unsigned: true}}, {&w.Soon, n.Soon, Filter{Soon: true}}, {&w.Late, n.Late, Filter{Late: true}}, {&w.Returned, n.Returned, Filter{Returned: true}}} {
		p.f.Limit = watchLimit
		p.pile.Count = p.count
		if p.pile.Rows, err = s.Queue(ctx, a, c, p.f); err != nil {
			return w, err
		}
	}
	return w, s.ends(ctx, c, &w)
}

// ends adds the matters that ended badly within WatchDays.
func (s *Service) ends(ctx context.Context, c registry.Compound, w *Watch) error {
	return s.db.Snapshot(ctx, func(tx *db.Tx) (err error) {
		since := tx.Now().Add(-WatchDays * 24 * time.Hour)
		if w.Unhappy, err = pile(ctx, tx, c, unhappy, since); err != nil {
			return err
		}
		w.Silent, err = pile(ctx, tx, c, silent, since)
		return err
	})
}

// Conditions on matter m with $1 community, $2 compound, $3 since.
const (
	unhappy = `m.community_id = $1 AND m.compound_id = $2 AND EXISTS (SELECT 1 FROM matter_rating g
		WHERE g.community_id = m.community_id AND g.matter_id = m.id AND g.at >= $3 AND (g.solved = 'no' OR g.satisfied <= 2))`
	silent = `m.community_id = $1 AND m.compound_id = $2 AND m.outcome = 'no_answer' AND m.closed_at >= $3`
)

func pile(ctx context.Context, tx *db.Tx, c registry.Compound, condition string, since time.Time) (p Pile, err error) {
	p.Count, err = db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM matter m WHERE "+condition, c.Community, c.ID, db.Millis(since))
	if err != nil || p.Count == 0 {
		return p, err
	}
	p.Rows, err = db.List(ctx, tx, scanRow, rowColumns+" WHERE "+condition+" ORDER BY m.first_word_at DESC, m.id DESC LIMIT $4", c.Community, c.ID, db.Millis(since), watchLimit)
	return p, err
}
