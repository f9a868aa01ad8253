package app

import (
	"mulin/internal/account/accountweb"
	"mulin/internal/kit/blob"
	"mulin/internal/kit/ui"
	kitweb "mulin/internal/kit/web"
	"mulin/internal/matter/configweb"
	"mulin/internal/matter/matterweb"
	"mulin/internal/matter/residentweb"
	figures "mulin/internal/report"
	"mulin/internal/report/reportweb"
)

// routes adds every page of every domain.
func (a *App) routes() {
	photos := blob.New(a.DB)
	accountweb.New(a.Accounts, a.Registry).Register(a.Site)
	residentweb.New(a.Matters, a.Registry, photos).Register(a.Site)
	matterweb.New(a.Matters, a.Registry, photos).Register(a.Site)
	configweb.New(a.Matters, a.Registry).Register(a.Site)
	reportweb.New(figures.New(a.DB), a.Registry).Register(a.Site)
}

// nav is the menu of a person within a compound.
func (a *App) nav(_ *kitweb.Ctx) []ui.NavItem { return nil }
