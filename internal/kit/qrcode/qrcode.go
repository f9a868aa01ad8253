// Package qrcode draws a QR code as an inline SVG: black on white whatever the
// theme, with a title for those who cannot see it, drawn with attributes only.
package qrcode

import (
	"fmt"
	"html"
	"strings"

	"rsc.io/qr"
)

// quiet is the white border, in modules, that a reader needs (ISO/IEC 18004).
const quiet = 4

// SVG draws text, such as a link; title says what it opens. It is "" for a text
// too long for a code (over 2,300 bytes), which no link of ours is.
func SVG(text, title string) string {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return ""
	}
	side := code.Size + 2*quiet
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges"><title>%s</title><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`,
		side, side, html.EscapeString(title), side, side, modules(code))
}

// modules is one path of all black runs, row by row.
func modules(code *qr.Code) string {
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if !code.Black(x, y) {
				continue
			}
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
		}
	}
	return b.String()
}
