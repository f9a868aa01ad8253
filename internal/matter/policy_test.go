package matter_test

import (
	"slices"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/matter"
)

// Who may do what, one line per action: y yes; w yes, unless they ever worked on
// the matter; dot no. Columns: visitor, stranger of another compound, resident
// next door, resident of the home, reporter, responsible, deputy, free worker,
// head of the group, head of another group, desk, manager, supervisor, party.
const policyGolden = `
	triage   ..........yy..
	assign   ..........yy..
	offer    ..........yy..
	grab     .....y.y..yy..
	sign     .....yy.......
	return   .....yy.......
	contact  .....yy...yy..
	onsite   .....yy.......
	pause    .....yy...yy..
	resume   .....yy...yy..
	refer    .....yy...yy..
	discuss  ..........yy..
	back     ..........yy..
	report   .....yy.......
	attempt  ..........ww..
	confirm  ....w.....www.
	reject   ....y.....ww..
	reopen   ....y.....ww..
	refuse   ..........ww..
	withdraw ....w.....ww..
	merge    ..........ww..
	note     ....yyy...yy..
	late     .....yy...yy..
	rate     ....w.....ww..
	join     ..yyyyyyyyyyyy
	intake   ..............
	warn     ..............
	escalate ..............
	takeover ..............
`

// the golden places: compound 1 of community 1, home 5 in group 4.
func compoundPath() actor.Path { return actor.Path{Community: 1, Compound: 1} }

func withRole(person int64, role actor.Role, at actor.Path) actor.Actor {
	return actor.Actor{Person: person, Community: 1, Grants: []actor.Grant{{Role: role, At: at}}}
}

func goldenMatter() matter.Matter {
	return matter.Matter{Community: 1, ID: 9, Compound: 1, State: matter.Signed, Kind: matter.Problem, Building: 2, Unit: 3, Group: 4, Home: 5,
		Reporter: 14, Responsible: 15, Deputy: 16}
}

func goldenActors() []actor.Actor {
	at := compoundPath()
	in := func(group, home int64) actor.Path {
		return actor.Path{Community: 1, Compound: 1, Building: 2, Unit: 3, Group: group, Home: home}
	}
	return []actor.Actor{
		{},
		withRole(11, actor.Desk, actor.Path{Community: 1, Compound: 2}),
		withRole(12, actor.Resident, in(4, 6)),
		withRole(13, actor.Resident, in(4, 5)),
		withRole(14, actor.Resident, in(4, 5)),
		withRole(15, actor.Worker, at),
		withRole(16, actor.Head, actor.Path{Community: 1, Compound: 1, Group: 8}),
		withRole(17, actor.Worker, at),
		withRole(18, actor.Head, actor.Path{Community: 1, Compound: 1, Group: 4}),
		withRole(19, actor.Head, actor.Path{Community: 1, Compound: 1, Group: 7}),
		withRole(20, actor.Desk, at),
		withRole(21, actor.Manager, at),
		withRole(22, actor.Supervisor, at),
		withRole(23, actor.Party, at),
	}
}

func TestEachActionIsAllowedToExactlyThesePeople(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(policyGolden)) {
		f := strings.Fields(line)
		for i, a := range goldenActors() {
			for _, worked := range []bool{false, true} {
				want := f[1][i] == 'y' || (f[1][i] == 'w' && !worked)
				if got := matter.Can(a, matter.Action(f[0]), goldenMatter(), compoundPath(), worked); got != want {
					t.Errorf("%s by column %d, worked %v: allowed %v, want %v", f[0], i, worked, got, want)
				}
			}
		}
	}
}

func TestAMatterIsSeenByExactlyThesePeople(t *testing.T) {
	const want = "...yyyy.y.yyyy"
	for i, a := range goldenActors() {
		if got := matter.CanSee(a, goldenMatter(), compoundPath()); got != (want[i] == 'y') {
			t.Errorf("column %d sees it: %v", i, got)
		}
	}
}

func TestTheReporterIsKnownToExactlyThesePeople(t *testing.T) {
	const want = "....yyy.y.yyyy"
	for i, a := range goldenActors() {
		if got := matter.SeesReporter(a, goldenMatter(), compoundPath()); got != (want[i] == 'y') {
			t.Errorf("column %d knows the reporter: %v", i, got)
		}
	}
}

func TestADisputeIsHiddenFromTheHomeItIsAbout(t *testing.T) {
	m := goldenMatter()
	m.Kind = matter.Dispute
	if matter.CanSee(goldenActors()[3], m, compoundPath()) {
		t.Error("the other side of a dispute reads the complaint")
	}
	if !matter.CanSee(goldenActors()[4], m, compoundPath()) {
		t.Error("the reporter cannot read their own complaint")
	}
}

func TestWithoutAKnownReporterTheHomeSpeaks(t *testing.T) {
	m := goldenMatter()
	m.Reporter = 0
	for i, want := range map[int]bool{2: false, 3: true, 4: true} {
		if got := matter.Can(goldenActors()[i], matter.ActConfirm, m, compoundPath(), false); got != want {
			t.Errorf("column %d confirms: %v, want %v", i, got, want)
		}
	}
}

func TestOnlyTheOneAskedAnswersForAReturnedMatter(t *testing.T) {
	m := goldenMatter()
	m.State, m.Asked = matter.Assigned, 17
	for i, a := range goldenActors() {
		want := a.Person == 17
		if got := matter.Can(a, matter.ActSign, m, compoundPath(), false); got != want {
			t.Errorf("column %d signs: %v, want %v", i, got, want)
		}
	}
}

func TestAFreeMatterIsSeenByWhoeverCouldTakeIt(t *testing.T) {
	m := goldenMatter()
	m.GrabUntil = m.FirstWord.AddDate(1, 0, 0)
	if !matter.CanSee(goldenActors()[7], m, compoundPath()) {
		t.Error("a worker cannot see what is free to take")
	}
	if matter.CanSee(goldenActors()[2], m, compoundPath()) {
		t.Error("a neighbour sees what is free to take")
	}
}

func TestAHeadSeesOnlyTheOwnGroupAndNoCommonParts(t *testing.T) {
	head := goldenActors()[8]
	m := goldenMatter()
	m.Group, m.Home, m.Unit, m.Building = 0, 0, 0, 0
	if matter.CanSee(head, m, compoundPath()) {
		t.Error("a head of twelve homes reads matters of the common parts")
	}
}

func TestTheGoldenTablesCoverEveryAction(t *testing.T) {
	for _, table := range []string{machineGolden, policyGolden} {
		var names []string
		for line := range strings.Lines(strings.TrimSpace(table)) {
			names = append(names, strings.Fields(line)[0])
		}
		for _, a := range []matter.Action{matter.ActIntake, matter.ActTriage, matter.ActAssign, matter.ActOffer, matter.ActGrab, matter.ActSign, matter.ActReturn,
			matter.ActContact, matter.ActOnSite, matter.ActPause, matter.ActResume, matter.ActRefer, matter.ActDeliberate, matter.ActBack, matter.ActReport,
			matter.ActAttempt, matter.ActConfirm, matter.ActReject, matter.ActReopen, matter.ActRefuse, matter.ActWithdraw, matter.ActMerge, matter.ActNote,
			matter.ActLate, matter.ActRate, matter.ActWarn, matter.ActEscalate, matter.ActTakeover, matter.ActJoin} {
			if !slices.Contains(names, string(a)) {
				t.Errorf("%s is in no golden table", a)
			}
		}
	}
}
