package registry

import (
	"context"
	"errors"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Scopes are the places and teams a role is held within, the widest first.
func Scopes() []Scope {
	return []Scope{ScopeStreet, ScopeCommunity, ScopeCompound, ScopeBuilding, ScopeUnit, ScopeGroup, ScopeTeam}
}

// mayGive refuses to give more than one has: an administrator of a compound
// gives roles within it, not over the community or street around it.
func mayGive(a actor.Actor, c Compound, n NewRole) error {
	at := c.Path()
	switch n.Scope {
	case ScopeStreet:
		at = actor.Path{Street: n.ScopeID}
	case ScopeCommunity:
		at.Compound = 0
	case ScopeCompound, ScopeBuilding, ScopeUnit, ScopeGroup, ScopeTeam:
	}
	if a.System || a.Has(at, actor.Admin) {
		return nil
	}
	return errs.New(errs.Forbidden, "err.forbidden")
}

// scopeHere refuses people and places of other compounds.
func scopeHere(ctx context.Context, tx *db.Tx, c Compound, n NewRole) error {
	for name, id := range map[string]int64{"person": n.Person, "deputy": n.Deputy} {
		if id == 0 {
			continue
		}
		if err := c.personHere(ctx, tx, id); err != nil {
			return errs.InvalidField(name, "err.choose")
		}
	}
	table := map[Scope]string{ScopeBuilding: "building", ScopeUnit: "unit", ScopeGroup: "home_group", ScopeTeam: "team"}[n.Scope]
	switch {
	case n.ScopeID == 0:
		return nil // told by validate
	case n.Scope == ScopeCompound && n.ScopeID != c.ID, n.Scope == ScopeCommunity && n.ScopeID != c.Community:
		return errs.InvalidField("scope", "err.choose")
	case table == "":
		return nil
	}
	found, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM "+table+" WHERE community_id = $1 AND compound_id = $2 AND id = $3", c.Community, c.ID, n.ScopeID)
	if err == nil && found == 0 {
		return errs.InvalidField("scope", "err.choose")
	}
	return err
}

// mayEnd refuses to take away what one could not give: a role over the community
// or the street that stands in the books of the compound.
func mayEnd(ctx context.Context, tx *db.Tx, a actor.Actor, c Compound, id int64) error {
	n, err := db.One(ctx, tx, func(r db.Row) (n NewRole, err error) { return n, r.Scan(&n.Scope, &n.ScopeID) },
		"SELECT scope, scope_id FROM role_grant WHERE community_id = $1 AND compound_id = $2 AND id = $3", c.Community, c.ID, id)
	if errors.Is(err, db.ErrNoRow) {
		return errs.New(errs.Conflict, "err.conflict")
	}
	if err != nil {
		return err
	}
	return mayGive(a, c, n)
}
