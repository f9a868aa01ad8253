package qrcode_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"

	"mulin/internal/kit/qrcode"
)

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1`)

func number(t *testing.T, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheDrawingHasExactlyTheBlackModulesOfTheCode(t *testing.T) {
	const text = "https://mulin.example/card/abcdefghjk"
	svg, err := qrcode.SVG(text)
	if err != nil {
		t.Fatal(err)
	}
	want, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range run.FindAllStringSubmatch(svg, -1) {
		for i := range number(t, m[3]) {
			drawn[fmt.Sprint(number(t, m[1])+i-4, " ", number(t, m[2])-4)] = true
		}
	}
	black := 0
	for y := range want.Size {
		for x := range want.Size {
			if want.Black(x, y) {
				black++
				if !drawn[fmt.Sprint(x, " ", y)] {
					t.Fatalf("%d,%d is missing", x, y)
				}
			}
		}
	}
	if black != len(drawn) {
		t.Errorf("%d modules drawn, want %d", len(drawn), black)
	}
}

func TestTheDrawingIsSafeInAnyPage(t *testing.T) {
	svg, err := qrcode.SVG(`"><script>alert(1)</script>`)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"script", "style", "alert"} {
		if strings.Contains(svg, word) {
			t.Errorf("it holds %s", word)
		}
	}
}

func TestATextThatDoesNotFitIsAnError(t *testing.T) {
	if _, err := qrcode.SVG(strings.Repeat("长", 4000)); err == nil {
		t.Error("no error")
	}
}
