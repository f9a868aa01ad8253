package accountweb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mulin/internal/account"
	"mulin/internal/account/accountweb"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/secret"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
	"mulin/locales"
	files "mulin/web"
)

type posted struct{ code string }

func (p *posted) CanSendCodes() bool { return true }

func (p *posted) SendCodeTx(_ context.Context, _ *db.Tx, _, _ int64, _, code string) error {
	p.code = code
	return nil
}

type directory struct{ r *registry.Service }

func (d directory) CompoundBySlug(ctx context.Context, slug string) (web.Compound, error) {
	c, err := d.r.CompoundBySlug(ctx, slug)
	return web.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, Zone: c.Location(), Demo: c.Demo, Path: c.Path()}, err
}

// house is the site with one compound and a browser.
type house struct {
	t        *testing.T
	db       *db.DB
	clock    *dbtest.Clock
	registry *registry.Service
	accounts *account.Service
	sms      *posted
	server   *httptest.Server
	browser  *http.Client
	c        registry.Compound
}

func open(t *testing.T, engine string, demo bool) *house {
	d, clock := dbtest.Open(t, engine)
	box, err := secret.New(bytes.Repeat([]byte{7}, 32))
	must(t, err)
	h := &house{t: t, db: d, clock: clock, registry: registry.New(d, box), sms: &posted{}}
	h.accounts = account.New(d, h.registry, h.sms)
	words, err := i18n.Load(locales.FS)
	must(t, err)
	static, err := fs.Sub(files.FS, "static")
	must(t, err)
	site, err := web.New(web.Config{DB: d, Log: slog.New(slog.DiscardHandler), Words: words, Directory: directory{h.registry}, Auth: h.accounts, Static: static, Demo: demo})
	must(t, err)
	accountweb.New(h.accounts, h.registry).Register(site)
	h.server = httptest.NewServer(site)
	t.Cleanup(h.server.Close)
	h.c, err = h.registry.CreateCompound(t.Context(), registry.NewCompound{Name: "示例小区", Demo: true})
	must(t, err)
	h.fresh()
	return h
}

// fresh takes a browser without cookies.
func (h *house) fresh() {
	jar, err := cookiejar.New(nil)
	must(h.t, err)
	h.browser = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (h *house) person(name string, role actor.Role, phones ...string) (id int64) {
	must(h.t, h.db.Write(h.t.Context(), func(tx *db.Tx) (err error) {
		id, err = h.registry.AddPersonTx(h.t.Context(), tx, actor.Actor{System: true}, h.c, registry.NewPerson{Name: name, Phones: phones})
		return err
	}))
	if role != "" {
		_, err := h.registry.GiveRole(h.t.Context(), actor.Actor{System: true}, h.c, registry.NewRole{Person: id, Role: role,
			Scope: registry.ScopeCompound, ScopeID: h.c.ID, Since: "2026-01-01"})
		must(h.t, err)
	}
	return id
}

func (h *house) signInAs(person int64) {
	in, err := h.accounts.SignInAs(h.t.Context(), h.c.Community, person, "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8")
	must(h.t, err)
	u, err := url.Parse(h.server.URL)
	must(h.t, err)
	h.browser.Jar.SetCookies(u, []*http.Cookie{{Name: web.SessionCookie, Value: in.Token}})
}

func (h *house) do(method, path, form string) (int, string, string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(form))
	must(h.t, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := h.browser.Do(req)
	must(h.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	must(h.t, err)
	return resp.StatusCode, string(body), resp.Header.Get("Location")
}

func (h *house) get(path string) (int, string, string) {
	h.t.Helper()
	return h.do(http.MethodGet, path, "")
}

func (h *house) post(path string, pairs ...string) (int, string, string) {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return h.do(http.MethodPost, path, form.Encode())
}

func (h *house) wantPage(path string, words ...string) string {
	h.t.Helper()
	code, body, _ := h.get(path)
	if code != http.StatusOK {
		h.t.Fatalf("%s answers %d", path, code)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			h.t.Errorf("%s does not say %q", path, w)
		}
	}
	if strings.Contains(body, "⟦") {
		h.t.Errorf("%s lacks a text: %s", path, body[strings.Index(body, "⟦"):][:60])
	}
	return body
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const engine = "sqlite" // the SQL behind these pages is tested on both in package account

var hidden = regexp.MustCompile(`name="ticket" value="([^"]+)"`)
var candidate = regexp.MustCompile(`name="person" value="([^"]+)"`)

func TestACodeSignsInWithoutJavaScript(t *testing.T) {
	h := open(t, engine, false)
	h.person("示例居民001", "", "13800000001")
	h.wantPage("/signin", "用手机验证码", "用密码")
	code, body, _ := h.post("/signin/code", "phone", "13800000001", "next", "/me")
	if code != http.StatusOK || !strings.Contains(body, `value="13800000001"`) {
		t.Fatalf("status %d", code)
	}
	code, _, to := h.post("/signin/verify", "phone", "13800000001", "code", h.sms.code, "next", "/me")
	if code != http.StatusSeeOther || to != "/me" {
		t.Fatalf("status %d, on to %q", code, to)
	}
	h.wantPage("/me", "示例居民001", "138****0001")
}

func TestAWrongCodeKeepsWhatWasTypedAndSaysWhy(t *testing.T) {
	h := open(t, engine, false)
	code, body, _ := h.post("/signin/verify", "phone", "13800000001", "code", "123456")
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="123456"`) || !strings.Contains(body, "验证码不对或已过期") {
		t.Errorf("status %d", code)
	}
	code, body, _ = h.post("/signin/code", "phone", "12345")
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="12345"`) || !strings.Contains(body, "电话号码不对") {
		t.Errorf("status %d", code)
	}
}

func TestTheAnswersForKnownAndUnknownNumbersAreThePageOfTheOther(t *testing.T) {
	h := open(t, engine, false)
	h.person("示例居民001", "", "13800000001")
	for _, ask := range [][2]string{{"/signin/code", ""}, {"/signin/code", ""}, {"/signin/verify", "000000x"}} {
		knownCode, known, _ := h.post(ask[0], "phone", "13800000001", "code", ask[1])
		otherCode, other, _ := h.post(ask[0], "phone", "13800000002", "code", ask[1])
		if knownCode != otherCode || strings.ReplaceAll(known, "13800000001", "13800000002") != other {
			t.Errorf("%s tells a known number from an unknown one", ask[0])
		}
	}
}

func TestAFamilyChoosesWhoItIs(t *testing.T) {
	h := open(t, engine, false)
	h.person("示例居民007", "", "13800000077")
	h.person("示例居民008", "", "13800000077")
	h.post("/signin/code", "phone", "13800000077")
	_, body, _ := h.post("/signin/verify", "phone", "13800000077", "code", h.sms.code)
	ticket, people := hidden.FindStringSubmatch(body), candidate.FindAllStringSubmatch(body, -1)
	if ticket == nil || len(people) != 2 || strings.Contains(body, "示例居民007") {
		t.Fatalf("%d people", len(people))
	}
	if code, again, _ := h.post("/signin/choose", "ticket", ticket[1], "person", "1-1"); code != http.StatusUnprocessableEntity || !candidate.MatchString(again) {
		t.Errorf("a stranger: status %d", code)
	}
	code, _, _ := h.post("/signin/choose", "ticket", ticket[1], "person", people[1][1])
	if code != http.StatusSeeOther {
		t.Fatalf("status %d", code)
	}
	h.wantPage("/me", "示例居民008")
}

func TestSigningInLeadsOnlyToPagesOfOurs(t *testing.T) {
	h := open(t, engine, false)
	must(t, h.accounts.SetPassword(t.Context(), h.c.Community, h.person("示例居民001", "", "13800000001"), "春天的花园2026"))
	for next, want := range map[string]string{"/me": "/me", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "": "/"} {
		_, _, to := h.post("/signin", "phone", "13800000001", "password", "春天的花园2026", "next", next)
		if to != want {
			t.Errorf("%q leads to %q", next, to)
		}
	}
}

func TestOpeningACardsLinkSignsNobodyIn(t *testing.T) {
	h := open(t, engine, false)
	desk, resident := h.person("示例员工", actor.Desk), h.person("示例居民001", "")
	h.signInAs(desk)
	people := "/c/" + h.c.Slug + "/people/" + strconv.FormatInt(resident, 10)
	code, body, _ := h.post(people + "/card")
	if code != http.StatusOK || !strings.Contains(body, "<svg") || !strings.Contains(body, "示例居民001") {
		t.Fatalf("status %d", code)
	}
	actorOfDesk, err := h.accounts.Authenticate(t.Context(), h.cookie())
	must(t, err)
	secret, err := h.accounts.PrintCard(t.Context(), actorOfDesk, h.c, resident)
	must(t, err)
	h.fresh()
	h.wantPage("/card/"+secret, "您是 示例居民001?", "是我,点这里进入")
	if h.cookie() != "" {
		t.Error("the link alone signed in")
	}
	if code, _, _ := h.post("/card/" + secret); code != http.StatusSeeOther || h.cookie() == "" {
		t.Errorf("status %d", code)
	}
	h.wantPage("/me", "示例居民001", "扫卡登录")
	h.fresh()
	h.signInAs(desk)
	list := h.wantPage(people+"/cards", "有效")
	action := regexp.MustCompile(`action="([^"]+/revoke)"`).FindStringSubmatch(list)
	if code, _, _ := h.post(action[1]); code != http.StatusSeeOther {
		t.Errorf("revoking answers %d", code)
	}
}

// cookie is the browser's session token.
func (h *house) cookie() string {
	u, err := url.Parse(h.server.URL)
	must(h.t, err)
	for _, k := range h.browser.Jar.Cookies(u) {
		if k.Name == web.SessionCookie {
			return k.Value
		}
	}
	return ""
}

func TestCardsAreTheDesksBusinessOnly(t *testing.T) {
	h := open(t, engine, false)
	resident := h.person("示例居民001", "")
	people := "/c/" + h.c.Slug + "/people/" + strconv.FormatInt(resident, 10)
	if code, _, _ := h.post(people + "/card"); code != http.StatusUnauthorized {
		t.Errorf("a visitor gets %d", code)
	}
	h.signInAs(resident)
	if code, _, _ := h.post(people + "/card"); code != http.StatusNotFound {
		t.Errorf("a resident gets %d", code)
	}
	h.signInAs(h.person("示例员工", actor.Worker))
	if code, _, _ := h.post(people + "/card"); code != http.StatusForbidden {
		t.Errorf("a worker gets %d", code)
	}
}

func TestMyPageShowsMySessionsAndEndsThem(t *testing.T) {
	h := open(t, engine, false)
	me := h.person("示例居民001", "", "13800000001")
	h.signInAs(me)
	h.clock.Advance(time.Second)
	old := h.cookie()
	h.fresh()
	h.signInAs(me)
	body := h.wantPage("/me", "安卓手机 · 微信", "正在用")
	key := regexp.MustCompile(`name="session" value="([0-9a-f]+)"`).FindAllStringSubmatch(body, -1)
	if len(key) != 1 {
		t.Fatalf("%d sessions can be ended", len(key))
	}
	if code, _, _ := h.post("/me/sessions/end", "session", key[0][1]); code != http.StatusSeeOther {
		t.Errorf("status %d", code)
	}
	if _, err := h.accounts.Authenticate(t.Context(), old); err == nil {
		t.Error("it goes on")
	}
}

func TestMyPasswordIsSetOnItsPageAndErrorsStandAtTheField(t *testing.T) {
	h := open(t, engine, false)
	h.signInAs(h.person("示例居民001", "", "13800000001"))
	h.wantPage("/me/password", "新密码")
	if code, body, _ := h.post("/me/password", "password", "short"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "密码要 8 到 200 个字") {
		t.Errorf("status %d", code)
	}
	if code, _, _ := h.post("/me/password", "password", "春天的花园2026"); code != http.StatusSeeOther {
		t.Errorf("status %d", code)
	}
	h.wantPage("/me/password", "现在的密码")
}

func TestMyDataComesAsAFileAndOnPaper(t *testing.T) {
	h := open(t, engine, false)
	h.signInAs(h.person("示例居民001", "", "13800000001"))
	_, body, _ := h.get("/me/copy.json")
	var c struct {
		Name   string
		Phones []string
	}
	must(t, json.Unmarshal([]byte(body), &c))
	if c.Name != "示例居民001" || len(c.Phones) != 1 || c.Phones[0] != "13800000001" {
		t.Errorf("got %+v", c)
	}
	h.wantPage("/me/copy", "13800000001", "第四十五条")
}

func TestTheDemosDoorExistsInDemoModeOnly(t *testing.T) {
	h := open(t, engine, false)
	who := strconv.FormatInt(h.person("示例员工", actor.Desk), 10)
	if code, _, _ := h.get("/demo"); code != http.StatusNotFound {
		t.Errorf("it answers %d", code)
	}
	if code, _, _ := h.post("/demo/signin", "compound", h.c.Slug, "person", who); code != http.StatusNotFound || h.cookie() != "" {
		t.Errorf("signing in answers %d", code)
	}
}

func TestTheDemosDoorLetsOneInAsAnyRoleOfDemoCompounds(t *testing.T) {
	h := open(t, engine, true)
	who := strconv.FormatInt(h.person("示例员工", actor.Desk), 10)
	h.wantPage("/demo", "示例小区", "服务处前台", "示例员工")
	if code, _, to := h.post("/demo/signin", "compound", h.c.Slug, "person", who); code != http.StatusSeeOther || to != "/c/"+h.c.Slug+"/" {
		t.Errorf("status %d, on to %q", code, to)
	}
	serious, err := h.registry.CreateCompound(t.Context(), registry.NewCompound{Name: "真小区"})
	must(t, err)
	if body := h.wantPage("/demo"); strings.Contains(body, "真小区") {
		t.Error("it lists a compound that is no demo")
	}
	if code, _, _ := h.post("/demo/signin", "compound", serious.Slug, "person", who); code != http.StatusNotFound {
		t.Errorf("a real compound answers %d", code)
	}
}

func TestEveryPageIsCompleteInAllLanguages(t *testing.T) {
	h := open(t, engine, true)
	desk := h.person("示例员工", actor.Desk, "13800000009")
	h.signInAs(desk)
	for _, lang := range i18n.Languages() {
		for _, path := range []string{"/signin", "/me", "/me/password", "/me/copy", "/demo", "/c/" + h.c.Slug + "/people/" + strconv.FormatInt(desk, 10) + "/cards"} {
			h.wantPage(path + "?lang=" + lang)
		}
	}
}
