package ui_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"mulin/internal/kit/ui"
)

var (
	langs     = []string{"zh-Hans", "zh-Hant", "en"}
	audiences = []string{"resident", "staff", "plain"}
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func renderPage(t *testing.T, s ui.Shell, body templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := ui.Page(s).Render(templ.WithChildren(context.Background(), body), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func storyPage(t *testing.T, lang, audience string) string {
	t.Helper()
	return renderPage(t, ui.StorybookShell(lang, audience, true), ui.Storybook(lang))
}

func elements(t *testing.T, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func within(n *html.Node, tag string) bool {
	for a := range n.Ancestors() {
		if a.Data == tag {
			return true
		}
	}
	return false
}

func onEveryStoryPage(t *testing.T, check func(t *testing.T, page string)) {
	t.Helper()
	for _, lang := range langs {
		for _, audience := range audiences {
			t.Run(lang+" "+audience, func(t *testing.T) { check(t, storyPage(t, lang, audience)) })
		}
	}
}

func TestEveryIDOnThePageIsUnique(t *testing.T) {
	onEveryStoryPage(t, func(t *testing.T, page string) {
		seen := map[string]bool{}
		for _, n := range elements(t, page) {
			id := attr(n, "id")
			if id != "" && seen[id] {
				t.Errorf("id %q twice", id)
			}
			seen[id] = true
		}
	})
}

func TestEveryControlHasALabel(t *testing.T) {
	onEveryStoryPage(t, func(t *testing.T, page string) {
		labelled := map[string]bool{}
		for _, n := range elements(t, page) {
			if n.Data == "label" && words(n) != "" {
				labelled[attr(n, "for")] = true
			}
		}
		for _, n := range elements(t, page) {
			if !isControl(n) || within(n, "label") || labelled[attr(n, "id")] {
				continue
			}
			t.Errorf("%s name=%q has no label", n.Data, attr(n, "name"))
		}
	})
}

func isControl(n *html.Node) bool {
	switch n.Data {
	case "select", "textarea":
		return true
	case "input":
		return attr(n, "type") != "hidden"
	}
	return false
}

func TestEveryReferenceOnThePageLeadsSomewhere(t *testing.T) {
	onEveryStoryPage(t, func(t *testing.T, page string) {
		ids := map[string]bool{}
		for _, n := range elements(t, page) {
			ids[attr(n, "id")] = true
		}
		for _, n := range elements(t, page) {
			refs := strings.Fields(attr(n, "for") + " " + attr(n, "aria-describedby") + " " + attr(n, "aria-labelledby"))
			for _, ref := range refs {
				if !ids[ref] {
					t.Errorf("%s refers to %q, which is not there", n.Data, ref)
				}
			}
		}
	})
}

func TestEveryLinkAndButtonSaysWhatItDoes(t *testing.T) {
	onEveryStoryPage(t, func(t *testing.T, page string) {
		for _, n := range elements(t, page) {
			named := words(n) != "" || attr(n, "aria-label") != "" || attr(n, "aria-hidden") == "true"
			if (n.Data == "a" || n.Data == "button" || n.Data == "summary") && !named {
				t.Errorf("%s %s has no words", n.Data, attr(n, "href"))
			}
		}
	})
}

func TestNothingOnThePageNeedsALooserSecurityPolicy(t *testing.T) {
	onEveryStoryPage(t, func(t *testing.T, page string) {
		for _, n := range elements(t, page) {
			inline := (n.Data == "script" && attr(n, "src") == "") || n.Data == "style" || has(n, "style")
			for _, a := range n.Attr {
				inline = inline || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "data:") || strings.HasPrefix(a.Val, "javascript:")
			}
			if inline {
				t.Errorf("%s %v is inline style or script", n.Data, n.Attr)
			}
		}
	})
}

func TestThePageHasOneHeadingOneMainAndItsLanguage(t *testing.T) {
	for _, lang := range langs {
		counts, got := map[string]int{}, ""
		for _, n := range elements(t, storyPage(t, lang, "resident")) {
			counts[n.Data]++
			if n.Data == "html" {
				got = attr(n, "lang")
			}
		}
		if diff := cmp.Diff([]any{1, 1, lang}, []any{counts["h1"], counts["main"], got}); diff != "" {
			t.Errorf("h1, main, lang: %s", diff)
		}
	}
}

func TestEveryIconIsDrawn(t *testing.T) {
	for _, name := range ui.IconNames() {
		if !strings.Contains(render(t, ui.Icon(name)), "<path d=\"") {
			t.Errorf("icon %q has no strokes", name)
		}
	}
}

func TestAnUnknownIconLeavesNoHole(t *testing.T) {
	if got := render(t, ui.Icon("no-such")); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}

func TestEveryIconAPageAsksForExists(t *testing.T) {
	asked := regexp.MustCompile(`@Icon\("([^"]+)"\)|Icon: +"([^"]+)"`)
	known := map[string]bool{}
	for _, name := range ui.IconNames() {
		known[name] = true
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		source, err := os.ReadFile(e.Name())
		if err != nil || !strings.HasSuffix(e.Name(), ".templ") {
			continue
		}
		for _, m := range asked.FindAllStringSubmatch(string(source), -1) {
			if !known[m[1]+m[2]] {
				t.Errorf("%s asks for the icon %q", e.Name(), m[1]+m[2])
			}
		}
	}
}

func TestEnglishAndTraditionalPagesDiffer(t *testing.T) {
	if storyPage(t, "zh-Hans", "resident") == storyPage(t, "zh-Hant", "resident") {
		t.Error("the traditional storybook has simplified words")
	}
	chinese := regexp.MustCompile(`\p{Han}`)
	page := render(t, ui.Storybook("en"))
	if m := chinese.FindString(page); m != "" {
		t.Errorf("the English storybook holds %q", m)
	}
}
