package matterweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mulin/internal/matter"
)

func TestOnlyTheLikelyActsStandInTheOpen(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		path := "matters/" + num(m.ID)
		page := w.as("worker").get(path).wants(t, http.StatusOK, "更多").body
		open, rest, _ := strings.Cut(page, `class="acts-more"`)
		if !strings.Contains(open, path+"/report") || strings.Contains(open, path+"/pause") {
			t.Error("the report of a signed matter is not the act in the open")
		}
		if !strings.Contains(rest, path+"/pause") || strings.Contains(rest, path+"/report") {
			t.Error("the pause does not stand behind the word, or the report does twice")
		}
	})
}

func TestALateMatterWantsToBeExplainedFirst(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		w.clock.Advance(72 * time.Hour)
		open, _, _ := strings.Cut(w.as("worker").get("matters/"+num(m.ID)).body, `class="acts-more"`)
		if !strings.Contains(open, "matters/"+num(m.ID)+"/late") {
			t.Error("why it is late does not stand in the open")
		}
	})
}

func TestARefusedActBehindTheWordIsShownOpenWithWhatWasTyped(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		w.as("worker").post("matters/"+num(m.ID)+"/return", "version", num(m.Version), "why", " ").
			wants(t, http.StatusUnprocessableEntity, `<details class="more" open`, `<details class="confirm" open`)
	})
}

func TestAMissedCallIsNotedInOneTapWithTheNumberOnly(t *testing.T) {
	each(t, func(w *town) {
		a := w.as("desk").post("desk/intake", "key", "k", "who", "13900000009", "text", "", "channel", "phone", "missed", "1").wants(t, http.StatusSeeOther)
		m := w.matter(idIn(t, a))
		if m.Channel != matter.MissedCall || m.Body != "未接来电,请回电" || m.Contact.Masked != "139****0009" {
			t.Errorf("channel %s, body %q, contact %q", m.Channel, m.Body, m.Contact.Masked)
		}
	})
}

func TestASlipKeepsWhenItWasSaidAndForWhom(t *testing.T) {
	each(t, func(w *town) {
		heard := w.clock.Now().Add(-26 * time.Hour).In(w.compound.Location())
		a := w.as("desk").post("desk/intake", "key", "k", "who", "A-1-0401", "text", "楼道灯不亮", "channel", "paper",
			"heard", heard.Format("2006-01-02T15:04"), "on_behalf", "替母亲").wants(t, http.StatusSeeOther)
		m := w.matter(idIn(t, a))
		if got := m.FirstWord.In(w.compound.Location()).Format("2006-01-02T15:04"); got != heard.Format("2006-01-02T15:04") {
			t.Errorf("first word %s, want when it was said", got)
		}
		if m.Channel != matter.ByPaper || m.OnBehalf != "替母亲" {
			t.Errorf("channel %s on behalf of %q", m.Channel, m.OnBehalf)
		}
	})
}

func TestTheIntakeLineStandsOnEveryPageOfThoseWhoTakeCalls(t *testing.T) {
	each(t, func(w *town) {
		const line = `id="line-who"`
		for _, page := range []string{"watch", "jobs", "deliberate"} {
			w.as("desk").get(page).wants(t, http.StatusOK, line)
		}
		w.as("desk").get("desk").wants(t, http.StatusOK).lacks(t, line) // it has its own
		w.as("supervisor").get("watch").wants(t, http.StatusOK).lacks(t, line)
	})
}

func TestWordsFromTheLineAboveArriveOnTheWorkbenchWithTheCaller(t *testing.T) {
	each(t, func(w *town) {
		w.as("desk").get("desk?who=0001&text=厨房下水堵了").
			wants(t, http.StatusOK, `value="0001"`, `value="厨房下水堵了"`, "138****0001", "A-1-0401").
			lacks(t, `data-draft="intake-"`)
	})
}

func TestAPrintedMatterCarriesACodeThatOpensIt(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		w.as("desk").get("matters/"+num(m.ID)+"/print").wants(t, http.StatusOK, "paper-qr", "<svg", "扫码看这件事")
	})
}
