package residentweb

import (
	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// act does one thing by the link and shows the page again, with what was typed
// when it was refused.
func (p *Pages) act(c *web.Ctx, flash string, do func(code string, in typed) error) error {
	in := typed{Why: c.Str("why"), Solved: c.Str("solved"), Satisfied: c.Str("satisfied"), Comment: c.Str("comment")}
	code := c.R.PathValue("code")
	err := do(code, in)
	if err == nil {
		return c.Redirect("/m/"+code, flash)
	}
	t, missing := p.byCode(c)
	if missing != nil {
		return missing
	}
	return c.FormError(err, t.view.Number, func(e web.FieldErrors) component {
		t.typed, t.errors = in, e
		return trackPage(t)
	})
}

// longestWhy is how much a resident may say with an act, in characters.
const longestWhy = 500

// why asks what is still wrong, in a few words.
func (t typed) why() error {
	var v errs.Check
	v.That(t.Why != "", "why", "err.required")
	v.That(len([]rune(t.Why)) <= longestWhy, "why", "err.toolong", errs.Args{"Max": longestWhy})
	return v.Err()
}

func (p *Pages) confirm(c *web.Ctx) error {
	return p.act(c, "my.flash.closed", func(code string, _ typed) error {
		_, err := p.matters.ConfirmByTrack(c.Context(), c.Actor, code, true, "")
		return err
	})
}

func (p *Pages) reject(c *web.Ctx) error {
	return p.act(c, "my.flash.again", func(code string, in typed) error {
		if err := in.why(); err != nil {
			return err
		}
		_, err := p.matters.ConfirmByTrack(c.Context(), c.Actor, code, false, in.Why)
		return err
	})
}

func (p *Pages) reopen(c *web.Ctx) error {
	return p.act(c, "my.flash.again", func(code string, _ typed) error {
		_, err := p.matters.ReopenByTrack(c.Context(), c.Actor, code, "")
		return err
	})
}

func (p *Pages) withdraw(c *web.Ctx) error {
	return p.act(c, "my.flash.withdrawn", func(code string, _ typed) error {
		_, err := p.matters.WithdrawByTrack(c.Context(), c.Actor, code, "")
		return err
	})
}

func (p *Pages) rate(c *web.Ctx) error {
	return p.act(c, "my.flash.rated", func(code string, in typed) error {
		_, err := p.matters.RateByTrack(c.Context(), c.Actor, code, matter.Rating{Solved: in.Solved, Satisfied: c.Int("satisfied"), Comment: in.Comment, Channel: "web"})
		return err
	})
}
