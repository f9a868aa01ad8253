package app

import (
	kitweb "mulin/internal/kit/web"

	"mulin/internal/account/accountweb"
	"mulin/internal/kit/ui"
	"mulin/internal/registry/registryweb"
)

// routes adds every page of every domain.
func (a *App) routes() {
	accountweb.New(a.Accounts, a.Registry).Register(a.Site)
	registryweb.New(a.Registry).Register(a.Site)
}

// nav is the menu of a person within a compound.
func (a *App) nav(c *kitweb.Ctx) []ui.NavItem {
	return nil
}
