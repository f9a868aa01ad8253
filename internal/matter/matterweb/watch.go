package matterweb

import (
	"strconv"

	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// watchView is the supervisor's page: what does not go well, to read only.
type watchView struct {
	piles []watchPile
	speaker
	link func(id int64) string
}

type watchPile struct {
	key, kind string
	matter.Pile
}

func (p *Pages) watch(c *web.Ctx) error {
	cp, err := p.compound(c)
	if err != nil {
		return err
	}
	w, err := p.matters.Watch(c.Context(), c.Actor, cp)
	if err != nil {
		return err
	}
	v := watchView{speaker: speak(c), link: func(id int64) string { return c.URL("matters", id) }, piles: []watchPile{
		{"late", "danger", w.Late}, {"soon", "warn", w.Soon}, {"unsigned", "warn", w.Unsigned},
		{"returned", "warn", w.Returned}, {"unhappy", "danger", w.Unhappy}, {"silent", "muted", w.Silent}}}
	return c.Page(c.T("desk.watch"), watchPage(v))
}

// stat is the figure of a pile, a link to its list.
func (v watchView) stat(x watchPile) ui.Stat {
	s := ui.Stat{Label: v.w.T("desk.watch." + x.key), Value: strconv.FormatInt(x.Count, 10), Unit: v.w.T("desk.unit"), Note: v.w.T("desk.watch." + x.key + ".note"), Kind: "muted"}
	if x.Count > 0 {
		s.URL, s.Kind = "#"+x.key, x.kind
	}
	return s
}

// deliberate lists what is talked through before anything is done (R26).
func (p *Pages) deliberate(c *web.Ctx) error {
	cp, err := p.compound(c)
	if err != nil {
		return err
	}
	x := wishOf(c)
	rows, err := p.matters.Queue(c.Context(), c.Actor, cp, matter.Filter{State: matter.Deliberating, After: x.After, Limit: pageSize})
	if err != nil {
		return err
	}
	q := queue{wish: wish{View: "open", After: x.After}, base: c.URL("deliberate"), rows: rows, speaker: speak(c), link: func(id int64) string { return c.URL("matters", id) }}
	return c.Page(c.T("desk.talk"), deliberatePage(q))
}
