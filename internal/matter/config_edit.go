package matter

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/calendar"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Limits reads the compound's limits; ready is false, with the usual limits and
// no fallback people, while the compound is not set up yet.
func (s *Service) Limits(ctx context.Context, c registry.Compound) (set Settings, ready bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		set, err = settingsTx(ctx, tx, c)
		return err
	})
	if errs.Is(err, errs.Conflict) {
		return Settings{ReturnLimit: 2, ReturnHours: 4, SilenceAttempts: 3, GrabMinutes: 15, PauseMaxHours: 168}, false, nil
	}
	return set, err == nil, err
}

// EditLimits saves the limits and fills in the usual calendars, classes and
// chain when the compound has none, so that it can take matters from then on.
func (s *Service) EditLimits(ctx context.Context, a actor.Actor, c registry.Compound, set Settings) error {
	if err := s.SaveSettings(ctx, a, c, set); err != nil {
		return err
	}
	return s.SetUp(ctx, c, set.Fallback, set.FallbackDeputy)
}

// Staff lists who may be given matters and duty, with their roles, by name.
func (s *Service) Staff(ctx context.Context, c registry.Compound) (list []Candidate, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		fit, err := s.staffTx(ctx, tx, c)
		for _, p := range fit.people {
			one := Candidate{Person: p.id, Name: p.name}
			for _, g := range p.roles {
				one.Roles = append(one.Roles, g.Role)
			}
			list = append(list, one)
		}
		return err
	})
	slices.SortStableFunc(list, func(x, y Candidate) int { return strings.Compare(x.Name, y.Name) })
	return list, err
}

// ClassConfigs lists the classes with their promises and chains.
func (s *Service) ClassConfigs(ctx context.Context, c registry.Compound) (list []ClassConfig, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = s.classConfigs(ctx, tx, c)
		return err
	})
	return list, err
}

// ClassConfigOf reads one class with its promises and its own chain. NotFound.
func (s *Service) ClassConfigOf(ctx context.Context, c registry.Compound, id int64) (cfg ClassConfig, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		cfg, err = classConfigTx(ctx, tx, c, id)
		return err
	})
	return cfg, err
}

// EditClass adds a class (ID 0) before the last one or changes one in its place.
// The last class catches what no words point to (GuessClass), so it stays in use
// and takes no other place.
func (s *Service) EditClass(ctx context.Context, a actor.Actor, c registry.Compound, cfg ClassConfig) (id int64, err error) {
	if err := mayDecide(a, c); err != nil {
		return 0, err
	}
	classes, err := s.Classes(ctx, c)
	if err != nil {
		return 0, err
	}
	at := slices.IndexFunc(classes, func(k Class) bool { return k.ID == cfg.ID })
	switch last := len(classes) - 1; {
	case cfg.ID == 0:
		cfg.Position = int64(max(0, last))
	case at < 0:
		return 0, errs.New(errs.NotFound, "err.notfound")
	default:
		cfg.Position, cfg.Code = classes[at].Position, classes[at].Code
	}
	if err := cfg.checkEdit(at >= 0 && at == len(classes)-1); err != nil {
		return 0, err
	}
	if id, err = s.SaveClass(ctx, a, c, cfg); err != nil || cfg.ID != 0 {
		return id, err
	}
	return id, s.renumber(ctx, a, c, id)
}

// checkEdit adds to validate what a form can get wrong.
func (cfg ClassConfig) checkEdit(last bool) error {
	var v errs.Check
	v.Add("", "", cfg.validate())
	v.That(len([]rune(cfg.Skill)) <= 40, "skill", "err.toolong", errs.Args{"Max": 40})
	v.That(len([]rune(cfg.Keywords)) <= 500, "keywords", "err.toolong", errs.Args{"Max": 500})
	v.That(len([]rune(cfg.Advice)) <= 200, "advice", "err.toolong", errs.Args{"Max": 200})
	v.That(cfg.Active || !last, "active", "matter.err.lastclass")
	return v.Err()
}

// renumber counts the places of the classes anew, with the new one before the last.
func (s *Service) renumber(ctx context.Context, a actor.Actor, c registry.Compound, added int64) error {
	return s.decide(ctx, a, c, "order", func(tx *db.Tx) error {
		list, err := ClassesTx(ctx, tx, c.Community, c.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(k Class) bool { return k.ID == added })
		one := list[at]
		list = slices.Insert(slices.Delete(list, at, at+1), max(0, len(list)-2), one)
		return savePositions(ctx, tx, c, list)
	})
}

// MoveClass changes places with the class before (up) or after it. At the ends,
// and next to the last class, which catches the rest, nothing happens.
func (s *Service) MoveClass(ctx context.Context, a actor.Actor, c registry.Compound, id int64, up bool) error {
	return s.decide(ctx, a, c, "order", func(tx *db.Tx) error {
		list, err := ClassesTx(ctx, tx, c.Community, c.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(k Class) bool { return k.ID == id })
		if i < 0 {
			return errs.New(errs.NotFound, "err.notfound")
		}
		j := i + 1
		if up {
			j = i - 1
		}
		last := len(list) - 1
		if i == last || j < 0 || j >= last {
			return nil
		}
		list[i], list[j] = list[j], list[i]
		return savePositions(ctx, tx, c, list)
	})
}

func savePositions(ctx context.Context, tx *db.Tx, c registry.Compound, list []Class) error {
	for i, k := range list {
		if k.Position == int64(i) {
			continue
		}
		if _, err := tx.Exec(ctx, "UPDATE matter_class SET position = $1 WHERE community_id = $2 AND compound_id = $3 AND id = $4", int64(i), c.Community, c.ID, k.ID); err != nil {
			return err
		}
	}
	return nil
}

// Calendars lists the compound's calendars, oldest first.
func (s *Service) Calendars(ctx context.Context, c registry.Compound) (list []NamedCalendar, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = calendarsTx(ctx, tx, c)
		return err
	})
	return list, err
}

// CalendarOf reads one calendar. NotFound.
func (s *Service) CalendarOf(ctx context.Context, c registry.Compound, id int64) (n NamedCalendar, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err = calendarOfTx(ctx, tx, c, id)
		return err
	})
	return n, err
}

func calendarOfTx(ctx context.Context, tx *db.Tx, c registry.Compound, id int64) (NamedCalendar, error) {
	list, err := calendarsTx(ctx, tx, c)
	for _, n := range list {
		if n.ID == id {
			return n, err
		}
	}
	if err == nil {
		err = errs.New(errs.NotFound, "err.notfound")
	}
	return NamedCalendar{}, err
}

// EditCalendar changes a calendar as it stands now, or adds one (id 0) that
// begins empty in the compound's zone. change may refuse with an error of its own.
func (s *Service) EditCalendar(ctx context.Context, a actor.Actor, c registry.Compound, id int64, change func(*NamedCalendar) error) (saved int64, err error) {
	err = s.decide(ctx, a, c, "calendar", func(tx *db.Tx) error {
		n := NamedCalendar{Calendar: calendar.Calendar{Location: calendar.Shanghai()}}
		if id != 0 {
			if n, err = calendarOfTx(ctx, tx, c, id); err != nil {
				return err
			}
		}
		if err := change(&n); err != nil {
			return err
		}
		if err := n.checkEdit(); err != nil {
			return err
		}
		saved, err = saveCalendarTx(ctx, tx, c, n)
		return err
	})
	if db.Violates(err, db.Unique) {
		err = errs.InvalidField("name", "err.taken")
	}
	return saved, err
}

func (n NamedCalendar) checkEdit() error {
	var v errs.Check
	v.That(strings.TrimSpace(n.Name) != "", "name", "err.required")
	v.That(len([]rune(n.Name)) <= 20, "name", "err.toolong", errs.Args{"Max": 20})
	var reason calendar.Reason
	if errors.As(n.Validate(), &reason) {
		v.That(false, "weekly", string(reason))
	}
	return v.Err()
}

// Chain reads the compound's escalation chain.
func (s *Service) Chain(ctx context.Context, c registry.Compound) (chain []Level, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		chain, err = chainTx(ctx, tx, c, 0)
		return err
	})
	return chain, err
}
