package notifyweb

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/notify"
)

// outboxView is the desk's list of what went out and what did not.
type outboxView struct {
	c      *web.Ctx
	filter notify.OutboxFilter
	list   []notify.Delivery
	counts map[notify.State]int64
}

func (p *Pages) outbox(c *web.Ctx) error {
	v := outboxView{c: c, filter: filterOf(c)}
	place, err := p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
	if err != nil {
		return err
	}
	if v.list, err = p.notify.Outbox(c.Context(), c.Actor, place, v.filter); err != nil {
		return err
	}
	if v.counts, err = p.notify.OutboxCounts(c.Context(), place); err != nil {
		return err
	}
	return c.Page(c.T("notify.outbox"), outboxPage(v))
}

// filterOf reads the filter of the address; what is no state or way does not
// narrow.
func filterOf(c *web.Ctx) notify.OutboxFilter {
	f := notify.OutboxFilter{State: notify.State(c.Str("state")), Channel: notify.Channel(c.Str("channel")), Before: c.Int("before")}
	if !slices.Contains(notify.States(), f.State) {
		f.State, f.Before = "", 0
	}
	if !slices.Contains(notify.Channels(), f.Channel) {
		f.Channel = ""
	}
	return f
}

func (p *Pages) retry(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	place, err := p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
	if err != nil {
		return err
	}
	if err := p.notify.Retry(c.Context(), c.Actor, place, id, notify.Channel(c.R.PathValue("channel"))); err != nil {
		return err
	}
	return c.Redirect(c.URL("outbox"), "notify.retried")
}

func (v outboxView) tabs() []ui.Tab {
	tabs := []ui.Tab{{Label: v.c.T("notify.all"), URL: v.c.URL("outbox"), Active: v.filter.State == ""}}
	for _, s := range notify.States() {
		tabs = append(tabs, ui.Tab{Label: v.c.T("notify.state." + string(s)), URL: v.c.URL("outbox") + "?state=" + string(s),
			Count: int(v.counts[s]), Active: v.filter.State == s})
	}
	return tabs
}

func (v outboxView) ways() []ui.Option {
	var options []ui.Option
	for _, way := range notify.Channels() {
		options = append(options, ui.Option{Value: string(way), Label: v.c.T("notify.way." + string(way))})
	}
	return options
}

func (v outboxView) table() ui.TableBox {
	t := ui.TableBox{Caption: v.c.T("notify.outbox"), Empty: ui.EmptyBox{Icon: "bell", Text: v.c.T("notify.outbox.none")}, Columns: []ui.Column{
		{Label: v.c.T("notify.col.text")}, {Label: v.c.T("notify.col.to")}, {Label: v.c.T("notify.col.way")}, {Label: v.c.T("notify.col.at")}, {Label: v.c.T("notify.col.state")}}}
	for _, d := range v.list {
		row := ui.Row{Cells: []templ.Component{ui.Text(v.c.Words.Map(d.Key, d.Args)), ui.Text(d.Person), ui.Text(v.c.T("notify.way." + string(d.Channel))),
			ui.Text(moment(v.c, d.At)), stateCell(v, d)}}
		if d.State == notify.Failed {
			row.Kind = "danger"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v outboxView) tag(d notify.Delivery) ui.Tag {
	kinds := map[notify.State]string{notify.Sent: "ok", notify.Failed: "danger", notify.Waiting: "warn"}
	return ui.Tag{Text: v.c.T("notify.state." + string(d.State)), Kind: kinds[d.State]}
}

// why says why a message did not go out: reasons of ours in words, the
// sender's as they came.
func (v outboxView) why(d notify.Delivery) string {
	reasons := map[string]string{"repeat": "notify.why.repeat", "no phone": "notify.why.phone", "no sms": "notify.why.sms", "no device": "notify.why.device",
		"no push": "notify.why.device", "too late": "notify.why.late"}
	text := d.Why
	if key := reasons[d.Why]; key != "" {
		text = v.c.T(key)
	}
	if d.Attempts > 1 && d.State != notify.Sent {
		text = v.c.T("notify.tries", "N", int(d.Attempts)) + " · " + text
	}
	return text
}

func (v outboxView) retryURL(d notify.Delivery) string {
	return v.c.URL("outbox", d.ID, string(d.Channel), "retry")
}

func (v outboxView) pages() ui.Pages {
	pages := ui.Pages{Label: v.c.T("notify.outbox")}
	if v.filter.State != "" && len(v.list) == notify.PageSize {
		pages.NextURL = v.c.URL("outbox") + "?state=" + string(v.filter.State) + "&channel=" + string(v.filter.Channel) +
			"&before=" + strconv.FormatInt(v.list[len(v.list)-1].ID, 10)
		pages.NextText = v.c.T("act.next")
	}
	return pages
}
