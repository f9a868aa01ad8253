package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
)

// notPages are routes that no link of a page leads to: parts of pages, streams,
// data for scripts, and what only paper or a file leads to.
func notPages() []string {
	return []string{
		"/c/{compound}/desk/queue", "/c/{compound}/desk/events", "/c/{compound}/desk/lookup", "/c/{compound}/jobs/list", // parts of pages
		"/c/{compound}/matters.json",                            // for programs
		"/c/{compound}/photos/{hash}", "/m/{code}/photo/{hash}", // pictures, which the demo has none of
		"/signin/{step}",                                                    // after the form before it
		"/card/{secret}",                                                    // from paper
		"/m/{code}/receipt",                                                 // once, after reporting
		"/c/{compound}/import/{key}", "/c/{compound}/import/{key}/progress", // after a file was chosen
	}
}

// Every link on every page leads somewhere, for every role; and every page has
// a link that leads to it.
func TestEveryLinkLeadsToAPageAndEveryPageHasALink(t *testing.T) {
	reached := map[string]bool{}
	for _, role := range append(actor.Roles(), "") {
		v := visitor{name: string(role)}
		if role != "" {
			v = shared.visitor(t, role, desk)
		}
		c := shared.crawl(t, v)
		for route := range c.count {
			reached[route] = true
		}
	}
	for _, r := range shared.Site.Routes() {
		if r.Method == http.MethodGet && !reached[r.Path] && !slices.Contains(notPages(), r.Path) {
			t.Errorf("no link leads to %s %s", r.Path, strings.ToLower(r.Perm.Name))
		}
	}
}
