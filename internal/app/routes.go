package app

import (
	"context"

	"mulin/internal/kit/actor"
	kitweb "mulin/internal/kit/web"

	"mulin/internal/account/accountweb"
	"mulin/internal/kit/ui"
	"mulin/internal/notify/notifyweb"
)

// routes adds every page of every domain.
func (a *App) routes() {
	accountweb.New(a.Accounts, a.Registry, a.ownData()...).Register(a.Site)
	notifyweb.New(a.Notify, a.Registry).Register(a.Site)
}

// nav is the menu of a person within a compound.
func (a *App) nav(c *kitweb.Ctx) []ui.NavItem {
	return nil
}

// ownData is what the parts of the house add to a person's copy of their data.
func (a *App) ownData() []accountweb.Part {
	return []accountweb.Part{{Name: "messages", Of: func(ctx context.Context, who actor.Actor) (any, error) {
		list, _, err := a.Notify.Inbox(ctx, who, 0)
		return list, err
	}}}
}
