package actor

import "testing"

func TestAPlaceCoversItselfAndWhatIsInIt(t *testing.T) {
	compound := Path{Street: 1, Community: 2, Compound: 3}
	home := Path{Street: 1, Community: 2, Compound: 3, Building: 4, Unit: 5, Group: 6, Home: 7}
	for _, c := range []struct {
		name  string
		outer Path
		want  bool
	}{
		{"everywhere", Path{}, true},
		{"its street", Path{Street: 1}, true},
		{"its compound", compound, true},
		{"its group", Path{Community: 2, Compound: 3, Group: 6}, true},
		{"itself", home, true},
		{"another compound", Path{Compound: 9}, false},
		{"another group of the compound", Path{Community: 2, Compound: 3, Group: 8}, false},
		{"a team is no place", Path{Compound: 3, Team: 1}, false},
	} {
		if got := c.outer.Covers(home); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAPartDoesNotCoverTheWhole(t *testing.T) {
	if (Path{Compound: 3, Group: 6}).Covers(Path{Compound: 3}) {
		t.Error("a group covers its compound")
	}
}

func TestHavingIsOverTheWholeAndWithinIsAnyPart(t *testing.T) {
	head := Actor{Person: 1, Grants: []Grant{{Head, Path{Compound: 3, Group: 6}}}}
	compound := Path{Compound: 3}
	if head.Has(compound, Head) {
		t.Error("a head of a group has the compound")
	}
	if !head.Within(compound, Head) {
		t.Error("a head of a group is not within the compound")
	}
	if head.Within(Path{Compound: 4}, Head) {
		t.Error("a head is within another compound")
	}
	if got := head.RolesWithin(compound); len(got) != 1 || got[0] != Head {
		t.Errorf("roles %v", got)
	}
}

func TestAPersonIsKnownByNumberAndCommunity(t *testing.T) {
	a := Actor{Person: 7, Community: 2}
	for _, c := range []struct {
		community, person int64
		want              bool
	}{{2, 7, true}, {3, 7, false}, {2, 8, false}, {2, 0, false}} {
		if got := a.Is(c.community, c.person); got != c.want {
			t.Errorf("%v: %v", c, got)
		}
	}
	if (Actor{}).Is(0, 0) || (Actor{}).SignedIn() {
		t.Error("a visitor is somebody")
	}
}
