package configweb

import (
	"mulin/internal/kit/calendar"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
)

// overview is what the first page of the settings says about each part.
type overview struct {
	ready, decide bool
	base          string
	duty          string // address of the roster, "" for who may not read it
	gaps          int
	near          calendar.Date // last special day of a calendar that is running out, or none
}

func (p *Pages) index(c *web.Ctx) error {
	k, err := p.compound(c)
	if err != nil {
		return err
	}
	o := overview{decide: mayDecide(c), base: c.URL("settings")}
	if c.Actor.Within(c.Compound.Path, RosterReaders()...) {
		o.duty = c.URL("duty")
	}
	if _, o.ready, err = p.matters.Limits(c.Context(), k); err != nil {
		return err
	}
	roster, err := p.matters.Roster(c.Context(), k)
	if err != nil {
		return err
	}
	calendars, err := p.matters.Calendars(c.Context(), k)
	if err != nil {
		return err
	}
	o.gaps = len(roster.Gaps)
	for _, n := range calendars {
		if last, near := runsOut(&n.Calendar, today(c)); near {
			o.near = last
		}
	}
	return c.Page(c.T("config.title"), indexPage(c.Words, o))
}

// parts are the lines of the first page; what the reader may not open is left
// out.
func (o overview) parts(t func(string, ...any) string) []ui.Cell {
	cells := []ui.Cell{
		{Icon: "list", Title: t("config.classes"), Desc: t("config.classes.desc"), URL: o.base + "/classes"},
		{Icon: "calendar", Title: t("config.calendars"), Desc: t("config.calendars.desc"), URL: o.base + "/calendars"},
	}
	if o.decide {
		cells = append(cells,
			ui.Cell{Icon: "bell", Title: t("config.chain"), Desc: t("config.chain.desc"), URL: o.base + "/chain"},
			ui.Cell{Icon: "shield", Title: t("config.limits"), Desc: t("config.limits.desc"), URL: o.base + "/limits"})
	}
	if o.duty == "" {
		return cells
	}
	roster := ui.Cell{Icon: "people", Title: t("config.duty"), Desc: t("config.duty.desc"), URL: o.duty, Tag: ui.Tag{Text: t("duty.full"), Kind: "ok"}}
	if o.gaps > 0 {
		roster.Tag = ui.Tag{Text: t("duty.gaps"), Kind: "warn"}
	}
	return append(cells, roster)
}
