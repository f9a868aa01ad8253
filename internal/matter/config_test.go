package matter_test

import (
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
)

func (w *world) config() matter.Config {
	w.t.Helper()
	cfg, err := w.s.Config(w.t.Context(), w.c)
	must(w.t, err)
	return cfg
}

func TestASetUpCompoundHasEverythingOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before := w.config()
		must(t, w.s.SetUp(t.Context(), w.c, w.grid, w.desk))
		after := w.config()
		same(t, "classes", len(after.Classes), len(before.Classes))
		same(t, "calendars", len(after.Calendars), 2)
		same(t, "chain", len(after.Chain), 4)
		same(t, "fallback stays", after.Settings.Fallback, w.manager)
		for _, c := range after.Classes {
			if len(c.Targets) < 4 {
				t.Errorf("class %s has %d promises", c.Code, len(c.Targets))
			}
		}
	})
}

func TestOnlyWhoDecidesChangesTheLimits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		set := w.config().Settings
		for _, p := range []int64{w.desk, w.supervisor, w.resident} {
			w.refused(errs.Forbidden, "err.forbidden", w.s.SaveSettings(t.Context(), w.as(p), w.c, set))
			w.refused(errs.Forbidden, "err.forbidden", w.s.SaveChain(t.Context(), w.as(p), w.c, nil))
		}
		set.GrabMinutes = 30
		must(t, w.s.SaveSettings(t.Context(), w.as(w.manager), w.c, set))
		same(t, "kept", w.config().Settings.GrabMinutes, 30)
		same(t, "recorded", w.count("SELECT count(*) FROM audit WHERE action = 'matter.config'"), 1)
	})
}

func TestTheFallbackMustBeTwoPeopleWithAPost(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := w.config().Settings
		for _, c := range []struct {
			key   string
			spoil func(*matter.Settings)
		}{
			{"matter.err.deputy", func(s *matter.Settings) { s.FallbackDeputy = s.Fallback }},
			{"matter.err.notstaff", func(s *matter.Settings) { s.Fallback = w.resident }},
			{"matter.err.notstaff", func(s *matter.Settings) { s.FallbackDeputy = w.supervisor }},
			{"err.choose", func(s *matter.Settings) { s.Fallback = 0 }},
			{"matter.err.range", func(s *matter.Settings) { s.ReturnLimit = 0 }},
			{"matter.err.range", func(s *matter.Settings) { s.PauseMaxHours = 1441 }},
		} {
			set := good
			c.spoil(&set)
			w.refused(errs.Invalid, c.key, w.s.SaveSettings(t.Context(), w.as(w.manager), w.c, set))
		}
		same(t, "unchanged", w.config().Settings, good)
	})
}

func TestANewLimitHoldsForNewMattersOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		old := w.drain()
		due := w.clockOf(old, matter.TargetResolve).Due
		var cfg matter.ClassConfig
		for _, c := range w.config().Classes {
			if c.Code == "drain" {
				cfg = c
			}
		}
		for i := range cfg.Targets {
			if cfg.Targets[i].Target == matter.TargetResolve {
				cfg.Targets[i].Minutes = 60
			}
		}
		_, err := w.s.SaveClass(t.Context(), w.as(w.manager), w.c, cfg)
		must(t, err)
		same(t, "the old one", w.clockOf(old, matter.TargetResolve).Due, due)
		same(t, "a new one", w.clockOf(w.drain(), matter.TargetResolve).Due, w.clock.Now().Add(time.Hour))
	})
}

func TestAClassIsRefusedWithTheFieldAtFault(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		always := w.config().Calendars[0].ID
		good := func() matter.ClassConfig {
			return matter.ClassConfig{Class: matter.Class{Code: "new", Name: "新类", Kind: matter.Problem, Urgency: matter.Ordinary, Lane: matter.DoNow, Active: true},
				Targets: []matter.ClassTarget{{Target: matter.TargetSign, Calendar: always, Minutes: 5, Warn1: 50, Warn2: 80}},
				Chain:   []matter.Level{{Role: actor.Manager, Percent: 100}}}
		}
		for _, c := range []struct {
			key   string
			spoil func(*matter.ClassConfig)
		}{
			{"err.required", func(c *matter.ClassConfig) { c.Code = " " }},
			{"err.toolong", func(c *matter.ClassConfig) {
				c.Name = "一二三四五六七八九十一二三四五六七八九十一"
			}},
			{"err.taken", func(c *matter.ClassConfig) { c.Code = "drain" }},
			{"err.choose", func(c *matter.ClassConfig) { c.Kind = "fun" }},
			{"matter.err.minutes", func(c *matter.ClassConfig) { c.Targets[0].Minutes = 0 }},
			{"matter.err.warn", func(c *matter.ClassConfig) { c.Targets[0].Warn2 = 50 }},
			{"err.choose", func(c *matter.ClassConfig) { c.Targets[0].Calendar = 4711 }},
			{"err.choose", func(c *matter.ClassConfig) { c.Targets = append(c.Targets, c.Targets[0]) }},
			{"matter.err.chain", func(c *matter.ClassConfig) { c.Chain = append(c.Chain, c.Chain[0]) }},
			{"matter.err.chain", func(c *matter.ClassConfig) { c.Chain[0].Percent = 99 }},
		} {
			cfg := good()
			c.spoil(&cfg)
			_, err := w.s.SaveClass(t.Context(), w.as(w.manager), w.c, cfg)
			w.refused(errs.Invalid, c.key, err)
		}
		_, err := w.s.SaveClass(t.Context(), w.as(w.manager), w.c, good())
		must(t, err)
	})
}

func TestAClassWithItsOwnChainFollowsIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range w.config().Classes {
			if c.Code == "drain" {
				c.Chain = []matter.Level{{Role: actor.Supervisor, Percent: 100}}
				_, err := w.s.SaveClass(t.Context(), w.as(w.manager), w.c, c)
				must(t, err)
			}
		}
		w.drain()
		w.inbox.clear()
		w.clock.Advance(30 * time.Minute)
		w.sweep()
		same(t, "supervisor", len(w.inbox.take(w.supervisor)), 1)
		same(t, "head", len(w.inbox.take(w.head)), 0)
	})
}

func TestARosterTellsTheHoursNobodyCovers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for day := time.Sunday; day <= time.Saturday; day++ {
			must(t, w.s.AddShift(t.Context(), w.as(w.manager), w.c, matter.Shift{Person: w.desk, Weekday: day, From: 8 * 60, To: 20 * 60}))
			if day != time.Monday {
				must(t, w.s.AddShift(t.Context(), w.as(w.manager), w.c, matter.Shift{Person: w.plumber, Weekday: day, From: 20 * 60, To: 8 * 60}))
			}
		}
		gaps := w.config().Gaps
		same(t, "gaps", len(gaps), 1)
		same(t, "day", gaps[0].Weekday, time.Monday)
		same(t, "from", gaps[0].From, 20*60)
		same(t, "minutes", gaps[0].Minutes, 12*60)
		duty, err := w.s.OnDuty(t.Context(), w.c) // Monday 09:00
		must(t, err)
		same(t, "on duty", len(duty), 1)
		same(t, "who", duty[0].ID, w.desk)
	})
}

func TestAShiftIsRefusedOrEndsAtMidnight(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.as(w.manager)
		w.refused(errs.Invalid, "err.choose", w.s.AddShift(t.Context(), a, w.c, matter.Shift{Person: 4711, From: 0, To: 60}))
		w.refused(errs.Invalid, "matter.err.time", w.s.AddShift(t.Context(), a, w.c, matter.Shift{Person: w.desk, From: 60, To: 60}))
		must(t, w.s.AddShift(t.Context(), a, w.c, matter.Shift{Person: w.desk, From: 22 * 60, To: 0}))
		w.refused(errs.Invalid, "matter.err.shift", w.s.AddShift(t.Context(), a, w.c, matter.Shift{Person: w.desk, From: 22 * 60, To: 23 * 60}))
		same(t, "until midnight", w.count("SELECT count(*) FROM duty_shift WHERE to_minute = 1440"), 1)
	})
}
