package registry

import (
	"context"
	"slices"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Team is a standing group of people with a task (R10, R11, R13, R16).
type Team struct {
	ID      int64
	Kind    string // one of TeamKinds
	Name    string
	Purpose string
	Members []RoleGrant // roles held within the team, in force
}

// TeamKinds are party 楼栋党小组, work 社区工作队, volunteer 志愿服务队, supervision
// 事务监督, property 红色物业.
func TeamKinds() []string { return []string{"party", "property", "supervision", "volunteer", "work"} }

// Teams lists the teams of a compound with the roles in force within them.
func (s *Service) Teams(ctx context.Context, c Compound) (teams []Team, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		teams, err = db.List(ctx, tx, func(r db.Row) (t Team, err error) { return t, r.Scan(&t.ID, &t.Kind, &t.Name, &t.Purpose) },
			"SELECT id, kind, name, purpose FROM team WHERE community_id = $1 AND compound_id = $2 ORDER BY kind, id", c.Community, c.ID)
		if err != nil {
			return err
		}
		roles, err := RolesTx(ctx, tx, c, c.Today(tx.Now()))
		for i, t := range teams {
			teams[i].Members = slices.DeleteFunc(slices.Clone(roles), func(g RoleGrant) bool { return g.Scope != ScopeTeam || g.ScopeID != t.ID })
		}
		return err
	})
	return teams, err
}

// AddTeams adds teams of the given kinds and names; those that exist by name are
// left as they are. It tells how many were added.
func (s *Service) AddTeams(ctx context.Context, a actor.Actor, c Compound, teams ...Team) (added int64, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return 0, err
	}
	for _, t := range teams {
		var v errs.Check
		v.That(slices.Contains(TeamKinds(), t.Kind), "kind", "err.choose")
		v.That(strings.TrimSpace(t.Name) != "", "name", "err.required")
		v.Short(t.Name, "name", 40)
		v.Short(t.Purpose, "purpose", longText)
		if err := v.Err(); err != nil {
			return 0, err
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		added = 0
		for _, t := range teams {
			n, err := tx.Exec(ctx, `INSERT INTO team (community_id, id, compound_id, kind, name, purpose) VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (community_id, compound_id, name) DO NOTHING`, c.Community, tx.NewID(), c.ID, t.Kind, strings.TrimSpace(t.Name), t.Purpose)
			if err != nil {
				return err
			}
			added += n
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "team.add", Subject: "compound", SubjectID: c.ID})
	})
	return added, err
}
