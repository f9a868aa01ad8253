package app

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

func TestPagesWithoutACompoundInTheirAddressHaveTheFrameOfOnesOwn(t *testing.T) {
	w := newWorld(t, "sqlite")
	here := w.compounds[0]
	for _, address := range []string{"/me", "/me/inbox", "/me/telling", "/signin"} {
		body := ask(w, http.MethodGet, address, here.session[actor.Resident], nil).Body.String()
		for _, want := range []string{here.Name, `href="/c/` + here.Slug + `/mine"`, `href="tel:085128000000"`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", address, want)
			}
		}
	}
	if body := ask(w, http.MethodGet, "/me", here.session[actor.Desk], nil).Body.String(); !strings.Contains(body, `href="/c/`+here.Slug+`/desk"`) {
		t.Error("the desk's own page lacks the desk's menu")
	}
	if body := ask(w, http.MethodGet, "/signin", "", nil).Body.String(); strings.Contains(body, here.Name) {
		t.Error("a visitor got somebody's compound")
	}
}

func TestTheFrontPageSaysHowManyMessagesAreNew(t *testing.T) {
	w := newWorld(t, "sqlite")
	here := w.compounds[0]
	if body := ask(w, http.MethodGet, "/c/"+here.Slug+"/", "", nil).Body.String(); strings.Contains(body, "/me/inbox") {
		t.Error("a visitor is offered messages")
	}
	before, err := w.Notify.Unread(t.Context(), here.Community, here.people[actor.Resident])
	must(t, err)
	must(t, w.DB.Write(t.Context(), func(tx *db.Tx) error {
		return w.Notify.TellTx(t.Context(), tx, matter.Notice{Community: here.Community, Compound: here.ID, Person: here.people[actor.Resident],
			Key: "matter.tell.taken", Args: map[string]any{"Number": "26-0001"}, Link: "/m/abc"})
	}))
	for _, address := range []string{"/c/" + here.Slug + "/", "/me"} {
		body := ask(w, http.MethodGet, address, here.session[actor.Resident], nil).Body.String()
		if want := w.words.For("zh-Hans").T("notify.unread", "N", int(before)+1); !strings.Contains(body, "/me/inbox") || !strings.Contains(body, want) {
			t.Errorf("%s does not say %s", address, want)
		}
	}
}

func TestTheDemoBarLeadsToTheStageDoor(t *testing.T) {
	w := newWorld(t, "sqlite")
	body := ask(w, http.MethodGet, "/c/"+w.compounds[0].Slug+"/", "", nil).Body.String()
	if !strings.Contains(body, `<a href="/demo">换个身份</a>`) {
		t.Error("the demo bar does not lead to /demo")
	}
}

func TestNobodyWithdrawsTheConsentOfAnother(t *testing.T) {
	w := newWorld(t, "sqlite")
	here := w.compounds[0]
	desk := actor.Actor{Person: here.people[actor.Desk], Community: here.Community, Grants: []actor.Grant{{Role: actor.Desk, At: here.Path()}}}
	id, err := w.Registry.GiveConsent(t.Context(), desk, here.Compound, registry.Consent{Person: here.people[actor.Resident],
		Purpose: "上门探访", Covers: "健康状况", GivenOn: "2026-01-01", Until: "2036-12-31"})
	must(t, err)
	address := "/me/consents/" + strconv.FormatInt(id, 10) + "/withdraw"
	if code := ask(w, http.MethodPost, address, here.session[actor.Worker], url.Values{}).Code; code != http.StatusConflict {
		t.Errorf("another person's withdrawal answers %d", code)
	}
	if code := ask(w, http.MethodPost, address, here.session[actor.Resident], url.Values{}).Code; code != http.StatusSeeOther {
		t.Errorf("one's own withdrawal answers %d", code)
	}
	body := ask(w, http.MethodGet, "/me", here.session[actor.Resident], nil).Body.String()
	if !strings.Contains(body, "已收回") || strings.Contains(body, address) {
		t.Error("the withdrawn consent does not show as withdrawn")
	}
}
