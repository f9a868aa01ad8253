package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// assets serves /static/ with one version for all files, so that a browser may
// keep them for a year and still gets new ones after an upgrade.
type assets struct {
	files   fs.FS
	version string
	htmx    bool // npm's script was built in
}

func newAssets(files fs.FS) (assets, error) {
	a := assets{files: files}
	if files == nil {
		return a, nil
	}
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		sum.Write([]byte(name))
		sum.Write(text)
		return err
	})
	a.version = hex.EncodeToString(sum.Sum(nil))[:10]
	_, missing := fs.Stat(files, "vendor/htmx.min.js")
	a.htmx = missing == nil
	if missing != nil && !errors.Is(missing, fs.ErrNotExist) {
		return a, missing
	}
	return a, err
}

func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/static/")
	if info, err := fs.Stat(a.files, name); err != nil || info.IsDir() {
		http.NotFound(w, r) // a folder would be listed
		return
	}
	if r.URL.Query().Get("v") == a.version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeFileFS(w, r, a.files, name)
}
