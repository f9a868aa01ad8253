// Package notifyweb holds a person's messages, how they want to be told, and
// the desk's outbox.
package notifyweb

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/notify"
	"mulin/internal/registry"
)

// Pages are the pages of this package.
type Pages struct {
	notify   *notify.Service
	registry *registry.Service
}

// New makes the pages.
func New(n *notify.Service, r *registry.Service) *Pages { return &Pages{n, r} }

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	me, keepers := web.SignedIn("notify.me"), web.Only("notify.outbox", registry.Keepers()...)
	s.Handle(
		web.Route{Method: "GET", Path: "/me/inbox", Perm: me, Do: p.inbox},
		web.Route{Method: "POST", Path: "/me/inbox/read", Perm: me, Do: p.readAll},
		web.Route{Method: "POST", Path: "/me/inbox/{id}", Perm: me, Do: p.read},
		web.Route{Method: "GET", Path: "/me/telling", Perm: me, Do: p.telling},
		web.Route{Method: "POST", Path: "/me/telling", Perm: me, Do: p.setTelling},
		web.Route{Method: "POST", Path: "/me/push", Perm: me, Do: p.subscribe},
		web.Route{Method: "POST", Path: "/me/push/end", Perm: me, Do: p.unsubscribe},
		web.Route{Method: "GET", Path: "/c/{compound}/outbox", Perm: keepers, Do: p.outbox},
		web.Route{Method: "POST", Path: "/c/{compound}/outbox/{id}/{channel}/retry", Perm: keepers, Do: p.retry},
	)
}

// Unread counts the actor's unread messages, for a menu's badge.
func (p *Pages) Unread(ctx context.Context, a actor.Actor) (int, error) {
	n, err := p.notify.Unread(ctx, a.Community, a.Person)
	return int(n), err
}

// moment says when, at the place of a page without a compound too.
func moment(c *web.Ctx, t time.Time) string {
	zone := c.Compound.Zone
	if zone == nil {
		zone = registry.Compound{}.Location()
	}
	return when.At(c.Words, t, c.Site.DB.Now(), zone)
}

// inboxView is a page of messages.
type inboxView struct {
	c      *web.Ctx
	notes  []notify.Note
	more   bool
	unread int64
}

func (v inboxView) cell(n notify.Note) ui.Cell {
	cell := ui.Cell{Icon: "bell", Title: v.c.Words.Map(n.Key, n.Args), Desc: moment(v.c, n.At)}
	switch {
	case !n.Read:
		cell.Tag = ui.Tag{Text: v.c.T("notify.new"), Kind: "info"}
	case n.Link != "":
		cell.URL = n.Link
	}
	return cell
}

func (v inboxView) pages() ui.Pages {
	pages := ui.Pages{Label: v.c.T("notify.inbox")}
	if v.more {
		pages.NextURL, pages.NextText = "/me/inbox?before="+strconv.FormatInt(v.notes[len(v.notes)-1].ID, 10), v.c.T("act.next")
	}
	return pages
}

func (p *Pages) inbox(c *web.Ctx) error {
	notes, more, err := p.notify.Inbox(c.Context(), c.Actor, c.Int("before"))
	if err != nil {
		return err
	}
	unread, err := p.notify.Unread(c.Context(), c.Actor.Community, c.Actor.Person)
	if err != nil {
		return err
	}
	return c.Page(c.T("notify.inbox"), inboxPage(inboxView{c, notes, more, unread}))
}

// read opens a message: it is marked and the page it is about is shown.
func (p *Pages) read(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	link, err := p.notify.MarkRead(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	if link == "" {
		link = "/me/inbox"
	}
	return c.Redirect(link, "")
}

func (p *Pages) readAll(c *web.Ctx) error {
	if err := p.notify.MarkAllRead(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.Redirect("/me/inbox", "")
}

// tellingView is the choice of the way with this browser's push.
type tellingView struct {
	By, Lang string
	Key      string // the community's public push key, "" without Web Push
	Devices  int64
	Errors   web.FieldErrors
}

func (v tellingView) ways(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, by := range registry.Ways() {
		if by == "push" && v.Key == "" {
			continue
		}
		value := orDefault(by)
		options = append(options, ui.Option{Value: value, Label: i18n.T(ctx, "account.by."+value), Hint: i18n.T(ctx, "notify.by."+value), Selected: by == v.By})
	}
	return options
}

func (v tellingView) langs() []ui.Option {
	names := map[string]string{i18n.Hans: "简体中文", i18n.Hant: "繁體中文", i18n.En: "English"}
	var options []ui.Option
	for _, lang := range i18n.Languages() {
		options = append(options, ui.Option{Value: lang, Label: names[lang], Selected: lang == v.Lang || (v.Lang == "" && lang == i18n.Hans)})
	}
	return options
}

func orDefault(by string) string {
	if by == "" {
		return "default"
	}
	return by
}

func (p *Pages) tellingOf(c *web.Ctx) (v tellingView, err error) {
	choice, err := p.registry.ChoiceOf(c.Context(), c.Actor)
	if err != nil {
		return v, err
	}
	key, err := p.notify.PushKeyOf(c.Context(), c.Actor.Community)
	if err != nil {
		return v, err
	}
	v = tellingView{By: choice.By, Lang: choice.Lang, Key: key.Public}
	v.Devices, err = p.notify.Devices(c.Context(), c.Actor)
	return v, err
}

func (p *Pages) telling(c *web.Ctx) error {
	v, err := p.tellingOf(c)
	if err != nil {
		return err
	}
	return c.Page(c.T("account.telling"), tellingPage(v))
}

func (p *Pages) setTelling(c *web.Ctx) error {
	by := c.Str("by")
	if by == "default" {
		by = ""
	}
	err := p.registry.SetChoice(c.Context(), c.Actor, registry.Choice{By: by, Lang: c.Str("lang")})
	if err != nil {
		v, readErr := p.tellingOf(c)
		if readErr != nil {
			return readErr
		}
		return c.FormError(err, c.T("account.telling"), func(f web.FieldErrors) templ.Component {
			v.By, v.Lang, v.Errors = by, c.Str("lang"), f
			return tellingPage(v)
		})
	}
	return c.Redirect("/me", "flash.saved")
}

func (p *Pages) subscribe(c *web.Ctx) error {
	err := p.notify.Subscribe(c.Context(), c.Actor, notify.Subscription{Endpoint: c.Str("endpoint"), P256dh: c.Str("p256dh"), Auth: c.Str("auth")})
	if err != nil {
		return err
	}
	return c.Redirect("/me/telling", "notify.push.done")
}

func (p *Pages) unsubscribe(c *web.Ctx) error {
	if err := p.notify.Unsubscribe(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.Redirect("/me/telling", "notify.push.ended")
}
