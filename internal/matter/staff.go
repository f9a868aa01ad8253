package matter

import (
	"context"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// staff are the people of a compound who may be given matters, on a date.
type staff struct {
	people   []member
	deputies map[int64]bool // who stands in for one of them
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

// inForce tells whether the person may hold a matter: by a role of their own, or
// as somebody's deputy.
func (st staff) inForce(person int64) bool { return st.has(person) || st.deputies[person] }

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
	return gather(grants, skills), nil
}

// gather puts the roles of each person together.
func gather(grants []registry.RoleGrant, skills map[int64]string) staff {
	st := staff{deputies: map[int64]bool{}}
	byID := map[int64]int{}
	for _, g := range grants {
		own, natural := skills[g.Person]
		if !natural || !slices.Contains(assignable(), g.Role) {
			continue
		}
		i, known := byID[g.Person]
		if !known {
			i = len(st.people)
			byID[g.Person] = i
			st.people = append(st.people, member{id: g.Person, name: g.PersonName, skills: own})
		}
		st.people[i].roles = append(st.people[i].roles, g)
		st.deputies[g.Deputy] = g.Deputy != 0
	}
	return st
}

// skillsTx gives the skills of everyone with a role here. Companies are left
// out: a matter is always in the hands of a natural person.
func skillsTx(ctx context.Context, tx *db.Tx, c registry.Compound) (map[int64]string, error) {
	out := map[int64]string{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var person int64
		var skills string
		err := r.Scan(&person, &skills)
		out[person] = skills
		return err
	}, `SELECT p.id, p.skills FROM role_grant g JOIN person p ON p.community_id = g.community_id AND p.id = g.person_id
		WHERE g.community_id = $1 AND g.compound_id = $2 AND p.kind = 'natural'`, c.Community, c.ID)
	return out, err
}
