package configweb_test

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/web/webtest"
	"mulin/internal/matter/mattertest"
)

// seen is the mark in the form of a class.
func seen(t *testing.T, body string) string {
	t.Helper()
	m := regexp.MustCompile(`name="seen" value="([0-9a-f]+)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatal("the form carries no mark")
	}
	return m[1]
}

func TestTheSecondEditorOfAClassIsToldAndKeepsWhatWasTyped(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		path := "settings/classes/" + strconv.FormatInt(w.Classes["gas"], 10)
		_, page := b.Get(path)
		save := func(name, mark string) (int, string) {
			form := classForm()
			form.Set("name", name)
			form.Set("seen", mark)
			return b.Post(path, form)
		}
		status, body := save("先改的", seen(t, page))
		want(t, status, 303, body)
		status, body = save("后改的", seen(t, page))
		want(t, status, 409, body, "别人改过这一类", `value="后改的"`)
		if cfg, err := w.Matters.ClassConfigOf(t.Context(), w.Compound, w.Classes["gas"]); err != nil || cfg.Name != "先改的" {
			t.Fatalf("name %q, want the first one's (%v)", cfg.Name, err)
		}
		status, body = save("后改的", seen(t, body))
		want(t, status, 303, body)
	})
}

func TestAMistakeDoesNotHideThatSomebodyElseChangedTheClass(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		path := "settings/classes/" + strconv.FormatInt(w.Classes["gas"], 10)
		_, page := b.Get(path)
		first, mine := classForm(), classForm()
		first.Set("seen", seen(t, page))
		_, _ = b.Post(path, first)
		mine.Set("seen", seen(t, page))
		mine.Set("name", "")
		status, body := b.Post(path, mine)
		want(t, status, 422, body)
		mine.Set("name", "我的")
		mine.Set("seen", seen(t, body))
		status, body = b.Post(path, mine)
		want(t, status, 409, body, "别人改过这一类")
	})
}

func TestMovingAClassDoesNotDisturbWhoEditsIt(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		path := "settings/classes/" + strconv.FormatInt(w.Classes["gas"], 10)
		_, page := b.Get(path)
		if status, _ := b.Post(path+"/move", url.Values{"way": {"up"}}); status != 303 {
			t.Fatalf("move: %d", status)
		}
		form := classForm()
		form.Set("seen", seen(t, page))
		status, body := b.Post(path, form)
		want(t, status, 303, body)
		if _, page = b.Get(path); !strings.Contains(page, "晾衣杆松") {
			t.Error("the change was not saved")
		}
	})
}

func TestTheStreetReadsTheSettingsAndIsOfferedNothingItMayNotOpen(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, _ webtest.Browser) {
		street := browser(t, w, w.People[actor.Street])
		status, body := street.Get("settings")
		want(t, status, 200, body, "settings/classes")
		for _, closed := range []string{"settings/limits", "settings/chain", "/duty"} {
			if strings.Contains(body, closed) {
				t.Errorf("%s is offered to who may not open it", closed)
			}
		}
	})
}
