package reportweb

import (
	"bytes"
	"errors"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"mulin/internal/matter"
	"mulin/internal/report"
)

// workbook writes the month: the figures with their formulas in words, the
// matters without names and rooms, and the table by class.
func workbook(p page, lines []report.Line, zone *time.Location) (content []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, s := range []struct {
		name   string
		widths []float64
		rows   [][]any
	}{
		{p.T("kpi.sheet.kpis"), []float64{28, 22, 14, 80}, p.kpiRows()},
		{p.T("kpi.sheet.matters"), []float64{12, 18, 10, 10, 10, 10, 10, 18, 18, 18, 16, 12}, p.lineRows(lines, zone)},
		{p.T("kpi.sheet.classes"), []float64{18, 10, 10, 12, 14, 14, 14, 14, 10, 10, 10}, p.classRows()},
	} {
		if err := addSheet(f, s.name, s.widths, s.rows); err != nil {
			return nil, err
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

// addSheet streams rows into a new sheet; the first row is its head and stays in
// view.
func addSheet(f *excelize.File, name string, widths []float64, rows [][]any) error {
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := w.SetRow(cell, row); err != nil {
			return err
		}
	}
	return w.Flush()
}

// safe keeps a text from being read as a formula when the sheet is saved as CSV
// and opened again (OWASP, CSV injection): text that begins like one gets an
// apostrophe before it.
func safe(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\uff1d\uff0b\uff0d\uff20", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = safe(s)
	}
	return out
}

func (p page) kpiRows() [][]any {
	rows := [][]any{texts([]string{p.T("kpi.figure"), p.T("kpi.value"), p.T("kpi.behind"), p.T("kpi.formula")})}
	for _, k := range p.kpis(p.Figures) {
		rows = append(rows, texts([]string{k.name, k.value, k.behind, k.formula}))
	}
	return rows
}

func (p page) classRows() [][]any {
	rows := [][]any{texts(p.classHead())}
	for _, k := range p.Classes {
		rows = append(rows, texts(p.classRow(k)))
	}
	return rows
}

func (p page) lineRows(lines []report.Line, zone *time.Location) [][]any {
	var head []string
	for _, k := range []string{"number", "class", "kind", "urgency", "channel", "where", "state", "taken", "due", "closed", "outcome", "late"} {
		head = append(head, p.T("kpi.line."+k))
	}
	rows := [][]any{texts(head)}
	for _, x := range lines {
		row := texts([]string{x.Number, x.ClassName, p.T("matter.kind." + string(x.Kind)), p.T("matter.urgency." + string(x.Urgency)),
			p.T("matter.channel." + string(x.Channel)), p.where(x), p.T("matter.state." + string(x.State)),
			clock(x.Taken, zone), clock(x.Due, zone), clock(x.Closed, zone), p.outcome(x.Outcome)})
		rows = append(rows, append(row, x.LateMinutes))
	}
	return rows
}

func (w words) where(x report.Line) string {
	if x.Where == "" {
		return w.T("kpi.common")
	}
	return x.Where
}

func (w words) outcome(o matter.Outcome) string {
	if o == "" {
		return ""
	}
	return w.T("matter.outcome." + string(o))
}
