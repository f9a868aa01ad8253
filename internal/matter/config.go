package matter

import (
	"context"
	"encoding/json"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/calendar"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Deciders edit classes, targets, calendars, chains and settings.
func Deciders() []actor.Role { return []actor.Role{actor.Admin, actor.Manager} }

func mayDecide(a actor.Actor, c registry.Compound) error {
	if a.System || a.Has(c.Path(), Deciders()...) {
		return nil
	}
	return errs.New(errs.Forbidden, "err.forbidden")
}

// NamedCalendar is a business calendar of a compound.
type NamedCalendar struct {
	ID   int64
	Name string
	calendar.Calendar
}

// ClassConfig is a class with its promises and its own chain (empty: the
// compound's chain).
type ClassConfig struct {
	Class
	Targets []ClassTarget
	Chain   []Level
	Seen    string // Mark of what the editor saw; "" saves over whatever stands
}

// Level is one step of an escalation chain: at this share of the promised time
// (100 and more, in per cent) the holder of the role is told.
type Level struct {
	Role    actor.Role
	Percent int64
}

// Config is everything the community decides about matters.
type Config struct {
	Settings  Settings
	Calendars []NamedCalendar
	Classes   []ClassConfig
	Chain     []Level
	Shifts    []Shift
	Gaps      []calendar.Gap // hours of the week with nobody on duty
}

// Config reads all settings of a compound.
func (s *Service) Config(ctx context.Context, c registry.Compound) (cfg Config, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if cfg.Settings, err = settingsTx(ctx, tx, c); err != nil {
			return err
		}
		if cfg.Calendars, err = calendarsTx(ctx, tx, c); err != nil {
			return err
		}
		if cfg.Chain, err = chainTx(ctx, tx, c, 0); err != nil {
			return err
		}
		if cfg.Classes, err = s.classConfigs(ctx, tx, c); err != nil {
			return err
		}
		cfg.Shifts, err = ShiftsTx(ctx, tx, c.Community, c.ID)
		cfg.Gaps = dutyGaps(cfg.Shifts)
		return err
	})
	return cfg, err
}

func dutyGaps(shifts []Shift) []calendar.Gap {
	var list []calendar.Shift
	for _, x := range shifts {
		list = append(list, calendar.Shift{Weekday: x.Weekday, Window: calendar.Window{From: int(x.From), To: int(x.To)}})
	}
	return calendar.Gaps(list)
}

func (s *Service) classConfigs(ctx context.Context, tx *db.Tx, c registry.Compound) ([]ClassConfig, error) {
	classes, err := ClassesTx(ctx, tx, c.Community, c.ID)
	if err != nil {
		return nil, err
	}
	out := make([]ClassConfig, 0, len(classes))
	for _, class := range classes {
		cfg := ClassConfig{Class: class}
		if cfg.Targets, err = targetsTx(ctx, tx, c.Community, class.ID); err != nil {
			return nil, err
		}
		if cfg.Chain, err = chainTx(ctx, tx, c, class.ID); err != nil {
			return nil, err
		}
		out = append(out, cfg)
	}
	return out, nil
}

func chainTx(ctx context.Context, tx *db.Tx, c registry.Compound, class int64) ([]Level, error) {
	return db.List(ctx, tx, func(r db.Row) (x Level, err error) { return x, r.Scan(&x.Role, &x.Percent) },
		"SELECT role, percent FROM escalation_step WHERE community_id = $1 AND compound_id = $2 AND class_id = $3 ORDER BY level", c.Community, c.ID, class)
}

func calendarsTx(ctx context.Context, tx *db.Tx, c registry.Compound) ([]NamedCalendar, error) {
	return db.List(ctx, tx, func(r db.Row) (n NamedCalendar, err error) {
		var spec string
		if err := r.Scan(&n.ID, &n.Name, &spec); err != nil {
			return n, err
		}
		return n, json.Unmarshal([]byte(spec), &n.Calendar)
	}, "SELECT id, name, spec FROM work_calendar WHERE community_id = $1 AND compound_id = $2 ORDER BY id", c.Community, c.ID)
}

// Classes lists the classes of a compound in their order.
func (s *Service) Classes(ctx context.Context, c registry.Compound) (list []Class, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = ClassesTx(ctx, tx, c.Community, c.ID)
		return err
	})
	return list, err
}

// decide runs a change of the settings and records it.
func (s *Service) decide(ctx context.Context, a actor.Actor, c registry.Compound, what string, f func(*db.Tx) error) error {
	if err := mayDecide(a, c); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "matter.config", Subject: "compound", SubjectID: c.ID, Detail: what})
	})
}

// SaveCalendar adds a calendar (ID 0) or changes one. Promises already given
// keep the time they were given.
func (s *Service) SaveCalendar(ctx context.Context, a actor.Actor, c registry.Compound, n NamedCalendar) (id int64, err error) {
	var v errs.Check
	v.That(strings.TrimSpace(n.Name) != "", "name", "err.required")
	v.Add("weekly", "matter.err.calendar", n.Validate())
	if err := v.Err(); err != nil {
		return 0, err
	}
	err = s.decide(ctx, a, c, "calendar "+n.Name, func(tx *db.Tx) error {
		id, err = saveCalendarTx(ctx, tx, c, n)
		return err
	})
	return id, err
}

func saveCalendarTx(ctx context.Context, tx *db.Tx, c registry.Compound, n NamedCalendar) (int64, error) {
	if n.ID == 0 {
		id, err := addCalendar(ctx, tx, c, n.Name, &n.Calendar)
		if db.Violates(err, db.Unique) {
			return 0, errs.InvalidField("name", "err.taken")
		}
		return id, err
	}
	spec, err := json.Marshal(&n.Calendar)
	if err != nil {
		return 0, err
	}
	rows, err := tx.Exec(ctx, "UPDATE work_calendar SET name = $1, spec = $2 WHERE community_id = $3 AND compound_id = $4 AND id = $5", n.Name, string(spec), c.Community, c.ID, n.ID)
	if err == nil && rows == 0 {
		err = errs.New(errs.NotFound, "err.notfound")
	}
	return n.ID, err
}

// SaveChain sets the compound's escalation chain.
func (s *Service) SaveChain(ctx context.Context, a actor.Actor, c registry.Compound, chain []Level) error {
	if err := validChain(chain); err != nil {
		return err
	}
	return s.decide(ctx, a, c, "chain", func(tx *db.Tx) error { return saveChain(ctx, tx, c, 0, levels(chain)) })
}
