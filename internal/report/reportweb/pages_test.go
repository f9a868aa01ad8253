package reportweb_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/web/webtest"
	"mulin/internal/matter"
	"mulin/internal/matter/mattertest"
	"mulin/internal/report"
	"mulin/internal/report/reportweb"
	"mulin/locales"
)

// browser opens the pages as a person, 0 for a visitor.
func browser(t *testing.T, w *mattertest.World, person int64) webtest.Browser {
	t.Helper()
	b := webtest.Browser{Site: webtest.Site(t, w.DB, w, locales.FS), Slug: w.Compound.Slug}
	reportweb.New(report.New(w.DB), w.Registry).Register(b.Site)
	if person != 0 {
		b.Token = w.Token(person)
	}
	return b
}

// visit takes in one matter of a class with a dangerous name and opens a browser.
func visit(t *testing.T, role actor.Role, f func(t *testing.T, w *mattertest.World, b webtest.Browser)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		w := mattertest.New(t, d)
		cfg, err := w.Matters.ClassConfigOf(t.Context(), w.Compound, w.Classes["drain"])
		if err != nil {
			t.Fatal(err)
		}
		cfg.Name = "=HYPERLINK(1)"
		if _, err := w.Matters.EditClass(t.Context(), w.Holder(actor.Manager), w.Compound, cfg); err != nil {
			t.Fatal(err)
		}
		_, err = w.Matters.Intake(t.Context(), w.Holder(actor.Desk), w.Compound, matter.NewMatter{Body: "示例", Channel: matter.ByPhone, Class: cfg.ID, Home: w.Homes[0], Reporter: w.Resident})
		if err != nil {
			t.Fatal(err)
		}
		f(t, w, browser(t, w, w.People[role]))
	})
}

func TestTheReportShowsTilesTablesAndThePicture(t *testing.T) {
	visit(t, actor.Supervisor, func(t *testing.T, _ *mattertest.World, b webtest.Browser) {
		for _, path := range []string{"reports", "reports?month=2026-11", "reports/print?month=2026-10"} {
			status, body := b.Get(path)
			if status != 200 || strings.Contains(body, "⟦") {
				t.Fatalf("%s: %d", path, status)
			}
			for _, text := range []string{"月 月报", "家门口化解率", "<svg", "怎么算"} {
				if !strings.Contains(body, text) {
					t.Errorf("%s does not say %q", path, text)
				}
			}
		}
	})
}

func TestThePictureHasNoStyleAttributeThePolicyWouldBlock(t *testing.T) {
	visit(t, actor.Supervisor, func(t *testing.T, _ *mattertest.World, b webtest.Browser) {
		_, body := b.Get("reports")
		if strings.Contains(body, "style=") {
			t.Error("a style attribute is left")
		}
		if strings.Contains(body, "Roboto") {
			t.Error("the picture asks for a font without Chinese")
		}
	})
}

func TestNoNameAndNoRoomIsInTheReport(t *testing.T) {
	visit(t, actor.Street, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		_, page := b.Get("reports")
		_, file := b.Get("reports/2026-11.xlsx")
		for _, text := range append(cells(t, file), page) {
			if strings.Contains(text, "0401") || strings.Contains(text, "示例居民") || strings.Contains(text, "示例worker") {
				t.Errorf("personal: %.80s", text)
			}
		}
	})
}

func TestTheWorkbookHasThreeSheetsAndNoFormulas(t *testing.T) {
	visit(t, actor.Party, func(t *testing.T, _ *mattertest.World, b webtest.Browser) {
		status, file := b.Get("reports/2026-11.xlsx")
		if status != 200 {
			t.Fatal(status)
		}
		f, err := excelize.OpenReader(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.GetSheetList(), " "); got != "指标 事项 按类别" {
			t.Errorf("sheets %s", got)
		}
		rows, err := f.GetRows("事项")
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if rows[1][0] != "26-0001" || rows[1][1] != "'=HYPERLINK(1)" || rows[1][5] != "A-1" || rows[1][7] != "2026-11-23 09:00" {
			t.Errorf("line %q", rows[1])
		}
		for _, cell := range cells(t, file) {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("cell %q would be a formula", cell)
			}
		}
	})
}

func cells(t *testing.T, file string) []string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			out = append(out, row...)
		}
	}
	return out
}

func TestWhatIsNoMonthIsNotFound(t *testing.T) {
	visit(t, actor.Admin, func(t *testing.T, _ *mattertest.World, b webtest.Browser) {
		for _, path := range []string{"reports?month=2026-13", "reports/2026-11", "reports/2026-11.csv", "reports/x.xlsx"} {
			if status, _ := b.Get(path); status != 404 {
				t.Errorf("%s: %d, want 404", path, status)
			}
		}
	})
}

func TestAWorkerDoesNotSeeTheReport(t *testing.T) {
	visit(t, actor.Worker, func(t *testing.T, _ *mattertest.World, b webtest.Browser) {
		if status, _ := b.Get("reports"); status != 403 {
			t.Errorf("status %d, want 403", status)
		}
	})
}

func TestTheMonthThatIsShownIsTheOneChosenInTheList(t *testing.T) {
	visit(t, actor.Supervisor, func(t *testing.T, _ *mattertest.World, b webtest.Browser) {
		for _, month := range []string{"2019-06", "2026-10"} {
			_, body := b.Get("reports?month=" + month)
			if !strings.Contains(body, `<option value="`+month+`" selected`) || strings.Count(body, " selected") != 1 {
				t.Errorf("%s is not the one chosen", month)
			}
		}
	})
}
