// Package accountweb holds the pages for signing in and out, one's sessions and
// the visitor's choices (language, elder view).
package accountweb

import (
	"net/http"
	"net/url"
	"strings"

	"mulin/internal/account"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

// Pages are the pages of this package.
type Pages struct {
	accounts *account.Service
	registry *registry.Service
}

// New makes the pages.
func New(a *account.Service, r *registry.Service) *Pages { return &Pages{a, r} }

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	s.Handle(
		web.Route{Method: "GET", Path: "/signin", Perm: web.Public("account.signin"), Do: p.form},
		web.Route{Method: "POST", Path: "/signin", Perm: web.Public("account.signin"), Do: p.signIn},
		web.Route{Method: "POST", Path: "/signout", Perm: web.SignedIn("account.signout"), Do: p.signOut},
		web.Route{Method: "POST", Path: "/prefs", Perm: web.Public("account.prefs"), Do: p.prefs},
	)
}

func device(c *web.Ctx) string { return c.R.UserAgent() }

// next is the page to go to after signing in: only one of ours.
func next(c *web.Ctx) string {
	to := c.Str("next")
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		return "/"
	}
	return to
}

func (p *Pages) form(c *web.Ctx) error {
	return c.Page(c.T("shell.signin"), signInForm(c.Str("next"), "", web.FieldErrors{}))
}

func (p *Pages) signIn(c *web.Ctx) error {
	in, err := p.accounts.ByPassword(c.Context(), c.Str("phone"), c.R.FormValue("password"), c.ClientIP(), device(c))
	if err != nil {
		return c.FormError(err, c.T("shell.signin"), func(f web.FieldErrors) component { return signInForm(c.Str("next"), c.Str("phone"), f) })
	}
	c.SetSession(in.Token, in.Until)
	return c.Redirect(next(c), "")
}

func (p *Pages) signOut(c *web.Ctx) error {
	k, err := c.R.Cookie(web.SessionCookie)
	if err != nil {
		return errs.New(errs.Unauthenticated, "err.signin", err)
	}
	if err := p.accounts.SignOut(c.Context(), k.Value); err != nil {
		return err
	}
	c.SetSession("", http.Cookie{}.Expires)
	return c.Redirect("/", "")
}

// prefs turns the elder view on and off and goes back to the page.
func (p *Pages) prefs(c *web.Ctx) error {
	value := "1"
	if c.Elder {
		value = "0"
	}
	c.Remember(web.ElderCookie, value)
	back, err := url.Parse(c.R.Referer())
	if err != nil || back.Host != c.R.Host {
		return c.Redirect("/", "")
	}
	return c.Redirect(back.RequestURI(), "")
}
