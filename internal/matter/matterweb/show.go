package matterweb

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// matterView is a matter with all one may know of it and do to it.
type matterView struct {
	matter.View
	speaker
	typed      typed
	reporter   registry.Person
	unmask     bool   // may ask for whole numbers
	number     string // the whole number, once somebody asked for it with a reason
	candidates []matter.Candidate
	classes    []matter.Class
	nearby     []matter.Row
	base       string // address of the matter
	link       func(id int64) string
	image      func(hash string) string
	events     string
	office     string // name of the service office, for paper
	phone      string
	here       string // "jobs" when the form came from the list of jobs
}

// typed is a form that was refused: it is shown again with its text.
type typed struct {
	action string
	values url.Values
	errors web.FieldErrors
	photos []string // kept already
}

// value is what was typed into a field of an action's form.
func (t typed) value(action, name string) string {
	if t.action != action {
		return ""
	}
	return t.values.Get(name)
}

// err is the sentence at a field of an action's form.
func (t typed) err(action string, names ...string) string {
	if t.action != action {
		return ""
	}
	for _, n := range names {
		if t.errors[n] != "" {
			return t.errors[n]
		}
	}
	return ""
}

// words are all texts that were typed, for when their form is no longer offered.
func (t typed) words() string {
	var out []string
	for name, list := range t.values {
		if !slices.Contains([]string{"version", "key", "here", "kept", "class", "kind", "urgency", "to"}, name) {
			out = append(out, strings.Join(list, " "))
		}
	}
	slices.Sort(out)
	return strings.TrimSpace(strings.Join(out, " "))
}

func (p *Pages) show(c *web.Ctx) error {
	v, err := p.matterView(c)
	if err != nil {
		return err
	}
	return c.Page(v.title(), matterPage(v))
}

func (p *Pages) print(c *web.Ctx) error {
	v, err := p.matterView(c)
	if err != nil {
		return err
	}
	return c.Print(v.title(), matterPaper(v))
}

func (v matterView) title() string { return v.Number + " " + first(v.Body, 20) }

func (p *Pages) matterView(c *web.Ctx) (v matterView, err error) {
	cp, err := p.compound(c)
	if err != nil {
		return v, err
	}
	id, err := c.ID("id")
	if err != nil {
		return v, err
	}
	v = matterView{speaker: speak(c), base: c.URL("matters", id), events: c.URL("desk", "events"), office: cp.OfficeName, phone: cp.OfficePhone,
		link:  func(id int64) string { return c.URL("matters", id) },
		image: func(hash string) string { return c.URL("photos", hash) }}
	if v.View, err = p.matters.Get(c.Context(), c.Actor, cp, id); err != nil {
		return v, err
	}
	return v, p.surroundings(c, cp, &v)
}

// surroundings adds what the forms of a matter need, as far as they are offered.
func (p *Pages) surroundings(c *web.Ctx, cp registry.Compound, v *matterView) (err error) {
	v.unmask = matter.CanUnmask(c.Actor, v.Matter, cp.Path())
	if v.Reporter != 0 {
		if v.reporter, err = p.registry.Person(c.Context(), v.Community, v.Reporter); err != nil {
			return err
		}
	}
	if v.Allowed[matter.ActAssign] {
		if v.candidates, err = p.matters.Candidates(c.Context(), c.Actor, cp, v.ID); err != nil {
			return err
		}
	}
	if v.Allowed[matter.ActTriage] {
		if v.classes, err = p.matters.Classes(c.Context(), cp); err != nil {
			return err
		}
	}
	if v.Allowed[matter.ActMerge] {
		v.nearby, err = p.matters.Nearby(c.Context(), c.Actor, cp, v.Class.ID, v.Building)
		v.nearby = slices.DeleteFunc(v.nearby, func(r matter.Row) bool { return r.ID == v.ID || r.Incident != 0 })
	}
	return err
}

// phone shows a whole number once, to who said why.
func (p *Pages) phone(c *web.Ctx) error {
	v, err := p.matterView(c)
	if err != nil {
		return err
	}
	v.number, err = p.wholeNumber(c, v)
	if err != nil {
		v.typed = typed{action: "phone", values: c.R.PostForm}
		return c.FormError(err, v.title(), func(f web.FieldErrors) templ.Component {
			v.typed.errors = f
			return matterPage(v)
		})
	}
	return c.Page(v.title(), matterPage(v))
}

func (p *Pages) wholeNumber(c *web.Ctx, v matterView) (string, error) {
	cp, err := p.compound(c)
	if err != nil {
		return "", err
	}
	id := c.Int("phone")
	if slices.ContainsFunc(v.reporter.Phones, func(ph registry.Phone) bool { return ph.ID == id }) && v.unmask {
		return p.registry.UnmaskAtWork(c.Context(), c.Actor, cp, id, c.Str("reason"))
	}
	return p.matters.UnmaskContact(c.Context(), c.Actor, cp, v.ID, c.Str("reason"))
}

// facts are the lines of the card beside the story.
func (v matterView) facts() []ui.Pair {
	w := v.w
	out := []ui.Pair{
		{Key: w.T("desk.col.where"), Value: orText(place(v.Row), w.T("desk.common"))},
		{Key: w.T("desk.class"), Value: v.ClassName + " · " + w.T("matter.kind."+string(v.Kind))},
		{Key: w.T("desk.urgency"), Body: ui.Badge(urgencyTag(w, v.Urgency))},
		{Key: w.T("desk.responsible"), Value: v.ResponsibleName},
		{Key: w.T("desk.deputy"), Value: v.DeputyName},
		{Key: w.T("desk.firstword"), Value: v.at(v.FirstWord) + " · " + w.T("matter.channel."+string(v.Channel))},
	}
	more := func(key, value string) {
		if value != "" {
			out = append(out, ui.Pair{Key: w.T(key), Value: value})
		}
	}
	more("desk.onbehalf", v.OnBehalf)
	more("desk.late", v.LateReason)
	more("desk.referred", strings.TrimSpace(v.ReferredTo+" "+v.ReferredNo))
	if v.Pause.Reason != "" {
		more("desk.paused", w.T("matter.pause."+string(v.Pause.Reason))+" · "+w.T("desk.paused.until", "When", v.at(v.Pause.Cap)))
	}
	if v.Subscribers > 0 {
		more("desk.joined", w.T("desk.joined.n", "N", int(v.Subscribers)))
	}
	if v.Rating != nil {
		more("desk.rating", ratingWords(w, *v.Rating))
	}
	return out
}

func ratingWords(w *i18n.Words, r matter.Rating) string {
	return strings.TrimSpace(w.T("desk.solved."+r.Solved) + " · " + w.T("desk.stars", "N", int(r.Satisfied)) + " " + r.Comment)
}

// promises are the clocks of a matter, each with how it went.
func (v matterView) promises() []ui.Pair {
	var out []ui.Pair
	for _, k := range v.Clocks {
		out = append(out, ui.Pair{Key: v.w.T("matter.target." + string(k.Target)), Body: v.kept(k)})
	}
	return out
}

func (v matterView) kept(k matter.Clock) templ.Component {
	switch {
	case !k.Met.IsZero() && k.Broken(v.now):
		return ui.Badge(ui.Tag{Text: v.w.T("desk.kept.late", "When", v.at(k.Met)), Kind: "danger"})
	case !k.Met.IsZero():
		return ui.Badge(ui.Tag{Text: v.w.T("desk.kept", "When", v.at(k.Met)), Kind: "ok"})
	case v.State == matter.Closed || v.State == matter.Paused:
		return ui.Badge(ui.Tag{Text: v.w.T("desk.stopped")})
	case k.Broken(v.now):
		return ui.Badge(ui.Tag{Text: when.Left(v.w, k.Due, v.now), Kind: "danger"})
	}
	return ui.Badge(ui.Tag{Text: v.w.T("desk.by", "When", v.at(k.Due)), Kind: "info"})
}

// story is the timeline, newest first.
func (v matterView) story() []matter.Event {
	out := slices.Clone(v.Events)
	slices.Reverse(out)
	return out
}

// who says who did it, and to whom it went.
func (v matterView) who(e matter.Event) string {
	name := e.ActorName
	switch {
	case name == "" && e.Action == matter.ActIntake:
		name = v.w.T("desk.by.resident")
	case name == "":
		name = v.w.T("desk.by.clock")
	case e.Actor == v.Reporter && v.Reporter != 0 && e.Actor != v.DoneBy:
		name = v.reporter.Masked()
	}
	if e.Person != e.FromPerson && e.ToName != "" && e.Action != matter.ActIntake {
		return v.w.T("desk.to", "Name", name, "To", e.ToName)
	}
	return name
}

// text is what was written, or why in words.
func (v matterView) text(e matter.Event) string {
	why := ""
	switch e.Action {
	case matter.ActAssign, matter.ActDeliberate:
		why = reasons(v.w, e.Detail)
	case matter.ActPause:
		why = v.w.T("matter.pause." + e.Detail)
	case matter.ActConfirm:
		why = v.w.T("matter.outcome." + e.Detail)
	case matter.ActIntake:
		why = v.w.T("matter.channel." + e.Detail)
	case matter.ActAttempt:
		why = v.w.T("desk.attempt." + e.Detail)
	case matter.ActMerge:
		why = e.Detail
	case matter.ActRate:
		why = v.w.T("desk.solved." + e.Detail)
	}
	if why != "" && e.Note != "" {
		return why + "\n" + e.Note
	}
	return why + e.Note
}

func eventKind(a matter.Action) string {
	switch a {
	case matter.ActConfirm, matter.ActReport:
		return "ok"
	case matter.ActReturn, matter.ActReject, matter.ActReopen, matter.ActWarn, matter.ActPause:
		return "warn"
	case matter.ActEscalate, matter.ActRefuse:
		return "danger"
	case matter.ActAssign, matter.ActSign, matter.ActGrab, matter.ActOnSite, matter.ActContact:
		return "info"
	}
	return "muted"
}

// roleNames are the roles of a candidate in words.
func roleNames(w *i18n.Words, roles []actor.Role) string {
	var out []string
	for _, r := range roles {
		if name := w.T("role." + string(r)); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, w.T("desk.comma"))
}

// why says in words why a candidate stands where they stand.
func why(w *i18n.Words, k matter.Candidate) string {
	var out []string
	for _, r := range k.Why {
		if word := reason(w, r.Code, int(r.N)); word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, w.T("desk.comma"))
}
