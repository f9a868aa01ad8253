package matterweb

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"mulin/internal/kit/format"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// pageSize is how many matters one page of the queue shows.
const pageSize = 50

// views are the piles of the queue, in the order of their tabs.
func views() []string {
	return []string{"open", "unsigned", "soon", "late", "returned", "reported", "deliberating", "closed"}
}

// wish is the queue somebody asks for by its address.
type wish struct {
	View, Urgency, Kind, Text, Me, After string
	Class                                int64
}

func wishOf(c *web.Ctx) wish {
	return wish{View: orText(oneOf(c.Str("view"), views()), "open"), Urgency: string(oneOf(c.Str("urgency"), matter.Urgencies())),
		Kind: string(oneOf(c.Str("kind"), matter.Kinds())), Text: c.Str("q"), Me: c.Str("responsible"), After: c.Str("after"), Class: c.Int("class")}
}

func orText(v, otherwise string) string {
	if v != "" {
		return v
	}
	return otherwise
}

// filter is the wish as the domain takes it. me is the person who asks.
func (x wish) filter(me int64) matter.Filter {
	f := matter.Filter{Urgency: matter.Urgency(x.Urgency), Kind: matter.Kind(x.Kind), Class: x.Class, Text: x.Text, After: x.After, Limit: pageSize}
	if x.Me == "me" {
		f.Responsible = me
	}
	switch x.View {
	case "unsigned":
		f.Unsigned = true
	case "soon":
		f.Soon = true
	case "late":
		f.Late = true
	case "returned":
		f.Returned = true
	case "reported":
		f.State = matter.Reported
	case "deliberating":
		f.State = matter.Deliberating
	case "closed":
		f.Closed = true
	}
	return f
}

// query is the wish as part of an address, without empty parts.
func (x wish) query() string {
	q := url.Values{}
	put := func(key, v string) {
		if v != "" {
			q.Set(key, v)
		}
	}
	if x.View != "open" {
		put("view", x.View)
	}
	put("urgency", x.Urgency)
	put("kind", x.Kind)
	put("q", x.Text)
	put("responsible", x.Me)
	put("after", x.After)
	if x.Class != 0 {
		q.Set("class", strconv.FormatInt(x.Class, 10))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// queue is what the list of matters shows.
type queue struct {
	wish    wish
	base    string // address of the page it stands on
	rows    []matter.Row
	counts  matter.Counts
	classes []matter.Class
	speaker
	link func(id int64) string
}

func (p *Pages) queue(c *web.Ctx) (q queue, err error) {
	cp, err := p.compound(c)
	if err != nil {
		return q, err
	}
	q = queue{wish: wishOf(c), base: c.URL("desk"), speaker: speak(c), link: func(id int64) string { return c.URL("matters", id) }}
	if q.rows, err = p.matters.Queue(c.Context(), c.Actor, cp, q.wish.filter(c.Actor.Person)); err != nil {
		return q, err
	}
	if q.counts, err = p.matters.Counts(c.Context(), cp); err != nil {
		return q, err
	}
	q.classes, err = p.matters.Classes(c.Context(), cp)
	return q, err
}

func (p *Pages) queuePart(c *web.Ctx) error {
	q, err := p.queue(c)
	if err != nil {
		return err
	}
	return c.Fragment(queueList(q))
}

func (q queue) tabs() []ui.Tab {
	n := map[string]int64{"open": q.counts.Open, "unsigned": q.counts.Unsigned, "soon": q.counts.Soon, "late": q.counts.Late,
		"returned": q.counts.Returned, "reported": q.counts.Reported, "deliberating": q.counts.Deliberating}
	var out []ui.Tab
	for _, v := range views() {
		x := q.wish
		x.View, x.After = v, ""
		out = append(out, ui.Tab{Label: q.w.T("desk.view." + v), URL: q.base + x.query(), Count: int(n[v]), Active: v == q.wish.View})
	}
	return out
}

// next is the address of the page after this one, "" at the end.
func (q queue) next() string {
	if len(q.rows) < pageSize {
		return ""
	}
	x := q.wish
	x.After = q.rows[len(q.rows)-1].Cursor()
	return q.base + x.query()
}

// start is the address of the first page, "" when this is it.
func (q queue) start() string {
	x := q.wish
	if x.After == "" {
		return ""
	}
	x.After = ""
	return q.base + x.query()
}

// line is one matter for programs.
type line struct {
	ID          string `json:"id"`
	Number      string `json:"number"`
	State       string `json:"state"`
	Class       string `json:"class"`
	Kind        string `json:"kind"`
	Urgency     string `json:"urgency"`
	Place       string `json:"place"`
	Responsible string `json:"responsible"`
	Due         string `json:"due,omitempty"` // RFC 3339
	DueTarget   string `json:"due_target,omitempty"`
	Late        bool   `json:"late"`
	Version     int64  `json:"version"`
}

// page is one page of the queue for programs; Next is the cursor of the page
// after it, as the parameter "after".
type page struct {
	Matters []line `json:"matters"`
	Next    string `json:"next,omitempty"`
}

func (p *Pages) queueJSON(c *web.Ctx) error {
	cp, err := p.compound(c)
	if err != nil {
		return err
	}
	rows, err := p.matters.Queue(c.Context(), c.Actor, cp, wishOf(c).filter(c.Actor.Person))
	if err != nil {
		return err
	}
	now, out := c.Site.DB.Now(), page{Matters: make([]line, 0, len(rows))}
	for _, r := range rows {
		out.Matters = append(out.Matters, lineOf(r, now, c.Compound.Zone))
	}
	if len(rows) == pageSize {
		out.Next = rows[len(rows)-1].Cursor()
	}
	return c.JSON(http.StatusOK, out)
}

func lineOf(r matter.Row, now time.Time, zone *time.Location) line {
	l := line{ID: strconv.FormatInt(r.ID, 10), Number: r.Number, State: string(r.State), Class: r.ClassName, Kind: string(r.Kind), Urgency: string(r.Urgency),
		Place: place(r), Responsible: format.MaskName(r.ResponsibleName), DueTarget: string(r.DueTarget), Late: r.Late(now), Version: r.Version}
	if !r.Due.IsZero() {
		l.Due = r.Due.In(zone).Format(time.RFC3339)
	}
	return l
}
