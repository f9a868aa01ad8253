package accountweb

import (
	"mulin/internal/kit/web"
)

// stage lists people to try the demo as. The route exists in demo mode only.
func (p *Pages) stage(c *web.Ctx) error {
	stages, err := p.accounts.Stages(c.Context())
	if err != nil {
		return err
	}
	return c.Page(c.T("account.demo.title"), stagePage(stages))
}

// play signs in as a person of a demo compound.
func (p *Pages) play(c *web.Ctx) error {
	if !c.Site.Demo {
		return notFound()
	}
	place, err := p.registry.CompoundBySlug(c.Context(), c.Str("compound"))
	if err != nil {
		return err
	}
	in, err := p.accounts.DemoSignIn(c.Context(), place, c.Int("person"), device(c))
	if err != nil {
		return err
	}
	return p.enter(c, in, web.CompoundURL(place.Slug))
}
