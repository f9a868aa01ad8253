package reportweb

import (
	"regexp"
	"strconv"
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

// course is the picture of six months, with its table.
func (p page) course() (ui.FigureBox, error) {
	f := ui.FigureBox{Title: p.T("kpi.course"), Alt: p.T("kpi.course.alt"), TableText: p.T("kpi.table"),
		Head: []string{p.T("kpi.month"), p.T("kpi.taken"), p.T("kpi.ended")}}
	var months []string
	var came, went []float64
	for _, x := range p.Course {
		months = append(months, string(x.Month))
		came, went = append(came, float64(x.Taken)), append(went, float64(x.Closed))
		f.Rows = append(f.Rows, []string{string(x.Month), number(x.Taken), number(x.Closed)})
	}
	var err error
	f.SVG, err = bars(months, f.Head[1:], came, went)
	return f, err
}

// byClass are bars whose longest is the class with the most matters. These and
// the next are meters of the page, not charts: the chart library measures
// Chinese names too short and draws over them.
func (p page) byClass() []ui.Share {
	most := int64(1)
	for _, k := range p.Classes {
		most = max(most, k.Intake.N)
	}
	var out []ui.Share
	for _, k := range p.Classes {
		out = append(out, ui.Share{Label: k.Name, Value: number(k.Intake.N), Percent: int(100 * k.Intake.N / most)})
	}
	return out
}

func (p page) byTarget() []ui.Share {
	var out []ui.Share
	for _, t := range matter.Targets() {
		s := p.OnTime[t]
		out = append(out, ui.Share{Label: p.T("matter.target." + string(t)), Value: s.Percent() + " (" + s.Of() + ")", Percent: int(max(0, s.Permille()) / 10)})
	}
	return out
}

func (p page) byAge() []ui.Share {
	var out []ui.Share
	for i, label := range p.ageLabels() {
		n := p.Stock.ByAge[i]
		out = append(out, ui.Share{Label: label, Value: number(n), Percent: int(100 * n / max(1, p.Stock.N))})
	}
	return out
}

// bars stand side by side, one colour a series, and begin at 0.
func bars(labels, legend []string, series ...[]float64) (string, error) {
	opt := charts.NewBarChartOptionWithData(series)
	opt.Theme = theme()
	opt.CategoryAxis.Labels = labels
	opt.Legend.SeriesNames = legend
	opt.ValueAxis[0].Min = charts.Ptr(0.0)
	opt.ValueFormatter = func(n float64) string { return strconv.FormatInt(int64(n), 10) }
	opt.ValueAxis[0].Unit = 1
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: pictureWidth, Height: pictureHeight})
	if err := p.BarChart(opt); err != nil {
		return "", err
	}
	return svg(p)
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
