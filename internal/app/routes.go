package app

import (
	"mulin/internal/account/accountweb"
	"mulin/internal/kit/blob"
	"mulin/internal/matter/configweb"
	"mulin/internal/matter/matterweb"
	"mulin/internal/matter/residentweb"
	"mulin/internal/notify/notifyweb"
	"mulin/internal/registry/registryweb"
	"mulin/internal/report"
	"mulin/internal/report/reportweb"
	"mulin/internal/routesweb"
)

// routes adds every page of every domain.
func (a *App) routes() {
	photos := blob.New(a.DB)
	accountweb.New(a.Accounts, a.Registry).Register(a.Site)
	notifyweb.New(a.Notify, a.Registry).Register(a.Site)
	registryweb.New(a.Registry).Register(a.Site)
	residentweb.New(a.Matters, a.Registry, photos).Register(a.Site)
	matterweb.New(a.Matters, a.Registry, photos).Register(a.Site)
	configweb.New(a.Matters, a.Registry).Register(a.Site)
	reportweb.New(report.New(a.DB), a.Registry).Register(a.Site)
	routesweb.New(a.Site).Register(a.Site)
}
