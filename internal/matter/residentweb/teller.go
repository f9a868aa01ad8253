package residentweb

import (
	"context"
	"strings"
	"time"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/matter"
)

// teller puts matters into the words a resident uses.
type teller struct {
	w   *i18n.Words
	now time.Time
	loc *time.Location
}

func newTeller(c *web.Ctx, loc *time.Location) teller {
	return teller{w: c.Words, now: c.Site.DB.Now(), loc: loc}
}

// at is the teller of a template.
func (t teller) at(moment time.Time) string { return when.At(t.w, moment, t.now, t.loc) }

// doubleSurnames are the common surnames of two characters.
const doubleSurnames = "欧阳 歐陽 上官 司马 司馬 诸葛 諸葛 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 司徒 令狐 长孙 長孫"

// master is how a resident calls a worker: 张师傅. Demo people (示例…) are called
// by their whole name.
func master(w *i18n.Words, name string) string {
	if name == "" || strings.HasPrefix(name, "示例") {
		return name
	}
	runes := []rune(name)
	n := 1
	if len(runes) > 2 && strings.Contains(doubleSurnames, string(runes[:2])) {
		n = 2
	}
	return w.T("my.master", "Surname", string(runes[:n]))
}

// promise says who does what by when.
func (t teller) promise(r matter.Row) string {
	who, due := master(t.w, r.ResponsibleName), t.at(r.Due)
	switch {
	case r.State == matter.Referred:
		return t.w.T("my.promise.referred", "Body", r.ReferredTo)
	case r.State == matter.Closed, r.State == matter.Reported, r.State == matter.Deliberating, r.State == matter.Paused:
		return t.w.T("my.promise."+string(r.State), "Who", who)
	case r.State == matter.Signed && r.Promise.After(t.now):
		return t.w.T("my.promise.agreed", "Who", who, "Due", t.at(r.Promise))
	case r.Due.IsZero():
		return t.w.T("my.promise.nodue", "Who", who)
	case r.State == matter.Triage:
		return t.w.T("my.promise.triage", "Due", due)
	}
	return t.w.T("my.promise."+string(r.State)+"."+string(r.DueTarget), "Who", who, "Due", due)
}

// clock is the promise with the time that is left, which the browser keeps fresh.
func (t teller) clock(r matter.Row) ui.Clock {
	k := ui.Clock{Text: t.promise(r), Kind: "info"}
	if !running(r.State) || r.Due.IsZero() {
		return k
	}
	k.Due, k.Now, k.Left = r.Due, t.now, when.Left(t.w, r.Due, t.now)
	k.LeftText, k.LateText = t.w.T("when.left", "Span", "{t}"), t.w.T("when.over", "Span", "{t}")
	k.Units = t.w.T("my.units")
	if r.Late(t.now) {
		k.Kind = "danger"
	}
	return k
}

// running tells whether a promise to the resident is counting down in the state.
func running(s matter.State) bool {
	return s == matter.Triage || s == matter.Assigned || s == matter.Signed
}

// late says why a broken promise is late, or that somebody was told of it.
func (t teller) late(r matter.Row) string {
	if !r.Late(t.now) || !running(r.State) {
		return ""
	}
	if r.LateReason != "" {
		return t.w.T("my.late.why", "Why", r.LateReason)
	}
	return t.w.T("my.late.told")
}

// tag is the state in a resident's words, or how it ended.
func (t teller) tag(r matter.Row) ui.Tag { return t.stateTag(r.State, r.Outcome, r.Late(t.now)) }

func (t teller) stateTag(s matter.State, o matter.Outcome, late bool) ui.Tag {
	switch {
	case s == matter.Closed && o == matter.Solved:
		return ui.Tag{Text: t.w.T("matter.outcome.solved"), Kind: "ok"}
	case s == matter.Closed:
		return ui.Tag{Text: t.w.T("matter.outcome." + string(o)), Kind: "muted"}
	case late && running(s):
		return ui.Tag{Text: t.w.T("my.state.late"), Kind: "danger"}
	case s == matter.Reported:
		return ui.Tag{Text: t.w.T("my.state.reported"), Kind: "warn"}
	}
	return ui.Tag{Text: t.w.T("my.state." + string(s)), Kind: "info"}
}

// place is where a matter is, in words; "" when nobody said.
func place(r matter.Row) string {
	if r.HomeLabel != "" {
		return r.HomeLabel
	}
	return r.Place
}

// T is the text of a key in a template.
func tr(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// classIcon pictures the default classes; others get a spanner.
func classIcon(code string) string {
	switch code {
	case "lift_trapped", "lift":
		return "elevator"
	case "gas", "fire", "gashose":
		return "flame"
	case "burst", "drain", "water", "leak":
		return "drop"
	case "power", "ebike", "light":
		return "bolt"
	case "facade", "firelane", "falling":
		return "warning"
	}
	return quietIcon(code)
}

func quietIcon(code string) string {
	switch code {
	case "door":
		return "lock"
	case "garbage":
		return "trash"
	case "noise":
		return "speaker"
	case "clutter":
		return "box"
	case "parking":
		return "map-pin"
	case "care":
		return "heart"
	case "paperwork":
		return "document"
	case "facility":
		return "plus"
	case "other":
		return "chat"
	}
	return "wrench"
}
