package accountweb

import (
	"mulin/internal/account"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
)

// signInView is the sign-in page. Way tells whose form an error belongs to.
type signInView struct {
	Next, Phone, Way string
	Demo             bool
	Errors           web.FieldErrors
}

// of gives the errors of one of the two forms.
func (v signInView) of(way string) web.FieldErrors {
	if v.Way == way {
		return v.Errors
	}
	return web.FieldErrors{}
}

func (p *Pages) form(c *web.Ctx) error {
	return c.Page(c.T("shell.signin"), signInPage(signInView{Next: c.Str("next"), Demo: c.Site.Demo}))
}

// again leads back from a step that was reloaded or opened in another language.
func (p *Pages) again(c *web.Ctx) error { return c.Redirect("/signin", "") }

func (p *Pages) signIn(c *web.Ctx) error {
	e, err := p.accounts.ByPassword(c.Context(), c.Str("phone"), c.R.PostFormValue("password"), c.ClientIP(), device(c))
	if err != nil {
		return c.FormError(err, c.T("shell.signin"), func(f web.FieldErrors) component {
			return signInPage(signInView{Next: c.Str("next"), Phone: c.Str("phone"), Way: "password", Demo: c.Site.Demo, Errors: f})
		})
	}
	return p.goOn(c, e)
}

func (p *Pages) sendCode(c *web.Ctx) error {
	err := p.accounts.SendCode(c.Context(), c.Str("phone"), c.ClientIP())
	if e := errs.As(err); e != nil && e.Key == "account.code.wait" {
		return c.FormError(err, c.T("shell.signin"), func(f web.FieldErrors) component { return codePage(c.Str("next"), c.Str("phone"), "", f) })
	}
	if err != nil {
		return c.FormError(err, c.T("shell.signin"), func(f web.FieldErrors) component {
			return signInPage(signInView{Next: c.Str("next"), Phone: c.Str("phone"), Way: "code", Demo: c.Site.Demo, Errors: f})
		})
	}
	return c.Page(c.T("shell.signin"), codePage(c.Str("next"), c.Str("phone"), "", web.FieldErrors{}))
}

func (p *Pages) verify(c *web.Ctx) error {
	e, err := p.accounts.ByCode(c.Context(), c.Str("phone"), c.Str("code"), c.ClientIP(), device(c))
	if err != nil {
		return c.FormError(err, c.T("shell.signin"), func(f web.FieldErrors) component {
			return codePage(c.Str("next"), c.Str("phone"), c.Str("code"), f)
		})
	}
	return p.goOn(c, e)
}

// goOn signs in, or asks which of the people who share the phone it is.
func (p *Pages) goOn(c *web.Ctx, e account.Entry) error {
	if len(e.People) > 0 {
		return c.Page(c.T("account.choose"), choosePage(next(c), e.Ticket, e.People, web.FieldErrors{}))
	}
	return p.enter(c, e.SignIn, next(c))
}

func (p *Pages) choose(c *web.Ctx) error {
	in, err := p.accounts.Choose(c.Context(), c.Str("ticket"), c.Str("person"), c.ClientIP(), device(c))
	if err == nil {
		return p.enter(c, in, next(c))
	}
	people, gone := p.accounts.Candidates(c.Context(), c.Str("ticket"))
	if gone != nil || len(people) == 0 {
		return c.FormError(err, c.T("shell.signin"), func(f web.FieldErrors) component {
			return signInPage(signInView{Next: c.Str("next"), Way: "code", Demo: c.Site.Demo, Errors: web.FieldErrors{"phone": f["code"], "": f[""]}})
		})
	}
	return c.FormError(err, c.T("account.choose"), func(f web.FieldErrors) component {
		return choosePage(next(c), c.Str("ticket"), people, f)
	})
}

// card shows whose card it is and changes nothing: previews open links too.
func (p *Pages) card(c *web.Ctx) error {
	name, err := p.accounts.CardHolder(c.Context(), c.R.PathValue("secret"))
	if err != nil {
		return err
	}
	c.W.Header().Set("Referrer-Policy", "no-referrer")
	c.W.Header().Set("Cache-Control", "no-store")
	return c.Page(c.T("account.card.title"), cardPage(name, c.R.PathValue("secret")))
}

func (p *Pages) useCard(c *web.Ctx) error {
	in, err := p.accounts.ByCard(c.Context(), c.R.PathValue("secret"), c.ClientIP(), device(c))
	if err != nil {
		return err
	}
	return p.enter(c, in, "/")
}
