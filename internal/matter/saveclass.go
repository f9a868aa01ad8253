package matter

import (
	"context"
	"slices"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

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
	seen := map[Target]bool{}
	for _, t := range cfg.Targets {
		name := string(t.Target)
		v.That(!seen[t.Target], "targets", "err.choose")
		seen[t.Target] = true
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
	err := checkSeen(ctx, tx, c, cfg)
	if err != nil {
		return 0, err
	}
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
		if err := calendarHere(ctx, tx, c, t); err != nil {
			return 0, err
		}
		if err := saveTarget(ctx, tx, c.Community, id, t); err != nil {
			return 0, err
		}
	}
	return id, saveChain(ctx, tx, c, id, levels(cfg.Chain))
}

// calendarHere refuses the calendar of another compound.
func calendarHere(ctx context.Context, tx *db.Tx, c registry.Compound, t ClassTarget) error {
	n, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM work_calendar WHERE community_id = $1 AND compound_id = $2 AND id = $3", c.Community, c.ID, t.Calendar)
	if err == nil && n == 0 {
		return errs.InvalidField(string(t.Target), "err.choose")
	}
	return err
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
