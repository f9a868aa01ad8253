package configweb

import (
	"strconv"
	"time"

	"mulin/internal/kit/calendar"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/matter"
)

// dutyPage is the roster with what is being typed.
type dutyPage struct {
	url    string
	keep   bool
	roster matter.Roster
	staff  []matter.Candidate
	form   dutyForm
}

// dutyForm is a shift as typed.
type dutyForm struct {
	person   string
	days     []string
	from, to string
}

func typedDuty(c *web.Ctx) dutyForm {
	return dutyForm{person: c.Str("person"), days: c.R.Form["weekday"], from: c.Str("from"), to: c.Str("to")}
}

// weekdays are the ticked days; one that is no number is refused as out of range.
func (d dutyForm) weekdays() []time.Weekday {
	var out []time.Weekday
	for _, text := range d.days {
		out = append(out, time.Weekday(number(text)))
	}
	return out
}

func (d dutyForm) window() (calendar.Window, error) {
	w, err := calendar.ParseWindow(d.from + "-" + d.to)
	if err != nil {
		return w, errs.InvalidField("from", string(calendar.BadShift))
	}
	return w, nil
}

func (d dutyForm) dayOptions(w *i18n.Words) []ui.Option {
	var out []ui.Option
	for _, day := range week() {
		value := strconv.Itoa(int(day))
		chosen := false
		for _, have := range d.days {
			chosen = chosen || have == value
		}
		out = append(out, ui.Option{Value: value, Label: dayName(w, day), Selected: chosen})
	}
	return out
}

func (p *Pages) dutyPage(c *web.Ctx, form dutyForm) (d dutyPage, err error) {
	k, err := p.compound(c)
	if err != nil {
		return d, err
	}
	d = dutyPage{url: c.URL("duty"), keep: c.Actor.Has(c.Compound.Path, matter.Rosterers()...), form: form}
	if d.roster, err = p.matters.Roster(c.Context(), k); err != nil || !d.keep {
		return d, err
	}
	d.staff, err = p.matters.Staff(c.Context(), k)
	return d, err
}

func (p *Pages) duty(c *web.Ctx) error {
	d, err := p.dutyPage(c, dutyForm{from: "08:00", to: "20:00"})
	if err != nil {
		return err
	}
	return c.Page(c.T("config.duty"), dutyView(c.Words, d, web.FieldErrors{}))
}

func (p *Pages) addDuty(c *web.Ctx) error {
	if err := c.R.ParseForm(); err != nil {
		return err
	}
	form := typedDuty(c)
	d, err := p.dutyPage(c, form)
	if err != nil {
		return err
	}
	if err := p.putOnDuty(c, form); err != nil {
		return c.FormError(err, c.T("config.duty"), func(f web.FieldErrors) component { return dutyView(c.Words, d, f) })
	}
	return c.Redirect(c.URL("duty"), "flash.saved")
}

func (p *Pages) putOnDuty(c *web.Ctx, form dutyForm) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	w, err := form.window()
	if err != nil {
		return err
	}
	return p.matters.AddDuty(c.Context(), c.Actor, k, c.Int("person"), form.weekdays(), w)
}

func (p *Pages) removeDuty(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	if err := c.R.ParseForm(); err != nil {
		return err
	}
	var ids []int64
	for _, text := range c.R.Form["shift"] {
		ids = append(ids, number(text))
	}
	if err := p.matters.RemoveDuty(c.Context(), c.Actor, k, ids); err != nil {
		return err
	}
	return c.Redirect(c.URL("duty"), "flash.saved")
}

func (p *Pages) printDuty(c *web.Ctx) error {
	d, err := p.dutyPage(c, dutyForm{})
	if err != nil {
		return err
	}
	head := ui.PaperHead{Org: c.Compound.Name, Title: c.T("config.duty"), DateText: c.T("print.date"), Date: when.Day(c.Site.DB.Now(), c.Compound.Zone)}
	return c.Print(c.T("config.duty"), dutyPaper(c.Words, head, d, c.Compound.OfficeName+" "+c.Compound.OfficePhone))
}

// hours say when a duty is: "20:00–次日 08:00".
func hours(w *i18n.Words, x calendar.Window) string {
	end := when.Clock(int64(x.To))
	if x.To <= x.From {
		end = w.T("duty.next", "Time", end)
	}
	return when.Clock(int64(x.From)) + "–" + end
}

// gapWords say when nobody is there: "周三 22:00–次日 06:00 没有人".
func gapWords(w *i18n.Words, g calendar.Gap) string {
	const day = 24 * 60
	if g.Minutes >= 7*day {
		return w.T("duty.gap.week")
	}
	endDay, endMinute := g.End()
	if endMinute == 0 {
		endDay, endMinute = (endDay+6)%7, day
	}
	end := when.Clock(int64(endMinute))
	switch (g.From + g.Minutes - 1) / day {
	case 0:
	case 1:
		end = w.T("duty.next", "Time", end)
	default:
		end = dayName(w, endDay) + " " + end
	}
	return w.T("duty.gap", "From", dayName(w, g.Weekday)+" "+when.Clock(int64(g.From)), "To", end)
}
