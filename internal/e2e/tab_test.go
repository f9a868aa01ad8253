package e2e

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"mulin/internal/kit/web"
)

// pageTime bounds one look at one page: a page that hangs must not hang the run.
const pageTime = 40 * time.Second

// tab is one window of the browser with its own cookies.
type tab struct {
	*house
	t      *testing.T
	ctx    context.Context
	mu     sync.Mutex
	faults []string // what the browser complained about
}

// open gives a new tab to a visitor.
func (h *house) tab(t *testing.T, v visitor) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(h.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{house: h, t: t, ctx: ctx}
	must(t, chromedp.Listen(ctx, b.hear))
	must(t, chromedp.Do(ctx, chromedp.EmulateViewport(v.width, 900)))
	if v.session != "" {
		b.cookie(web.SessionCookie, v.session)
	}
	if v.elder {
		b.cookie(web.ElderCookie, "1")
	}
	return b
}

func (b *tab) cookie(name, value string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.url})
	must(b.t, err)
}

// hear notes what goes wrong in the page: errors of scripts, refusals by the
// content policy, requests that fail.
func (b *tab) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.note("script: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			b.note("console.%s", e.Type)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.note("%s: %s %s", e.Entry.Source, e.Entry.Text, here(e.Entry.URL))
		}
	case *network.EventLoadingFailed:
		if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" {
			b.note("request failed: %s", e.ErrorText)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			b.note("%s answered %d", here(e.Response.URL), e.Response.Status)
		}
	}
}

func (b *tab) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// heard gives what went wrong since the last time it was asked.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.faults
	b.faults = nil
	return out
}

// do runs steps that must succeed.
func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageTime)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

func (b *tab) goTo(address string) {
	b.t.Helper()
	b.do("open "+here(address), chromedp.Navigate(address))
}

// eval runs a script in the page and gives its value.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageTime)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", strings.TrimSpace(script[:min(len(script), 80)]), err)
	}
	return v
}

// prepare loads a script into every page of the tab before its own.
func (b *tab) prepare(script string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	must(b.t, err)
}

// path is where the tab stands.
func (b *tab) path() string {
	b.t.Helper()
	u, err := url.Parse(eval[string](b, "location.href"))
	must(b.t, err)
	return u.Path
}

// text is the visible text of the first element of the selector.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf("(document.querySelector(%q) || {innerText: ''}).innerText", selector))
}

// type writes into the element that has the focus.
func (b *tab) keys(text string) {
	b.t.Helper()
	b.do("type "+text, chromedp.KeyEvent(text))
}
