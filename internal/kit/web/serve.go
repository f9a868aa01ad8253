package web

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/id"
	"mulin/internal/kit/ui"
)

type writer = io.Writer

// The cookies: who is signed in, the language, the elder view, a word to show.
const (
	SessionCookie = "mulin_session"
	LangCookie    = "mulin_lang"
	ElderCookie   = "mulin_elder"
	flashCookie   = "mulin_flash"
)

// maxBody bounds what a form may send: three photos and some text.
const maxBody = 25 << 20

// serve runs one route: rule, handler, and the adapter for its error.
func (s *Site) serve(route Route, w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	c := s.begin(route, w, r)
	defer c.dropFiles()
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler { //nolint:errorlint // the sentinel of net/http
				panic(p)
			}
			c.fail(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if err := c.run(); err != nil {
		c.fail(err)
	}
}

func (s *Site) begin(route Route, w http.ResponseWriter, r *http.Request) *Ctx {
	words := s.Words.Negotiate(r.Header.Get("Accept-Language"))
	if k, err := r.Cookie(LangCookie); err == nil {
		words = s.Words.For(k.Value)
	}
	chosen := r.URL.Query().Get("lang")
	if slices.Contains(i18n.Languages(), chosen) {
		words = s.Words.For(chosen)
	}
	elder, err := r.Cookie(ElderCookie)
	c := &Ctx{W: w, Site: s, Words: words, Elder: err == nil && elder.Value == "1", route: route}
	c.R = r.WithContext(i18n.With(r.Context(), words))
	if words.Lang == chosen {
		c.Remember(LangCookie, chosen)
	}
	return c
}

func (c *Ctx) run() error {
	if err := c.readAddress(); err != nil {
		return err
	}
	if err := c.identify(); err != nil {
		return err
	}
	if err := c.locate(); err != nil {
		return err
	}
	if err := c.route.Perm.Check(c.Actor, c.Compound.Path); err != nil {
		return err
	}
	if !c.Site.limits.allow(c) {
		return errs.New(errs.TooMany, "err.toomany")
	}
	if err := c.readForm(); err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", c.cacheControl())
	return c.route.Do(c)
}

func (c *Ctx) identify() error {
	k, err := c.R.Cookie(SessionCookie)
	if err != nil {
		return nil //nolint:nilerr // no cookie: a visitor
	}
	a, err := c.Site.Auth.Authenticate(c.Context(), k.Value)
	if errs.Is(err, errs.Unauthenticated) {
		c.SetSession("", time.Time{})
		return nil
	}
	c.Actor = a
	return err
}

func (c *Ctx) locate() error {
	slug := c.R.PathValue("compound")
	if slug == "" {
		return nil
	}
	p, err := c.Site.Directory.CompoundBySlug(c.Context(), slug)
	c.Compound = p
	return err
}

// SetSession gives or, with an empty token, takes away the session cookie.
func (c *Ctx) SetSession(token string, expires time.Time) {
	k := &http.Cookie{Name: SessionCookie, Value: token, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.secure()}
	if token == "" {
		k.MaxAge = -1
	}
	http.SetCookie(c.W, k)
}

// Remember keeps a choice of the visitor (language, elder view) for a year.
func (c *Ctx) Remember(cookie, value string) {
	http.SetCookie(c.W, &http.Cookie{Name: cookie, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, Secure: c.secure()})
}

func (c *Ctx) cacheControl() string {
	if c.route.Perm.Who == Anyone && !c.Actor.SignedIn() {
		return "no-cache"
	}
	return "private, no-cache"
}

// notModified answers 304 when the visitor already has this very page.
func (c *Ctx) notModified(code int, body []byte) bool {
	if code != http.StatusOK || c.R.Method != http.MethodGet || c.route.Perm.Who != Anyone {
		return false
	}
	h := fnv.New64a()
	_, _ = h.Write(body)
	etag := `"` + strconv.FormatUint(h.Sum64(), 36) + `"`
	c.W.Header().Set("ETag", etag)
	c.W.Header().Set("Vary", "Cookie, Accept-Language")
	if !known(c.R.Header.Get("If-None-Match"), etag) {
		return false
	}
	c.W.WriteHeader(http.StatusNotModified)
	return true
}

// known tells whether the tag is among those the visitor has (RFC 9110, 13.1.2);
// a compressed page carries the tag with its encoding behind a dash.
func known(have, etag string) bool {
	return slices.ContainsFunc(strings.Split(have, ","), func(tag string) bool {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		plain, _, compressed := strings.Cut(tag, "-")
		return tag == etag || (compressed && plain+`"` == etag)
	})
}

func status(k errs.Kind) int {
	switch k {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.TooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

func errNotFound() error { return errs.New(errs.NotFound, "err.notfound") }

// problem is an error as JSON (RFC 9457).
type problem struct {
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Detail string            `json:"detail"`
	Fields map[string]string `json:"fields,omitempty"`
}

// fail shows an error: a page, a fragment or JSON. What is ours is logged under
// a number, and the visitor sees only the number.
func (c *Ctx) fail(err error) {
	e := errs.As(err)
	code := http.StatusInternalServerError
	text := FieldErrors{}
	if e != nil {
		code, text = status(e.Kind), c.Explain(err)
	} else if number, gone := c.logFault(err); gone {
		return
	} else {
		text[""] = c.T("err.internal", "Number", number)
	}
	switch {
	case c.wantsJSON():
		detail := text[""]
		delete(text, "")
		_ = c.JSON(code, problem{Title: http.StatusText(code), Status: code, Detail: detail, Fields: text})
	case code == http.StatusUnauthorized && c.R.Method == http.MethodGet && !c.IsFragment():
		http.Redirect(c.W, c.R, "/signin?next="+url.QueryEscape(here(c.R.URL)), http.StatusSeeOther)
	default:
		c.failPage(code, text)
	}
}

// here is the page asked for as an address within this site. A path of several
// slashes would be another site to a browser.
func here(u *url.URL) string {
	to := "/" + strings.TrimLeft(u.EscapedPath(), "/\\")
	if u.RawQuery != "" {
		to += "?" + u.RawQuery
	}
	return to
}

func (c *Ctx) logFault(err error) (number string, gone bool) {
	if c.Context().Err() == context.Canceled {
		return "", true
	}
	number = id.Secret(5)
	c.Site.Log.Error("fault", "number", number, "method", c.R.Method, "path", c.route.Path, "person", c.Actor.Person, "err", err)
	return number, false
}

func (c *Ctx) wantsJSON() bool {
	return strings.HasSuffix(c.R.URL.Path, ".json") || strings.HasPrefix(c.R.Header.Get("Accept"), "application/json")
}

func (c *Ctx) failPage(code int, text FieldErrors) {
	c.W.Header().Set("Cache-Control", "no-store")
	body := errorBody(c, text[""], fieldSentences(text))
	if c.IsFragment() {
		if err := c.render(code, body); err != nil {
			http.Error(c.W, http.StatusText(code), code)
		}
		return
	}
	if err := c.PageStatus(code, c.T("err.title"), body); err != nil {
		c.Site.Log.Error("error page failed", "err", err)
		http.Error(c.W, http.StatusText(code), code)
	}
}

func fieldSentences(text FieldErrors) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(text)) {
		if name != "" {
			out = append(out, text[name])
		}
	}
	return out
}

// shell is the frame of every page.
func (c *Ctx) shell(title string) ui.Shell {
	s := ui.Shell{
		Title: title, Lang: c.Words.Lang, Elder: c.Elder, Demo: c.Site.Demo, DemoText: c.T("shell.demo"),
		HomeURL: "/", SkipText: c.T("shell.skip"), MenuText: c.T("shell.menu"), SignInText: c.T("shell.signin"),
		SignOutText: c.T("shell.signout"), SignInURL: "/signin", SignOutURL: "/signout", AccountURL: "/me",
		ElderURL: "/prefs", ElderText: c.T("shell.elder"), UserName: c.Actor.Name, Audience: "plain",
		AssetVersion: c.Site.assets.version, HasHTMX: c.Site.assets.htmx, Compound: c.T("shell.product"),
	}
	if c.Elder {
		s.ElderText = c.T("shell.elder.off")
	}
	if c.Compound.ID != 0 {
		s.Compound, s.HomeURL = c.Compound.Name, c.URL()
		s.CallPhone, s.CallText = c.Compound.OfficePhone, c.T("shell.call")
	}
	if c.Site.Audience != nil {
		s.Audience = c.Site.Audience(c)
	}
	if c.Site.Nav != nil {
		s.Nav = c.Site.Nav(c)
	}
	s.Langs = c.languages()
	s.Flash = c.takeFlash()
	return s
}

func (c *Ctx) languages() []ui.LangLink {
	names := map[string]string{i18n.Hans: "简体", i18n.Hant: "繁體", i18n.En: "English"}
	var out []ui.LangLink
	for _, lang := range i18n.Languages() {
		out = append(out, ui.LangLink{Label: names[lang], Lang: lang, URL: c.inLanguage(lang), Active: lang == c.Words.Lang})
	}
	return out
}

// inLanguage is the address of this page in another language.
func (c *Ctx) inLanguage(lang string) string {
	q := c.R.URL.Query()
	q.Set("lang", lang)
	return c.R.URL.Path + "?" + q.Encode()
}

func (c *Ctx) takeFlash() string {
	k, err := c.R.Cookie(flashCookie)
	if err != nil || !c.Words.Has(k.Value) {
		return ""
	}
	http.SetCookie(c.W, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
	return c.T(k.Value)
}
