package web_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mulin/web"
)

var (
	token   = regexp.MustCompile(`(--[a-z0-9-]+): (#[0-9a-f]{6});`)
	rootSet = regexp.MustCompile(`(?s):root \{(.*?)\n *\}`)
)

func sheet(t *testing.T, name string) string {
	t.Helper()
	b, err := web.FS.ReadFile("static/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// themes are the colour tokens, light first, then dark over light; the elder
// view is laid over both.
func themes(t *testing.T) map[string]map[string]string {
	t.Helper()
	css := sheet(t, "app.css")
	blocks := rootSet.FindAllStringSubmatch(css, -1)
	elder := regexp.MustCompile(`\.elder \{[^}]*--text-2[^}]*\}`).FindAllString(css, -1)
	if len(blocks) != 2 || len(elder) != 2 {
		t.Fatalf("found %d :root and %d .elder sets, want 2 and 2", len(blocks), len(elder))
	}
	light := over(nil, blocks[0][1])
	dark := over(light, blocks[1][1])
	return map[string]map[string]string{
		"light": light, "dark": dark,
		"elder light": over(light, elder[0]), "elder dark": over(dark, elder[1]),
	}
}

func over(base map[string]string, css string) map[string]string {
	set := map[string]string{}
	for k, v := range base {
		set[k] = v
	}
	for _, m := range token.FindAllStringSubmatch(css, -1) {
		set[m[1]] = m[2]
	}
	return set
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) != 7 {
		t.Fatalf("%q is not a colour", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	hi, lo := luminance(t, a), luminance(t, b)
	return (max(hi, lo) + 0.05) / (min(hi, lo) + 0.05)
}

// pair is two tokens and the least contrast between them.
type pair struct {
	front, back string
	want        float64
}

// TestEveryPairOfColoursCanBeRead checks WCAG 2.2 AA: 4.5:1 for text (1.4.3),
// 3:1 for the edges of controls and the focus ring (1.4.11).
func TestEveryPairOfColoursCanBeRead(t *testing.T) {
	pairs := []pair{{"--on-accent", "--accent", 4.5}, {"--accent-text", "--accent-soft", 4.5}}
	for _, back := range []string{"--bg", "--surface", "--sunken"} {
		for _, front := range []string{"--text", "--text-2", "--accent-text", "--danger", "--info"} {
			pairs = append(pairs, pair{front, back, 4.5})
		}
		pairs = append(pairs, pair{"--line-strong", back, 3}, pair{"--focus", back, 3})
	}
	for _, kind := range []string{"ok", "warn", "danger", "info", "muted"} {
		front, soft := "--"+kind, "--"+kind+"-soft"
		pairs = append(pairs, pair{front, soft, 4.5}, pair{"--text", soft, 4.5}, pair{front, "--surface", 4.5})
	}
	for name, set := range themes(t) {
		for _, p := range pairs {
			if got := contrast(t, set[p.front], set[p.back]); got < p.want {
				t.Errorf("%s: %s on %s is %.2f, want %.1f", name, p.front, p.back, got, p.want)
			}
		}
	}
}

func TestTheSheetsLoadNothingFromElsewhere(t *testing.T) {
	for _, name := range []string{"app.css", "print.css"} {
		for _, word := range []string{"url(", "@import", "http:", "https:"} {
			if strings.Contains(sheet(t, name), word) {
				t.Errorf("%s holds %s", name, word)
			}
		}
	}
}

func TestEveryTokenUsedIsSet(t *testing.T) {
	css := sheet(t, "app.css")
	set := map[string]bool{}
	for _, m := range regexp.MustCompile(`(--[a-z0-9-]+):`).FindAllStringSubmatch(css, -1) {
		set[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(css, -1) {
		if !set[m[1]] {
			t.Errorf("%s is used and never set", m[1])
		}
	}
}

func TestTheFirstPageStaysSmall(t *testing.T) {
	for name, limit := range map[string]int{"app.css": 42_000, "print.css": 4_000, "app.js": 18_000} {
		if got := len(sheet(t, name)); got > limit {
			t.Errorf("%s has %d bytes, more than %d", name, got, limit)
		}
	}
}

func TestTheVersionNamesTheContent(t *testing.T) {
	first, err := web.Version()
	if err != nil {
		t.Fatal(err)
	}
	again, err := web.Version()
	if err != nil {
		t.Fatal(err)
	}
	if first != again || !regexp.MustCompile(`^[0-9a-f]{10}$`).MatchString(first) {
		t.Errorf("versions %q and %q", first, again)
	}
}
