package matter

import (
	"context"

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

// startCallback begins the promise to ask the resident, when work is reported.
func (s *Service) startCallback(ctx context.Context, tx *db.Tx, m *Matter) error {
	targets, err := targetsTx(ctx, tx, m.Community, m.Class)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.Target == TargetCallback {
			if err := s.startClock(ctx, tx, m, t, tx.Now()); err != nil {
				return err
			}
		}
	}
	return refreshDue(ctx, tx, m)
}

// restartClocks replaces the promises by those of the matter's new class; what
// was kept already stays kept.
func (s *Service) restartClocks(ctx context.Context, tx *db.Tx, m *Matter) error {
	before, err := clocksTx(ctx, tx, m.Community, m.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM matter_clock WHERE community_id = $1 AND matter_id = $2 AND met_at = 0", m.Community, m.ID); err != nil {
		return err
	}
	kept := map[Target]bool{}
	for _, c := range before {
		kept[c.Target] = !c.Met.IsZero()
	}
	targets, err := targetsTx(ctx, tx, m.Community, m.Class)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.Target == TargetCallback || kept[t.Target] {
			continue
		}
		if err := s.startClock(ctx, tx, m, t, m.FirstWord); err != nil {
			return err
		}
	}
	return refreshDue(ctx, tx, m)
}
