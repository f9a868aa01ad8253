package qrcode

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestACodeIsWellFormedAndNamesWhatItOpens(t *testing.T) {
	svg := SVG("https://mulin.example/m/ABC", `"<报事>"`)
	var doc struct {
		Title string `xml:"title"`
	}
	if err := xml.Unmarshal([]byte(svg), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Title != `"<报事>"` {
		t.Errorf("title = %q", doc.Title)
	}
}

func TestACodeCarriesNoStyleThatThePolicyWouldBlock(t *testing.T) {
	if svg := SVG("x", "y"); strings.Contains(svg, "style") || strings.Contains(svg, "<script") {
		t.Errorf("%s", svg)
	}
}

func TestThePathBlackensExactlyTheModulesOfTheCode(t *testing.T) {
	const text = "https://mulin.example/c/demo/report?door=A-1-0401"
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	got := map[[2]int]bool{}
	for run := range strings.SplitSeq(modules(code), "z") {
		var x, y, w, back int
		if n, _ := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &w, &back); n == 4 {
			for i := range w {
				got[[2]int{x + i - quiet, y - quiet}] = true
			}
		}
	}
	for y := range code.Size {
		for x := range code.Size {
			if got[[2]int{x, y}] != code.Black(x, y) {
				t.Fatalf("module %d,%d is %v", x, y, got[[2]int{x, y}])
			}
		}
	}
}

func TestATextTooLongForACodeGivesNothing(t *testing.T) {
	if SVG(strings.Repeat("x", 5000), "") != "" {
		t.Error("a code was drawn")
	}
}
