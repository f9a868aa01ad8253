package matter

import (
	"context"
	"slices"

	"mulin/internal/kit/db"
)

// Class 类别 is a sort of matter with its usual kind, urgency, lane, the skill it
// needs and the promises of time made for it. Classes belong to the compound and
// are edited on screen.
type Class struct {
	ID       int64
	Code     string // stable name, such as "drain"
	Name     string // in the community's words: "公共下水堵"
	Kind     Kind
	Urgency  Urgency
	Lane     Lane
	Skill    string // what the person sent must be able to do, "" for anything
	Keywords string // words that make us guess this class, separated by blanks
	Advice   string // said to the caller at once: "先关总阀"
	Position int64
	Active   bool
}

// ClassTarget is a promise of time of a class.
type ClassTarget struct {
	Target       Target
	Calendar     int64
	Minutes      int64 // working minutes of the calendar
	Warn1, Warn2 int64 // per cent of the time at which the responsible is warned
}

const classColumns = `SELECT id, code, name, kind, urgency, lane, skill, keywords, advice, position, active FROM matter_class`

func scanClass(r db.Row) (c Class, err error) {
	err = r.Scan(&c.ID, &c.Code, &c.Name, &c.Kind, &c.Urgency, &c.Lane, &c.Skill, &c.Keywords, &c.Advice, &c.Position, &c.Active)
	return c, err
}

func classTx(ctx context.Context, tx *db.Tx, community, compound, id int64) (Class, error) {
	c, err := db.One(ctx, tx, scanClass, classColumns+" WHERE community_id = $1 AND compound_id = $2 AND id = $3", community, compound, id)
	return c, orNotFound(err)
}

// ClassesTx lists the classes of a compound in their order.
func ClassesTx(ctx context.Context, tx *db.Tx, community, compound int64) ([]Class, error) {
	return db.List(ctx, tx, scanClass, classColumns+" WHERE community_id = $1 AND compound_id = $2 ORDER BY position, id", community, compound)
}

func targetsTx(ctx context.Context, tx *db.Tx, community, class int64) ([]ClassTarget, error) {
	return db.List(ctx, tx, func(r db.Row) (t ClassTarget, err error) {
		return t, r.Scan(&t.Target, &t.Calendar, &t.Minutes, &t.Warn1, &t.Warn2)
	}, "SELECT target, calendar_id, minutes, warn_1, warn_2 FROM class_target WHERE community_id = $1 AND class_id = $2 ORDER BY minutes, target", community, class)
}

// promisesTx gives the promises for a matter: those of its class, or, when the
// matter is more urgent than the class usually is, those of the first class that
// has its urgency. So a leak that turns out to be a burst pipe gets the limits
// the community set for emergencies.
func promisesTx(ctx context.Context, tx *db.Tx, m Matter) ([]ClassTarget, error) {
	classes, err := ClassesTx(ctx, tx, m.Community, m.Compound)
	if err != nil {
		return nil, err
	}
	model := m.Class
	for _, c := range classes {
		if c.ID == m.Class && rank(m.Urgency) >= rank(c.Urgency) {
			return targetsTx(ctx, tx, m.Community, m.Class)
		}
		if model == m.Class && c.Active && c.Urgency == m.Urgency {
			model = c.ID
		}
	}
	return targetsTx(ctx, tx, m.Community, model)
}

// rank is 0 for the most urgent.
func rank(u Urgency) int { return slices.Index(Urgencies(), u) }
