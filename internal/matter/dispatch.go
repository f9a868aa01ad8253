package matter

import (
	"context"
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
	Code string // "skill", "duty", "offduty", "urgent", "near", "building", "known", "load", "turn"; "keeper", "chosen", "lane", "offer"
	N    int64
	Text string
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
		return Reason{Code: "lane"}, s.hand(ctx, tx, c, m, firstOf(fit.with(m.Path(c.Path()), actor.GridLeader), set.Fallback), a.Person)
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
	m.State = Assigned
	return joinReasons(best[0].Why), s.give(ctx, tx, c, m, best[0].Person, a.Person)
}

// keep leaves a matter nobody is fit for with the one who took it in.
func (s *Service) keep(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound, m *Matter, fit staff, set Settings) error {
	keeper := set.Fallback
	if fit.has(a.Person) {
		keeper = a.Person
	}
	m.State = Triage
	return s.hand(ctx, tx, c, m, keeper, set.FallbackDeputy)
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
