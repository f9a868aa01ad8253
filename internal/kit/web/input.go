package web

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"mulin/internal/kit/errs"
)

// formMemory is how much of a form is held in memory; the rest goes to files.
const formMemory = 8 << 20

// readAddress refuses addresses that no page of ours has: what cannot be read
// must not reach a database, which would call it a fault of ours.
func (c *Ctx) readAddress() error {
	if !legible(c.R.URL.Path) {
		return errNotFound()
	}
	return checkValues(c.R.URL.Query())
}

// readForm takes the form in before the handler does, so that one that is too
// large or cannot be read is refused in words instead of being taken for an
// empty one.
func (c *Ctx) readForm() error {
	var err error
	if strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/form-data") {
		err = c.R.ParseMultipartForm(formMemory)
	} else {
		err = c.R.ParseForm()
	}
	if err != nil {
		return errs.New(errs.Invalid, "err.file", err)
	}
	return checkValues(c.R.Form)
}

// dropFiles removes what a form put on disk. The server does so only for the
// request it made itself, and c.R is a copy.
func (c *Ctx) dropFiles() {
	if c.R.MultipartForm != nil {
		_ = c.R.MultipartForm.RemoveAll() // the folder for temporary files is swept besides
	}
}

func checkValues(values url.Values) error {
	var v errs.Check
	for name, list := range values {
		for _, text := range list {
			v.That(legible(name) && legible(text), strings.ToValidUTF8(name, ""), "err.characters")
		}
	}
	return v.Err()
}

// legible tells whether a text holds nothing but characters people write:
// UTF-8 without control characters, but for the ends of lines and pages that
// come with text pasted from a document.
func legible(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\n\v\f\r", r) }) < 0
}
