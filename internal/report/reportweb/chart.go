package reportweb

import (
	"regexp"
	"strings"

	"github.com/go-analyze/charts"

	"mulin/internal/kit/ui"
	"mulin/internal/matter"
)

// picture is the size of a chart in px; pages scale it to their width.
const (
	pictureWidth  = 640
	pictureHeight = 320
)

// pictures are the charts of a month, each with its table.
func (p page) pictures() ([]ui.FigureBox, error) {
	var out []ui.FigureBox
	for _, draw := range []func() (ui.FigureBox, error){p.course, p.byClass, p.byTarget, p.byAge} {
		f, err := draw()
		if err != nil {
			return nil, err
		}
		f.TableText = p.T("kpi.table")
		out = append(out, f)
	}
	return out, nil
}

func (p page) course() (ui.FigureBox, error) {
	f := ui.FigureBox{Title: p.T("kpi.course"), Alt: p.T("kpi.course.alt"), Head: []string{p.T("kpi.month"), p.T("kpi.taken"), p.T("kpi.ended")}}
	var months []string
	came, went := []float64{}, []float64{}
	for _, x := range p.Course {
		months = append(months, string(x.Month))
		came, went = append(came, float64(x.Taken)), append(went, float64(x.Closed))
		f.Rows = append(f.Rows, []string{string(x.Month), number(x.Taken), number(x.Closed)})
	}
	var err error
	f.SVG, err = bars(months, f.Head[1:], came, went)
	return f, err
}

func (p page) byClass() (ui.FigureBox, error) {
	f := ui.FigureBox{Title: p.T("kpi.byclass"), Alt: p.T("kpi.byclass.alt"), Head: []string{p.T("kpi.col.class"), p.T("kpi.taken")}}
	var names []string
	var counts []float64
	for _, k := range p.Classes {
		names, counts = append(names, k.Name), append(counts, float64(k.Intake.N))
		f.Rows = append(f.Rows, []string{k.Name, number(k.Intake.N)})
	}
	var err error
	f.SVG, err = lying(names, counts)
	return f, err
}

func (p page) byTarget() (ui.FigureBox, error) {
	f := ui.FigureBox{Title: p.T("kpi.ontime"), Alt: p.T("kpi.ontime.alt"), Head: []string{p.T("kpi.promise"), p.T("kpi.ontime"), p.T("kpi.behind")}}
	var names []string
	var percent []float64
	for _, t := range matter.Targets() {
		s := p.OnTime[t]
		names = append(names, p.T("matter.target."+string(t)))
		percent = append(percent, float64(max(0, s.Permille()))/10) // only for the picture
		f.Rows = append(f.Rows, []string{names[len(names)-1], s.Percent(), s.Of()})
	}
	var err error
	f.SVG, err = lying(names, percent)
	return f, err
}

func (p page) byAge() (ui.FigureBox, error) {
	f := ui.FigureBox{Title: p.T("kpi.stock"), Alt: p.T("kpi.stock.alt"), Head: []string{p.T("kpi.age"), p.T("kpi.stock")}}
	labels := p.ageLabels()
	var counts []float64
	for i, n := range p.Stock.ByAge {
		counts = append(counts, float64(n))
		f.Rows = append(f.Rows, []string{labels[i], number(n)})
	}
	var err error
	f.SVG, err = bars(labels, nil, counts)
	return f, err
}

// bars stand side by side, one colour a series; legend may be nil.
func bars(labels, legend []string, series ...[]float64) (string, error) {
	opt := charts.NewBarChartOptionWithData(series)
	opt.Theme = theme()
	opt.CategoryAxis.Labels = labels
	opt.Legend.SeriesNames = legend
	opt.ValueAxis[0].Unit = 1
	p := painter(pictureHeight)
	if err := p.BarChart(opt); err != nil {
		return "", err
	}
	return svg(p)
}

// lying bars have room for long Chinese names at the left; the picture grows
// with their number.
func lying(labels []string, values []float64) (string, error) {
	if len(labels) == 0 {
		return "", nil
	}
	opt := charts.NewBarChartOptionWithData([][]float64{values})
	opt.Theme, opt.Horizontal = theme(), true
	opt.CategoryAxis.Labels = labels
	p := painter(max(pictureHeight/2, 70+26*len(labels)))
	if err := p.BarChart(opt); err != nil {
		return "", err
	}
	return svg(p)
}

func painter(height int) *charts.Painter {
	return charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: pictureWidth, Height: height})
}

// theme has our red and a calm grey-blue, on white, also readable in grey print.
func theme() charts.ColorPalette {
	return charts.GetTheme(charts.ThemeLight).WithSeriesColors([]charts.Color{charts.ColorFromHex("#b3342b"), charts.ColorFromHex("#6b8ba4")})
}

var (
	styleAttr  = regexp.MustCompile(`style="([^"]*)"`)
	fontFamily = regexp.MustCompile(`font-family:[^;]*`)
)

// svg gives the picture with attributes in the place of style attributes, which
// our Content-Security-Policy does not let through, and with the page's own
// fonts, which have Chinese.
func svg(p *charts.Painter) (string, error) {
	raw, err := p.Bytes()
	if err != nil {
		return "", err
	}
	return styleAttr.ReplaceAllStringFunc(string(raw), func(attr string) string {
		list := fontFamily.ReplaceAllString(styleAttr.FindStringSubmatch(attr)[1], "font-family:inherit")
		var out []string
		for rule := range strings.SplitSeq(list, ";") {
			if name, value, ok := strings.Cut(rule, ":"); ok {
				out = append(out, name+`="`+value+`"`)
			}
		}
		return strings.Join(out, " ")
	}), nil
}
