package configweb

import (
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

func (p *Pages) calendars(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	list, err := p.matters.Calendars(c.Context(), k)
	if err != nil {
		return err
	}
	var forms []calendarForm
	for _, n := range list {
		forms = append(forms, calendarFormOf(n, today(c)))
	}
	return c.Page(c.T("config.calendars"), calendarsPage(c.Words, c.URL("settings"), forms, mayDecide(c)))
}

func (p *Pages) newCalendar(c *web.Ctx) error {
	return c.Page(c.T("config.cal.new"), calendarPage(c.Words, c.URL("settings"), calendarForm{}, daysForm{}, web.FieldErrors{}))
}

// stored reads the calendar of the address as a form.
func (p *Pages) stored(c *web.Ctx) (calendarForm, error) {
	k, err := p.compound(c)
	if err != nil {
		return calendarForm{}, err
	}
	id, err := c.ID("id")
	if err != nil {
		return calendarForm{}, err
	}
	n, err := p.matters.CalendarOf(c.Context(), k, id)
	return calendarFormOf(n, today(c)), err
}

func (p *Pages) calendar(c *web.Ctx) error {
	form, err := p.stored(c)
	if err != nil {
		return err
	}
	return c.Page(form.name, calendarPage(c.Words, c.URL("settings"), form, daysForm{}, web.FieldErrors{}))
}

// edit changes the calendar of the address, 0 for a new one, and goes to it.
func (p *Pages) edit(c *web.Ctx, id int64, change func(*matter.NamedCalendar) error) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	saved, err := p.matters.EditCalendar(c.Context(), c.Actor, k, id, change)
	if err != nil {
		return err
	}
	return c.Redirect(c.URL("settings", "calendars", saved), "flash.saved")
}

func (p *Pages) saveCalendar(c *web.Ctx) error {
	form := calendarForm{}
	if c.R.PathValue("id") != "" {
		stored, err := p.stored(c)
		if err != nil {
			return err
		}
		form = stored
	}
	typed := typedCalendar(c, form.id)
	typed.days, typed.past, typed.near = form.days, form.past, form.near
	if err := p.edit(c, form.id, typed.apply); err != nil {
		return c.FormError(err, c.T("config.calendars"), func(f web.FieldErrors) component {
			return calendarPage(c.Words, c.URL("settings"), typed, daysForm{}, f)
		})
	}
	return nil
}

func (p *Pages) addDays(c *web.Ctx) error {
	form, err := p.stored(c)
	if err != nil {
		return err
	}
	days := typedDays(c)
	if err := p.edit(c, form.id, days.add); err != nil {
		return c.FormError(err, c.T("config.calendars"), func(f web.FieldErrors) component {
			return calendarPage(c.Words, c.URL("settings"), form, days, f)
		})
	}
	return nil
}

func (p *Pages) removeDays(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.edit(c, id, typedDays(c).remove)
}
