package account

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Stage is a demo compound with people to try it as.
type Stage struct {
	Compound registry.Compound
	Parts    []Part
}

// Part is a role with one or two people who hold it.
type Part struct {
	Role   actor.Role
	People []Player
}

// Player is a demo person, with where they act ("第1单元").
type Player struct {
	Person      int64
	Name, Where string
}

// perRole is how many people are offered for a role.
const perRole = 2

// Stages lists the demo compounds with people for every role that somebody
// holds. Compounds that are not marked as demo never appear.
func (s *Service) Stages(ctx context.Context) (list []Stage, err error) {
	compounds, err := s.registry.Compounds(ctx)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		for _, c := range compounds {
			if !c.Demo {
				continue
			}
			parts, err := partsOf(ctx, tx, c)
			if err != nil {
				return err
			}
			list = append(list, Stage{c, parts})
		}
		return nil
	})
	return list, err
}

func partsOf(ctx context.Context, tx *db.Tx, c registry.Compound) ([]Part, error) {
	grants, err := registry.RolesTx(ctx, tx, c, today(tx.Now()))
	if err != nil {
		return nil, err
	}
	byRole, staff := map[actor.Role][]Player{}, map[int64]bool{}
	for _, g := range grants {
		staff[g.Person] = true
		if len(byRole[g.Role]) < perRole {
			byRole[g.Role] = append(byRole[g.Role], Player{g.Person, g.PersonName, g.ScopeName})
		}
	}
	if byRole[actor.Resident], err = plainPeople(ctx, tx, c, staff); err != nil {
		return nil, err
	}
	var parts []Part
	for _, r := range append([]actor.Role{actor.Resident}, actor.Roles()[:len(actor.Roles())-1]...) {
		if len(byRole[r]) > 0 {
			parts = append(parts, Part{r, byRole[r]})
		}
	}
	return parts, nil
}

// plainPeople are residents without any post.
func plainPeople(ctx context.Context, tx *db.Tx, c registry.Compound, staff map[int64]bool) (out []Player, err error) {
	people, err := db.List(ctx, tx, func(r db.Row) (p Player, err error) { return p, r.Scan(&p.Person, &p.Name, &p.Where) },
		`SELECT r.person_id, p.name, h.label FROM residence r JOIN home h ON h.community_id = r.community_id AND h.id = r.home_id
		JOIN person p ON p.community_id = r.community_id AND p.id = r.person_id
		WHERE r.community_id = $1 AND h.compound_id = $2 AND p.compound_id = $2 AND r.until = '' AND p.kind = 'natural'
		ORDER BY h.label, r.id LIMIT $3`, c.Community, c.ID, perRole+len(staff))
	for _, p := range people {
		if !staff[p.Person] && len(out) < perRole {
			out = append(out, p)
		}
	}
	return out, err
}

// DemoSignIn signs in as anybody of a demo compound; anybody else does not
// exist here. The route to it exists in demo mode only.
func (s *Service) DemoSignIn(ctx context.Context, c registry.Compound, person int64, device string) (SignIn, error) {
	if !c.Demo {
		return SignIn{}, errs.New(errs.NotFound, "err.notfound")
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error { return personOf(ctx, tx, c, person) })
	if err != nil {
		return SignIn{}, err
	}
	return s.SignInAs(ctx, c.Community, person, device)
}
