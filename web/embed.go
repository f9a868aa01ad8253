// Package web carries the browser's files inside the binary: one style sheet,
// one print sheet, one script, and what `node build.mjs` copied into vendor.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
)

// FS holds the folder "static": app.css, print.css, app.js, icons, vendor.
//
//go:embed static
var FS embed.FS

const htmxPath = "static/vendor/htmx.min.js"

// HasHTMX tells whether the npm build ran before this binary was compiled.
// Pages work without it; partial updates then load whole pages.
func HasHTMX() bool {
	_, err := fs.Stat(FS, htmxPath)
	return err == nil
}

// Version is ten hex digits over all embedded files, for cache-busting URLs.
// Work it out once at start: it reads every file.
func Version() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(FS, "static", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := FS.ReadFile(path)
		if err != nil {
			return err
		}
		sum.Write([]byte(path))
		sum.Write(body)
		return nil
	})
	return hex.EncodeToString(sum.Sum(nil))[:10], err
}
