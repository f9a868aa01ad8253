package matterweb

import (
	"strconv"
	"strings"
	"time"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/matter"
)

// speaker puts matters into words at one moment, in one language, at one place.
type speaker struct {
	w     *i18n.Words
	now   time.Time
	zone  *time.Location
	paper bool // whole dates: on paper nobody knows which day "today" was
}

func speak(c *web.Ctx) speaker {
	return speaker{w: c.Words, now: c.Site.DB.Now(), zone: c.Compound.Zone}
}

func (s speaker) at(t time.Time) string {
	if s.paper {
		return t.In(s.zone).Format("2006-01-02 15:04")
	}
	return when.At(s.w, t, s.now, s.zone)
}

// state is where a matter stands; a closed one says how it ended.
func (s speaker) state(m matter.Matter) ui.Tag {
	if m.State == matter.Closed {
		return ui.Tag{Text: s.w.T("matter.outcome." + string(m.Outcome)), Kind: outcomeKind(m.Outcome)}
	}
	return ui.Tag{Text: s.w.T("matter.state." + string(m.State)), Kind: stateKind(m.State)}
}

func stateKind(x matter.State) string {
	switch x {
	case matter.Triage, matter.Assigned:
		return "warn"
	case matter.Signed, matter.Reported:
		return "info"
	}
	return "muted"
}

func outcomeKind(o matter.Outcome) string {
	switch o {
	case matter.Solved:
		return "ok"
	case matter.Partly, matter.NoAnswer:
		return "warn"
	}
	return "muted"
}

func urgencyTag(w *i18n.Words, u matter.Urgency) ui.Tag {
	kind := map[matter.Urgency]string{matter.Emergency: "danger", matter.Urgent: "warn"}[u]
	return ui.Tag{Text: w.T("matter.urgency." + string(u)), Kind: kind}
}

// clock is the next promise in words: "张师傅 今天 15:00 前到", and what is left.
// A matter without a running promise gives a clock without text.
func (s speaker) clock(r matter.Row) ui.Clock {
	if r.State == matter.Closed || r.State == matter.Paused || r.Due.IsZero() {
		return ui.Clock{}
	}
	c := ui.Clock{Text: s.promise(r), Kind: "info", Left: when.Left(s.w, r.Due, s.now), Due: r.Due, Now: s.now,
		LeftText: s.w.T("desk.clock.left"), LateText: s.w.T("desk.clock.late"), Units: s.w.T("desk.clock.units")}
	switch {
	case r.Late(s.now):
		c.Kind = "danger"
	case r.Due.Sub(s.now) < time.Hour:
		c.Kind = "warn"
	}
	return c
}

// promise says who will have done what by when.
func (s speaker) promise(r matter.Row) string {
	who := r.ResponsibleName
	if r.DueTarget != matter.TargetCallback && r.Promise.After(s.now) {
		return s.w.T("desk.promise.agreed", "Name", who, "When", s.at(r.Promise))
	}
	return s.w.T("desk.promise."+string(r.DueTarget), "Name", who, "When", s.at(r.Due))
}

// place is where it is: the home, or the words that were said.
func place(r matter.Row) string {
	return strings.TrimSpace(strings.Join([]string{r.HomeLabel, r.Place}, " "))
}

// reasons puts the codes of a dispatch ("skill near load:2") into words.
func reasons(w *i18n.Words, detail string) string {
	var out []string
	for _, code := range strings.Fields(detail) {
		name, n, _ := strings.Cut(code, ":")
		count, _ := strconv.Atoi(n)
		if word := reason(w, name, count); word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, w.T("desk.comma"))
}

// reason is one reason in words, "" for a code that has none.
func reason(w *i18n.Words, code string, n int) string {
	switch {
	case code == "load" && n == 0:
		return w.T("desk.why.free")
	case !w.Has("desk.why." + code):
		return ""
	}
	return w.T("desk.why."+code, "N", n)
}

// first is the beginning of a text, for one line of a list.
func first(text string, n int) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n]) + "…"
}
