package matterweb_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"mulin/internal/kit/blob"
	"mulin/internal/matter"
)

func TestACallOfAKnownNumberIsTakenInForThatPersonAndHome(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("138 0000 0001", "厨房下水堵了")
		if m.Reporter != w.people["resident"] || m.HomeLabel != "A-1-0401" {
			t.Errorf("reporter %d in %q, want the resident in A-1-0401", m.Reporter, m.HomeLabel)
		}
		if m.Class.Code != "drain" || m.Channel != matter.ByPhone {
			t.Errorf("class %s by %s, want drain by phone", m.Class.Code, m.Channel)
		}
		w.as("desk").get("desk?taken="+num(m.ID)).wants(t, http.StatusOK, "编号 "+m.Number, m.ResponsibleName)
	})
}

func TestACallOfAnUnknownNumberKeepsTheNumberForTheCallBack(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13900000009", "灯不亮")
		if m.Reporter != 0 || m.Contact.Masked != "139****0009" {
			t.Errorf("reporter %d, contact %q, want nobody and the masked number", m.Reporter, m.Contact.Masked)
		}
	})
}

func TestTheSameFormSentTwiceIsOneMatter(t *testing.T) {
	each(t, func(w *town) {
		if one, two := w.call("13800000001", "灯不亮"), w.call("13800000001", "灯不亮"); one.ID != two.ID {
			t.Errorf("two matters %s and %s", one.Number, two.Number)
		}
	})
}

func TestARefusedIntakeKeepsWhatWasTyped(t *testing.T) {
	each(t, func(w *town) {
		desk := w.as("desk")
		desk.post("desk/intake", "who", "A-1-0401", "text", "", "place", "二楼拐角", "channel", "phone").
			wants(t, http.StatusUnprocessableEntity, `value="A-1-0401"`, `value="二楼拐角"`, "请说一下是什么事", "aria-invalid")
		desk.post("desk/intake", "who", "示例", "text", "漏水了", "channel", "phone", "heard", "昨天下午").
			wants(t, http.StatusUnprocessableEntity, `value="漏水了"`, `value="昨天下午"`, "时间请写成")
	})
}

func TestTheLookupShowsTheCallerMaskedWithAdviceAndDuplicates(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "电梯困人")
		w.as("desk").get("desk/lookup?who=0001&text=电梯里困人了").
			wants(t, http.StatusOK, "示**", "138****0001", "A-1-0401", "请不要扒门", m.Number, "并进来").
			lacks(t, "13800000001", "示例居民001", "<html")
	})
}

func TestATappedClassIsKeptWhileTheGuessFollowsTheWords(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "厨房下水堵了")
		light := w.call("13800000001", "楼道灯不亮").Class.ID
		tapped := w.as("desk").post("desk/intake", "key", "a", "who", "0001", "text", "下水堵了", "channel", "phone", "class", num(light), "guessed", num(m.Class.ID))
		if got := w.matter(idIn(t, tapped)).Class.ID; got != light {
			t.Errorf("class %d, want the tapped one", got)
		}
		guess := w.as("desk").post("desk/intake", "key", "b", "who", "0001", "text", "下水堵了", "channel", "phone", "class", num(light), "guessed", num(light))
		if got := w.matter(idIn(t, guess)).Class.ID; got != m.Class.ID {
			t.Errorf("class %d, want a new guess from the words", got)
		}
	})
}

func TestANeighbourJoinsFromTheIntakeLine(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13900000009", "电梯坏了")
		a := w.as("desk").post("matters/"+num(m.ID)+"/join", "who", "13800000001", "text", "电梯坏了")
		if a.status != http.StatusSeeOther || !strings.Contains(a.location, "joined="+num(m.ID)) {
			t.Fatalf("status %d to %q", a.status, a.location)
		}
		if got := w.matter(m.ID).Subscribers; got != 1 {
			t.Errorf("%d wait for news, want 1", got)
		}
		w.as("desk").post("matters/"+num(m.ID)+"/join", "who", "没人认识", "text", "电梯坏了").
			wants(t, http.StatusUnprocessableEntity, `value="没人认识"`, "先认出是谁打来的")
	})
}

func TestTheSecondOfTwoPeopleIsToldWhatTheFirstDid(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "下水堵了")
		path, seen := "matters/"+num(m.ID), num(m.Version)
		w.as("desk").post(path+"/assign", "version", seen, "to", num(w.people["worker"])).wants(t, http.StatusSeeOther)
		w.as("desk2").post(path+"/assign", "version", seen, "to", num(w.people["manager"]), "why", "他最近").
			wants(t, http.StatusConflict, "示例员工desk", "派单", `value="他最近"`, `name="version" value="`+num(w.matter(m.ID).Version)+`"`)
		if got := w.matter(m.ID).Responsible; got != w.people["worker"] {
			t.Errorf("responsible %d, want the first choice", got)
		}
	})
}

func TestTheDoerIsNotOfferedToCloseAndCannot(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		path := "matters/" + num(m.ID)
		w.as("worker").send(path+"/report", map[string]string{"what": "通了"}).wants(t, http.StatusSeeOther)
		w.as("worker").get(path).wants(t, http.StatusOK).lacks(t, path+"/confirm")
		w.as("worker").post(path+"/confirm", "outcome", "solved").wants(t, http.StatusForbidden)
		if got := w.matter(m.ID).State; got != matter.Reported {
			t.Errorf("state %s, want still reported", got)
		}
		w.as("desk").get(path).wants(t, http.StatusOK, path+"/confirm")
		w.as("desk").post(path+"/confirm", "outcome", "solved").wants(t, http.StatusSeeOther)
		if got := w.matter(m.ID); got.State != matter.Closed || got.ClosedBy != w.people["desk"] {
			t.Errorf("state %s by %d, want closed by the desk", got.State, got.ClosedBy)
		}
	})
}

func TestPhotosOfAReportAreSeenByThoseWhoSeeTheMatterOnly(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		w.as("worker").send("matters/"+num(m.ID)+"/report", map[string]string{"what": "通了"}, photo(t)).wants(t, http.StatusSeeOther)
		events := w.matter(m.ID).Events
		list := events[len(events)-1].Photos
		if len(list) != 1 {
			t.Fatalf("%d photos, want 1", len(list))
		}
		if a := w.as("desk").get("photos/" + list[0]); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("desk: %d %s", a.status, a.header.Get("Content-Type"))
		}
		w.as("").get("photos/"+list[0]).wants(t, http.StatusNotFound)
		w.as("").get("photos/"+list[0]+"?t="+m.TrackCode).wants(t, http.StatusOK)
		w.as("desk").get("photos/"+strings.Repeat("0", 64)).wants(t, http.StatusNotFound)
	})
}

func TestARefusedPhotoKeepsTheText(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		path, worker := "matters/"+num(m.ID)+"/report", w.as("worker")
		text := map[string]string{"what": "通了,换了一段管"}
		worker.send(path, text, []byte("no photo")).wants(t, http.StatusUnprocessableEntity, "通了,换了一段管", "这张打不开")
		worker.send(path, text, make([]byte, blob.MaxBytes+1)).wants(t, http.StatusUnprocessableEntity, "通了,换了一段管", "照片太大了")
		worker.send(path, text, photo(t), photo(t), photo(t), photo(t)).wants(t, http.StatusUnprocessableEntity, "最多 3 张照片")
		if got := w.matter(m.ID).State; got != matter.Signed {
			t.Errorf("state %s, want still signed", got)
		}
	})
}

func TestAPhotoIsKeptWhenOnlyTheTextIsMissing(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		w.as("worker").send("matters/"+num(m.ID)+"/report", map[string]string{"what": ""}, photo(t)).
			wants(t, http.StatusUnprocessableEntity, `name="kept"`, "已存好 1 张")
	})
}

func TestAWholeNumberIsShownOnceForAReason(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13900000009", "灯不亮")
		desk, path := w.as("desk"), "matters/"+num(m.ID)
		desk.get(path).wants(t, http.StatusOK, "139****0009").lacks(t, "13900000009")
		desk.post(path+"/phone", "reason", "").wants(t, http.StatusUnprocessableEntity).lacks(t, "13900000009")
		desk.post(path+"/phone", "reason", "约上门时间").wants(t, http.StatusOK, "13900000009")
		w.as("supervisor").post(path+"/phone", "reason", "看看").wants(t, http.StatusForbidden).lacks(t, "13900000009")
	})
}

func TestTheQueueIsJSONForPrograms(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "下水堵了")
		w.call("13800000001", "楼道灯不亮")
		var got struct {
			Matters []struct {
				Number, State, Urgency, Place, Responsible, Due string
				Version                                         int64
			}
		}
		must(t, json.Unmarshal([]byte(w.as("desk").get("matters.json?urgency=urgent").body), &got))
		if len(got.Matters) != 1 || got.Matters[0].Number != m.Number || got.Matters[0].Version != m.Version || got.Matters[0].Place != "A-1-0401" {
			t.Fatalf("got %+v", got)
		}
		if _, err := time.Parse(time.RFC3339, got.Matters[0].Due); err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(got.Matters[0].Responsible, "示*") {
			t.Errorf("responsible %q is not masked", got.Matters[0].Responsible)
		}
		w.as("").get("matters.json").wants(t, http.StatusUnauthorized)
	})
}

func TestTheQueueFragmentFiltersByItsAddress(t *testing.T) {
	each(t, func(w *town) {
		drain, light := w.call("13800000001", "下水堵了"), w.call("13800000001", "楼道灯不亮")
		w.as("desk").get("desk/queue?class="+num(light.Class.ID)).wants(t, http.StatusOK, light.Number).lacks(t, drain.Number, "<html")
		w.as("desk").get("desk/queue?view=closed").wants(t, http.StatusOK).lacks(t, drain.Number)
		w.as("desk").get("desk/queue?after=nonsense").wants(t, http.StatusNotFound)
	})
}

func TestAChangeReachesTheOpenWorkbench(t *testing.T) {
	each(t, func(w *town) {
		b := w.as("desk")
		req, err := http.NewRequest("GET", w.server.URL+"/c/demo/desk/events", nil)
		must(t, err)
		req.AddCookie(&http.Cookie{Name: "mulin_session", Value: b.token})
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		defer func() { _ = res.Body.Close() }()
		lines := bufio.NewScanner(res.Body)
		lines.Scan() // the greeting: from now on nothing is missed
		w.call("13800000001", "下水堵了")
		for lines.Scan() {
			if lines.Text() == "event: changed" {
				return
			}
		}
		t.Errorf("the stream ended: %v", lines.Err())
	})
}

func TestAWorkerAcceptsArrivesAndReportsFromTheListOfJobs(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "下水堵了")
		w.as("desk").post("matters/"+num(m.ID)+"/assign", "to", num(w.people["worker"])).wants(t, http.StatusSeeOther)
		worker, path := w.as("worker"), "matters/"+num(m.ID)
		worker.get("jobs").wants(t, http.StatusOK, "A-1-0401", path+"/sign").lacks(t, path+"/report")
		for _, act := range []string{"sign", "onsite"} {
			if a := worker.post(path+"/"+act, "here", "jobs"); a.location != "/c/demo/jobs" {
				t.Errorf("%s: %d to %q, want back to the jobs", act, a.status, a.location)
			}
		}
		worker.get("jobs/list").wants(t, http.StatusOK, path+"/report").lacks(t, path+"/sign", "<html")
	})
}

func TestWhatAPatrolSeesBecomesAMatterWithItsPhoto(t *testing.T) {
	each(t, func(w *town) {
		worker := w.as("worker")
		worker.send("patrol", map[string]string{"body": "", "place": "一楼大厅"}).wants(t, http.StatusUnprocessableEntity, "一楼大厅")
		a := worker.send("patrol", map[string]string{"key": "k", "body": "灯不亮", "place": "一楼大厅"}, photo(t)).wants(t, http.StatusSeeOther)
		m := w.matter(lastNumber(t, a.location))
		if m.Channel != matter.ByPatrol || m.Reporter != w.people["worker"] || len(m.Events[0].Photos) != 1 {
			t.Errorf("channel %s, reporter %d, photos %v", m.Channel, m.Reporter, m.Events[0].Photos)
		}
	})
}

func TestTheSupervisorReadsWhatGoesWrongAndDoesNothing(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "下水堵了")
		w.clock.Advance(72 * time.Hour)
		w.as("supervisor").get("watch").wants(t, http.StatusOK, "已超时", m.Number).lacks(t, "<form method=\"post\" action=\"/c/demo/matters")
		w.as("supervisor").get("desk").wants(t, http.StatusOK, m.Number).lacks(t, "desk/intake")
		w.as("supervisor").post("desk/intake", "who", "0001", "text", "x", "channel", "phone").wants(t, http.StatusForbidden)
		w.as("worker").get("watch").wants(t, http.StatusForbidden)
	})
}

func TestABadMarkStandsOnTheSupervisorsPage(t *testing.T) {
	each(t, func(w *town) {
		m := w.given()
		path := "matters/" + num(m.ID)
		w.as("worker").send(path+"/report", map[string]string{"what": "通了"}).wants(t, http.StatusSeeOther)
		w.as("desk").post(path+"/confirm", "outcome", "solved").wants(t, http.StatusSeeOther)
		w.as("desk").post(path+"/rate", "solved", "no", "satisfied", "1", "channel", "phone").wants(t, http.StatusSeeOther)
		w.as("supervisor").get("watch").wants(t, http.StatusOK, `id="unhappy"`, m.Number)
		if got := w.matter(m.ID).State; got == matter.Closed {
			t.Error("a bad mark left the matter closed")
		}
	})
}

func TestWhatIsTalkedThroughStandsInItsList(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "下水堵了")
		w.as("desk").post("matters/"+num(m.ID)+"/discuss", "why", "要大家定").wants(t, http.StatusSeeOther)
		w.as("desk").get("deliberate").wants(t, http.StatusOK, m.Number)
	})
}

func TestAMatterMergesIntoTheOneWithTheNumber(t *testing.T) {
	each(t, func(w *town) {
		head, m := w.call("13900000009", "电梯坏了"), w.call("13800000001", "电梯不动")
		path := "matters/" + num(m.ID)
		w.as("desk").post(path+"/merge", "into", "26-9999").wants(t, http.StatusUnprocessableEntity, `value="26-9999"`)
		w.as("desk").post(path+"/merge", "into", head.Number).wants(t, http.StatusSeeOther)
		if got := w.matter(m.ID).Incident; got != head.ID {
			t.Errorf("incident %d, want %d", got, head.ID)
		}
		w.as("desk").get("matters/"+num(head.ID)).wants(t, http.StatusOK, m.Number)
	})
}

func TestThePrintedMatterHasNoMenuAndNoWholeName(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "下水堵了")
		w.as("desk").get("matters/"+num(m.ID)+"/print").wants(t, http.StatusOK, m.Number, "paper-head").lacks(t, "示例居民001", "13800000001")
	})
}

func TestAnUnknownActIsNotFound(t *testing.T) {
	each(t, func(w *town) {
		m := w.call("13800000001", "下水堵了")
		w.as("desk").post("matters/"+num(m.ID)+"/escalate").wants(t, http.StatusNotFound)
		w.as("desk").get("matters/1").wants(t, http.StatusNotFound)
	})
}

func idIn(t *testing.T, a answer) int64 { t.Helper(); return lastNumber(t, a.location) }
