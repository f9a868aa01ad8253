package web

import (
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
)

// Perm is the rule of a route: who may come in at all. What they may do with
// the thing behind it is decided by the domain's own policy.
type Perm struct {
	Name  string       // "matter.intake", shown on the screen of all routes
	Who   Who          // how the rule is decided
	Roles []actor.Role // for OnlyRoles
}

// Who is the kind of a rule.
type Who string

// The kinds of rules.
const (
	Anyone    Who = "anyone"    // no sign-in needed: never personal data
	Signed    Who = "signed"    // any signed-in person, for their own things
	OnlyRoles Who = "roles"     // holders of a role within the compound
	DemoOnly  Who = "demo only" // answers in demo mode only
)

// Public lets anyone in.
func Public(name string) Perm { return Perm{Name: name, Who: Anyone} }

// SignedIn lets every signed-in person in; within a compound those of its
// community.
func SignedIn(name string) Perm { return Perm{Name: name, Who: Signed} }

// Only lets in who holds one of the roles within the route's compound, or
// anywhere when the route has none.
func Only(name string, roles ...actor.Role) Perm {
	return Perm{Name: name, Who: OnlyRoles, Roles: roles}
}

// Demo is for pages that exist only in demo mode.
func Demo(name string) Perm { return Perm{Name: name, Who: DemoOnly} }

// Check decides whether the actor may come in. at is the compound's path, zero
// for routes outside compounds. What a stranger may not see does not exist for
// them (NotFound); colleagues are told that they lack the role (Forbidden).
func (p Perm) Check(a actor.Actor, at actor.Path) error {
	switch p.Who {
	case Anyone, DemoOnly:
		return nil
	case Signed:
		return checkSigned(a, at)
	case OnlyRoles:
		return p.checkRoles(a, at)
	}
	return errs.New(errs.Forbidden, "err.forbidden")
}

// checkSigned lets in whoever is registered in the community of the place: what
// is somebody's own is never in a community that does not know them.
func checkSigned(a actor.Actor, at actor.Path) error {
	switch {
	case !a.SignedIn():
		return errs.New(errs.Unauthenticated, "err.signin")
	case at == actor.Path{}, at.Community == a.Community, a.Within(at, actor.Roles()...):
		return nil
	}
	return errs.New(errs.NotFound, "err.notfound")
}

func (p Perm) checkRoles(a actor.Actor, at actor.Path) error {
	switch {
	case !a.SignedIn():
		return errs.New(errs.Unauthenticated, "err.signin")
	case at == actor.Path{}:
		if slices.ContainsFunc(a.Grants, func(g actor.Grant) bool { return slices.Contains(p.Roles, g.Role) }) {
			return nil
		}
		return errs.New(errs.Forbidden, "err.forbidden")
	case a.Within(at, p.Roles...):
		return nil
	case a.Within(at, actor.Roles()...):
		return errs.New(errs.Forbidden, "err.forbidden")
	}
	return errs.New(errs.NotFound, "err.notfound")
}
