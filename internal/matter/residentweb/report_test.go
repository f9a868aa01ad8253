package residentweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mulin/internal/matter"
)

func TestAVisitorWithoutSignInReportsInThreeTaps(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		b := w.visitor()
		choose := b.get(b.get("/c/demo/").link("/report"))               // tap one: report
		form := b.get(choose.link("class=" + itoa(w.class("light").ID))) // tap two: the lamp
		done := b.post("/c/demo/report", url.Values{                     // tap three: send
			"key": {form.field("key")}, "class": {form.field("class")}, "body": {"三楼灯不亮"}, "room": {"1-401"}})
		if done.status != http.StatusOK || !strings.HasSuffix(done.path, "/receipt") {
			t.Fatalf("%d %s", done.status, done.path)
		}
		if !done.has("26-0001") || !done.has("<svg") {
			t.Error("the receipt lacks the number or the code")
		}
	})
}

func TestADoorCodeFillsInTheRoomSoThatNothingNeedsTyping(t *testing.T) {
	w := oneWorld(t)
	b := w.visitor()
	choose := b.get("/c/demo/report?door=A-1-0401")
	form := b.get(choose.link("class=" + itoa(w.class("light").ID)))
	if got := form.field("room"); got != "A-1-0401" {
		t.Fatalf("room = %q", got)
	}
	done := b.post("/c/demo/report", url.Values{"key": {form.field("key")}, "class": {form.field("class")}, "room": {form.field("room")}})
	if !done.has("A-1-0401") || !done.has("楼道灯不亮") {
		t.Errorf("%d %s", done.status, done.path)
	}
}

func TestAStairwellCodeFillsInThePlace(t *testing.T) {
	w := oneWorld(t)
	form := w.visitor().get("/c/demo/report?class=guess&door=A-1")
	if form.field("place") != "A-1" || form.field("room") != "" {
		t.Errorf("place = %q, room = %q", form.field("place"), form.field("room"))
	}
}

func TestAWrongNumberKeepsEverythingThatWasTyped(t *testing.T) {
	w := oneWorld(t)
	p := w.visitor().post("/c/demo/report", url.Values{"key": {"k1"}, "class": {"guess"}, "body": {"厨房反水很急"}, "room": {"1-402"}, "place": {"门口"}, "phone": {"12345"}})
	if p.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", p.status)
	}
	for _, kept := range []string{"厨房反水很急", `value="1-402"`, `value="门口"`, `value="12345"`, `value="k1"`, "电话号码不对"} {
		if !p.has(kept) {
			t.Errorf("%s is lost", kept)
		}
	}
	if w.count() != 0 {
		t.Error("something was written")
	}
}

func TestARoomThatDoesNotExistIsToldAtItsField(t *testing.T) {
	w := oneWorld(t)
	p := w.visitor().post("/c/demo/report", url.Values{"key": {"k1"}, "class": {"guess"}, "body": {"灯坏了"}, "room": {"9-901"}})
	if p.status != http.StatusUnprocessableEntity || !p.has(`id="f-room-error"`) {
		t.Errorf("status %d", p.status)
	}
}

func TestAReportOfNothingNowhereAsksWhatItIs(t *testing.T) {
	w := oneWorld(t)
	p := w.visitor().post("/c/demo/report", url.Values{"key": {"k1"}, "class": {itoa(w.class("light").ID)}})
	if p.status != http.StatusUnprocessableEntity || !p.has(`id="f-body-error"`) {
		t.Errorf("status %d", p.status)
	}
}

func TestTheSameFormSentTwiceGivesTheSameReceipt(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		form := url.Values{"key": {"once"}, "class": {"guess"}, "body": {"楼道灯不亮"}}
		first, second := w.visitor().post("/c/demo/report", form), w.visitor().post("/c/demo/report", form)
		if first.path != second.path {
			t.Errorf("%s, then %s", first.path, second.path)
		}
		if n := w.count(); n != 1 {
			t.Errorf("%d matters", n)
		}
	})
}

func TestAnEmergencySaysToCallFirst(t *testing.T) {
	w := oneWorld(t)
	choose := w.visitor().get("/c/demo/report")
	if strings.Index(choose.html, "燃气泄漏") > strings.Index(choose.html, "楼道灯不亮") {
		t.Error("emergencies do not come first")
	}
	form := w.visitor().get("/c/demo/report?class=" + itoa(w.class("gas").ID))
	for _, text := range []string{"请先打电话", "请开窗、关阀", `href="tel:085112345678"`} {
		if !form.has(text) {
			t.Errorf("%s is missing", text)
		}
	}
}

func TestASignedInResidentWithOneHomeIsNotAskedForTheRoom(t *testing.T) {
	w := oneWorld(t)
	form := w.as("示例居民001").get("/c/demo/report?class=guess")
	if got := form.field("room"); got != "A-1-0401" {
		t.Errorf("room = %q", got)
	}
	done := w.as("示例居民001").post("/c/demo/report", url.Values{"key": {form.field("key")}, "class": {"guess"}, "body": {"马桶堵了"}, "room": {"A-1-0401"}})
	mine := w.as("示例居民001").get("/c/demo/mine")
	if done.status != http.StatusOK || !mine.has("26-0001") {
		t.Error("the report is not on the resident's own list")
	}
}

func TestAClassThatWasSwitchedOffIsNotOffered(t *testing.T) {
	w := oneWorld(t)
	k := w.class("noise")
	k.Active = false
	_, err := w.matters.SaveClass(t.Context(), w.actor("示例负责人"), w.compound, matter.ClassConfig{Class: k, Targets: []matter.ClassTarget{}})
	ok(t, err)
	if w.visitor().get("/c/demo/report").has(k.Name) {
		t.Error("it is offered")
	}
}
