package registryweb

import (
	"github.com/a-h/templ"

	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

// mostFindings bounds the list of errors: the first ones show the pattern.
const mostFindings = 200

func findingsTable(c *web.Ctx, caption string, list []registry.Finding) ui.TableBox {
	t := ui.TableBox{Caption: caption, ShowCaption: true, Plain: true, Columns: []ui.Column{{Label: c.T("registry.import.cell")}, {Label: c.T("registry.import.what")}}}
	for _, f := range list[:min(len(list), mostFindings)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(f.Cell), ui.Text(f.Message)}})
	}
	return t
}

func columnsTable(v previewView) ui.TableBox {
	t := ui.TableBox{Caption: v.c.T("registry.import.columns"), Columns: []ui.Column{{Label: v.c.T("registry.import.column")}, {Label: v.c.T("registry.import.heading")}, {Label: v.c.T("registry.import.sample")}, {Label: v.c.T("registry.import.meaning")}}}
	for col := range v.width() {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(letter(col)), ui.Text(v.heading(col)), ui.Text(v.sample(col)), columnSelect(v, col)}})
	}
	return t
}
