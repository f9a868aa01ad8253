package residentweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mulin/internal/matter"
)

func (w *world) after(m matter.Matter) matter.Matter {
	w.t.Helper()
	now, _, err := w.matters.ByTrack(w.t.Context(), m.TrackCode)
	ok(w.t, err)
	return now
}

func TestTheReporterConfirmsAndRatesByTheLinkAlone(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		m := w.take(matter.NewMatter{Body: "厨房下水堵了", Room: "1-401", Phone: "13800000001"})
		w.work(m)
		b := w.visitor()
		if p := b.get("/m/" + m.TrackCode); !p.has("张师傅说办好了") || p.has("张三丰") {
			t.Error("the page does not ask in the resident's words")
		}
		if p := b.post("/m/"+m.TrackCode+"/confirm", nil); !p.has("办得怎么样") {
			t.Error("the page does not ask for a mark")
		}
		p := b.post("/m/"+m.TrackCode+"/rate", url.Values{"solved": {"yes"}, "satisfied": {"5"}})
		if !p.has("谢谢") || p.has(`name="satisfied"`) {
			t.Error("the mark is asked for again")
		}
		if now := w.after(m); now.State != matter.Closed || now.Outcome != matter.Solved || now.ClosedVia != matter.ViaResident {
			t.Errorf("%s %s %s", now.State, now.Outcome, now.ClosedVia)
		}
	})
}

func TestABadMarkOpensTheMatterAgain(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		m := w.take(matter.NewMatter{Body: "厨房下水堵了", Room: "1-401"})
		w.work(m)
		b := w.visitor()
		b.post("/m/"+m.TrackCode+"/confirm", nil)
		b.post("/m/"+m.TrackCode+"/rate", url.Values{"solved": {"no"}, "satisfied": {"1"}, "comment": {"又堵了"}})
		if now := w.after(m); !now.Open() || now.Round != 2 {
			t.Errorf("%s, round %d", now.State, now.Round)
		}
	})
}

func TestAMarkWithoutAnAnswerIsAskedForAtItsFieldAndKeepsTheWords(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了"})
	w.work(m)
	b := w.visitor()
	b.post("/m/"+m.TrackCode+"/confirm", nil)
	p := b.post("/m/"+m.TrackCode+"/rate", url.Values{"solved": {"yes"}, "comment": {"师傅很好"}})
	if p.status != http.StatusUnprocessableEntity || !p.has("师傅很好") || !p.has("请选一个") {
		t.Errorf("status %d", p.status)
	}
}

func TestNotDoneYetGoesBackToTheWorkerWithTheReason(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了"})
	w.work(m)
	p := w.visitor().post("/m/"+m.TrackCode+"/reject", url.Values{"why": {"还在漏"}})
	if now := w.after(m); now.State != matter.Assigned || !p.has("还在漏") {
		t.Errorf("%s", now.State)
	}
}

func TestAReasonTooLongIsKeptAndNothingChanges(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了"})
	w.work(m)
	long := strings.Repeat("长", 501)
	p := w.visitor().post("/m/"+m.TrackCode+"/reject", url.Values{"why": {long}})
	if p.status != http.StatusUnprocessableEntity || !p.has(long) || w.after(m).State != matter.Reported {
		t.Errorf("status %d, %s", p.status, w.after(m).State)
	}
}

func TestAClosedMatterIsOpenedAgainInOneTap(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了"})
	w.work(m)
	b := w.visitor()
	b.post("/m/"+m.TrackCode+"/confirm", nil)
	b.post("/m/"+m.TrackCode+"/reopen", nil)
	if now := w.after(m); !now.Open() {
		t.Error("it is still closed")
	}
}

func TestTheReporterWithdraws(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了", Reporter: w.people["示例居民001"]})
	w.visitor().post("/m/"+m.TrackCode+"/withdraw", nil)
	if now := w.after(m); now.Outcome != matter.Withdrawn {
		t.Errorf("%s", now.Outcome)
	}
}

func TestConfirmingTwiceSaysThatItIsNotPossibleNow(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了"})
	p := w.visitor().post("/m/"+m.TrackCode+"/confirm", nil)
	if p.status != http.StatusConflict || !p.has("不能这样做") {
		t.Errorf("status %d", p.status)
	}
}

func TestTheLinkShowsNoNumberNoDeputyAndNoReasonOfAReturn(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了", Room: "1-401", Phone: "13800000001", Name: "示例来电人"})
	if m.Responsible != w.people["张三丰"] {
		_, err := w.matters.Assign(t.Context(), w.actor("示例前台"), w.ref(m), w.people["张三丰"], "派单内部原因")
		ok(t, err)
	}
	_, err := w.matters.Return(t.Context(), w.actor("张三丰"), w.ref(m), "这户人家很难说话")
	ok(t, err)
	p := w.visitor().get("/m/" + m.TrackCode)
	for _, secret := range []string{"13800000001", "138****", "很难说话", "派单内部原因", "示例来电人", "三丰"} {
		if p.has(secret) {
			t.Errorf("%s is shown", secret)
		}
	}
}

func TestALatePromiseSaysSo(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "厨房下水堵了"})
	w.clock.Advance(3 * time.Hour)
	if p := w.visitor().get("/m/" + m.TrackCode); !p.has("对不起,晚了") || !p.has("已超") {
		t.Error("the page does not admit it")
	}
}

func TestAnUnknownLinkDoesNotExist(t *testing.T) {
	w := oneWorld(t)
	if p := w.visitor().get("/m/nosuchcode"); p.status != http.StatusNotFound {
		t.Errorf("status %d", p.status)
	}
}
