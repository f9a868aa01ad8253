package web_test

import (
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
)

func holder(role actor.Role, at actor.Path) actor.Actor {
	return actor.Actor{Person: 1, Community: 1, Grants: []actor.Grant{{Role: role, At: at}}}
}

func TestEachRuleLetsInExactlyTheseActors(t *testing.T) {
	here := actor.Path{Community: 1, Compound: 1}
	elsewhere := actor.Path{Community: 1, Compound: 2}
	group := actor.Path{Community: 1, Compound: 1, Group: 4}
	desk := web.Only("x", actor.Desk, actor.Head)
	const in errs.Kind = -1
	for _, c := range []struct {
		name string
		perm web.Perm
		a    actor.Actor
		at   actor.Path
		want errs.Kind
	}{
		{"public, visitor", web.Public("x"), actor.Actor{}, here, in},
		{"demo, visitor", web.Demo("x"), actor.Actor{}, here, in},
		{"signed in, visitor", web.SignedIn("x"), actor.Actor{}, here, errs.Unauthenticated},
		{"signed in, of the community", web.SignedIn("x"), actor.Actor{Person: 1, Community: 1}, here, in},
		{"signed in, of another community", web.SignedIn("x"), actor.Actor{Person: 1, Community: 2}, here, errs.NotFound},
		{"role, visitor", desk, actor.Actor{}, here, errs.Unauthenticated},
		{"role, holder", desk, holder(actor.Desk, here), here, in},
		{"role, holder over the community", desk, holder(actor.Desk, actor.Path{Community: 1}), here, in},
		{"role, holder of a part", desk, holder(actor.Head, group), here, in},
		{"role, colleague", desk, holder(actor.Worker, here), here, errs.Forbidden},
		{"role, holder of another compound", desk, holder(actor.Desk, elsewhere), here, errs.NotFound},
		{"role, no grants", desk, actor.Actor{Person: 1}, here, errs.NotFound},
		{"role outside compounds, holder anywhere", desk, holder(actor.Desk, elsewhere), actor.Path{}, in},
		{"role outside compounds, colleague", desk, holder(actor.Worker, here), actor.Path{}, errs.Forbidden},
		{"no rule", web.Perm{Name: "x"}, holder(actor.Admin, here), here, errs.Forbidden},
	} {
		err := c.perm.Check(c.a, c.at)
		if c.want == in && err != nil || c.want != in && !errs.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}
