package residentweb_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"mulin/internal/kit/db"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/web"
	"mulin/internal/matter/residentweb"
	"mulin/locales"
)

// album keeps pictures as they are, named by what they say.
type album struct{ db *db.DB }

func (a album) Save(ctx context.Context, community int64, r io.Reader) (string, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	return string(content), a.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO blob (community_id, hash, media_type, bytes, created_at) VALUES ($1, $2, 'image/jpeg', $3, 1)", community, string(content), content)
		return err
	})
}

func (a album) Get(_ context.Context, _ int64, hash string) ([]byte, error) { return []byte(hash), nil }

// withPhotos serves the world's pages with an album, in demo mode.
func (w *world) withPhotos() *world {
	words, err := i18n.Load(locales.FS)
	ok(w.t, err)
	site, err := web.New(web.Config{DB: w.db, Log: slog.New(slog.DiscardHandler), Words: words, Directory: directory{w.registry}, Auth: w.accounts, Static: os.DirFS("../../../web/static"), Demo: true})
	ok(w.t, err)
	residentweb.New(w.matters, w.registry, album{w.db}).Register(site)
	w.server = httptest.NewServer(site)
	w.t.Cleanup(w.server.Close)
	return w
}

func (b browser) sendPhotos(names ...string) page {
	b.w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	ok(b.w.t, form.WriteField("key", "k"))
	ok(b.w.t, form.WriteField("class", "guess"))
	ok(b.w.t, form.WriteField("body", "楼道灯不亮"))
	for _, name := range names {
		part, err := form.CreateFormFile("photo", name+".jpg")
		ok(b.w.t, err)
		_, err = part.Write([]byte(name))
		ok(b.w.t, err)
	}
	ok(b.w.t, form.Close())
	return b.send(http.MethodPost, "/c/demo/report", form.FormDataContentType(), &body)
}

func TestAPhotoComesWithTheReportAndIsShownBehindTheLinkOnly(t *testing.T) {
	w := oneWorld(t).withPhotos()
	done := w.visitor().sendPhotos("lamp")
	link := strings.TrimSuffix(done.path, "/receipt")
	if p := w.visitor().get(link); !p.has(link + "/photo/lamp") {
		t.Fatal("the picture is not in the story")
	}
	if p := w.visitor().get(link + "/photo/lamp"); p.html != "lamp" {
		t.Errorf("%d %q", p.status, p.html)
	}
	if p := w.visitor().get(link + "/photo/other"); p.status != http.StatusNotFound {
		t.Errorf("a picture of somebody else: %d", p.status)
	}
}

func TestMoreThanThreePhotosAreRefusedAndTheWordsKept(t *testing.T) {
	w := oneWorld(t).withPhotos()
	p := w.visitor().sendPhotos("a", "b", "c", "d")
	if p.status != http.StatusUnprocessableEntity || !p.has("楼道灯不亮") || !p.has("最多 3 张") {
		t.Errorf("%d", p.status)
	}
	if w.count() != 0 {
		t.Error("something was written")
	}
}

func TestInDemoModeTheStartOffersToTryEveryRole(t *testing.T) {
	w := oneWorld(t).withPhotos()
	if p := w.visitor().get("/"); p.path != "/" || p.link("/demo") != "/demo" || !p.has("示例小区") {
		t.Errorf("%s", p.path)
	}
}
