package matter

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// Weights of the score. Hard filters come first; these only order those fit.
const (
	weightSkill    = 40 // has the skill the class asks for by name
	weightDuty     = 30 // on duty now
	weightUrgent   = 20 // an emergency: on duty counts for more
	weightGroup    = 20 // head of this group of homes
	weightUnit     = 10 // head of this unit
	weightBuilding = 8  // has another open matter in the building
	weightKnown    = 20 // has worked on the same place and class in the last 30 days
	weightLoad     = 6  // per open matter, subtracted
	weightTurn     = 2  // per matter given in the last 7 days, subtracted: fairness
	knownDays      = 30
	fairnessDays   = 7
)

// Candidates ranks who a matter could go to, best first, with the reasons.
func (s *Service) Candidates(ctx context.Context, a actor.Actor, c registry.Compound, id int64) (list []Candidate, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := getTx(ctx, tx, c.Community, id)
		if err != nil {
			return err
		}
		if !Can(a, ActAssign, m, c.Path(), false) {
			return orNotFound(db.ErrNoRow)
		}
		class, err := classTx(ctx, tx, c.Community, c.ID, m.Class)
		if err != nil {
			return err
		}
		fit, err := s.staffTx(ctx, tx, c)
		if err != nil {
			return err
		}
		list, err = s.rank(ctx, tx, c, fit, m, class)
		return err
	})
	return list, err
}

// rank applies the hard filters (not a returner, skill, territory, on duty) and
// scores those who pass, best first. The roster binds those who are on it: when
// nobody fit is available now, those off duty are considered, and it shows.
func (s *Service) rank(ctx context.Context, tx *db.Tx, c registry.Compound, fit staff, m Matter, class Class) ([]Candidate, error) {
	facts, err := s.factsTx(ctx, tx, c, m)
	if err != nil {
		return nil, err
	}
	return rankBy(fit, m, class, c.Path(), facts), nil
}

func rankBy(fit staff, m Matter, class Class, compound actor.Path, f facts) []Candidate {
	var here, off []Candidate
	for _, p := range fit.people {
		if f.returnedBy[p.id] || !fitRole(p, m, class, compound) {
			continue
		}
		if f.duty[p.id] || !f.rostered[p.id] {
			here = append(here, score(p, m, class, compound, f))
		} else {
			off = append(off, score(p, m, class, compound, f))
		}
	}
	if len(here) == 0 {
		here = off
	}
	slices.SortFunc(here, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(f.load[x.Person], f.load[y.Person]), cmp.Compare(x.Person, y.Person))
	})
	return here
}

// facts are what the score is made of, by person.
type facts struct {
	load, given map[int64]int64
	known       map[int64]bool
	building    map[int64]bool
	duty        map[int64]bool // on duty now
	rostered    map[int64]bool // on the duty roster at all
	returnedBy  map[int64]bool
}

// score tells how well somebody fit suits, and why.
func score(p member, m Matter, class Class, compound actor.Path, f facts) Candidate {
	c := Candidate{Person: p.id, Name: p.name}
	for _, g := range p.roles {
		c.Roles = append(c.Roles, g.Role)
	}
	add := func(on bool, code string, points int64) {
		if on {
			c.Score += points
			c.Why = append(c.Why, Reason{Code: code})
		}
	}
	at := m.Path(compound)
	add(class.Skill != "" && hasSkill(p.skills, class.Skill), "skill", weightSkill)
	add(f.duty[p.id], "duty", weightDuty)
	add(f.duty[p.id] && m.Urgency == Emergency, "urgent", weightUrgent)
	add(f.rostered[p.id] && !f.duty[p.id], "offduty", 0)
	add(m.Home != 0 && p.holds(at, actor.Head), "near", weightGroup)
	add(m.Home != 0 && !p.holds(at, actor.Head) && p.holds(at, actor.UnitHead), "near", weightUnit)
	add(f.building[p.id], "building", weightBuilding)
	add(f.known[p.id], "known", weightKnown)
	c.Score -= f.load[p.id]*weightLoad + f.given[p.id]*weightTurn
	c.Why = append(c.Why, Reason{Code: "load", N: f.load[p.id]})
	if f.given[p.id] > 0 {
		c.Why = append(c.Why, Reason{Code: "turn", N: f.given[p.id]})
	}
	return c
}

// fitRole is the hard filter: the skill where the class needs one, else whoever
// looks after the place (joint-household head, unit head, grid leader).
func fitRole(p member, m Matter, class Class, compound actor.Path) bool {
	at := m.Path(compound)
	if class.Skill != "" {
		return p.holds(at, actor.Worker, actor.Volunteer, actor.Manager, actor.GridLeader, actor.Desk) && hasSkill(p.skills, class.Skill)
	}
	if m.Home != 0 && p.holds(at, actor.Head, actor.UnitHead) {
		return true
	}
	return p.holds(at, actor.GridLeader)
}

// mayGrab is the hard filter for taking a matter oneself: anyone at work here
// who has the skill it needs and did not give it back before.
func (s *Service) mayGrab(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter, person int64) (bool, error) {
	fit, err := s.staffTx(ctx, tx, c)
	if err != nil {
		return false, err
	}
	class, err := classTx(ctx, tx, m.Community, m.Compound, m.Class)
	if err != nil {
		return false, err
	}
	returned, err := returnersTx(ctx, tx, m)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(fit.people, func(p member) bool {
		return p.id == person && !returned[person] && (class.Skill == "" || hasSkill(p.skills, class.Skill))
	}), nil
}

// hasSkill tells whether one of the words is among a person's skills.
func hasSkill(skills, wanted string) bool {
	have := strings.Fields(skills)
	return slices.ContainsFunc(strings.Fields(wanted), func(w string) bool { return slices.Contains(have, w) })
}

func (s *Service) factsTx(ctx context.Context, tx *db.Tx, c registry.Compound, m Matter) (f facts, err error) {
	now := tx.Now()
	if f.load, err = counts(ctx, tx, "SELECT responsible_id, count(*) FROM matter WHERE community_id = $1 AND compound_id = $2 AND state <> 'closed' GROUP BY responsible_id", c.Community, c.ID); err != nil {
		return f, err
	}
	if f.given, err = counts(ctx, tx, "SELECT responsible_id, count(*) FROM matter WHERE community_id = $1 AND compound_id = $2 AND first_word_at > $3 GROUP BY responsible_id",
		c.Community, c.ID, db.Millis(now.AddDate(0, 0, -fairnessDays))); err != nil {
		return f, err
	}
	if f.known, err = knownTx(ctx, tx, m); err != nil {
		return f, err
	}
	if f.building, err = among(counts(ctx, tx, `SELECT responsible_id, count(*) FROM matter WHERE community_id = $1 AND compound_id = $2 AND state <> 'closed'
		AND building_id = $3 AND building_id > 0 AND id <> $4 GROUP BY responsible_id`, c.Community, c.ID, m.Building, m.ID)); err != nil {
		return f, err
	}
	if f.returnedBy, err = returnersTx(ctx, tx, m); err != nil {
		return f, err
	}
	if f.rostered, err = among(counts(ctx, tx, "SELECT person_id, count(*) FROM duty_shift WHERE community_id = $1 AND compound_id = $2 GROUP BY person_id", c.Community, c.ID)); err != nil {
		return f, err
	}
	f.duty, err = onDutyTx(ctx, tx, c, now)
	return f, err
}

// knownTx tells who did the same class of work at the same home, or on the
// common parts of the same building, lately.
func knownTx(ctx context.Context, tx *db.Tx, m Matter) (map[int64]bool, error) {
	return among(counts(ctx, tx, `SELECT done_by, count(*) FROM matter WHERE community_id = $1 AND compound_id = $2 AND class_id = $3 AND first_word_at > $4
		AND done_by IS NOT NULL AND COALESCE(home_id, 0) = $5 AND building_id = $6 GROUP BY done_by`,
		m.Community, m.Compound, m.Class, db.Millis(tx.Now().AddDate(0, 0, -knownDays)), m.Home, m.Building))
}

// returnersTx tells who gave the matter back before.
func returnersTx(ctx context.Context, tx *db.Tx, m Matter) (map[int64]bool, error) {
	return among(counts(ctx, tx, `SELECT actor_id, count(*) FROM matter_event WHERE community_id = $1 AND matter_id = $2 AND action = 'return' GROUP BY actor_id`, m.Community, m.ID))
}

func counts(ctx context.Context, tx *db.Tx, query string, args ...any) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var k, n int64
		err := r.Scan(&k, &n)
		out[k] = n
		return err
	}, query, args...)
	return out, err
}

// among keeps only who was counted.
func among(found map[int64]int64, err error) (map[int64]bool, error) {
	out := make(map[int64]bool, len(found))
	for k := range found {
		out[k] = true
	}
	return out, err
}
