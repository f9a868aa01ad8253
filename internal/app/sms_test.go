package app

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

func TestOutsideTheDemoNoCodeGoesToTheLogAndThePageSaysWhy(t *testing.T) {
	var log bytes.Buffer
	a, err := New(t.Context(), Config{Dir: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, nil))})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	c, err := a.Registry.CreateCompound(t.Context(), registry.NewCompound{Name: "示例小区"})
	must(t, err)
	must(t, a.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := a.Registry.AddPersonTx(t.Context(), tx, actor.Actor{System: true}, c, registry.NewPerson{Name: "示例居民001", Phones: []string{"13800000001"}})
		return err
	}))
	for _, phone := range []string{"13800000001", "13999999999"} {
		r := httptest.NewRequest(http.MethodPost, "/signin/code", strings.NewReader(url.Values{"phone": {phone}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", "zh-CN")
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "还没有开通短信") {
			t.Errorf("%s: status %d, and the page does not say why", phone, w.Code)
		}
	}
	_, err = a.Jobs.RunDue(t.Context())
	must(t, err)
	if text := log.String(); strings.Contains(text, "13800000001") || strings.Contains(text, "验证码") {
		t.Errorf("the log holds a number or a code: %s", text)
	}
}
