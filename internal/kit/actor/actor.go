// Package actor says who acts: a value with the person and the roles they hold,
// each within a place. Decisions about it are pure functions.
package actor

import "slices"

// Role is what somebody is trusted with, always within a place (Grant).
type Role string

// The roles of mission.md, R10 to R15. One person may hold many.
const (
	Admin      Role = "admin"       // 管理员: sets up the community, its people and roles
	Desk       Role = "desk"        // 服务处前台: takes calls
	GridLeader Role = "grid_leader" // 网格长
	Manager    Role = "manager"     // 物业负责人: dispatch, fees, contracts
	Worker     Role = "worker"      // 师傅: does the work
	Volunteer  Role = "volunteer"   // 志愿者
	Head       Role = "head"        // 联户长: about twelve homes
	UnitHead   Role = "unit_head"   // 单元长
	OwnerRep   Role = "owner_rep"   // 业主代表, per unit, with a term
	Party      Role = "party"       // 党小组成员
	Supervisor Role = "supervisor"  // 事务监督: reads everything, does nothing
	Street     Role = "street"      // 街道办事处: many compounds, masked
	Resident   Role = "resident"    // 居民: lives or owns here
)

// Roles lists every role, in the order they are shown.
func Roles() []Role {
	return []Role{Admin, Desk, GridLeader, Manager, Worker, Volunteer, Head, UnitHead, OwnerRep, Party, Supervisor, Street, Resident}
}

// Path is a place by its ancestors (R01), zero where not narrowed down. A
// home's path has all of them; a compound's has street, community, compound.
type Path struct {
	Street, Community, Compound, Building, Unit, Group, Home, Team int64
}

// Covers tells whether p is an ancestor of, or the same as, the place q.
func (p Path) Covers(q Path) bool {
	same := func(a, b int64) bool { return a == 0 || a == b }
	return same(p.Street, q.Street) && same(p.Community, q.Community) && same(p.Compound, q.Compound) &&
		same(p.Building, q.Building) && same(p.Unit, q.Unit) && same(p.Group, q.Group) &&
		same(p.Home, q.Home) && same(p.Team, q.Team)
}

// Grant is a role held within a place.
type Grant struct {
	Role Role
	At   Path
}

// Actor is whoever acts. The zero Actor is a visitor who is not signed in.
type Actor struct {
	Person    int64  // registry person, 0 for a visitor
	Community int64  // the community the person is registered in
	Account   int64  // sign-in account
	Name      string // shown to colleagues
	System    bool   // a job of ours, never a person
	Grants    []Grant
}

// SignedIn tells whether a person is behind the actor.
func (a Actor) SignedIn() bool { return a.Person != 0 }

// Has tells whether the actor holds one of the roles over the whole place.
func (a Actor) Has(at Path, roles ...Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return slices.Contains(roles, g.Role) && g.At.Covers(at)
	})
}

// Within tells whether the actor holds one of the roles over the place or over
// any part of it: a joint-household head acts within the compound.
func (a Actor) Within(at Path, roles ...Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return slices.Contains(roles, g.Role) && (g.At.Covers(at) || at.Covers(g.At))
	})
}

// RolesWithin lists the distinct roles the actor holds within the place.
func (a Actor) RolesWithin(at Path) []Role {
	var out []Role
	for _, r := range Roles() {
		if a.Within(at, r) {
			out = append(out, r)
		}
	}
	return out
}

// Is tells whether the actor is this person of this community.
func (a Actor) Is(community, person int64) bool {
	return person != 0 && a.Person == person && a.Community == community
}
