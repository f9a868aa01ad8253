package matter

import (
	"slices"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/registry"
)

// The golden compound for dispatch: home 5 of group 4, unit 3, building 2.
func here() actor.Path { return actor.Path{Community: 1, Compound: 1} }

func leak() Matter {
	return Matter{Community: 1, Compound: 1, Building: 2, Unit: 3, Group: 4, Home: 5, Urgency: Urgent}
}

func member1(id int64, skills string, role actor.Role, at actor.Path) member {
	at.Community, at.Compound = 1, 1
	return member{id: id, skills: skills, roles: []registry.RoleGrant{{Person: id, Role: role, At: at}}}
}

func ids(list []Candidate) []int64 {
	var out []int64
	for _, c := range list {
		out = append(out, c.Person)
	}
	return out
}

func yes(people ...int64) map[int64]bool {
	out := map[int64]bool{}
	for _, p := range people {
		out[p] = true
	}
	return out
}

func TestOnlyTheFitAreCandidates(t *testing.T) {
	plumber := Class{Skill: "水工"}
	for _, c := range []struct {
		name  string
		class Class
		p     member
		f     facts
		fit   bool
	}{
		{"a worker with the skill", plumber, member1(1, "下水 水工", actor.Worker, actor.Path{}), facts{}, true},
		{"a worker without it", plumber, member1(1, "电工", actor.Worker, actor.Path{}), facts{}, false},
		{"a skill that only sounds alike", plumber, member1(1, "水工头", actor.Worker, actor.Path{}), facts{}, false},
		{"a worker of this building", plumber, member1(1, "水工", actor.Worker, actor.Path{Building: 2}), facts{}, true},
		{"a worker of another building", plumber, member1(1, "水工", actor.Worker, actor.Path{Building: 9}), facts{}, false},
		{"who gave it back", plumber, member1(1, "水工", actor.Worker, actor.Path{}), facts{returnedBy: yes(1)}, false},
		{"the head of the group, for what needs a skill", plumber, member1(1, "", actor.Head, actor.Path{Group: 4}), facts{}, false},
		{"the head of the group", Class{}, member1(1, "", actor.Head, actor.Path{Group: 4}), facts{}, true},
		{"the head of another group", Class{}, member1(1, "", actor.Head, actor.Path{Group: 8}), facts{}, false},
		{"the head of the unit", Class{}, member1(1, "", actor.UnitHead, actor.Path{Building: 2, Unit: 3}), facts{}, true},
		{"the grid leader", Class{}, member1(1, "", actor.GridLeader, actor.Path{}), facts{}, true},
		{"a worker, for what needs no skill", Class{}, member1(1, "水工", actor.Worker, actor.Path{}), facts{}, false},
	} {
		got := rankBy(staff{people: []member{c.p}}, leak(), c.class, here(), c.f)
		if (len(got) == 1) != c.fit {
			t.Errorf("%s: candidate %v, want %v", c.name, len(got) == 1, c.fit)
		}
	}
}

func TestTheBestCandidateIsFirst(t *testing.T) {
	class := Class{Skill: "水工"}
	two := staff{people: []member{member1(1, "水工", actor.Worker, actor.Path{}), member1(2, "水工", actor.Worker, actor.Path{})}}
	for _, c := range []struct {
		name string
		f    facts
		want []int64
	}{
		{"equal: the older record", facts{}, []int64{1, 2}},
		{"fewer open matters", facts{load: map[int64]int64{1: 1}}, []int64{2, 1}},
		{"fewer given this week", facts{given: map[int64]int64{1: 1}}, []int64{2, 1}},
		{"who knows the place", facts{known: yes(2)}, []int64{2, 1}},
		{"who is in the building anyway", facts{building: yes(2)}, []int64{2, 1}},
		{"who is on duty, and only they", facts{duty: yes(2), rostered: yes(1, 2)}, []int64{2}},
		{"who is bound by no roster, when the other is off", facts{rostered: yes(1)}, []int64{2}},
		{"all are off duty: better than nobody", facts{rostered: yes(1, 2)}, []int64{1, 2}},
		{"knowing the place is worth three open matters", facts{known: yes(2), load: map[int64]int64{2: 3}}, []int64{2, 1}},
		{"but not four", facts{known: yes(2), load: map[int64]int64{2: 4}}, []int64{1, 2}},
	} {
		if got := ids(rankBy(two, leak(), class, here(), c.f)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTerritoryGoesFromHeadToUnitToGrid(t *testing.T) {
	people := staff{people: []member{member1(1, "", actor.GridLeader, actor.Path{}), member1(2, "", actor.UnitHead, actor.Path{Building: 2, Unit: 3}),
		member1(3, "", actor.Head, actor.Path{Group: 4})}}
	if got := ids(rankBy(people, leak(), Class{}, here(), facts{})); !slices.Equal(got, []int64{3, 2, 1}) {
		t.Errorf("got %v", got)
	}
	common := leak()
	common.Home, common.Unit, common.Group = 0, 0, 0
	if got := ids(rankBy(people, common, Class{}, here(), facts{})); !slices.Equal(got, []int64{1}) {
		t.Errorf("common parts went to %v, want the grid leader", got)
	}
}

func TestTheReasonsOfAChoiceAreTold(t *testing.T) {
	p := member1(1, "水工", actor.Worker, actor.Path{})
	m := leak()
	m.Urgency = Emergency
	f := facts{duty: yes(1), rostered: yes(1), known: yes(1), building: yes(1), load: map[int64]int64{1: 2}, given: map[int64]int64{1: 3}}
	got := rankBy(staff{people: []member{p}}, m, Class{Skill: "水工"}, here(), f)[0]
	if want := "skill duty urgent building known load:2 turn:3"; joinReasons(got.Why).Code != want {
		t.Errorf("got %q, want %q", joinReasons(got.Why).Code, want)
	}
	if want := int64(weightSkill + weightDuty + weightUrgent + weightBuilding + weightKnown - 2*weightLoad - 3*weightTurn); got.Score != want {
		t.Errorf("score %d, want %d", got.Score, want)
	}
}

func TestTheWordsOfACallGuessItsClass(t *testing.T) {
	classes := defaultClasses()
	for i := range classes {
		classes[i].Active = true
	}
	for text, want := range map[string]string{"电梯里困人了": "lift_trapped", "厨房下水堵了": "drain", "电梯有异响": "lift", "闻到燃气味道": "gas",
		"楼道灯不亮": "light", "Stuck in the LIFT": "lift_trapped", "什么也不像": "other"} {
		if got := GuessClass(text, classes).Code; got != want {
			t.Errorf("%s: guessed %s, want %s", text, got, want)
		}
	}
}

func TestAnInactiveClassIsNeverGuessed(t *testing.T) {
	classes := []Class{{Code: "a", Active: true}, {Code: "other", Active: true}, {Code: "old", Keywords: "灯"}}
	if got := GuessClass("灯不亮", classes).Code; got != "other" {
		t.Errorf("guessed %s", got)
	}
}
