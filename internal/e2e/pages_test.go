package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mulin/internal/kit/i18n"
)

//go:embed look.js
var lookJS string

//go:embed elder.js
var elderJS string

//go:embed focus.js
var focusJS string

//go:embed overflow.js
var overflowJS string

//go:embed shift.js
var shiftJS string

func TestEveryPageAsEveryVisitor(t *testing.T) {
	visitors := shared.visitors(t)
	for i, pages := range shared.divide(t, visitors) {
		t.Run(visitors[i].name, func(t *testing.T) {
			t.Parallel()
			b := shared.tab(t, visitors[i])
			b.prepare(shared.axe)
			b.prepare(focusJS)
			for _, address := range pages {
				b.look(address, visitors[i].width)
			}
		})
	}
}

// divide gives each visitor the pages to look at. On a phone that is every page;
// at a desk a route is looked at by the first and by the last who may, as what
// lies between differs by a menu entry only.
func (h *house) divide(t *testing.T, visitors []visitor) [][]string {
	t.Helper()
	pages, last := make([][]string, len(visitors)), map[string]int{}
	crawls := make([]*crawler, len(visitors))
	for i, v := range visitors {
		crawls[i] = h.crawl(t, v)
		for _, address := range crawls[i].pages {
			last[routeOf(crawls[i].routes, address)] = i
		}
	}
	seen := map[string]bool{}
	for i, c := range crawls {
		reached := map[string]bool{}
		for _, address := range c.pages {
			route := routeOf(c.routes, address)
			if visitors[i].width == phone || !seen[route] || last[route] == i {
				pages[i] = append(pages[i], address)
			}
			reached[route] = visitors[i].width == desk
		}
		for route, atDesk := range reached {
			seen[route] = seen[route] || atDesk
		}
	}
	return pages
}

// look opens a page and says everything that is wrong with it.
func (b *tab) look(address string, width int64) {
	b.t.Helper()
	b.do("set the width", chromedp.EmulateViewport(width, 900))
	b.goTo(address)
	wrong := b.shifts(address)
	wrong = append(wrong, eval[[]string](b, call(lookJS, map[string]string{"lang": i18n.Hans}))...)
	wrong = append(wrong, b.tabThrough()...)
	wrong = append(wrong, b.tooWide()...)
	wrong = append(wrong, b.heard()...)
	for _, text := range wrong {
		b.t.Errorf("%s: %s", here(address), text)
	}
}

// call is the script of a function applied to a value.
func call(function string, arg any) string {
	text, err := json.Marshal(arg)
	if err != nil {
		panic(err)
	}
	comment := strings.Index(function, "\n(")
	if a := strings.Index(function, "\nasync ("); a >= 0 && (comment < 0 || a < comment) {
		comment = a
	}
	return "(" + strings.TrimSpace(function[comment:]) + ")(" + string(text) + ")"
}

// maxLoads is how often a page that moved is opened again: a busy machine may
// paint half a page, but what a page itself moves, it moves every time.
const maxLoads = 4

// shifts tells whether what one reads moves while the page comes.
func (b *tab) shifts(address string) []string {
	b.t.Helper()
	moved := ""
	for range maxLoads {
		if moved = eval[string](b, call(shiftJS, nil)); moved == "" {
			return nil
		}
		b.goTo(address)
	}
	return []string{"the layout shifts by " + moved}
}

// maxTabs bounds how often the Tab key is pressed on one page.
const maxTabs = 25

type focusNotes struct {
	Reached int      `json:"reached"`
	Unseen  []string `json:"unseen"`
}

// tabThrough presses Tab: every press must reach something new, and one must
// see where one is.
func (b *tab) tabThrough() (wrong []string) {
	b.t.Helper()
	n := min(eval[int](b, "focusBegin(), focusable()"), maxTabs)
	b.keys(strings.Repeat("\t", n))
	notes := eval[focusNotes](b, "focusNotes")
	if notes.Reached < n {
		wrong = append(wrong, fmt.Sprintf("%d presses of Tab reach only %d elements", n, notes.Reached))
	}
	for _, text := range notes.Unseen {
		wrong = append(wrong, "one does not see the focus on "+text)
	}
	return wrong
}

// tooWide looks at the page at every width.
func (b *tab) tooWide() (wrong []string) {
	b.t.Helper()
	for _, w := range widths() {
		b.do("set the width", chromedp.EmulateViewport(w, 900))
		if out := eval[string](b, call(overflowJS, nil)); out != "" {
			wrong = append(wrong, "too wide: "+out)
		}
	}
	return wrong
}
