package accountweb

import (
	"time"

	"mulin/internal/account"
	"mulin/internal/kit/qrcode"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/registry"
)

// cardsView is the list of a person's cards.
type cardsView struct {
	c      *web.Ctx
	person registry.Person
	cards  []account.Card
}

func (v cardsView) url(parts ...any) string {
	return v.c.URL(append([]any{"people", v.person.ID}, parts...)...)
}

func (v cardsView) when(t time.Time) string {
	return when.At(v.c.Words, t, v.c.Site.DB.Now(), v.c.Compound.Zone)
}

func (v cardsView) cell(k account.Card) ui.Cell {
	cell := ui.Cell{Icon: "key", Title: v.c.T("account.card.printed", "When", v.when(k.Printed)), Desc: v.c.T("account.card.unused"),
		Tag: ui.Tag{Text: v.c.T("account.card.good"), Kind: "ok"}}
	if !k.Used.IsZero() {
		cell.Desc = v.c.T("account.card.used", "When", v.when(k.Used))
	}
	if !k.Revoked.IsZero() {
		cell.Tag = ui.Tag{Text: v.c.T("account.card.revoked"), Kind: "muted"}
	}
	return cell
}

func (p *Pages) cards(c *web.Ctx) error {
	v, err := p.cardsOf(c)
	if err != nil {
		return err
	}
	return c.Page(c.T("account.cards"), cardsPage(v, web.FieldErrors{}))
}

func (p *Pages) cardsOf(c *web.Ctx) (v cardsView, err error) {
	id, err := c.ID("id")
	if err != nil {
		return v, err
	}
	place, err := p.compound(c)
	if err != nil {
		return v, err
	}
	v.c = c
	if v.cards, err = p.accounts.Cards(c.Context(), c.Actor, place, id); err != nil {
		return v, err
	}
	v.person, err = p.registry.Person(c.Context(), place.Community, id)
	return v, err
}

// printCard answers with the sheet itself: the secret is on this paper only.
func (p *Pages) printCard(c *web.Ctx) error {
	v, err := p.cardsOf(c)
	if err != nil {
		return err
	}
	place, err := p.compound(c)
	if err != nil {
		return err
	}
	secret, err := p.accounts.PrintCard(c.Context(), c.Actor, place, v.person.ID)
	if err != nil {
		return c.FormError(err, c.T("account.cards"), func(f web.FieldErrors) component { return cardsPage(v, f) })
	}
	svg := qrcode.SVG(c.AbsoluteURL("/card/"+secret), c.T("account.card.title"))
	c.W.Header().Set("Cache-Control", "no-store")
	return c.Print(c.T("account.card.title"), paperCard(v, place, svg))
}

func (p *Pages) revokeCard(c *web.Ctx) error {
	person, err := c.ID("id")
	if err != nil {
		return err
	}
	card, err := c.ID("card")
	if err != nil {
		return err
	}
	place, err := p.compound(c)
	if err != nil {
		return err
	}
	if err := p.accounts.RevokeCard(c.Context(), c.Actor, place, card); err != nil {
		return err
	}
	return c.Redirect(c.URL("people", person, "cards"), "account.card.done")
}
