package matterweb

import (
	"cmp"
	"strings"

	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// panel is what is known while somebody is on the telephone.
type panel struct {
	draft   draft
	errors  web.FieldErrors
	caller  matter.Caller
	choices []choice
	chosen  choice
	history []matter.Row
	classes []matter.Class
	class   matter.Class
	urgency string
	nearby  []matter.Row
	join    func(id int64) string // address that joins the caller to a matter
	link    func(id int64) string
	speaker
}

// choice is somebody the caller may be, in one of their homes.
type choice struct {
	person, home, building int64
	name, phone, label     string
}

func (o choice) value() string { return idText(o.person) + "." + idText(o.home) }

// callerChoices lists who may be calling: each person with each home, and the
// home that was typed without a person.
func callerChoices(k matter.Caller) []choice {
	var out []choice
	for _, f := range k.People {
		homes := f.Homes
		if len(homes) == 0 {
			homes = []registry.Home{{}}
		}
		for _, h := range homes {
			if k.Home.ID == 0 || h.ID == k.Home.ID {
				out = append(out, choice{person: f.Person.ID, home: h.ID, building: h.Building, name: f.Person.Masked(), phone: masked(f.Person), label: h.Label})
			}
		}
	}
	if k.Home.ID != 0 {
		out = append(out, choice{home: k.Home.ID, building: k.Home.Building, label: k.Home.Label})
	}
	return out
}

func masked(p registry.Person) string {
	var out []string
	for _, ph := range p.Phones {
		out = append(out, ph.Masked)
	}
	return strings.Join(out, " ")
}

func (p *Pages) lookup(c *web.Ctx) error {
	v, err := p.panelOf(c, draftOf(c))
	if err != nil {
		return err
	}
	return c.Fragment(lookupPanel(v))
}

// panelOf gathers all that helps the conversation from what was typed so far.
func (p *Pages) panelOf(c *web.Ctx, d draft) (v panel, err error) {
	cp, err := p.compound(c)
	if err != nil {
		return v, err
	}
	v = panel{draft: d, speaker: speak(c), link: func(id int64) string { return c.URL("matters", id) },
		join: func(id int64) string { return c.URL("matters", id, "join") }}
	if v.caller, err = p.matters.Caller(c.Context(), c.Actor, cp, d.Who); err != nil {
		return v, err
	}
	v.choose()
	if v.chosen.home != 0 || v.chosen.person != 0 {
		if v.history, err = p.matters.History(c.Context(), c.Actor, cp, v.chosen.home, v.chosen.person); err != nil {
			return v, err
		}
	}
	if v.classes, err = p.matters.Classes(c.Context(), cp); err != nil || d.Text == "" || len(v.classes) == 0 {
		return v, err
	}
	v.classify()
	if v.class.Code == "other" {
		return v, nil
	}
	v.nearby, err = p.matters.Nearby(c.Context(), c.Actor, cp, v.class.ID, v.chosen.building)
	return v, err
}

// choose takes the tap, else the only one it can be, else the home itself.
func (v *panel) choose() {
	v.choices = callerChoices(v.caller)
	for _, o := range v.choices {
		if o.value() == v.draft.Caller {
			v.chosen = o
			return
		}
	}
	switch {
	case len(v.choices) == 1, v.caller.Known() && v.caller.Home.ID != 0:
		v.chosen = v.choices[0]
	case v.caller.Home.ID != 0:
		v.chosen = v.choices[len(v.choices)-1]
	}
}

// classify takes the class that was tapped, else guesses from the words.
func (v *panel) classify() {
	v.class = matter.GuessClass(v.draft.Text, v.classes)
	v.draft.Guessed = v.class.ID
	for _, k := range v.classes {
		if k.ID == v.draft.class() {
			v.class = k
		}
	}
	v.urgency = cmp.Or(v.draft.urgency(), string(v.class.Urgency))
	v.draft.GuessedUrgency = string(v.class.Urgency)
}
