package residentweb

import (
	"net/http"
	"time"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/qrcode"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// tracked is what the reporter's own page shows.
type tracked struct {
	view   matter.View
	office registry.Compound
	tell   teller
	story  []moment
	base   string // address of the page, for its acts
	mine   bool   // the visitor may act as the reporter
	typed  typed
	errors web.FieldErrors
	list   string // the visitor's own list, "" when not signed in
}

// typed are the answers of a refused form, so that nothing is lost.
type typed struct{ Note, Solved, Satisfied, Comment string }

// byCode finds the matter of the link and makes the page one of its compound.
func (p *Pages) byCode(c *web.Ctx) (tracked, error) {
	code := c.R.PathValue("code")
	v, office, err := p.matters.ViewByTrack(c.Context(), code)
	if err != nil {
		return tracked{}, err
	}
	if c.Compound, err = c.Site.Directory.CompoundBySlug(c.Context(), office.Slug); err != nil {
		return tracked{}, err
	}
	c.W.Header().Set("X-Robots-Tag", "noindex")
	c.W.Header().Set("Referrer-Policy", "no-referrer")
	return p.tracked(c, v, office, "/m/"+code, true), nil
}

func (p *Pages) tracked(c *web.Ctx, v matter.View, office registry.Compound, base string, mine bool) tracked {
	t := tracked{view: v, office: office, tell: newTeller(c, office.Location()), base: base, mine: mine, errors: web.FieldErrors{}}
	photos := ""
	if p.photos != nil {
		photos = "/m/" + v.TrackCode + "/photo/"
	}
	t.story = t.tell.story(v, photos)
	if photos == "" {
		for i := range t.story {
			t.story[i].Photos = nil
		}
	}
	if c.Actor.SignedIn() {
		t.list = c.URL("mine")
	}
	return t
}

func (p *Pages) track(c *web.Ctx) error {
	t, err := p.byCode(c)
	if err != nil {
		return err
	}
	return c.Page(t.view.Number, trackPage(t))
}

// slipOfReport is the receipt after reporting.
type slipOfReport struct {
	tracked
	link, qr string
	emerging bool
}

func (p *Pages) receipt(c *web.Ctx) error {
	t, err := p.byCode(c)
	if err != nil {
		return err
	}
	s := slipOfReport{tracked: t, link: c.AbsoluteURL(t.base), emerging: t.view.Urgency == matter.Emergency}
	s.qr = qrcode.SVG(s.link, c.T("report.receipt.qr"))
	return c.Page(c.T("report.receipt"), receiptPage(s))
}

// photo gives a picture of the story to whoever holds the link.
func (p *Pages) photo(c *web.Ctx) error {
	t, err := p.byCode(c)
	if err != nil {
		return err
	}
	hash := c.R.PathValue("hash")
	if p.photos == nil || !t.shows(hash) {
		return notFound()
	}
	content, mediaType, err := p.photos.Open(c.Context(), t.office.Community, hash)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", mediaType)
	c.W.Header().Set("Cache-Control", "private, max-age=86400, immutable")
	_, _ = c.W.Write(content) // the visitor went away: nothing to do
	return nil
}

// shows tells whether the picture is in the part of the story a resident sees.
func (t tracked) shows(hash string) bool {
	for _, m := range t.story {
		for _, address := range m.Photos {
			if address == "/m/"+t.view.TrackCode+"/photo/"+hash {
				return true
			}
		}
	}
	return false
}

// act does one thing by the link and shows the page again, with what was typed
// when it was refused.
func (p *Pages) act(c *web.Ctx, flash string, do func(code string, in typed) error) error {
	in := typed{Note: c.Str("note"), Solved: c.Str("solved"), Satisfied: c.Str("satisfied"), Comment: c.Str("comment")}
	code := c.R.PathValue("code")
	err := notTooLong(in)
	if err == nil {
		err = do(code, in)
	}
	if err == nil {
		return c.Redirect("/m/"+code, flash)
	}
	t, missing := p.byCode(c)
	if missing != nil {
		return missing
	}
	return c.FormError(err, t.view.Number, func(e web.FieldErrors) component {
		t.typed, t.errors = in, e
		return trackPage(t)
	})
}

// longestNote is how much a resident may add to an act, in characters.
const longestNote = 500

func notTooLong(in typed) error {
	var v errs.Check
	v.That(len([]rune(in.Note)) <= longestNote, "note", "err.toolong", errs.Args{"Max": longestNote})
	return v.Err()
}

func (p *Pages) confirm(c *web.Ctx) error {
	return p.act(c, "my.flash.closed", func(code string, in typed) error {
		_, err := p.matters.ConfirmByTrack(c.Context(), code, true, in.Note)
		return err
	})
}

func (p *Pages) reject(c *web.Ctx) error {
	return p.act(c, "my.flash.again", func(code string, in typed) error {
		_, err := p.matters.ConfirmByTrack(c.Context(), code, false, in.Note)
		return err
	})
}

func (p *Pages) reopen(c *web.Ctx) error {
	return p.act(c, "my.flash.again", func(code string, in typed) error {
		_, err := p.matters.ReopenByTrack(c.Context(), code, in.Note)
		return err
	})
}

func (p *Pages) withdraw(c *web.Ctx) error {
	return p.act(c, "my.flash.withdrawn", func(code string, _ typed) error {
		_, err := p.matters.WithdrawByTrack(c.Context(), code)
		return err
	})
}

func (p *Pages) rate(c *web.Ctx) error {
	return p.act(c, "my.flash.rated", func(code string, in typed) error {
		_, err := p.matters.RateByTrack(c.Context(), code, matter.Rating{Solved: in.Solved, Satisfied: c.Int("satisfied"), Comment: in.Comment, Channel: "web"})
		return err
	})
}

// mine lists the matters of the signed-in person and their homes.
func (p *Pages) mine(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	rows, err := p.matters.Mine(c.Context(), c.Actor, r)
	if err != nil {
		return err
	}
	return c.Page(c.T("my.title"), minePage(newTeller(c, r.Location()), c.URL(), rows))
}

// mineOne leads the reporter to their own page; others of the home read it.
func (p *Pages) mineOne(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	v, err := p.matters.Get(c.Context(), c.Actor, r, id)
	if err != nil {
		return err
	}
	if c.Actor.Is(v.Community, v.Reporter) {
		http.Redirect(c.W, c.R, "/m/"+v.TrackCode, http.StatusSeeOther)
		return nil
	}
	return c.Page(v.Number, trackPage(p.tracked(c, v, r, "", false)))
}

// canRate tells whether the visitor is asked how it was: once, after work.
func (t tracked) canRate() bool {
	worked := t.view.Outcome == matter.Solved || t.view.Outcome == matter.Partly || t.view.Outcome == matter.NoAnswer || t.view.Outcome == matter.NotOurs
	return t.view.State == matter.Closed && worked && t.view.Rating == nil
}

func (t tracked) canReopen() bool {
	return t.view.State == matter.Closed && t.view.Outcome != matter.Merged
}

func (t tracked) reported() time.Time { return t.view.FirstWord }
