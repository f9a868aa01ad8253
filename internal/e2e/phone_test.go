package e2e

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/web"
)

// phones are those who come with a phone and what they own of patience.
func (h *house) phones(t *testing.T) []visitor {
	t.Helper()
	return []visitor{{name: "visitor", width: phone}, h.visitor(t, actor.Resident, phone), h.visitor(t, actor.Head, phone)}
}

func TestTheElderViewHasLargeLettersAndTargets(t *testing.T) {
	for _, v := range shared.phones(t) {
		v.elder = true
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			b := shared.tab(t, v)
			for _, address := range shared.crawl(t, v).pages {
				if strings.HasSuffix(strings.Split(address, "?")[0], "/print") {
					continue // a sheet of paper
				}
				b.goTo(address)
				wrong := eval[[]string](b, call(elderJS, nil))
				for _, w := range []int64{320, phone, 768} {
					b.do("set the width", chromedp.EmulateViewport(w, 900))
					if out := eval[string](b, call(overflowJS, nil)); out != "" {
						wrong = append(wrong, "too wide: "+out)
					}
				}
				for _, text := range wrong {
					t.Errorf("%s: %s", here(address), text)
				}
			}
		})
	}
}

// maxFirstLoad is what a resident's first page may weigh, in bytes on the way:
// slow 4G brings it in under a second.
const maxFirstLoad = 60 << 10

func TestAResidentsFirstPageIsLight(t *testing.T) {
	for _, v := range shared.phones(t) {
		for _, address := range shared.crawl(t, v).pages {
			size, text := shared.fetch(t, address, v.session)
			for _, part := range parts(t, address, text) {
				n, _ := shared.fetch(t, part, "")
				size += n
			}
			if size >= maxFirstLoad {
				t.Errorf("%s as %s: %d bytes", here(address), v.name, size)
			}
		}
	}
}

// fetch gives the bytes on the way, compressed as a browser asks for, and the
// text.
func (h *house) fetch(t *testing.T, address, session string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	must(t, err)
	r.Header.Set("Accept-Encoding", "gzip")
	if session != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: session})
	}
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	must(t, err)
	if resp.Header.Get("Content-Encoding") != "gzip" {
		return len(raw), string(raw)
	}
	plain, err := gzip.NewReader(strings.NewReader(string(raw)))
	must(t, err)
	text, err := io.ReadAll(plain)
	must(t, err)
	return len(raw), string(text)
}

// parts are the style sheets and scripts a page loads on a screen.
func parts(t *testing.T, address, text string) []string {
	t.Helper()
	base, err := url.Parse(address)
	must(t, err)
	root, err := html.Parse(strings.NewReader(text))
	must(t, err)
	var out []string
	for n := range root.Descendants() {
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
		}
		link := at["src"]
		if n.Data == "link" && at["rel"] == "stylesheet" && at["media"] != "print" {
			link = at["href"]
		} else if n.Data != "script" {
			continue
		}
		if u, err := base.Parse(link); err == nil && link != "" {
			out = append(out, u.String())
		}
	}
	if len(out) < 2 {
		t.Errorf("%s loads only %d files: the test looks in the wrong place", here(address), len(out))
	}
	return out
}
