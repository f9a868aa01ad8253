package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/web"
)

//go:embed look.js
var lookJS string

//go:embed elder.js
var elderJS string

//go:embed focus.js
var focusJS string

//go:embed overflow.js
var overflowJS string

func TestEveryPageAsEveryVisitor(t *testing.T) {
	for _, v := range shared.visitors(t) {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			c := shared.crawl(t, v)
			b := shared.tab(t, v)
			b.prepare(shared.axe)
			b.prepare(focusJS)
			for _, address := range c.pages {
				if v.sees(shared.perm(routeOf(c.routes, address))) {
					b.look(address, v.width)
				}
			}
		})
	}
}

// sees tells whether a page is looked at as this visitor: what is open to
// everyone is the same for all staff, so one of them is enough.
func (v visitor) sees(p web.Perm) bool {
	return p.Who == web.OnlyRoles || slices.Contains([]actor.Role{"", actor.Resident, actor.Desk}, v.role)
}

// perm is the rule of a route.
func (h *house) perm(path string) web.Perm {
	for _, r := range h.Site.Routes() {
		if r.Path == path {
			return r.Perm
		}
	}
	return web.Perm{}
}

// look opens a page and says everything that is wrong with it.
func (b *tab) look(address string, width int64) {
	b.t.Helper()
	b.do("set the width", chromedp.EmulateViewport(width, 900))
	b.goTo(address)
	wrong := eval[[]string](b, call(lookJS, map[string]string{"lang": i18n.Hans}))
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
