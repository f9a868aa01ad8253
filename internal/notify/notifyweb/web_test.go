package notifyweb_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/job"
	"mulin/internal/kit/secret"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/notify"
	"mulin/internal/notify/notifyweb"
	"mulin/internal/notify/push"
	"mulin/internal/registry"
	"mulin/locales"
	files "mulin/web"
)

// deaf is a provider that refuses every message.
type deaf struct{ refuse bool }

func (d *deaf) Send(context.Context, string, string) error {
	if d.refuse {
		return notify.ErrRefused
	}
	return nil
}

type directory struct{ r *registry.Service }

func (d directory) CompoundBySlug(ctx context.Context, slug string) (web.Compound, error) {
	c, err := d.r.CompoundBySlug(ctx, slug)
	return web.Compound{Community: c.Community, ID: c.ID, Slug: c.Slug, Name: c.Name, Zone: c.Location(), Path: c.Path()}, err
}

type house struct {
	t        *testing.T
	db       *db.DB
	registry *registry.Service
	accounts *account.Service
	notify   *notify.Service
	sms      *deaf
	server   *httptest.Server
	c        registry.Compound
}

func open(t *testing.T) *house {
	d, _ := dbtest.Open(t, "sqlite") // the SQL behind these pages is tested on both in package notify
	box, err := secret.New(bytes.Repeat([]byte{7}, 32))
	must(t, err)
	words, err := i18n.Load(locales.FS)
	must(t, err)
	h := &house{t: t, db: d, registry: registry.New(d, box), sms: &deaf{}}
	h.notify = notify.New(d, h.registry, notify.Config{Texter: h.sms, Pusher: push.Sender{}, Box: box, Words: words})
	h.accounts = account.New(d, h.registry, h.notify)
	static, err := fs.Sub(files.FS, "static")
	must(t, err)
	site, err := web.New(web.Config{DB: d, Log: slog.New(slog.DiscardHandler), Words: words, Directory: directory{h.registry}, Auth: h.accounts, Static: static})
	must(t, err)
	notifyweb.New(h.notify, h.registry).Register(site)
	h.server = httptest.NewServer(site)
	t.Cleanup(h.server.Close)
	h.c, err = h.registry.CreateCompound(t.Context(), registry.NewCompound{Name: "示例小区"})
	must(t, err)
	return h
}

// person gives somebody with the role and the token of a session of theirs.
func (h *house) person(name string, role actor.Role, phones ...string) (id int64, token string) {
	must(h.t, h.db.Write(h.t.Context(), func(tx *db.Tx) (err error) {
		id, err = h.registry.AddPersonTx(h.t.Context(), tx, actor.Actor{System: true}, h.c, registry.NewPerson{Name: name, Phones: phones})
		return err
	}))
	if role != "" {
		_, err := h.registry.GiveRole(h.t.Context(), actor.Actor{System: true}, h.c, registry.NewRole{Person: id, Role: role,
			Scope: registry.ScopeCompound, ScopeID: h.c.ID, Since: "2026-01-01"})
		must(h.t, err)
	}
	in, err := h.accounts.SignInAs(h.t.Context(), h.c.Community, id, "test")
	must(h.t, err)
	return id, in.Token
}

func (h *house) tell(person int64) {
	must(h.t, h.db.Write(h.t.Context(), func(tx *db.Tx) error {
		return h.notify.TellTx(h.t.Context(), tx, matter.Notice{Community: h.c.Community, Compound: h.c.ID, Person: person, Urgent: true,
			Key: "matter.tell.taken", Args: map[string]any{"Number": "26-0001"}, Link: "/m/abc"})
	}))
	r := job.NewRunner(h.db, slog.New(slog.DiscardHandler))
	h.notify.Register(r)
	_, err := r.RunDue(h.t.Context())
	must(h.t, err)
}

func (h *house) ask(token, method, path string, form url.Values) (int, string, string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(form.Encode()))
	must(h.t, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: token})
	resp, err := http.DefaultTransport.RoundTrip(req)
	must(h.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	must(h.t, err)
	if strings.Contains(string(body), "⟦") {
		h.t.Errorf("%s lacks a text", path)
	}
	return resp.StatusCode, string(body), resp.Header.Get("Location")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestNewsIsReadByOpeningItAndOnlyByPost(t *testing.T) {
	h := open(t)
	me, token := h.person("示例居民001", "")
	h.tell(me)
	for range 2 {
		if _, body, _ := h.ask(token, "GET", "/me/inbox", nil); !strings.Contains(body, "26-0001 已受理") || !strings.Contains(body, "1 条没看") {
			t.Fatal("the news is not there, or looking read it")
		}
	}
	list, _, err := h.notify.Inbox(t.Context(), actor.Actor{Community: h.c.Community, Person: me}, 0)
	must(t, err)
	if code, _, to := h.ask(token, "POST", "/me/inbox/"+strconv.FormatInt(list[0].ID, 10), nil); code != http.StatusSeeOther || to != "/m/abc" {
		t.Errorf("status %d, on to %q", code, to)
	}
	if _, body, _ := h.ask(token, "GET", "/me/inbox", nil); !strings.Contains(body, "0 条没看") {
		t.Error("it is still unread")
	}
}

func TestAnothersNewsDoesNotExist(t *testing.T) {
	h := open(t)
	me, _ := h.person("示例居民001", "")
	_, stranger := h.person("示例居民002", "")
	h.tell(me)
	list, _, err := h.notify.Inbox(t.Context(), actor.Actor{Community: h.c.Community, Person: me}, 0)
	must(t, err)
	if code, _, _ := h.ask(stranger, "POST", "/me/inbox/"+strconv.FormatInt(list[0].ID, 10), nil); code != http.StatusNotFound {
		t.Errorf("status %d", code)
	}
}

func TestTheChoiceIsKeptAndAWrongOneIsSaid(t *testing.T) {
	h := open(t)
	me, token := h.person("示例居民001", "")
	if code, _, to := h.ask(token, "POST", "/me/telling", url.Values{"by": {"sms"}, "lang": {"en"}}); code != http.StatusSeeOther || to != "/me" {
		t.Errorf("status %d", code)
	}
	got, err := h.registry.ChoiceOf(t.Context(), actor.Actor{Community: h.c.Community, Person: me})
	must(t, err)
	if got.By != "sms" || got.Lang != "en" {
		t.Errorf("got %+v", got)
	}
	if code, body, _ := h.ask(token, "POST", "/me/telling", url.Values{"by": {"pigeon"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "请选一个") {
		t.Errorf("status %d", code)
	}
}

func TestTheDeskSeesWhatFailedFirstAndSendsItAgain(t *testing.T) {
	h := open(t)
	me, mine := h.person("示例居民001", "", "13800000001")
	_, desk := h.person("示例员工", actor.Desk)
	h.sms.refuse = true
	h.tell(me)
	h.sms.refuse = false
	path := "/c/" + h.c.Slug + "/outbox"
	code, body, _ := h.ask(desk, "GET", path, nil)
	if code != http.StatusOK || !strings.Contains(body, "没发出") || strings.Contains(body, "示例居民001") {
		t.Fatalf("status %d", code)
	}
	if failed, sent := strings.Index(body, "再发一次"), strings.Index(body, "应用内</td>"); failed < 0 || (sent >= 0 && sent < failed) {
		t.Error("the failed one is not first")
	}
	list, _, err := h.notify.Inbox(t.Context(), actor.Actor{Community: h.c.Community, Person: me}, 0)
	must(t, err)
	retry := path + "/" + strconv.FormatInt(list[0].ID, 10) + "/sms/retry"
	if code, _, _ := h.ask(mine, "POST", retry, nil); code != http.StatusNotFound {
		t.Errorf("a resident gets %d", code)
	}
	if code, _, _ := h.ask(desk, "POST", retry, nil); code != http.StatusSeeOther {
		t.Errorf("status %d", code)
	}
	if code, _, _ := h.ask(desk, "POST", retry, nil); code != http.StatusConflict {
		t.Errorf("the second time: %d", code)
	}
}

func TestAFalseSubscriptionIsRefused(t *testing.T) {
	h := open(t)
	_, token := h.person("示例居民001", "")
	if code, _, _ := h.ask(token, "POST", "/me/push", url.Values{"endpoint": {"http://127.0.0.1/"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", code)
	}
}

func TestEveryPageIsCompleteInAllLanguages(t *testing.T) {
	h := open(t)
	me, token := h.person("示例员工", actor.Desk)
	h.tell(me)
	for _, lang := range i18n.Languages() {
		for _, path := range []string{"/me/inbox", "/me/telling", "/c/" + h.c.Slug + "/outbox"} {
			if code, _, _ := h.ask(token, "GET", path+"?lang="+lang, nil); code != http.StatusOK {
				t.Errorf("%s: %d", path, code)
			}
		}
	}
}
