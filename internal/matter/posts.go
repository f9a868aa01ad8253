package matter

import (
	"context"
	"errors"
	"fmt"

	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// sweepPosts looks, once an hour on each server, for open matters in the hands of
// people whose role has ended, and hands them over.
func (s *Service) sweepPosts(ctx context.Context) (int, error) {
	now := s.db.Now().UnixMilli()
	last := s.postsAt.Load()
	if now-last < postsEvery.Milliseconds() && now >= last || !s.postsAt.CompareAndSwap(last, now) {
		return 0, nil
	}
	return s.HandOverPosts(ctx)
}

// HandOverPosts passes every open matter whose responsible person, deputy or
// asked person no longer has a post in the compound on to who stands in: the
// deputy, else the fallback person. It tells how many it passed on.
func (s *Service) HandOverPosts(ctx context.Context) (total int, err error) {
	var compounds []dueThing
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		compounds, err = db.List(ctx, tx, scanDue, "SELECT community_id, compound_id, 0, '' FROM matter_setting ORDER BY community_id, compound_id")
		return err
	})
	for _, x := range compounds {
		n, failed := s.handOverCompound(ctx, x)
		total, err = total+n, errors.Join(err, failed)
	}
	return total, err
}

func (s *Service) handOverCompound(ctx context.Context, x dueThing) (int, error) {
	list, err := s.orphanedTx(ctx, x)
	if err != nil {
		return 0, fmt.Errorf("posts of compound %d: %w", x.compound, err)
	}
	return s.sweepEach(ctx, list, s.handOver)
}

// orphanedTx lists the open matters held by people without a post.
func (s *Service) orphanedTx(ctx context.Context, x dueThing) (list []dueThing, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := registry.CompoundTx(ctx, tx, x.community, x.compound)
		if err != nil {
			return err
		}
		posts, err := s.postsTx(ctx, tx, c)
		if err != nil {
			return err
		}
		return db.Each(ctx, tx, func(r db.Row) error {
			var id, responsible, deputy, asked int64
			err := r.Scan(&id, &responsible, &deputy, &asked)
			if !posts.hold(responsible) || !posts.hold(deputy) || (asked != 0 && !posts.hold(asked)) {
				list = append(list, dueThing{community: x.community, compound: x.compound, id: id})
			}
			return err
		}, "SELECT id, responsible_id, deputy_id, COALESCE(asked_id, 0) FROM matter WHERE community_id = $1 AND compound_id = $2 AND state <> 'closed' ORDER BY id",
			x.community, x.compound)
	})
	return list, err
}

// posts are the people who may hold matters: staff, their deputies and the
// fallback people, whom the settings name.
type posts struct {
	staff staff
	set   Settings
}

func (p posts) hold(person int64) bool {
	return p.staff.inForce(person) || person == p.set.Fallback || person == p.set.FallbackDeputy
}

func (s *Service) postsTx(ctx context.Context, tx *db.Tx, c registry.Compound) (p posts, err error) {
	if p.set, err = settingsTx(ctx, tx, c); err != nil {
		return p, err
	}
	p.staff, err = s.staffTx(ctx, tx, c)
	return p, err
}

func (s *Service) handOver(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, _ dueThing) (bool, error) {
	p, err := s.postsTx(ctx, tx, c)
	if err != nil || !m.Open() || p.holdAll(m) {
		return false, err
	}
	return s.byClock(ctx, tx, c, m, entry{action: ActTakeover, detail: "post"}, func(tx *db.Tx, m *Matter, _ *entry) error {
		return s.passOn(ctx, tx, c, m, p)
	})
}

// holdAll tells whether everybody who has to do with the matter has a post.
func (p posts) holdAll(m Matter) bool {
	return p.hold(m.Responsible) && p.hold(m.Deputy) && (m.Asked == 0 || p.hold(m.Asked))
}

// passOn replaces who of the matter's people has left their post.
func (s *Service) passOn(ctx context.Context, tx *db.Tx, c registry.Compound, m *Matter, p posts) error {
	if p.holdAll(*m) {
		return nil
	}
	next, asked := m.Responsible, m.Asked
	if !p.hold(next) {
		next = p.successor(*m)
		m.State = afterHandOver(m.State)
	}
	if err := s.hand(ctx, tx, c, m, next, 0); err != nil {
		return err
	}
	if asked != 0 && p.hold(asked) && asked != next && m.State == Assigned {
		m.Asked = asked
	}
	return nil
}

// successor is who follows a responsible person that left.
func (p posts) successor(m Matter) int64 {
	if p.hold(m.Deputy) {
		return m.Deputy
	}
	return p.set.Fallback
}

// afterHandOver asks the successor to sign for work in progress; everything else
// stays as it is.
func afterHandOver(st State) State {
	if st == Signed {
		return Assigned
	}
	return st
}
