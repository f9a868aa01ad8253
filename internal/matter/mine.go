package matter

import (
	"context"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// mineLimit bounds one's own list; older closed ones fall off.
const mineLimit = 100

// Mine lists the matters of a person: those they reported or joined and those of
// the homes they live in or own; open ones first by the next promise, then the
// closed ones, newest first. It asks nothing about posts the person holds.
func (s *Service) Mine(ctx context.Context, a actor.Actor, c registry.Compound) (rows []Row, err error) {
	if !a.SignedIn() {
		return nil, errs.New(errs.Unauthenticated, "err.signin")
	}
	if a.Community != c.Community {
		return nil, nil
	}
	w := where{}
	w.add("m.community_id = %s", c.Community)
	w.add("m.compound_id = %s", c.ID)
	own := []string{"m.reporter_id = " + w.arg(a.Person),
		"m.id IN (SELECT matter_id FROM matter_subscriber WHERE community_id = $1 AND person_id = " + w.arg(a.Person) + ")"}
	for _, g := range a.Grants {
		if g.Role == actor.Resident && g.At.Home != 0 {
			own = append(own, "m.home_id = "+w.arg(g.At.Home))
		}
	}
	w.parts = append(w.parts, "("+strings.Join(own, " OR ")+")")
	query := rowColumns + " WHERE " + strings.Join(w.parts, " AND ") +
		" ORDER BY CASE WHEN m.state = 'closed' THEN 1 ELSE 0 END, CASE WHEN m.state = 'closed' THEN -m.closed_at ELSE m.due_at END, m.id LIMIT " + w.arg(mineLimit)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List(ctx, tx, scanRow, query, w.args...)
		return err
	})
	return rows, err
}

// Heads are the roles with a list of today: homes they look after.
func Heads() []actor.Role { return []actor.Role{actor.Head, actor.UnitHead, actor.GridLeader} }

// Round is today's list of a joint-household head 联户长, unit head or grid
// leader: the open matters of the homes they look after.
type Round struct {
	Rows  []Row
	Total int64     // all open ones; Rows may be fewer
	Since time.Time // midnight at the beginning of yesterday: what is newer is new
	Homes int64     // homes looked after
}

// New tells whether a matter came in since yesterday.
func (r Round) New(m Matter) bool { return !m.FirstWord.Before(r.Since) }

// Today gives the round of the actor with at most limit lines, the most pressing
// first. Only the roles of Heads count, so that somebody with a post at the desk
// still gets the list of their own group. Forbidden without such a role.
func (s *Service) Today(ctx context.Context, a actor.Actor, c registry.Compound, limit int) (r Round, err error) {
	own := roundOf(a, c.Path())
	if len(own.columns) == 0 {
		return r, errs.New(errs.Forbidden, "err.forbidden")
	}
	where := " WHERE m.community_id = $1 AND m.compound_id = $2 AND m.state <> 'closed' AND (" + own.clause("m") + ")"
	args := append([]any{c.Community, c.ID}, own.args...)
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		r.Since = yesterday(tx.Now(), c.Location())
		if r.Total, err = db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM matter m"+where, args...); err != nil {
			return err
		}
		if r.Homes, err = db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM home h WHERE h.community_id = $1 AND h.compound_id = $2 AND ("+own.clause("h")+")",
			args...); err != nil {
			return err
		}
		r.Rows, err = db.List(ctx, tx, scanRow, rowColumns+where+" ORDER BY m.due_at, m.id LIMIT "+db.Placeholders(len(args)+1, 1), append(args, limit)...)
		return err
	})
	return r, err
}

func yesterday(now time.Time, loc *time.Location) time.Time {
	local := now.In(loc)
	return time.Date(local.Year(), local.Month(), local.Day()-1, 0, 0, 0, 0, loc)
}

// places are conditions on the place of a row, each with its one argument.
type places struct {
	columns []string
	args    []any
}

func (p *places) add(column string, id int64) {
	p.columns, p.args = append(p.columns, column), append(p.args, id)
}

// clause joins the conditions; arguments begin at $3.
func (p *places) clause(table string) string {
	parts := make([]string, len(p.columns))
	for i, column := range p.columns {
		parts[i] = table + "." + column + " = " + db.Placeholders(3+i, 1)
	}
	return strings.Join(parts, " OR ")
}

// roundOf collects the places the actor looks after within the compound.
func roundOf(a actor.Actor, at actor.Path) (p places) {
	for _, g := range a.Grants {
		if !contains(Heads(), g.Role) || (!g.At.Covers(at) && !at.Covers(g.At)) {
			continue
		}
		switch {
		case g.At.Group != 0:
			p.add("group_id", g.At.Group)
		case g.At.Unit != 0:
			p.add("unit_id", g.At.Unit)
		case g.At.Building != 0:
			p.add("building_id", g.At.Building)
		case g.Role == actor.GridLeader && g.At.Team == 0:
			p.add("compound_id", at.Compound)
		}
	}
	return p
}
