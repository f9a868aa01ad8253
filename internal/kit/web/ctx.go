package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/id"
	"mulin/internal/kit/ui"
)

// Ctx is one request on its way: who asks, in which language, for which compound.
type Ctx struct {
	W        http.ResponseWriter
	R        *http.Request
	Site     *Site
	Actor    actor.Actor
	Words    *i18n.Words
	Compound Compound // zero outside /c/{compound}/
	Elder    bool     // large text and targets, chosen by the visitor
	route    Route
}

// Context carries the words for templates and ends with the request.
func (c *Ctx) Context() context.Context { return c.R.Context() }

// T gives a text in the visitor's language.
func (c *Ctx) T(key string, args ...any) string { return c.Words.T(key, args...) }

// URL is the address of a page of the compound: URL("matters", id).
func (c *Ctx) URL(parts ...any) string { return CompoundURL(c.Compound.Slug, parts...) }

// CompoundURL is the address of a page of the compound with the slug.
func CompoundURL(slug string, parts ...any) string {
	var b strings.Builder
	b.WriteString("/c/" + url.PathEscape(slug))
	for _, p := range parts {
		b.WriteByte('/')
		switch v := p.(type) {
		case string:
			b.WriteString(v)
		case int64:
			b.WriteString(strconv.FormatInt(v, 10))
		}
	}
	if len(parts) == 0 {
		b.WriteByte('/')
	}
	return b.String()
}

// ID reads a row number from the path; NotFound when it is none.
func (c *Ctx) ID(name string) (int64, error) {
	n, err := strconv.ParseInt(c.R.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, errNotFound()
	}
	return n, nil
}

// Str is a form or query value without blanks around it.
func (c *Ctx) Str(name string) string { return strings.TrimSpace(c.R.FormValue(name)) }

// Int is a form or query value as a number, 0 when it is none.
func (c *Ctx) Int(name string) int64 {
	n, _ := strconv.ParseInt(c.Str(name), 10, 64)
	return n
}

// Checked tells whether a box was ticked.
func (c *Ctx) Checked(name string) bool { return c.R.FormValue(name) != "" }

// FormKey gives a new key for a form, so that sending it twice acts once.
func (c *Ctx) FormKey() string { return id.Secret(15) }

// Page answers with a whole page.
func (c *Ctx) Page(title string, body templ.Component) error {
	return c.PageStatus(http.StatusOK, title, body)
}

// PageStatus answers with a whole page and a status.
func (c *Ctx) PageStatus(status int, title string, body templ.Component) error {
	shell := c.shell(title)
	return c.render(status, templ.ComponentFunc(func(ctx context.Context, w writer) error {
		return ui.Page(shell).Render(templ.WithChildren(ctx, body), w)
	}))
}

// Print answers with a page made for paper: no menus, black on white.
func (c *Ctx) Print(title string, body templ.Component) error {
	shell := c.shell(title)
	shell.Print, shell.Nav = true, nil
	return c.render(http.StatusOK, templ.ComponentFunc(func(ctx context.Context, w writer) error {
		return ui.Page(shell).Render(templ.WithChildren(ctx, body), w)
	}))
}

// Bare answers with a document that brings its own shell.
func (c *Ctx) Bare(body templ.Component) error { return c.render(http.StatusOK, body) }

// Fragment answers with a part of a page, for a partial update.
func (c *Ctx) Fragment(body templ.Component) error { return c.render(http.StatusOK, body) }

// FormError shows a form again with what was typed when err is about its
// fields; any other error goes on to the adapter.
func (c *Ctx) FormError(err error, title string, form func(FieldErrors) templ.Component) error {
	e := errs.As(err)
	if e == nil || (e.Kind != errs.Invalid && e.Kind != errs.Conflict && e.Kind != errs.TooMany) {
		return err
	}
	return c.PageStatus(status(e.Kind), title, form(c.Explain(err)))
}

// FieldErrors are the sentences of a refused form, by field; "" holds the one
// about the whole form.
type FieldErrors map[string]string

// Explain puts an error into the visitor's words.
func (c *Ctx) Explain(err error) FieldErrors {
	out := FieldErrors{}
	e := errs.As(err)
	if e == nil {
		return out
	}
	out[""] = c.Words.Map(e.Key, e.Args)
	for _, f := range e.Fields {
		if out[f.Name] == "" {
			out[f.Name] = c.Words.Map(f.Key, f.Args)
		}
	}
	return out
}

func (c *Ctx) render(status int, body templ.Component) error {
	var buf bytes.Buffer
	if err := body.Render(c.Context(), &buf); err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if c.notModified(status, buf.Bytes()) {
		return nil
	}
	c.W.WriteHeader(status)
	_, _ = c.W.Write(buf.Bytes()) // the visitor went away: nothing to do
	return nil
}

// JSON answers with JSON.
func (c *Ctx) JSON(status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.Header().Set("Cache-Control", "no-store")
	c.W.WriteHeader(status)
	_, _ = c.W.Write(text)
	return nil
}

// File answers with a file to keep.
func (c *Ctx) File(name, mediaType string, content []byte) error {
	h := c.W.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	h.Set("Cache-Control", "private, no-store")
	_, _ = c.W.Write(content)
	return nil
}

// Redirect sends the visitor on after an act, with a word about it shown on the
// next page. flash is a message key, or "".
func (c *Ctx) Redirect(to, flash string) error {
	if flash != "" {
		http.SetCookie(c.W, &http.Cookie{Name: flashCookie, Value: flash, Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.secure()})
	}
	if c.R.Header.Get("HX-Request") != "" {
		c.W.Header().Set("HX-Redirect", to)
		c.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(c.W, c.R, to, http.StatusSeeOther)
	return nil
}

// IsFragment tells whether only a part of the page is asked for.
func (c *Ctx) IsFragment() bool { return c.R.Header.Get("HX-Request") != "" || c.Str("part") != "" }

// AbsoluteURL is a link for paper and messages.
func (c *Ctx) AbsoluteURL(path string) string {
	if c.Site.BaseURL != "" {
		return strings.TrimSuffix(c.Site.BaseURL, "/") + path
	}
	scheme := "http"
	if c.secure() {
		scheme = "https"
	}
	return scheme + "://" + c.R.Host + path
}

func (c *Ctx) secure() bool {
	return c.R.TLS != nil || (c.Site.TrustProxy && c.R.Header.Get("X-Forwarded-Proto") == "https")
}
