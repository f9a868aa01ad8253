package configweb

import (
	"strconv"
	"strings"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/id"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// classForm is a class as it is typed.
type classForm struct {
	id                        int64
	name, kind, urgency, lane string
	skill, keywords, advice   string
	active, ownChain          bool
	seen                      string // mark of the class as it was shown
	targets                   []targetForm
	chain                     []levelForm
	calendars                 []ui.Option
}

// targetForm is one promise as it is typed; an empty Count makes none.
type targetForm struct {
	Target       matter.Target
	Within       span
	Calendar     string
	Warn1, Warn2 string
}

func emptyClass() matter.ClassConfig {
	return matter.ClassConfig{Class: matter.Class{Kind: matter.Problem, Urgency: matter.Ordinary, Lane: matter.DoNow, Active: true}}
}

func classFormOf(k matter.ClassConfig) classForm {
	f := classForm{id: k.ID, name: k.Name, kind: string(k.Kind), urgency: string(k.Urgency), lane: string(k.Lane), skill: k.Skill,
		keywords: k.Keywords, advice: k.Advice, active: k.Active, ownChain: len(k.Chain) > 0, chain: chainForm(k.Chain)}
	for _, target := range matter.Targets() {
		line := targetForm{Target: target, Within: span{Unit: "h"}, Warn1: "50", Warn2: "80"}
		for _, t := range k.Targets {
			if t.Target == target {
				line = targetForm{target, spanOf(t.Minutes), idText(t.Calendar), strconv.FormatInt(t.Warn1, 10), strconv.FormatInt(t.Warn2, 10)}
			}
		}
		f.targets = append(f.targets, line)
	}
	return f
}

func typedClass(c *web.Ctx, classID int64) classForm {
	f := classForm{id: classID, seen: c.Str("seen"), name: c.Str("name"), kind: c.Str("kind"), urgency: c.Str("urgency"), lane: c.Str("lane"), skill: c.Str("skill"),
		keywords: c.Str("keywords"), advice: c.Str("advice"), active: c.Checked("active"), ownChain: c.Str("whose") == "own", chain: typedChain(c)}
	for _, target := range matter.Targets() {
		name := string(target)
		f.targets = append(f.targets, targetForm{Target: target, Within: span{c.Str(name), c.Str(name + "_unit")},
			Calendar: c.Str(name + "_calendar"), Warn1: c.Str(name + "_warn1"), Warn2: c.Str(name + "_warn2")})
	}
	return f
}

// config is the form as the domain takes it. What cannot be read becomes a
// number the domain refuses at the right field.
func (f classForm) config() matter.ClassConfig {
	k := matter.ClassConfig{Seen: f.seen, Class: matter.Class{ID: f.id, Name: f.name, Kind: matter.Kind(f.kind), Urgency: matter.Urgency(f.urgency), Lane: matter.Lane(f.lane),
		Skill: f.skill, Keywords: strings.Join(strings.Fields(f.keywords), " "), Advice: f.advice, Active: f.active}}
	if f.id == 0 {
		k.Code = "own-" + id.Secret(8) // nobody reads it; the classes we bring have telling ones
	}
	for _, t := range f.targets {
		if t.Within.Count == "" {
			continue
		}
		calendarID, _ := strconv.ParseInt(t.Calendar, 10, 64) // 0 is refused at the field
		k.Targets = append(k.Targets, matter.ClassTarget{Target: t.Target, Calendar: calendarID, Minutes: t.Within.minutes(), Warn1: number(t.Warn1), Warn2: number(t.Warn2)})
	}
	if f.ownChain {
		k.Chain = levelsOf(f.chain)
	}
	return k
}

func classOptions[T ~string](w *i18n.Words, prefix string, list []T) []ui.Option {
	var out []ui.Option
	for _, v := range list {
		out = append(out, ui.Option{Value: string(v), Label: w.T(prefix + string(v))})
	}
	return out
}

func calendarOptions(list []matter.NamedCalendar) []ui.Option {
	var out []ui.Option
	for _, n := range list {
		out = append(out, ui.Option{Value: idText(n.ID), Label: n.Name})
	}
	return out
}
