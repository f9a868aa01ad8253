// Package deps keeps modules in go.mod until their users are merged.
package deps

import (
	_ "github.com/SherClockHolmes/webpush-go"
	_ "github.com/chromedp/chromedp"
	_ "github.com/go-analyze/charts"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/xuri/excelize/v2"
	_ "golang.org/x/image/draw"
	_ "pgregory.net/rapid"
	_ "rsc.io/qr"
)
