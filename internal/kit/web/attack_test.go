package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"mulin/internal/kit/web"
)

// bigForm is a form whose file is too large to be held in memory.
func bigForm(t *testing.T) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("photo", "x.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(make([]byte, 18<<20)); err != nil {
		t.Fatal(err)
	}
	_ = form.Close()
	req := httptest.NewRequest("POST", "/form", &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return req
}

func TestWhatAFormPutOnDiskIsGoneAfterwards(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	r := newRig(t)
	seen := 0
	r.Handle(web.Route{Method: "POST", Path: "/big", Perm: web.Public("big"), Do: func(c *web.Ctx) error {
		left, err := os.ReadDir(dir)
		seen = len(left)
		return err
	}})
	req := bigForm(t)
	req.URL.Path = "/big"
	r.ServeHTTP(httptest.NewRecorder(), req)
	if seen == 0 {
		t.Fatal("the file was not on disk: the test shows nothing")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Fatalf("%d files stay, %v", len(left), err)
	}
}

func TestAFaultIsLoggedWithoutTheSecretOfItsAddress(t *testing.T) {
	r := newRig(t)
	r.Handle(web.Route{Method: "GET", Path: "/m/{code}", Perm: web.Public("m"), Do: func(*web.Ctx) error { panic("x") }})
	wantStatus(t, r.get("GET", "/m/opensesame"), http.StatusInternalServerError)
	if log := r.log.String(); strings.Contains(log, "opensesame") || !strings.Contains(log, "/m/{code}") {
		t.Fatalf("log: %s", log)
	}
}

func TestAnOldBrowserIsToldNotToShowAPageInAFrame(t *testing.T) {
	if got := newRig(t).get("GET", "/page").Header().Get("X-Frame-Options"); got != "DENY" {
		t.Fatalf("X-Frame-Options %q", got)
	}
}

func TestAFolderOfStaticFilesIsNotListed(t *testing.T) {
	r := newRig(t, func(c *web.Config) { c.Static = fstest.MapFS{"icons/mulin.svg": {Data: []byte("<svg/>")}} })
	wantStatus(t, r.get("GET", "/static/icons/"), http.StatusNotFound)
	wantStatus(t, r.get("GET", "/static/icons/mulin.svg"), http.StatusOK)
}

func TestTheAddressesOfOneIPv6LineShareOneAllowance(t *testing.T) {
	r := newRig(t)
	last := 0
	for i := range 70 {
		last = r.get("POST", "/form", from("[2001:db8:1:2::"+string(rune('a'+i%6))+"]:5")).Code
	}
	if last != http.StatusTooManyRequests {
		t.Fatalf("status %d: the limit was walked around", last)
	}
	wantStatus(t, r.get("POST", "/form", from("[2001:db8:1:3::a]:5")), http.StatusSeeOther)
}

// live opens a live page and returns once it stands or was refused.
func live(t *testing.T, ctx context.Context, url, token string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, "GET", url+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	session(token)(req)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func TestOnePersonHasSoManyLivePagesOpenAndOthersStillGetTheirs(t *testing.T) {
	r := newRig(t)
	server := httptest.NewServer(r)
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(func() { stop(); server.Close() })
	for range 20 {
		if res := live(t, ctx, server.URL, "desk"); res.StatusCode != http.StatusOK {
			t.Fatalf("status %d within the limit", res.StatusCode)
		}
	}
	if res := live(t, ctx, server.URL, "desk"); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("status %d beyond the limit", res.StatusCode)
	}
	if res := live(t, ctx, server.URL, ""); res.StatusCode != http.StatusOK {
		t.Errorf("status %d for somebody else", res.StatusCode)
	}
}
