package registryweb

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/registry"
)

const homesPerPage = 60

// homesView is the list of homes with its filter.
type homesView struct {
	c      *web.Ctx
	filter registry.HomeFilter
	homes  []registry.Home
	places registry.Places
	who    map[int64]registry.Dwelling
	next   string // address of the next page
}

func (p *Pages) homes(c *web.Ctx, k registry.Compound) error {
	v := homesView{c: c, filter: registry.HomeFilter{Building: c.Int("building"), Unit: c.Int("unit"), Group: c.Int("group"), Label: c.Str("label"), After: c.Str("after"), Limit: homesPerPage + 1}}
	var err error
	if v.homes, err = p.registry.Homes(c.Context(), k.Community, k.ID, v.filter); err != nil {
		return err
	}
	if v.places, err = p.registry.Places(c.Context(), k); err != nil {
		return err
	}
	if len(v.homes) > homesPerPage {
		v.homes = v.homes[:homesPerPage]
		q := url.Values{"building": {c.Str("building")}, "unit": {c.Str("unit")}, "group": {c.Str("group")}, "label": {v.filter.Label}, "after": {v.homes[homesPerPage-1].Label}}
		v.next = c.URL("homes") + "?" + q.Encode()
	}
	if v.who, err = p.registry.Dwellings(c.Context(), k, v.homes); err != nil {
		return err
	}
	return c.Page(c.T("registry.homes"), homesPage(v))
}

func (v homesView) table() ui.TableBox {
	t := ui.TableBox{Caption: v.c.T("registry.homes"), Columns: []ui.Column{{Label: v.c.T("registry.home")}, {Label: v.c.T("registry.owners")}, {Label: v.c.T("registry.people.count"), Num: true}, {Label: v.c.T("registry.area"), Num: true}, {Label: v.c.T("registry.group")}, {Label: v.c.T("registry.remark")}},
		Empty: ui.EmptyBox{Icon: "home", Text: v.c.T("registry.homes.none"), Hint: v.c.T("registry.homes.none.hint")}}
	if keeps(v.c) {
		t.Empty.ActionText, t.Empty.ActionURL = v.c.T("registry.import"), v.c.URL("import")
	}
	for _, h := range v.homes {
		remark := h.Remark
		if !keeps(v.c) {
			remark = ""
		}
		t.Rows = append(t.Rows, ui.Row{URL: v.c.URL("homes", h.ID), Cells: []templ.Component{ui.Text(h.Label), ui.Text(v.owners(h.ID)), ui.Text(strconv.FormatInt(v.who[h.ID].People, 10)), ui.Text(registry.AreaNumber(h.AreaCm2)), ui.Text(v.groupName(h.Group)), ui.Text(remark)}})
	}
	return t
}

func (v homesView) owners(home int64) string {
	var names []string
	for _, name := range v.who[home].Owners {
		names = append(names, nameOf(v.c, name))
	}
	return strings.Join(names, "、")
}

func (v homesView) groupName(id int64) string {
	for _, g := range v.places.Groups {
		if g.ID == id {
			return g.Name
		}
	}
	return ""
}

func (v homesView) pager() ui.Pages {
	p := ui.Pages{Label: v.c.T("registry.pages"), NextURL: v.next, NextText: v.c.T("act.next")}
	if v.filter.After != "" {
		p.PrevURL, p.PrevText = v.c.URL("homes"), v.c.T("registry.first")
	}
	return p
}

func unitOptions(units []registry.Unit) []ui.Option {
	var out []ui.Option
	for _, u := range units {
		out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.BuildingName + "-" + u.Name})
	}
	return out
}

func buildingOptions(list []registry.Building) []ui.Option {
	var out []ui.Option
	for _, b := range list {
		out = append(out, ui.Option{Value: strconv.FormatInt(b.ID, 10), Label: b.Name})
	}
	return out
}

func groupOptions(list []registry.Group) []ui.Option {
	var out []ui.Option
	for _, g := range list {
		out = append(out, ui.Option{Value: strconv.FormatInt(g.ID, 10), Label: g.Name})
	}
	return out
}

// homeView is one home.
type homeView struct {
	c      *web.Ctx
	k      registry.Compound
	f      registry.HomeFile
	places registry.Places
}

func (v homeView) url(parts ...any) string {
	return v.c.URL(append([]any{"homes", v.f.ID}, parts...)...)
}

func (p *Pages) home(c *web.Ctx, k registry.Compound) error {
	v, err := p.homeView(c, k)
	if err != nil {
		return err
	}
	return c.Page(v.f.Label, homePage(v, said{}))
}

func (p *Pages) homeView(c *web.Ctx, k registry.Compound) (v homeView, err error) {
	id, err := c.ID("id")
	if err != nil {
		return v, err
	}
	v = homeView{c: c, k: k}
	if v.f, err = p.registry.HomeFile(c.Context(), c.Actor, k, id); err != nil {
		return v, err
	}
	v.places, err = p.registry.Places(c.Context(), k)
	return v, err
}

// onHome does something about a home and shows the home again.
func (p *Pages) onHome(c *web.Ctx, k registry.Compound, form string, do func(home int64) ([]registry.Found, error)) error {
	v, err := p.homeView(c, k)
	if err != nil {
		return err
	}
	people, err := do(v.f.ID)
	if err != nil {
		return refused(c, err, form, v.f.Label, func(s said) component {
			s.people = people
			return homePage(v, s)
		})
	}
	return c.Redirect(v.url(), "flash.saved")
}

func (p *Pages) moveIn(c *web.Ctx, k registry.Compound) error {
	return p.onHome(c, k, "resident", func(home int64) ([]registry.Found, error) {
		person, many, err := p.pick(c, k, "person", false)
		if err != nil {
			return many, err
		}
		return nil, p.registry.AddResident(c.Context(), c.Actor, k, registry.NewOccupancy{Home: home, Person: person, Relation: c.Str("relation"), Since: c.Str("since")})
	})
}

func (p *Pages) own(c *web.Ctx, k registry.Compound) error {
	return p.onHome(c, k, "owner", func(home int64) ([]registry.Found, error) {
		person, many, err := p.pick(c, k, "person", false)
		if err != nil {
			return many, err
		}
		return nil, p.registry.AddOwner(c.Context(), c.Actor, k, registry.NewOccupancy{Home: home, Person: person, Relation: c.Str("relation"), Since: c.Str("since")})
	})
}

func (p *Pages) endStay(c *web.Ctx, k registry.Compound) error {
	return p.onHome(c, k, "end-"+c.Str("stay"), func(int64) ([]registry.Found, error) {
		if c.Str("kind") == "owner" {
			return nil, p.registry.EndOwnership(c.Context(), c.Actor, k, c.Int("stay"), c.Str("until"))
		}
		return nil, p.registry.EndResidence(c.Context(), c.Actor, k, c.Int("stay"), c.Str("until"))
	})
}

func (p *Pages) area(c *web.Ctx, k registry.Compound) error {
	return p.onHome(c, k, "area", func(home int64) ([]registry.Found, error) {
		area, _ := registry.ParseArea(c.Str("area"))
		return nil, p.registry.CorrectArea(c.Context(), c.Actor, k, home, area, c.Str("reason"))
	})
}

func (p *Pages) group(c *web.Ctx, k registry.Compound) error {
	return p.onHome(c, k, "group", func(home int64) ([]registry.Found, error) {
		return nil, p.registry.SetGroup(c.Context(), c.Actor, k, home, c.Int("group"))
	})
}

func (v homeView) facts() []ui.Pair {
	facts := []ui.Pair{
		{Key: v.c.T("registry.area"), Value: registry.AreaNumber(v.f.AreaCm2) + " ㎡"},
		{Key: v.c.T("registry.group"), Value: homesView{places: v.places}.groupName(v.f.Group)},
		{Key: v.c.T("registry.kind"), Value: v.c.T("registry.kind." + v.f.Kind)},
	}
	if v.f.Remark != "" && keeps(v.c) {
		facts = append(facts, ui.Pair{Key: v.c.T("registry.remark"), Value: v.f.Remark})
	}
	return facts
}

// changes tells what was done about the home, the newest first.
func (v homeView) changes() []ui.Event {
	var out []ui.Event
	for _, e := range v.f.Changes {
		text := e.Detail
		if e.Reason != "" {
			text += " · " + e.Reason
		}
		if e.Action != "home.area" {
			text = ""
		}
		out = append(out, ui.Event{Time: when.At(v.c.Words, e.At, v.c.Site.DB.Now(), v.k.Location()), Title: actName(v.c, e.Action), Text: text})
	}
	return out
}
