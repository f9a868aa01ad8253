package configweb_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/web/webtest"
	"mulin/internal/matter"
	"mulin/internal/matter/configweb"
	"mulin/internal/matter/mattertest"
	"mulin/locales"
)

// browser opens the pages as a person, 0 for a visitor.
func browser(t *testing.T, w *mattertest.World, person int64) webtest.Browser {
	t.Helper()
	b := webtest.Browser{Site: webtest.Site(t, w.DB, w, locales.FS), Slug: w.Compound.Slug}
	configweb.New(w.Matters, w.Registry).Register(b.Site)
	if person != 0 {
		b.Token = w.Token(person)
	}
	return b
}

// visit runs f with a browser of the manager, on both engines.
func visit(t *testing.T, f func(t *testing.T, w *mattertest.World, b webtest.Browser)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		w := mattertest.New(t, d)
		f(t, w, browser(t, w, w.People[actor.Manager]))
	})
}

func want(t *testing.T, status, wantStatus int, body string, texts ...string) {
	t.Helper()
	if status != wantStatus {
		t.Fatalf("status %d, want %d: %s", status, wantStatus, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("page does not say %q", text)
		}
	}
	if strings.Contains(body, "⟦") {
		t.Errorf("a text is missing: %s", body[strings.Index(body, "⟦"):][:60])
	}
}

func classForm() url.Values {
	return url.Values{"name": {"晾衣杆松"}, "kind": {"hazard"}, "urgency": {"urgent"}, "lane": {"now"}, "active": {"1"}, "keywords": {"晾衣 衣杆"}, "whose": {"common"}}
}

func calendarID(t *testing.T, w *mattertest.World, always bool) string {
	t.Helper()
	list, err := w.Matters.Calendars(t.Context(), w.Compound)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(list, func(n matter.NamedCalendar) bool { return n.AlwaysOpen == always })
	return strconv.FormatInt(list[at].ID, 10)
}

func TestEverySettingsPageOpens(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		for _, path := range []string{"settings", "settings/classes", "settings/classes/new", "settings/classes/" + strconv.FormatInt(w.Classes["drain"], 10), "settings/calendars",
			"settings/calendars/new", "settings/calendars/" + calendarID(t, w, false), "settings/chain", "settings/limits", "duty", "duty/print"} {
			status, body := b.Get(path)
			want(t, status, 200, body)
		}
	})
}

func TestANewClassKeepsItsPromisesAndComesBeforeTheLast(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		form := classForm()
		form.Set("sign", "2")
		form.Set("sign_unit", "h")
		form.Set("sign_calendar", calendarID(t, w, false))
		form.Set("sign_warn1", "50%")
		form.Set("sign_warn2", "90")
		form.Set("whose", "own")
		form["percent"], form["role"] = []string{"100", "200", ""}, []string{"head", "manager", "street"}
		status, body := b.Post("settings/classes/new", form)
		want(t, status, 303, body)
		list, err := w.Matters.ClassConfigs(t.Context(), w.Compound)
		if err != nil {
			t.Fatal(err)
		}
		got := list[len(list)-2]
		if got.Name != "晾衣杆松" || list[len(list)-1].Code != "other" {
			t.Fatalf("%s is next to the last, %s last", got.Name, list[len(list)-1].Name)
		}
		if len(got.Targets) != 1 || got.Targets[0].Minutes != 120 || got.Targets[0].Warn2 != 90 {
			t.Errorf("targets %+v, want sign in 120 minutes", got.Targets)
		}
		if len(got.Chain) != 2 || got.Chain[1] != (matter.Level{Role: actor.Manager, Percent: 200}) {
			t.Errorf("chain %+v", got.Chain)
		}
	})
}

func TestARefusedClassSaysItAtTheFieldAndKeepsWhatWasTyped(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		for _, c := range []struct{ name, field, value, says string }{
			{"no name", "name", "", "请填写这一项"},
			{"no number", "sign", "两小时", "时限要在 1 分钟到 366 天之间"},
			{"warnings that go down", "sign_warn1", "90", "提醒要先小后大"},
			{"an unknown kind", "kind", "other", "请选一个"},
			{"a calendar of nobody", "sign_calendar", "1", "请选一个"},
		} {
			form := classForm()
			form.Set("sign", "2")
			form.Set("sign_unit", "h")
			form.Set("sign_calendar", calendarID(t, w, true))
			form.Set("sign_warn1", "50")
			form.Set("sign_warn2", "80")
			form.Set(c.field, c.value)
			status, body := b.Post("settings/classes/new", form)
			want(t, status, 422, body, c.says, "晾衣 衣杆")
		}
	})
}

func TestTheLastClassStaysLastAndInUse(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		other := "settings/classes/" + strconv.FormatInt(w.Classes["other"], 10)
		form := classForm()
		form.Del("active")
		status, body := b.Post(other, form)
		want(t, status, 422, body, "最后一类接住其余的事")
		_, _ = b.Post(other+"/move", url.Values{"way": {"up"}})
		list, err := w.Matters.Classes(t.Context(), w.Compound)
		if err != nil {
			t.Fatal(err)
		}
		if list[len(list)-1].Code != "other" {
			t.Errorf("%s is last", list[len(list)-1].Code)
		}
	})
}

func TestAClassMovesUpOnePlace(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		status, body := b.Post("settings/classes/"+strconv.FormatInt(w.Classes["gas"], 10)+"/move", url.Values{"way": {"up"}})
		want(t, status, 303, body)
		list, err := w.Matters.Classes(t.Context(), w.Compound)
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Code != "gas" || list[1].Code != "lift_trapped" {
			t.Errorf("order %s, %s", list[0].Code, list[1].Code)
		}
	})
}

func TestWorkingHoursAreReadAsPeopleTypeThem(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		status, body := b.Post("settings/calendars/new", url.Values{"name": {"周末班"}, "day6": {"9:00 - 12:00,14:00-18:00"}, "day0": {"22:00至06:00"}})
		want(t, status, 303, body)
		list, err := w.Matters.Calendars(t.Context(), w.Compound)
		if err != nil {
			t.Fatal(err)
		}
		got := list[len(list)-1]
		if len(got.Weekly[6]) != 2 || got.Weekly[6][1].String() != "14:00-18:00" || len(got.Weekly[0]) != 1 || got.Weekly[0][0].String() != "22:00-06:00" {
			t.Errorf("weekly %v", got.Weekly)
		}
	})
}

func TestWrongWorkingHoursAreRefusedAtTheirDay(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		for _, c := range []struct {
			name string
			form url.Values
			says string
		}{
			{"no window", url.Values{"name": {"班"}, "day1": {"上午"}}, `id="f-day1-error"`},
			{"never open", url.Values{"name": {"班"}}, "至少要有一天有工作时间"},
			{"no name", url.Values{"always": {"1"}}, `id="f-name-error"`},
			{"a taken name", url.Values{"name": {"全天 24×7"}, "always": {"1"}}, "已经有同名的了"},
		} {
			status, body := b.Post("settings/calendars/new", c.form)
			want(t, status, 422, body, c.says)
		}
		status, body := b.Post("settings/calendars/"+calendarID(t, w, false), url.Values{"name": {"全天 24×7"}, "always": {"1"}})
		want(t, status, 422, body, "已经有同名的了")
	})
}

func TestHolidaysAreAddedAndTakenOutByRange(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		path := "settings/calendars/" + calendarID(t, w, false)
		_, before := b.Get(path)
		want(t, 200, 200, before, "放假和调休只填到 2026-10-10")
		status, body := b.Post(path+"/days", url.Values{"from": {"2027-02-05"}, "to": {"2027-02-11"}})
		want(t, status, 303, body)
		_, page := b.Get(path)
		want(t, 200, 200, page, "2027-02-05 – 2027-02-11", "放假")
		if strings.Contains(page, "放假和调休只填到") {
			t.Error("the hint stays although the days reach into February")
		}
		status, body = b.Post(path+"/days/remove", url.Values{"from": {"2027-02-05"}, "to": {"2027-02-11"}})
		want(t, status, 303, body)
		_, page = b.Get(path)
		if strings.Contains(page, "2027-02-05") {
			t.Error("the days are still there")
		}
	})
}

func TestWrongDaysAreRefusedAtTheField(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		for _, c := range []struct{ from, to, hours, says string }{
			{"2027-02-30", "", "", `id="f-from-error"`},
			{"2027-02-05", "2027-02-01", "", "结束日期不能早于开始日期"},
			{"2027-01-01", "2028-01-01", "", "一次最多 62 天"},
			{"2027-02-06", "", "九点", `id="f-hours-error"`},
		} {
			status, body := b.Post("settings/calendars/"+calendarID(t, w, false)+"/days", url.Values{"from": {c.from}, "to": {c.to}, "hours": {c.hours}})
			want(t, status, 422, body, c.says)
		}
	})
}

func TestAChainThatGoesDownIsRefused(t *testing.T) {
	visit(t, func(t *testing.T, _ *mattertest.World, b webtest.Browser) {
		status, body := b.Post("settings/chain", url.Values{"percent": {"200", "100"}, "role": {"head", "manager"}})
		want(t, status, 422, body, "上报要逐级变大", `value="200"`)
		status, body = b.Post("settings/chain", url.Values{"percent": {"100", "120"}, "role": {"unit_head", "party"}})
		want(t, status, 303, body)
	})
}

func TestTheFallbackIsTwoPeople(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		id := strconv.FormatInt(w.People[actor.Manager], 10)
		form := url.Values{"fallback": {id}, "deputy": {id}, "return_limit": {"3"}, "return_hours": {"8"}, "silence_attempts": {"2"}, "grab_minutes": {"20"}, "pause_max_hours": {"0"}}
		status, body := b.Post("settings/limits", form)
		want(t, status, 422, body, "兜底和代理要是两个人", "请填 1 到 1440")
		form.Set("deputy", strconv.FormatInt(w.People[actor.GridLeader], 10))
		form.Set("pause_max_hours", "72")
		status, body = b.Post("settings/limits", form)
		want(t, status, 303, body)
		set, ready, err := w.Matters.Limits(t.Context(), w.Compound)
		if err != nil || !ready || set.ReturnLimit != 3 || set.PauseMaxHours != 72 {
			t.Errorf("limits %+v, ready %v, %v", set, ready, err)
		}
	})
}

func TestTheRosterIsFullOnlyWhenEveryHourIsCovered(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		_, page := b.Get("duty")
		want(t, 200, 200, page, "整周都没有人")
		form := url.Values{"person": {strconv.FormatInt(w.People[actor.Worker], 10)}, "weekday": {"1", "2", "4", "5", "6", "0"}, "from": {"08:00"}, "to": {"08:00"}}
		status, body := b.Post("duty", form)
		want(t, status, 303, body)
		_, page = b.Get("duty")
		want(t, 200, 200, page, "周三 08:00–次日 08:00 没有人", "08:00–次日 08:00")
		form["weekday"] = []string{"3"}
		_, _ = b.Post("duty", form)
		_, page = b.Get("duty")
		want(t, 200, 200, page, "全周都有人")
	})
}

func TestADutyAcrossMidnightIsOneLineAndGoesAsOne(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		status, body := b.Post("duty", url.Values{"person": {strconv.FormatInt(w.Worker2, 10)}, "weekday": {"0"}, "from": {"20:00"}, "to": {"06:00"}})
		want(t, status, 303, body)
		r, err := w.Matters.Roster(t.Context(), w.Compound)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Duties) != 1 || len(r.Duties[0].IDs) != 2 || r.Duties[0].String() != "20:00-06:00" {
			t.Fatalf("duties %+v", r.Duties)
		}
		form := url.Values{}
		for _, id := range r.Duties[0].IDs {
			form.Add("shift", strconv.FormatInt(id, 10))
		}
		status, body = b.Post("duty/remove", form)
		want(t, status, 303, body)
		if r, _ = w.Matters.Roster(t.Context(), w.Compound); len(r.Duties) != 0 {
			t.Errorf("left: %+v", r.Duties)
		}
		status, _ = b.Post("duty/remove", form)
		if status != 409 {
			t.Errorf("removing it again gives %d, want 409", status)
		}
	})
}

func TestAWrongDutyIsRefusedAtItsField(t *testing.T) {
	visit(t, func(t *testing.T, w *mattertest.World, b webtest.Browser) {
		good := func() url.Values {
			return url.Values{"person": {strconv.FormatInt(w.Worker2, 10)}, "weekday": {"1"}, "from": {"08:00"}, "to": {"20:00"}}
		}
		for _, c := range []struct{ field, value, at string }{
			{"person", "", "f-person-error"}, {"person", strconv.FormatInt(w.Resident, 10), "f-person-error"},
			{"weekday", "9", "f-from-error"}, {"from", "25:00", "f-from-error"},
		} {
			form := good()
			form.Set(c.field, c.value)
			status, body := b.Post("duty", form)
			want(t, status, 422, body, c.at)
		}
		none := good()
		none.Del("weekday")
		status, body := b.Post("duty", none)
		want(t, status, 422, body, "f-weekday-error")
	})
}

func TestReadersLookButDoNotChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		w := mattertest.New(t, d)
		supervisor, resident, visitor := browser(t, w, w.People[actor.Supervisor]), browser(t, w, w.Resident), browser(t, w, 0)
		status, body := supervisor.Get("settings")
		want(t, status, 200, body, "修改请找物业负责人或管理员")
		if status, _ := supervisor.Get("settings/limits"); status != 403 {
			t.Errorf("a supervisor at the limits: %d", status)
		}
		if status, _ := supervisor.Post("settings/classes/new", classForm()); status != 403 {
			t.Errorf("a supervisor adds a class: %d", status)
		}
		if status, _ := resident.Get("duty"); status != 403 {
			t.Errorf("a resident at the roster: %d", status)
		}
		if status, _ := visitor.Get("settings"); status != 303 {
			t.Errorf("a visitor at the settings: %d, want the sign-in", status)
		}
	})
}
