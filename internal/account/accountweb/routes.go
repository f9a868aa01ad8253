// Package accountweb holds the pages for signing in and out, a person's own
// page, the desk's sign-in cards, the demo's stage door and the visitor's
// choices (language, elder view).
package accountweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

// Part adds what another part of the house knows about a person to their own
// copy of their data (PIPL 45), under its name.
type Part struct {
	Name string
	Of   func(ctx context.Context, a actor.Actor) (any, error)
}

// Pages are the pages of this package.
type Pages struct {
	accounts *account.Service
	registry *registry.Service
	parts    []Part
}

// New makes the pages.
func New(a *account.Service, r *registry.Service, parts ...Part) *Pages {
	return &Pages{a, r, parts}
}

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	keepers := web.Only("account.cards", registry.Keepers()...)
	signIn, me := web.Public("account.signin"), web.SignedIn("account.me")
	s.Handle(
		web.Route{Method: "GET", Path: "/signin", Perm: signIn, Do: p.form},
		web.Route{Method: "POST", Path: "/signin", Perm: signIn, Do: p.signIn},
		web.Route{Method: "GET", Path: "/signin/{step}", Perm: signIn, Do: p.again},
		web.Route{Method: "POST", Path: "/signin/code", Perm: signIn, Do: p.sendCode},
		web.Route{Method: "POST", Path: "/signin/verify", Perm: signIn, Do: p.verify},
		web.Route{Method: "POST", Path: "/signin/choose", Perm: signIn, Do: p.choose},
		web.Route{Method: "POST", Path: "/signout", Perm: web.SignedIn("account.signout"), Do: p.signOut},
		web.Route{Method: "POST", Path: "/prefs", Perm: web.Public("account.prefs"), Do: p.prefs},
		web.Route{Method: "GET", Path: "/card/{secret}", Perm: web.Public("account.card"), Do: p.card},
		web.Route{Method: "POST", Path: "/card/{secret}", Perm: web.Public("account.card"), Do: p.useCard},
		web.Route{Method: "GET", Path: "/me", Perm: me, Do: p.me},
		web.Route{Method: "GET", Path: "/me/password", Perm: me, Do: p.passwordForm},
		web.Route{Method: "POST", Path: "/me/password", Perm: me, Do: p.changePassword},
		web.Route{Method: "POST", Path: "/me/sessions/end", Perm: me, Do: p.endSession},
		web.Route{Method: "POST", Path: "/me/sessions/others", Perm: me, Do: p.endOthers},
		web.Route{Method: "GET", Path: "/me/copy", Perm: me, Do: p.copyPrint},
		web.Route{Method: "GET", Path: "/me/copy.json", Perm: me, Do: p.copyFile},
		web.Route{Method: "GET", Path: "/c/{compound}/people/{id}/cards", Perm: keepers, Do: p.cards},
		web.Route{Method: "POST", Path: "/c/{compound}/people/{id}/card", Perm: keepers, Do: p.printCard},
		web.Route{Method: "POST", Path: "/c/{compound}/people/{id}/cards/{card}/revoke", Perm: keepers, Do: p.revokeCard},
		web.Route{Method: "GET", Path: "/demo", Perm: web.Demo("demo.signin"), Do: p.stage},
		web.Route{Method: "POST", Path: "/demo/signin", Perm: web.Demo("demo.signin"), Do: p.play},
	)
}

func device(c *web.Ctx) string { return c.R.UserAgent() }

// token is that of the visitor's session, "" without one.
func token(c *web.Ctx) string {
	k, err := c.R.Cookie(web.SessionCookie)
	if err != nil {
		return ""
	}
	return k.Value
}

// next is the page to go to after signing in: only one of ours.
func next(c *web.Ctx) string {
	return local(c.Str("next"))
}

// local is the address when it is one of this site, else the first page.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		return "/"
	}
	return to
}

// enter ends the session that was there and goes on as the new person.
func (p *Pages) enter(c *web.Ctx, in account.SignIn, to string) error {
	if old := token(c); old != "" {
		if err := p.accounts.SignOut(c.Context(), old); err != nil {
			return err
		}
	}
	c.SetSession(in.Token, in.Until)
	return c.Redirect(to, "")
}

func (p *Pages) signOut(c *web.Ctx) error {
	if err := p.accounts.SignOut(c.Context(), token(c)); err != nil {
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
	return c.Redirect(local(back.RequestURI()), "")
}

// compound is the registry's record of the page's compound.
func (p *Pages) compound(c *web.Ctx) (registry.Compound, error) {
	return p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
}

func notFound() error { return errs.New(errs.NotFound, "err.notfound") }
