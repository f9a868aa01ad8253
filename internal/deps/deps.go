// Package deps pins modules that are about to be used.
package deps

import (
	_ "github.com/SherClockHolmes/webpush-go"
	_ "github.com/a-h/templ"
	_ "github.com/alecthomas/kong"
	_ "github.com/chromedp/chromedp"
	_ "github.com/go-analyze/charts"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/klauspost/compress/gzhttp"
	_ "github.com/mozillazg/go-pinyin"
	_ "github.com/nicksnyder/go-i18n/v2/i18n"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/signintech/gopdf"
	_ "github.com/xuri/excelize/v2"
	_ "golang.org/x/crypto/argon2"
	_ "golang.org/x/image/draw"
	_ "golang.org/x/text/encoding/simplifiedchinese"
	_ "golang.org/x/time/rate"
	_ "pgregory.net/rapid"
	_ "rsc.io/qr"
)
