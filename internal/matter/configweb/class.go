package configweb

import (
	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

func (p *Pages) classes(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	list, err := p.matters.ClassConfigs(c.Context(), k)
	if err != nil {
		return err
	}
	return c.Page(c.T("config.classes"), classesPage(c.Words, c.URL("settings"), list, mayDecide(c)))
}

func (p *Pages) newClass(c *web.Ctx) error { return p.showClass(c, emptyClass()) }

func (p *Pages) class(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	cfg, err := p.matters.ClassConfigOf(c.Context(), k, id)
	if err != nil {
		return err
	}
	return p.showClass(c, cfg)
}

func (p *Pages) showClass(c *web.Ctx, cfg matter.ClassConfig) error {
	form, err := p.withCalendars(c, classFormOf(cfg))
	if err != nil {
		return err
	}
	if form.seen, err = cfg.Mark(); err != nil {
		return err
	}
	return c.Page(classTitle(c, form), classPage(c.Words, c.URL("settings"), form, web.FieldErrors{}))
}

func (p *Pages) withCalendars(c *web.Ctx, form classForm) (classForm, error) {
	k, err := p.compound(c)
	if err != nil {
		return form, err
	}
	list, err := p.matters.Calendars(c.Context(), k)
	form.calendars = calendarOptions(list)
	return form, err
}

func classTitle(c *web.Ctx, form classForm) string {
	if form.id == 0 {
		return c.T("config.class.new")
	}
	return c.T("config.class.edit")
}

// saveClass adds a class, or changes the one of the address.
func (p *Pages) saveClass(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	if err := c.R.ParseForm(); err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil && c.R.PathValue("id") != "" {
		return err
	}
	form, err := p.withCalendars(c, typedClass(c, id))
	if err != nil {
		return err
	}
	if _, err := p.matters.EditClass(c.Context(), c.Actor, k, form.config()); err != nil {
		if errs.Is(err, errs.Conflict) {
			form.seen = p.seenNow(c, k, form)
		}
		return c.FormError(err, classTitle(c, form), func(f web.FieldErrors) component {
			return classPage(c.Words, c.URL("settings"), form, f)
		})
	}
	return c.Redirect(c.URL("settings", "classes"), "flash.saved")
}

// seenNow is the mark to save with after a refusal: who was told of somebody
// else's change may save over it.
func (p *Pages) seenNow(c *web.Ctx, k registry.Compound, form classForm) string {
	cfg, err := p.matters.ClassConfigOf(c.Context(), k, form.id)
	if err != nil {
		return form.seen
	}
	mark, err := cfg.Mark()
	if err != nil {
		return form.seen
	}
	return mark
}

func (p *Pages) moveClass(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	way := c.Str("way")
	if way != "up" && way != "down" {
		return errs.New(errs.NotFound, "err.notfound")
	}
	if err := p.matters.MoveClass(c.Context(), c.Actor, k, id, way == "up"); err != nil {
		return err
	}
	return c.Redirect(c.URL("settings", "classes"), "")
}
