package matterweb

import (
	"github.com/a-h/templ"

	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// patrolView is the quick entry for what one sees on the way 巡查.
type patrolView struct {
	key, body, place, room string
	kept                   []string
	errors                 web.FieldErrors
	post                   string
}

func (p *Pages) patrolForm(c *web.Ctx) error {
	return c.Page(c.T("desk.patrol"), patrolPage(patrolOf(c)))
}

func patrolOf(c *web.Ctx) patrolView {
	return patrolView{key: orText(c.Str("key"), c.FormKey()), body: c.Str("body"), place: c.Str("place"), room: c.Str("room"), post: c.URL("patrol")}
}

// patrol takes in what somebody saw; they are its reporter and hear of its end.
func (p *Pages) patrol(c *web.Ctx) error {
	photos, err := p.uploads(c)
	v := patrolOf(c)
	v.kept = photos
	var m matter.Matter
	if err == nil {
		m, err = p.seen(c, v)
	}
	if err != nil {
		return c.FormError(err, c.T("desk.patrol"), func(f web.FieldErrors) templ.Component {
			v.errors = f
			return patrolPage(v)
		})
	}
	return c.Redirect(c.URL("matters", m.ID), "desk.done.patrol")
}

func (p *Pages) seen(c *web.Ctx, v patrolView) (matter.Matter, error) {
	cp, err := p.compound(c)
	if err != nil {
		return matter.Matter{}, err
	}
	return p.matters.Intake(c.Context(), c.Actor, cp, matter.NewMatter{Key: v.key, Body: v.body, Place: v.place, Room: v.room,
		Channel: matter.ByPatrol, Reporter: c.Actor.Person, Photos: v.kept})
}
