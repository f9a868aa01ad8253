package registry

import (
	"cmp"
	"context"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Scope is the kind of place or team a role is held within.
type Scope string

// The scopes.
const (
	ScopeStreet    Scope = "street"
	ScopeCommunity Scope = "community"
	ScopeCompound  Scope = "compound"
	ScopeBuilding  Scope = "building"
	ScopeUnit      Scope = "unit"
	ScopeGroup     Scope = "group"
	ScopeTeam      Scope = "team"
)

// RoleGrant is a role a person holds, with term, deputy and how it was given.
type RoleGrant struct {
	ID, Person int64
	PersonName string
	Role       actor.Role
	Scope      Scope
	ScopeID    int64
	ScopeName  string
	Compound   int64
	Deputy     int64 // who stands in, 0 for none
	DeputyName string
	Since      string // YYYY-MM-DD
	Until      string // YYYY-MM-DD, "" while it lasts
	Basis      string // "2023-01-07 业主大会推选, 第1单元 61 票"
	At         actor.Path
}

// InForce tells whether the role is held on the date.
func (g RoleGrant) InForce(date string) bool {
	return g.Since <= date && (g.Until == "" || g.Until >= date)
}

const roleQuery = `SELECT g.id, g.person_id, p.name, g.role, g.scope, g.scope_id,
		COALESCE(b.name, bu.name || '-' || u.name, hg.name, t.name, cp.name, ''),
		g.compound_id, COALESCE(g.deputy_id, 0), COALESCE(d.name, ''), g.since, g.until, g.basis,
		COALESCE(b.id, u.building_id, 0)
	FROM role_grant g
	JOIN person p ON p.community_id = g.community_id AND p.id = g.person_id
	LEFT JOIN person d ON d.community_id = g.community_id AND d.id = g.deputy_id
	LEFT JOIN compound cp ON cp.community_id = g.community_id AND cp.id = g.compound_id AND g.scope = 'compound'
	LEFT JOIN building b ON b.community_id = g.community_id AND b.id = g.scope_id AND g.scope = 'building'
	LEFT JOIN unit u ON u.community_id = g.community_id AND u.id = g.scope_id AND g.scope = 'unit'
	LEFT JOIN building bu ON bu.community_id = u.community_id AND bu.id = u.building_id
	LEFT JOIN home_group hg ON hg.community_id = g.community_id AND hg.id = g.scope_id AND g.scope = 'group'
	LEFT JOIN team t ON t.community_id = g.community_id AND t.id = g.scope_id AND g.scope = 'team'`

func scanRole(community, street int64) func(db.Row) (RoleGrant, error) {
	return func(r db.Row) (g RoleGrant, err error) {
		var building int64
		err = r.Scan(&g.ID, &g.Person, &g.PersonName, &g.Role, &g.Scope, &g.ScopeID, &g.ScopeName,
			&g.Compound, &g.Deputy, &g.DeputyName, &g.Since, &g.Until, &g.Basis, &building)
		g.At = g.path(community, street, building)
		return g, err
	}
}

func (g RoleGrant) path(community, street, building int64) actor.Path {
	p := actor.Path{Street: street, Community: community, Compound: g.Compound}
	switch g.Scope {
	case ScopeStreet:
		return actor.Path{Street: g.ScopeID}
	case ScopeCommunity:
		p.Compound = 0
	case ScopeBuilding:
		p.Building = g.ScopeID
	case ScopeUnit:
		p.Building, p.Unit = building, g.ScopeID
	case ScopeGroup:
		p.Group = g.ScopeID
	case ScopeTeam:
		p.Team = g.ScopeID
	case ScopeCompound:
	}
	return p
}

// RolesTx lists the roles in force on a date within a compound, or all past and
// future ones with date "".
func RolesTx(ctx context.Context, tx *db.Tx, c Compound, date string) ([]RoleGrant, error) {
	return db.List(ctx, tx, scanRole(c.Community, c.Street), roleQuery+` WHERE g.community_id = $1 AND g.compound_id = $2
		AND ((g.since <= $3 AND (g.until = '' OR g.until >= $3)) OR $3 = '') ORDER BY g.role, g.scope_id, g.since`, c.Community, c.ID, date)
}

// Roles lists the roles in force on a date within a compound, all with "".
func (s *Service) Roles(ctx context.Context, c Compound, date string) (list []RoleGrant, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = RolesTx(ctx, tx, c, date)
		return err
	})
	return list, err
}

// GrantsOfTx gives what a person may do on a date: the roles they hold, and
// Resident for each home they live in or own.
func GrantsOfTx(ctx context.Context, tx *db.Tx, community, person int64, date string) ([]actor.Grant, error) {
	street, err := db.One(ctx, tx, db.Value[int64], "SELECT CASE WHEN kind = 'street' THEN community_id ELSE street_id END FROM community WHERE community_id = $1", community)
	if err != nil {
		return nil, notFound(err)
	}
	roles, err := db.List(ctx, tx, scanRole(community, street), roleQuery+` WHERE g.community_id = $1 AND (g.person_id = $2 OR g.deputy_id = $2)
		AND g.since <= $3 AND (g.until = '' OR g.until >= $3)`, community, person, date)
	if err != nil {
		return nil, err
	}
	homes, err := HomesOfTx(ctx, tx, community, person)
	if err != nil {
		return nil, err
	}
	var grants []actor.Grant
	for _, g := range roles {
		grants = append(grants, actor.Grant{Role: g.Role, At: g.At})
	}
	for _, h := range homes {
		grants = append(grants, actor.Grant{Role: actor.Resident, At: h.Path(actor.Path{Street: street, Community: community})})
	}
	return grants, nil
}

// NewRole describes a role to be given.
type NewRole struct {
	Person, Deputy int64
	Role           actor.Role
	Scope          Scope
	ScopeID        int64
	Since, Until   string // YYYY-MM-DD
	Basis          string
}

// GiveRole gives a person a role within the compound. Supervision and work
// exclude each other (R14): the doer is never the supervisor.
func (s *Service) GiveRole(ctx context.Context, a actor.Actor, c Compound, n NewRole) (id int64, err error) {
	if err := mayGive(a, c, n); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := scopeHere(ctx, tx, c, n); err != nil {
			return err
		}
		id, err = GiveRoleTx(ctx, tx, a, c, n)
		return err
	})
	return id, err
}

// GiveRoleTx is GiveRole within a transaction, without the check of the actor.
func GiveRoleTx(ctx context.Context, tx *db.Tx, a actor.Actor, c Compound, n NewRole) (int64, error) {
	if err := n.validate(); err != nil {
		return 0, err
	}
	// one after the other: of two given at once each would not see the other yet
	if _, err := tx.Exec(ctx, "UPDATE compound SET name = name WHERE community_id = $1 AND id = $2", c.Community, c.ID); err != nil {
		return 0, err
	}
	if err := doerIsNotSupervisor(ctx, tx, c, n); err != nil {
		return 0, err
	}
	var deputy any
	if n.Deputy != 0 {
		deputy = n.Deputy
	}
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO role_grant (community_id, id, person_id, role, scope, scope_id, compound_id, deputy_id, since, until, basis, granted_by, granted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.Community, id, n.Person, n.Role, n.Scope, n.ScopeID, c.ID, deputy, n.Since, n.Until, n.Basis, a.Person, db.Millis(tx.Now()))
	if db.Violates(err, db.Unique) {
		return 0, errs.InvalidField("role", "registry.role.twice")
	}
	if err != nil {
		return 0, err
	}
	return id, audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "role.give", Subject: "person", SubjectID: n.Person, Detail: string(n.Role)})
}

func (n NewRole) validate() error {
	var v errs.Check
	v.That(n.Person != 0, "person", "err.choose")
	v.That(slices.Contains(actor.Roles(), n.Role) && n.Role != actor.Resident, "role", "err.choose")
	v.That(n.ScopeID != 0, "scope", "err.choose")
	v.That(isDate(n.Since), "since", "err.date")
	v.That(n.Until == "" || isDate(n.Until), "until", "err.date")
	v.That(n.Until == "" || n.Until >= n.Since, "until", "err.dates")
	v.Short(n.Basis, "basis", longText)
	v.That(n.Deputy == 0 || n.Deputy != n.Person, "deputy", "registry.role.owndeputy")
	return v.Err()
}

func doerIsNotSupervisor(ctx context.Context, tx *db.Tx, c Compound, n NewRole) error {
	doers := []actor.Role{actor.Manager, actor.Worker, actor.Desk}
	other := []actor.Role{actor.Supervisor}
	if n.Role == actor.Supervisor {
		other = doers
	} else if !slices.Contains(doers, n.Role) {
		return nil
	}
	// a deputy does the same work, so the rule binds them too
	held, err := db.List(ctx, tx, db.Value[string], `SELECT role FROM role_grant WHERE community_id = $1 AND compound_id = $2
		AND (person_id IN ($3, $4) OR deputy_id IN ($3, $4)) AND (until = '' OR until >= $5)`, c.Community, c.ID, n.Person, cmp.Or(n.Deputy, n.Person), n.Since)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(held, func(r string) bool { return slices.Contains(other, actor.Role(r)) }) {
		return errs.InvalidField("role", "registry.role.doersupervisor")
	}
	return nil
}

// EndRole ends a role on a date.
func (s *Service) EndRole(ctx context.Context, a actor.Actor, c Compound, id int64, date, reason string) error {
	if !a.System && !a.Has(c.Path(), actor.Admin) {
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	var v errs.Check
	v.That(isDate(date), "until", "err.date")
	v.Short(reason, "reason", longText)
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := mayEnd(ctx, tx, a, c, id); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE role_grant SET until = $1 WHERE community_id = $2 AND compound_id = $3 AND id = $4 AND until = '' AND since <= $1`,
			date, c.Community, c.ID, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "err.conflict")
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "role.end", Subject: "role", SubjectID: id, Reason: reason})
	})
}
