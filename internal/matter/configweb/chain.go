package configweb

import (
	"strconv"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// levelForm is one line of a chain as it is typed.
type levelForm struct{ Percent, Role string }

// spareLevels are empty lines offered at the end of a chain.
const spareLevels = 2

func chainForm(chain []matter.Level) []levelForm {
	var out []levelForm
	for _, l := range chain {
		out = append(out, levelForm{strconv.FormatInt(l.Percent, 10), string(l.Role)})
	}
	return out
}

// typedChain reads the lines of a chain; a line without a percentage is left out.
func typedChain(c *web.Ctx) []levelForm {
	var out []levelForm
	percents, roles := c.R.Form["percent"], c.R.Form["role"]
	for i := range min(len(percents), len(roles), 20) {
		if p := strings.TrimSpace(percents[i]); p != "" {
			out = append(out, levelForm{p, roles[i]})
		}
	}
	return out
}

func levelsOf(form []levelForm) []matter.Level {
	out := make([]matter.Level, len(form))
	for i, l := range form {
		out[i] = matter.Level{Percent: number(l.Percent), Role: actor.Role(l.Role)}
	}
	return out
}

// withSpare adds the empty lines, nine lines at most.
func withSpare(form []levelForm) []levelForm {
	for range spareLevels {
		if len(form) < 9 {
			form = append(form, levelForm{})
		}
	}
	return form
}

// roleOptions are who can be told, from near to far.
func roleOptions(w *i18n.Words) []ui.Option {
	var out []ui.Option
	for _, r := range []actor.Role{actor.Head, actor.UnitHead, actor.Desk, actor.GridLeader, actor.Manager, actor.Party, actor.Supervisor, actor.Admin, actor.Street} {
		out = append(out, ui.Option{Value: string(r), Label: w.T("role." + string(r))})
	}
	return out
}

func (p *Pages) chain(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	chain, err := p.matters.Chain(c.Context(), k)
	if err != nil {
		return err
	}
	return c.Page(c.T("config.chain"), chainPage(c.Words, c.URL("settings"), chainForm(chain), web.FieldErrors{}))
}

func (p *Pages) saveChain(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	if err := c.R.ParseForm(); err != nil {
		return err
	}
	typed := typedChain(c)
	if err := p.matters.SaveChain(c.Context(), c.Actor, k, levelsOf(typed)); err != nil {
		return c.FormError(err, c.T("config.chain"), func(f web.FieldErrors) component {
			return chainPage(c.Words, c.URL("settings"), typed, f)
		})
	}
	return c.Redirect(c.URL("settings", "chain"), "flash.saved")
}
