package matter

import (
	"context"
	"encoding/json"
	"slices"
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

// SaveClass adds a class (ID 0) or changes one, with its promises and chain.
// Matters already open keep the promises they were given.
func (s *Service) SaveClass(ctx context.Context, a actor.Actor, c registry.Compound, cfg ClassConfig) (id int64, err error) {
	if err := cfg.validate(); err != nil {
		return 0, err
	}
	err = s.decide(ctx, a, c, "class "+cfg.Code, func(tx *db.Tx) error {
		id, err = s.saveClassTx(ctx, tx, c, cfg)
		return err
	})
	return id, err
}

func (cfg ClassConfig) validate() error {
	var v errs.Check
	v.That(strings.TrimSpace(cfg.Code) != "", "code", "err.required")
	v.That(strings.TrimSpace(cfg.Name) != "", "name", "err.required")
	v.That(len([]rune(cfg.Name)) <= 20, "name", "err.toolong", errs.Args{"Max": 20})
	v.That(contains(Kinds(), cfg.Kind), "kind", "err.choose")
	v.That(contains(Urgencies(), cfg.Urgency), "urgency", "err.choose")
	v.That(cfg.Lane == DoNow || cfg.Lane == Deliberate, "lane", "err.choose")
	for _, t := range cfg.Targets {
		name := string(t.Target)
		v.That(contains(Targets(), t.Target), "targets", "err.choose")
		v.That(t.Minutes > 0 && t.Minutes <= 60*24*366, name, "matter.err.minutes")
		v.That(t.Warn1 > 0 && t.Warn1 < t.Warn2 && t.Warn2 < 100, name, "matter.err.warn")
	}
	v.Add("chain", "matter.err.chain", validChain(cfg.Chain))
	return v.Err()
}

func validChain(chain []Level) error {
	last := int64(99)
	for _, l := range chain {
		if l.Percent <= last || l.Percent > 1000 || !slices.Contains(actor.Roles(), l.Role) {
			return errs.InvalidField("chain", "matter.err.chain")
		}
		last = l.Percent
	}
	if len(chain) > 9 {
		return errs.InvalidField("chain", "matter.err.chain")
	}
	return nil
}

func (s *Service) saveClassTx(ctx context.Context, tx *db.Tx, c registry.Compound, cfg ClassConfig) (int64, error) {
	id := cfg.ID
	var err error
	if id == 0 {
		id = tx.NewID()
		cfg.Class.ID = id
		err = insertClass(ctx, tx, c, cfg.Class)
	} else {
		err = updateClass(ctx, tx, c, cfg.Class)
	}
	if db.Violates(err, db.Unique) {
		return 0, errs.InvalidField("code", "err.taken")
	}
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM class_target WHERE community_id = $1 AND class_id = $2", c.Community, id); err != nil {
		return 0, err
	}
	for _, t := range cfg.Targets {
		if err := saveTarget(ctx, tx, c.Community, id, t); err != nil {
			return 0, err
		}
	}
	return id, saveChain(ctx, tx, c, id, levels(cfg.Chain))
}

func levels(chain []Level) []step {
	out := make([]step, len(chain))
	for i, l := range chain {
		out[i] = step{level: int64(i + 1), percent: l.Percent, role: l.Role}
	}
	return out
}

func insertClass(ctx context.Context, tx *db.Tx, c registry.Compound, k Class) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter_class (community_id, id, compound_id, code, name, kind, urgency, lane, skill, keywords, advice, position, active)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.Community, k.ID, c.ID, k.Code, k.Name, k.Kind, k.Urgency, k.Lane, k.Skill, k.Keywords, k.Advice, k.Position, k.Active)
	return err
}

func updateClass(ctx context.Context, tx *db.Tx, c registry.Compound, k Class) error {
	n, err := tx.Exec(ctx, `UPDATE matter_class SET code = $1, name = $2, kind = $3, urgency = $4, lane = $5, skill = $6, keywords = $7, advice = $8, position = $9, active = $10
		WHERE community_id = $11 AND compound_id = $12 AND id = $13`,
		k.Code, k.Name, k.Kind, k.Urgency, k.Lane, k.Skill, k.Keywords, k.Advice, k.Position, k.Active, c.Community, c.ID, k.ID)
	if err == nil && n == 0 {
		return errs.New(errs.NotFound, "err.notfound")
	}
	return err
}

func saveTarget(ctx context.Context, tx *db.Tx, community, class int64, t ClassTarget) error {
	_, err := tx.Exec(ctx, "INSERT INTO class_target (community_id, class_id, target, calendar_id, minutes, warn_1, warn_2) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		community, class, t.Target, t.Calendar, t.Minutes, t.Warn1, t.Warn2)
	if db.Violates(err, db.ForeignKey) {
		return errs.InvalidField(string(t.Target), "err.choose")
	}
	return err
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

// SaveSettings sets the compound's limits and fallback people.
func (s *Service) SaveSettings(ctx context.Context, a actor.Actor, c registry.Compound, set Settings) error {
	var v errs.Check
	v.That(set.Fallback != 0, "fallback", "err.choose")
	v.That(set.FallbackDeputy != 0 && set.FallbackDeputy != set.Fallback, "deputy", "matter.err.deputy")
	v.That(set.ReturnLimit >= 1 && set.ReturnLimit <= 9, "return_limit", "matter.err.range", errs.Args{"Min": 1, "Max": 9})
	v.That(set.ReturnHours >= 1 && set.ReturnHours <= 168, "return_hours", "matter.err.range", errs.Args{"Min": 1, "Max": 168})
	v.That(set.SilenceAttempts >= 2 && set.SilenceAttempts <= 9, "silence_attempts", "matter.err.range", errs.Args{"Min": 2, "Max": 9})
	v.That(set.GrabMinutes >= 1 && set.GrabMinutes <= 1440, "grab_minutes", "matter.err.range", errs.Args{"Min": 1, "Max": 1440})
	v.That(set.PauseMaxHours >= 1 && set.PauseMaxHours <= 24*60, "pause_max_hours", "matter.err.range", errs.Args{"Min": 1, "Max": 1440})
	if err := v.Err(); err != nil {
		return err
	}
	return s.decide(ctx, a, c, "settings", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO matter_setting (community_id, compound_id, fallback_id, fallback_deputy, return_limit, return_hours, silence_attempts, grab_minutes, pause_max_hours)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (community_id, compound_id) DO UPDATE SET fallback_id = excluded.fallback_id, fallback_deputy = excluded.fallback_deputy,
				return_limit = excluded.return_limit, return_hours = excluded.return_hours, silence_attempts = excluded.silence_attempts,
				grab_minutes = excluded.grab_minutes, pause_max_hours = excluded.pause_max_hours`,
			c.Community, c.ID, set.Fallback, set.FallbackDeputy, set.ReturnLimit, set.ReturnHours, set.SilenceAttempts, set.GrabMinutes, set.PauseMaxHours)
		if db.Violates(err, db.ForeignKey) {
			return errs.InvalidField("fallback", "err.choose")
		}
		return err
	})
}
