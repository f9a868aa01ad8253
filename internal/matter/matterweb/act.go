package matterweb

import (
	"net/http"

	"github.com/a-h/templ"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// doing is one act on a matter as its form describes it.
type doing func(c *web.Ctx, ref matter.Ref, photos []string) (matter.Matter, error)

// act does what a form of the matter asks for and goes back to the matter, the
// list of jobs or the intake line.
func (p *Pages) act(c *web.Ctx) error {
	do, ok := p.acts()[matter.Action(c.R.PathValue("action"))]
	if !ok {
		return errs.New(errs.NotFound, "err.notfound")
	}
	cp, err := p.compound(c)
	if err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	photos, err := p.uploads(c)
	if err != nil {
		return p.actAgain(c, photos, err)
	}
	if _, err := do(c, matter.Ref{Compound: cp, ID: id, Version: c.Int("version")}, photos); err != nil {
		return p.actAgain(c, photos, err)
	}
	return c.Redirect(p.after(c, id), "desk.done."+c.R.PathValue("action"))
}

// after is where one goes on after an act.
func (p *Pages) after(c *web.Ctx, id int64) string {
	switch {
	case c.Str("here") == "jobs":
		return c.URL("jobs")
	case c.R.PathValue("action") == string(matter.ActJoin) && c.R.PostForm.Has("who"):
		return c.URL("desk") + "?joined=" + idText(id)
	}
	return c.URL("matters", id)
}

// actAgain shows the matter as it stands now, the reason of the refusal and what
// was typed. Who lacks the right to act is told so beside the form too.
func (p *Pages) actAgain(c *web.Ctx, photos []string, cause error) error {
	if c.R.PathValue("action") == string(matter.ActJoin) && c.R.PostForm.Has("who") {
		return p.intakeAgain(c, draftOf(c), callerError(cause))
	}
	v, err := p.matterView(c)
	if err != nil {
		return err
	}
	v.typed = typed{action: c.R.PathValue("action"), values: c.R.PostForm, photos: photos, errors: c.Explain(cause)}
	v.here = c.Str("here")
	if errs.Is(cause, errs.Forbidden) {
		return c.PageStatus(http.StatusForbidden, v.title(), matterPage(v))
	}
	return c.FormError(cause, v.title(), func(web.FieldErrors) templ.Component { return matterPage(v) })
}

// callerError says at the intake line that one has to know who calls.
func callerError(err error) error {
	if errs.Is(err, errs.Invalid) {
		return errs.InvalidField("who", "desk.err.who")
	}
	return err
}

func (p *Pages) acts() map[matter.Action]doing {
	m := p.matters
	return map[matter.Action]doing{
		matter.ActTriage: p.correct, matter.ActAssign: p.assign, matter.ActOffer: simple(m.Offer), matter.ActGrab: simple(m.Grab),
		matter.ActSign: simple(m.Sign), matter.ActReturn: written(m.Return, "why"), matter.ActContact: p.contact, matter.ActOnSite: simple(m.OnSite),
		matter.ActPause: p.pause, matter.ActResume: simple(m.Resume), matter.ActRefer: p.refer, matter.ActDeliberate: written(m.Discuss, "why"),
		matter.ActBack: written(m.Back, "note"), matter.ActReport: p.report, matter.ActAttempt: p.attempt, matter.ActConfirm: p.confirm,
		matter.ActReject: written(m.Reject, "why"), matter.ActReopen: written(m.Reopen, "why"), matter.ActRefuse: p.refuse,
		matter.ActWithdraw: written(m.Withdraw, "why"), matter.ActMerge: p.merge, matter.ActNote: p.note, matter.ActLate: p.late,
		matter.ActRate: p.rate, matter.ActJoin: p.join,
	}
}

func simple(f func(ctx, person, matter.Ref) (matter.Matter, error)) doing {
	return func(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
		return f(c.Context(), c.Actor, ref)
	}
}

func written(f func(ctx, person, matter.Ref, string) (matter.Matter, error), field string) doing {
	return func(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
		return f(c.Context(), c.Actor, ref, c.Str(field))
	}
}

func (p *Pages) correct(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Correct(c.Context(), c.Actor, ref, matter.Kind(c.Str("kind")), c.Int("class"), matter.Urgency(c.Str("urgency")))
}

func (p *Pages) assign(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Assign(c.Context(), c.Actor, ref, c.Int("to"), c.Str("why"))
}

func (p *Pages) contact(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Contact(c.Context(), c.Actor, ref, matter.Moment(c.Str("promise")), c.Str("note"))
}

func (p *Pages) pause(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Pause(c.Context(), c.Actor, ref, matter.PauseReason(c.Str("reason")), matter.Moment(c.Str("until")), c.Str("note"))
}

func (p *Pages) refer(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Refer(c.Context(), c.Actor, ref, c.Str("body"), c.Str("receipt"), c.Str("note"))
}

func (p *Pages) report(c *web.Ctx, ref matter.Ref, photos []string) (matter.Matter, error) {
	return p.matters.Report(c.Context(), c.Actor, ref, c.Str("what"), photos)
}

func (p *Pages) attempt(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Attempt(c.Context(), c.Actor, ref, c.Str("channel"), c.Checked("reached"))
}

func (p *Pages) confirm(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Confirm(c.Context(), c.Actor, ref, matter.Outcome(c.Str("outcome")), c.Str("note"))
}

func (p *Pages) refuse(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.Refuse(c.Context(), c.Actor, ref, c.Str("reason"), c.Str("basis"), c.Str("appeal"))
}

func (p *Pages) note(c *web.Ctx, ref matter.Ref, photos []string) (matter.Matter, error) {
	return p.matters.Note(c.Context(), c.Actor, ref, c.Str("note"), photos)
}

func (p *Pages) late(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	return p.matters.ExplainLate(c.Context(), c.Actor, ref, c.Str("why"), matter.Moment(c.Str("promise")))
}

func (p *Pages) rate(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	channel := oneOf(c.Str("channel"), []string{"phone", "paper"})
	if channel == "" {
		return matter.Matter{}, errs.InvalidField("channel", "err.choose")
	}
	return p.matters.Rate(c.Context(), c.Actor, ref, matter.Rating{Solved: c.Str("solved"), Satisfied: c.Int("satisfied"), Comment: c.Str("comment"), Channel: channel})
}

func (p *Pages) merge(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	into, err := p.matters.IDByNumber(c.Context(), c.Actor, ref.Compound, c.Str("into"))
	if err != nil {
		return matter.Matter{}, err
	}
	return p.matters.Merge(c.Context(), c.Actor, ref, into)
}

// join adds a neighbour: who calls (from the intake line) or who was looked up.
func (p *Pages) join(c *web.Ctx, ref matter.Ref, _ []string) (matter.Matter, error) {
	person, err := p.neighbour(c, ref.Compound)
	if err != nil {
		return matter.Matter{}, err
	}
	return p.matters.Join(c.Context(), c.Actor, ref, person)
}

func (p *Pages) neighbour(c *web.Ctx, cp registry.Compound) (int64, error) {
	d := draftOf(c)
	d.Who = orText(d.Who, c.Str("neighbour"))
	caller, err := p.matters.Caller(c.Context(), c.Actor, cp, d.Who)
	if err != nil {
		return 0, err
	}
	var n matter.NewMatter
	d.fill(&n, caller)
	return n.Reporter, nil
}
