package configweb

import (
	"strconv"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// limitNames are the fields with a number, in the order of the page.
func limitNames() []string {
	return []string{"return_limit", "return_hours", "silence_attempts", "grab_minutes", "pause_max_hours"}
}

// limitsForm is the page as it is typed.
type limitsForm struct {
	fallback, deputy string
	numbers          map[string]string
	staff            []matter.Candidate
}

func limitsOf(set matter.Settings) limitsForm {
	text := func(n int64) string { return strconv.FormatInt(n, 10) }
	return limitsForm{fallback: idText(set.Fallback), deputy: idText(set.FallbackDeputy), numbers: map[string]string{
		"return_limit": text(set.ReturnLimit), "return_hours": text(set.ReturnHours), "silence_attempts": text(set.SilenceAttempts),
		"grab_minutes": text(set.GrabMinutes), "pause_max_hours": text(set.PauseMaxHours)}}
}

func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func typedLimits(c *web.Ctx) limitsForm {
	form := limitsForm{fallback: c.Str("fallback"), deputy: c.Str("deputy"), numbers: map[string]string{}}
	for _, name := range limitNames() {
		form.numbers[name] = c.Str(name)
	}
	return form
}

func (l limitsForm) settings(c *web.Ctx) matter.Settings {
	n := func(name string) int64 { return number(l.numbers[name]) }
	return matter.Settings{Fallback: c.Int("fallback"), FallbackDeputy: c.Int("deputy"), ReturnLimit: n("return_limit"), ReturnHours: n("return_hours"),
		SilenceAttempts: n("silence_attempts"), GrabMinutes: n("grab_minutes"), PauseMaxHours: n("pause_max_hours")}
}

// people are those to choose from, with their roles so that one knows who is who.
func (l limitsForm) people(w *i18n.Words) []ui.Option { return personOptions(w, l.staff) }

func personOptions(w *i18n.Words, staff []matter.Candidate) []ui.Option {
	var out []ui.Option
	for _, s := range staff {
		out = append(out, ui.Option{Value: idText(s.Person), Label: s.Name + " · " + w.T("role."+string(s.Roles[0]))})
	}
	return out
}

func limitUnit(w *i18n.Words, name string) string {
	switch name {
	case "return_hours", "pause_max_hours":
		return w.T("config.unit.h")
	case "grab_minutes":
		return w.T("config.unit.m")
	}
	return w.T("config.times")
}

func limitLabel(name string) string {
	return map[string]string{"return_limit": "config.returns", "return_hours": "config.returnhours", "silence_attempts": "config.silence",
		"grab_minutes": "config.grab", "pause_max_hours": "config.pause"}[name]
}

func (p *Pages) limits(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	set, _, err := p.matters.Limits(c.Context(), k)
	if err != nil {
		return err
	}
	form, err := p.withStaff(c, k, limitsOf(set))
	if err != nil {
		return err
	}
	return c.Page(c.T("config.limits"), limitsPage(c.Words, c.URL("settings"), form, web.FieldErrors{}))
}

func (p *Pages) withStaff(c *web.Ctx, k registry.Compound, form limitsForm) (limitsForm, error) {
	staff, err := p.matters.Staff(c.Context(), k)
	form.staff = staff
	return form, err
}

func (p *Pages) saveLimits(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	form, err := p.withStaff(c, k, typedLimits(c))
	if err != nil {
		return err
	}
	if err := p.matters.EditLimits(c.Context(), c.Actor, k, form.settings(c)); err != nil {
		return c.FormError(err, c.T("config.limits"), func(f web.FieldErrors) component {
			return limitsPage(c.Words, c.URL("settings"), form, f)
		})
	}
	return c.Redirect(c.URL("settings", "limits"), "flash.saved")
}
