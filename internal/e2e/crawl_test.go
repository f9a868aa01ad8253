package e2e

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mulin/internal/kit/web"
)

// How far a crawl goes: pages per visitor, and pages per route, as one route
// shows many states.
const (
	maxPages    = 60
	maxPerRoute = 2
)

// crawler follows the links of the pages as one visitor.
type crawler struct {
	*house
	t      *testing.T
	v      visitor
	routes *http.ServeMux
	seen   map[string]bool
	count  map[string]int // pages by route
	pages  []string       // whole pages, in the order they were found
}

// router tells the route of an address.
func (h *house) router() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range h.Site.Routes() {
		mux.Handle(r.Method+" "+r.Path, http.NotFoundHandler())
	}
	return mux
}

func routeOf(mux *http.ServeMux, address string) string {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return ""
	}
	_, pattern := mux.Handler(r)
	return strings.TrimPrefix(pattern, "GET ")
}

// crawl gives the pages a visitor comes to by links, from the first page on.
func (h *house) crawl(t *testing.T, v visitor) *crawler {
	t.Helper()
	c := &crawler{house: h, t: t, v: v, routes: h.router(), seen: map[string]bool{}, count: map[string]int{}}
	queue := []string{h.url + "/", h.at("")}
	for len(queue) > 0 && len(c.pages) < maxPages {
		address := queue[0]
		queue = queue[1:]
		route := routeOf(c.routes, address)
		if c.seen[address] || route == "" || c.count[route] >= maxPerRoute {
			continue
		}
		c.seen[address] = true
		c.count[route]++
		queue = append(queue, c.visit(address)...)
	}
	return c
}

// visit fetches a page and gives the links on it. A link of ours that leads
// nowhere is an error.
func (c *crawler) visit(address string) []string {
	c.t.Helper()
	resp := c.get(address)
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		c.t.Errorf("%s: a link leads to %s, which answers %d", c.v.name, here(address), resp.StatusCode)
		return nil
	}
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	text, err := io.ReadAll(resp.Body)
	must(c.t, err)
	if !strings.Contains(strings.ToLower(string(text[:min(len(text), 200)])), "<html") {
		return nil // a part of a page
	}
	c.pages = append(c.pages, resp.Request.URL.String())
	return links(resp.Request.URL, string(text))
}

func (c *crawler) get(address string) *http.Response {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, address, nil)
	must(c.t, err)
	if c.v.session != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: c.v.session})
	}
	if c.v.elder {
		r.AddCookie(&http.Cookie{Name: web.ElderCookie, Value: "1"})
	}
	resp, err := http.DefaultClient.Do(r)
	must(c.t, err)
	return resp
}

// links are the addresses of the same site that a page links to.
func links(base *url.URL, text string) []string {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil
	}
	var out []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" {
			continue
		}
		for _, a := range n.Attr {
			if u, err := base.Parse(a.Val); a.Key == "href" && err == nil && u.Host == base.Host && u.Query().Get("lang") == "" {
				u.Fragment = ""
				out = append(out, u.String())
			}
		}
	}
	return out
}
