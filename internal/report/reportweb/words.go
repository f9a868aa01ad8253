package reportweb

import (
	"strconv"
	"strings"
	"time"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/when"
	"mulin/internal/matter"
	"mulin/internal/report"
)

// words puts figures into the visitor's language.
type words struct{ *i18n.Words }

// kpi is one figure: its name, what it shows, the numbers behind it and how it
// is worked out, in words.
type kpi struct{ key, name, value, behind, formula string }

func (w words) share(key string, s report.Share) kpi {
	return w.figure(key, s.Percent(), s.Of())
}

func (w words) figure(key, value, behind string) kpi {
	return kpi{key, w.T("kpi." + key), value, behind, w.T("kpi." + key + ".formula")}
}

func (w words) spread(key string, s report.Spread) kpi {
	value := "–"
	if s.N > 0 {
		value = w.minutes(s.Median) + " / " + w.minutes(s.P90)
	}
	return w.figure(key, value, w.T("kpi.n", "N", s.N))
}

func (w words) minutes(n int64) string { return when.Span(w.Words, time.Duration(n)*time.Minute) }

// number is n, or a dash for nothing.
func number(n int64) string { return strconv.FormatInt(n, 10) }

// title is "2026年11月 月报".
func (p page) title() string {
	year, month, _ := strings.Cut(string(p.Month), "-")
	return p.T("kpi.of", "Year", year, "Month", strings.TrimPrefix(month, "0"))
}

// kpis lists every figure of a scope, in the order of the sheet.
func (w words) kpis(f report.Figures) []kpi {
	out := []kpi{w.figure("intake", number(f.Intake.N), ""), w.share("closed", f.Closed)}
	for _, t := range matter.Targets() {
		k := w.share("ontime", f.OnTime[t])
		k.key, k.name = k.key+"."+string(t), k.name+" · "+w.T("matter.target."+string(t))
		out = append(out, k)
	}
	return append(out, w.share("overdue", f.Overdue),
		w.spread("response", f.Response), w.spread("handling", f.Handling),
		w.share("solved", f.Solved), w.share("firstfix", f.FirstFix), w.share("doorstep", f.Doorstep),
		w.share("satisfied", f.Satisfaction.Share()), w.share("said", f.Satisfaction.SaidSolved()),
		w.share("answered", f.Satisfaction.Response()), w.share("callback", f.Callback),
		w.share("repeat", f.Repeat), w.share("returned", f.Return), w.share("accuracy", f.Accuracy),
		w.share("selffound", f.SelfFound), w.figure("stock", number(f.Stock.N), w.T("kpi.stock.late", "N", f.Stock.Broken)))
}

// ageLabels name the ages of open matters.
func (w words) ageLabels() []string {
	ends := report.StockAges()
	return []string{w.T("kpi.age.first", "N", ends[0]), w.T("kpi.age.mid", "From", ends[0], "To", ends[1]),
		w.T("kpi.age.mid", "From", ends[1], "To", ends[2]), w.T("kpi.age.mid", "From", ends[2], "To", ends[3]), w.T("kpi.age.last", "N", ends[3])}
}

// classHead and classRow are the table by class, on screen and in the sheet.
func (w words) classHead() []string {
	keys := []string{"class", "intake", "closed", "ontime.resolve", "response.median", "response.p90", "handling.median", "handling.p90", "solved", "returned", "repeat"}
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = w.T("kpi.col." + k)
	}
	return out
}

func (w words) classRow(k report.ClassFigures) []string {
	return []string{k.Name, number(k.Intake.N), k.Closed.Percent(), k.OnTime[matter.TargetResolve].Percent(),
		w.atMost(k.Response, k.Response.Median), w.atMost(k.Response, k.Response.P90), w.atMost(k.Handling, k.Handling.Median), w.atMost(k.Handling, k.Handling.P90),
		k.Solved.Percent(), k.Return.Percent(), k.Repeat.Percent()}
}

// atMost is a duration of a spread, a dash when nothing is behind it.
func (w words) atMost(s report.Spread, minutes int64) string {
	if s.N == 0 {
		return "–"
	}
	return w.minutes(minutes)
}
