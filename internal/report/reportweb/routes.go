// Package reportweb holds the pages of the monthly figures: on screen, on paper
// and as an Excel workbook. They hold no names and no rooms.
package reportweb

import (
	"strings"
	"time"


	"mulin/internal/kit/errs"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/registry"
	"mulin/internal/report"
)

// Pages are the pages of this package.
type Pages struct {
	reports  *report.Service
	registry *registry.Service
}

// New makes the pages.
func New(s *report.Service, r *registry.Service) *Pages { return &Pages{s, r} }

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	read := web.Only("report.read", report.Readers()...)
	s.Handle(
		web.Route{Method: "GET", Path: "/c/{compound}/reports", Perm: read, Do: p.show},
		web.Route{Method: "GET", Path: "/c/{compound}/reports/print", Perm: read, Do: p.print},
		web.Route{Method: "GET", Path: "/c/{compound}/reports/{file}", Perm: read, Do: p.workbook},
	)
}

// page is a month as the templates show it.
type page struct {
	report.Report
	words
	url    string // of the reports
	months []report.Month
}

// pickMonths is how many months back one can choose from.
const pickMonths = 24

func thisMonth(c *web.Ctx) report.Month { return report.MonthOf(c.Site.DB.Now(), c.Compound.Zone) }

// read works the month of the address out: ?month=2026-11, this month without.
func (p *Pages) read(c *web.Ctx) (page, error) {
	month, now := thisMonth(c), thisMonth(c)
	if text := c.Str("month"); text != "" {
		var err error
		if month, err = report.ParseMonth(text); err != nil {
			return page{}, err
		}
	}
	return p.month(c, month, now)
}

func (p *Pages) month(c *web.Ctx, month, now report.Month) (page, error) {
	k, err := p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
	if err != nil {
		return page{}, err
	}
	r, err := p.reports.Month(c.Context(), c.Actor, k, month)
	if err != nil {
		return page{}, err
	}
	out := page{Report: r, words: words{c.Words}, url: c.URL("reports")}
	for n := range pickMonths {
		out.months = append(out.months, now.Add(-n))
	}
	return out, nil
}

func (p *Pages) show(c *web.Ctx) error {
	m, err := p.read(c)
	if err != nil {
		return err
	}
	course, err := m.course()
	if err != nil {
		return err
	}
	return c.Page(c.T("kpi.title"), showPage(m, course))
}

func (p *Pages) print(c *web.Ctx) error {
	m, err := p.read(c)
	if err != nil {
		return err
	}
	course, err := m.course()
	if err != nil {
		return err
	}
	head := ui.PaperHead{Org: c.Compound.Name, Title: m.title(), DateText: c.T("print.date"), Date: when.Day(c.Site.DB.Now(), c.Compound.Zone)}
	return c.Print(m.title(), paper(m, course, head, strings.TrimSpace(c.Compound.OfficeName+" "+c.Compound.OfficePhone)))
}

// workbook answers /reports/2026-11.xlsx.
func (p *Pages) workbook(c *web.Ctx) error {
	name, isSheet := strings.CutSuffix(c.R.PathValue("file"), ".xlsx")
	if !isSheet {
		return errs.New(errs.NotFound, "err.notfound")
	}
	month, err := report.ParseMonth(name)
	if err != nil {
		return err
	}
	m, err := p.month(c, month, thisMonth(c))
	if err != nil {
		return err
	}
	k, err := p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
	if err != nil {
		return err
	}
	lines, err := p.reports.Lines(c.Context(), c.Actor, k, month)
	if err != nil {
		return err
	}
	file, err := workbook(m, lines, c.Compound.Zone)
	if err != nil {
		return err
	}
	return c.File(c.Compound.Name+"-"+string(month)+".xlsx", xlsxType, file)
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func clock(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04")
}
