package matter

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// Candidate is somebody a matter could go to, with the reasons.
type Candidate struct {
	Person int64
	Name   string
	Roles  []actor.Role
	Score  int64
	Why    []Reason
}

// Reason is why somebody was chosen: a code for statistics and the screen, and
// the number behind it.
type Reason struct {
	Code string // "skill", "duty", "near", "known", "load", "urgent", "keeper", "chosen"
	N    int64
	Text string
}

// staff are the people of a compound who may be given matters, on a date.
type staff struct {
	people []member
}

type member struct {
	id     int64
	name   string
	skills string
	roles  []registry.RoleGrant
}

func (st staff) has(person int64) bool {
	return slices.ContainsFunc(st.people, func(p member) bool { return p.id == person })
}

func (st staff) with(at actor.Path, roles ...actor.Role) []member {
	var out []member
	for _, p := range st.people {
		if p.holds(at, roles...) {
			out = append(out, p)
		}
	}
	return out
}

func (p member) holds(at actor.Path, roles ...actor.Role) bool {
	return slices.ContainsFunc(p.roles, func(g registry.RoleGrant) bool {
		return slices.Contains(roles, g.Role) && (g.At.Covers(at) || g.Scope == registry.ScopeTeam)
	})
}

// assignable are the roles that may be responsible for a matter. Supervisors
// never are: who supervises does not do (R14).
func assignable() []actor.Role {
	return []actor.Role{actor.Desk, actor.GridLeader, actor.Manager, actor.Worker, actor.Volunteer, actor.Head, actor.UnitHead, actor.Party}
}

func (s *Service) staffTx(ctx context.Context, tx *db.Tx, c registry.Compound) (staff, error) {
	grants, err := registry.RolesTx(ctx, tx, c, c.Today(tx.Now()))
	if err != nil {
		return staff{}, err
	}
	skills, err := skillsTx(ctx, tx, c)
	if err != nil {
		return staff{}, err
	}
	byID := map[int64]int{}
	var st staff
	for _, g := range grants {
		if !slices.Contains(assignable(), g.Role) {
			continue
		}
		i, known := byID[g.Person]
		if !known {
			i = len(st.people)
			byID[g.Person] = i
			st.people = append(st.people, member{id: g.Person, name: g.PersonName, skills: skills[g.Person]})
		}
		st.people[i].roles = append(st.people[i].roles, g)
	}
	return st, nil
}

func skillsTx(ctx context.Context, tx *db.Tx, c registry.Compound) (map[int64]string, error) {
	out := map[int64]string{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var person int64
		var skills string
		err := r.Scan(&person, &skills)
		out[person] = skills
		return err
	}, "SELECT id, skills FROM person WHERE community_id = $1 AND compound_id = $2 AND skills <> ''", c.Community, c.ID)
	return out, err
}

// firstResponsible decides who has a new matter: the chosen or best person, and
// the deliberation lane stays with the grid leader. Nobody fit: whoever took it
// in keeps it (首接负责制), else the fallback person.
func (s *Service) firstResponsible(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound, m *Matter, class Class, chosen int64) (Reason, error) {
	set, err := settingsTx(ctx, tx, c)
	if err != nil {
		return Reason{}, err
	}
	fit, err := s.staffTx(ctx, tx, c)
	if err != nil {
		return Reason{}, err
	}
	if m.Lane == Deliberate && chosen == 0 {
		m.State = Deliberating
		m.Responsible = firstOf(fit.with(c.Path(), actor.GridLeader), set.Fallback)
		m.Deputy, err = s.deputyFor(ctx, tx, c, fit, m.Responsible, a.Person)
		return Reason{Code: "lane"}, err
	}
	if chosen != 0 {
		m.State = Assigned
		return Reason{Code: "chosen"}, s.give(ctx, tx, c, m, chosen, a.Person)
	}
	best, err := s.rank(ctx, tx, c, fit, *m, class)
	if err != nil {
		return Reason{}, err
	}
	if len(best) == 0 {
		return Reason{Code: "keeper"}, s.keep(ctx, tx, a, c, m, fit, set)
	}
	m.State, m.Responsible = Assigned, best[0].Person
	m.Deputy, err = s.deputyFor(ctx, tx, c, fit, m.Responsible, a.Person)
	return joinReasons(best[0].Why), err
}

// keep leaves a matter nobody is fit for with the one who took it in.
func (s *Service) keep(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound, m *Matter, fit staff, set Settings) (err error) {
	m.State, m.Responsible = Triage, set.Fallback
	if fit.has(a.Person) {
		m.Responsible = a.Person
	}
	m.Deputy, err = s.deputyFor(ctx, tx, c, fit, m.Responsible, set.FallbackDeputy)
	return err
}

func firstOf(people []member, otherwise int64) int64 {
	if len(people) > 0 {
		return people[0].id
	}
	return otherwise
}

func joinReasons(why []Reason) Reason {
	codes := make([]string, len(why))
	for i, r := range why {
		codes[i] = r.Code
		if r.N > 0 {
			codes[i] += ":" + strconv.FormatInt(r.N, 10)
		}
	}
	return Reason{Code: strings.Join(codes, " ")}
}

// deputyFor finds who stands in for a person: the deputy of their role, else the
// giver, else the fallback people. It is never the person themselves.
func (s *Service) deputyFor(ctx context.Context, tx *db.Tx, c registry.Compound, fit staff, person, giver int64) (int64, error) {
	set, err := settingsTx(ctx, tx, c)
	if err != nil {
		return 0, err
	}
	choices := make([]int64, 0, 8)
	for _, p := range fit.people {
		if p.id == person {
			for _, g := range p.roles {
				choices = append(choices, g.Deputy)
			}
		}
	}
	if fit.has(giver) {
		choices = append(choices, giver)
	}
	for _, d := range append(choices, set.Fallback, set.FallbackDeputy) {
		if d != 0 && d != person {
			return d, nil
		}
	}
	return set.FallbackDeputy, nil
}

// Weights of the score. Hard filters come first; these only order those fit.
const (
	weightSkill  = 40 // has the skill the class asks for by name
	weightDuty   = 30 // on duty now
	weightNear   = 15 // looks after this group or unit
	weightKnown  = 20 // has worked on the same home and class in the last 30 days
	weightLoad   = 6  // per open matter, subtracted
	weightTurn   = 2  // per matter given in the last 7 days, subtracted: fairness
	knownDays    = 30
	fairnessDays = 7
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

// rank applies the hard filters and scores those who pass.
func (s *Service) rank(ctx context.Context, tx *db.Tx, c registry.Compound, fit staff, m Matter, class Class) ([]Candidate, error) {
	facts, err := s.factsTx(ctx, tx, c, m)
	if err != nil {
		return nil, err
	}
	var out []Candidate
	for _, p := range fit.people {
		if cand, ok := consider(p, m, class, c.Path(), facts); ok {
			out = append(out, cand)
		}
	}
	slices.SortStableFunc(out, func(x, y Candidate) int { return int(y.Score - x.Score) })
	return out, nil
}

// facts are what the score is made of, by person.
type facts struct {
	load, given map[int64]int64
	known       map[int64]bool
	duty        map[int64]bool
	returnedBy  map[int64]bool
}

// consider tells whether a person is fit at all, and how well.
func consider(p member, m Matter, class Class, compound actor.Path, f facts) (Candidate, bool) {
	if f.returnedBy[p.id] || !fitRole(p, m, class, compound) {
		return Candidate{}, false
	}
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
	add(class.Skill != "" && hasSkill(p.skills, class.Skill), "skill", weightSkill)
	add(f.duty[p.id], "duty", weightDuty)
	add(near(p, m, compound), "near", weightNear)
	add(f.known[p.id], "known", weightKnown)
	c.Score -= f.load[p.id]*weightLoad + f.given[p.id]*weightTurn
	c.Why = append(c.Why, Reason{Code: "load", N: f.load[p.id]})
	return c, true
}

// fitRole is the hard filter: the skill where the class needs one, else anyone
// who looks after the place (joint-household head, unit head, grid leader).
func fitRole(p member, m Matter, class Class, compound actor.Path) bool {
	at := m.Path(compound)
	if class.Skill != "" {
		return p.holds(at, actor.Worker, actor.Volunteer, actor.Manager, actor.GridLeader, actor.Desk) && hasSkill(p.skills, class.Skill)
	}
	if m.Home != 0 && p.holds(at, actor.Head, actor.UnitHead) {
		return true
	}
	return p.holds(compound, actor.GridLeader)
}

func near(p member, m Matter, compound actor.Path) bool {
	return m.Home != 0 && p.holds(m.Path(compound), actor.Head, actor.UnitHead)
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
	known, err := counts(ctx, tx, `SELECT done_by, count(*) FROM matter WHERE community_id = $1 AND compound_id = $2 AND class_id = $3 AND done_by IS NOT NULL
		AND home_id = $4 AND first_word_at > $5 GROUP BY done_by`, c.Community, c.ID, m.Class, m.Home, db.Millis(now.AddDate(0, 0, -knownDays)))
	if err != nil {
		return f, err
	}
	returned, err := counts(ctx, tx, "SELECT actor_id, count(*) FROM matter_event WHERE community_id = $1 AND matter_id = $2 AND action = 'return' GROUP BY actor_id", c.Community, m.ID)
	if err != nil {
		return f, err
	}
	f.known, f.returnedBy = keys(known), keys(returned)
	f.duty, err = onDutyTx(ctx, tx, c, now)
	return f, err
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

func keys(m map[int64]int64) map[int64]bool {
	out := make(map[int64]bool, len(m))
	for k := range m {
		out[k] = true
	}
	return out
}
