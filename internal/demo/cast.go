package demo

import (
	"context"
	"fmt"

	"mulin/internal/kit/actor"
	"mulin/internal/registry"
)

// cast are the people who do something in the demo, as actors.
type cast struct {
	admin, manager, grid, party, street actor.Actor
	desk                                []actor.Actor
	workers                             []actor.Actor
	volunteers                          []actor.Actor
	supervisors                         []actor.Actor
	reps                                []actor.Actor
	unitHeads                           []actor.Actor
	heads                               map[int64]actor.Actor // by group
	residents                           map[int64]actor.Actor // the first resident, by home
}

// player is somebody to be added with a role.
type player struct {
	name, skills string
	role         actor.Role
	scope        registry.Scope
	scopeID      int64
	basis        string
	into         *actor.Actor
}

func (t *town) cast(ctx context.Context) error {
	c := t.compound
	t.people.desk, t.people.workers = make([]actor.Actor, 2), make([]actor.Actor, 5)
	t.people.volunteers, t.people.supervisors = make([]actor.Actor, 3), make([]actor.Actor, 2)
	compound := func(name, skills string, role actor.Role, basis string, into *actor.Actor) player {
		return player{name, skills, role, registry.ScopeCompound, c.ID, basis, into}
	}
	players := []player{
		compound("示例管理员01", "", actor.Admin, "社区居委会指定", &t.people.admin),
		compound("示例经理01", "", actor.Manager, "社区两委党员,2023-01-03 公示", &t.people.manager),
		compound("示例网格长01", "", actor.GridLeader, "社区网格划分", &t.people.grid),
		compound("示例党员01", "", actor.Party, "楼栋党小组成立大会 2023-01-10", &t.people.party),
		compound("示例前台01", "", actor.Desk, "服务处值班", &t.people.desk[0]),
		compound("示例前台02", "", actor.Desk, "服务处值班", &t.people.desk[1]),
		compound("示例师傅01", "下水 水工", actor.Worker, "服务处聘用", &t.people.workers[0]),
		compound("示例师傅02", "电工 门锁", actor.Worker, "服务处聘用", &t.people.workers[1]),
		compound("示例师傅03", "电梯", actor.Worker, "电梯维保单位驻点", &t.people.workers[2]),
		compound("示例师傅04", "水工 燃气", actor.Worker, "持证燃气单位", &t.people.workers[3]),
		compound("示例师傅05", "下水 门锁", actor.Worker, "服务处聘用", &t.people.workers[4]),
		compound("示例志愿者01", "", actor.Volunteer, "民情收集志愿队", &t.people.volunteers[0]),
		compound("示例志愿者02", "", actor.Volunteer, "便民服务志愿队", &t.people.volunteers[1]),
		compound("示例志愿者03", "", actor.Volunteer, "纠纷调解志愿队", &t.people.volunteers[2]),
		compound("示例监督员01", "", actor.Supervisor, "党员监督员,2023-01-10", &t.people.supervisors[0]),
		compound("示例监督员02", "", actor.Supervisor, "业主监督员,2023-01-10", &t.people.supervisors[1]),
		{"示例街道干部01", "", actor.Street, registry.ScopeStreet, c.Street, "街道办事处", &t.people.street},
	}
	for i, p := range players {
		if err := t.add(ctx, p, fmt.Sprintf("138510%05d", 100+i*7)); err != nil {
			return err
		}
	}
	if err := t.Matters.SetUp(ctx, c, t.people.manager.Person, t.people.desk[0].Person); err != nil {
		return err
	}
	if err := t.groups(ctx); err != nil {
		return err
	}
	if err := t.duty(ctx); err != nil {
		return err
	}
	return t.past(ctx)
}

// add makes a person with a role and keeps them as an actor.
func (t *town) add(ctx context.Context, p player, phone string) error {
	id, err := t.Registry.AddPerson(ctx, system(), t.compound, registry.NewPerson{Name: p.name, Skills: p.skills, Phones: []string{phone}})
	if err != nil {
		return err
	}
	return t.give(ctx, id, p)
}

func (t *town) give(ctx context.Context, person int64, p player) error {
	_, err := t.Registry.GiveRole(ctx, system(), t.compound, registry.NewRole{Person: person, Role: p.role, Scope: p.scope, ScopeID: p.scopeID, Since: "2023-01-03", Basis: p.basis})
	if err != nil || p.into == nil {
		return err
	}
	*p.into = actor.Actor{Person: person, Community: t.compound.Community, Name: p.name,
		Grants: []actor.Grant{{Role: p.role, At: t.scopePath(p)}}}
	return nil
}

func (t *town) scopePath(p player) actor.Path {
	at := t.compound.Path()
	switch p.scope {
	case registry.ScopeUnit:
		at.Unit = p.scopeID
	case registry.ScopeGroup:
		at.Group = p.scopeID
	case registry.ScopeStreet:
		return actor.Path{Street: p.scopeID}
	case registry.ScopeCommunity, registry.ScopeCompound, registry.ScopeBuilding, registry.ScopeTeam:
	}
	return at
}

// groups makes the 27 groups of twelve homes with their heads, the unit heads,
// the owner representatives and knows the first resident of each home.
func (t *town) groups(ctx context.Context) (err error) {
	t.people.heads, t.people.residents = map[int64]actor.Actor{}, map[int64]actor.Actor{}
	if _, err := t.Registry.MakeGroups(ctx, system(), t.compound, registry.ByFloors); err != nil {
		return err
	}
	if t.homes, err = t.Registry.Homes(ctx, t.compound.Community, t.compound.ID, registry.HomeFilter{}); err != nil {
		return err
	}
	for i := range t.homes {
		if err := t.resident(ctx, t.homes[i]); err != nil {
			return err
		}
	}
	for first := 0; first < len(t.homes); first += homesPerGroup {
		if err := t.head(ctx, t.homes[first:first+homesPerGroup]); err != nil {
			return err
		}
	}
	return t.unitPeople(ctx)
}

func (t *town) resident(ctx context.Context, h registry.Home) error {
	found, err := t.Registry.Residents(ctx, t.compound, h.ID)
	if err != nil || len(found) == 0 {
		return err
	}
	t.people.residents[h.ID] = actor.Actor{Person: found[0].Person, Community: t.compound.Community, Name: found[0].Name,
		Grants: []actor.Grant{{Role: actor.Resident, At: h.Path(t.compound.Path())}}}
	return nil
}

// head makes the first resident of a group its joint-household head.
func (t *town) head(ctx context.Context, homes []registry.Home) error {
	head, ok := t.firstResident(homes)
	if !ok {
		return fmt.Errorf("nobody lives in the group of %s", homes[0].Label)
	}
	group := homes[0].Group
	var a actor.Actor
	if err := t.give(ctx, head.Person, player{name: head.Name, role: actor.Head, scope: registry.ScopeGroup, scopeID: group, basis: "本组居民推选 2023-01", into: &a}); err != nil {
		return err
	}
	t.people.heads[group] = a
	return nil
}

func (t *town) firstResident(homes []registry.Home) (actor.Actor, bool) {
	for _, h := range homes {
		if a, ok := t.people.residents[h.ID]; ok {
			return a, true
		}
	}
	return actor.Actor{}, false
}

// unitPeople gives each unit a head and an elected owner representative.
func (t *town) unitPeople(ctx context.Context) error {
	perUnit := len(t.homes) / units
	t.people.unitHeads, t.people.reps = make([]actor.Actor, units), make([]actor.Actor, units)
	for u := range units {
		homes := t.homes[u*perUnit+perUnit/3 : (u+1)*perUnit]
		head, _ := t.firstResident(homes)
		rep, _ := t.firstResident(homes[2*homesPerGroup:])
		unit := homes[0].Unit
		for _, p := range []struct {
			who  actor.Actor
			role actor.Role
			why  string
			into *actor.Actor
		}{
			{head, actor.UnitHead, "本单元居民推选 2023-01", &t.people.unitHeads[u]},
			{rep, actor.OwnerRep, fmt.Sprintf("2023-01-07 按单元推选,第%d单元 %d 票,任期三年", u+1, 61+u*4), &t.people.reps[u]},
		} {
			if err := t.give(ctx, p.who.Person, player{name: p.who.Name, role: p.role, scope: registry.ScopeUnit, scopeID: unit, basis: p.why, into: p.into}); err != nil {
				return err
			}
		}
	}
	return nil
}
