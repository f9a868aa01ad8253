package residentweb

import (
	"context"
	"slices"
	"strings"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// landing lists the compounds by their public names, or goes to the only one.
func (p *Pages) landing(c *web.Ctx) error {
	list, err := p.registry.Compounds(c.Context())
	if err != nil {
		return err
	}
	if len(list) == 1 && !c.Site.Demo {
		return c.Redirect(web.CompoundURL(list[0].Slug), "")
	}
	return c.Page(c.T("shell.product"), landingPage(list, c.Site.Demo))
}

// front is what the compound's front page shows.
type front struct {
	compound registry.Compound
	base     string
	duty     []onDuty
	own      []matter.Row // open matters of the signed-in person
	signedIn bool
	unread   int
	head     bool
	tell     teller
}

type onDuty struct{ Name, Work string }

func (p *Pages) home(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	f := front{compound: r, base: c.URL(), signedIn: c.Actor.SignedIn(), tell: newTeller(c, r.Location()),
		head: c.Actor.Within(c.Compound.Path, matter.Heads()...)}
	if f.duty, err = p.duty(c, r); err != nil {
		return err
	}
	if f.signedIn {
		f.unread = c.Unread()
		rows, err := p.matters.Mine(c.Context(), c.Actor, r)
		if err != nil {
			return err
		}
		f.own = slices.DeleteFunc(rows, func(x matter.Row) bool { return !x.Open() })
	}
	return c.Page(r.Name, homePage(f))
}

// unreadTag says how many messages are new, nothing for none.
func unreadTag(ctx context.Context, n int) ui.Tag {
	if n == 0 {
		return ui.Tag{}
	}
	return ui.Tag{Text: i18n.T(ctx, "notify.unread", "N", n), Kind: "info"}
}

// duty lists who is in charge now. People on duty are known by their work; their
// whole names are not for everybody.
func (p *Pages) duty(c *web.Ctx, r registry.Compound) ([]onDuty, error) {
	people, err := p.matters.OnDuty(c.Context(), r)
	if err != nil {
		return nil, err
	}
	roles, err := p.registry.Roles(c.Context(), r, r.Today(c.Site.DB.Now()))
	if err != nil {
		return nil, err
	}
	out := make([]onDuty, 0, len(people))
	for _, person := range people {
		out = append(out, onDuty{Name: master(c.Words, person.Name), Work: work(c.Words, person, roles)})
	}
	slices.SortFunc(out, func(a, b onDuty) int { return strings.Compare(a.Work+a.Name, b.Work+b.Name) })
	return out, nil
}

// work is what a person on duty does: their skills, else their first post.
func work(w *i18n.Words, person registry.Person, roles []registry.RoleGrant) string {
	if person.Skills != "" {
		return strings.Join(strings.Fields(person.Skills), " · ")
	}
	for _, g := range roles {
		if g.Person == person.ID {
			return w.T("role." + string(g.Role))
		}
	}
	return ""
}
