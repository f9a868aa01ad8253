package residentweb_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

func TestTheBoardHoldsNoPersonNoRoomAndNothingTyped(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.take(matter.NewMatter{Body: "楼道灯不亮,打给王小二", Place: "三楼王小二家门口", Phone: "13800000001", Name: "王小二", Class: w.class("light").ID})
		w.take(matter.NewMatter{Body: "马桶堵了", Room: "1-401", Reporter: w.people["示例居民001"], Class: w.class("drain").ID})
		w.take(matter.NewMatter{Body: "老人买药", Class: w.class("care").ID})
		p := w.visitor().get("/c/demo/board")
		if !p.has("楼道灯不亮</") {
			t.Error("the lamp is not listed")
		}
		for _, secret := range []string{"王小二", "13800000001", "138", "0401", "示例居民", "张三丰", "张师傅", "马桶", "公共下水堵", "关爱帮扶", "买药", "26-000"} {
			if p.has(secret) {
				t.Errorf("%s is on the board", secret)
			}
		}
	})
}

func TestFiguresUnderFiveAreNotPublished(t *testing.T) {
	w := oneWorld(t)
	for range 4 {
		w.take(matter.NewMatter{Body: "灯不亮", Class: w.class("light").ID})
	}
	if p := w.visitor().get("/c/demo/board"); !p.has("不到 5") || p.has("<b>4") {
		t.Error("a small figure is published")
	}
	w.take(matter.NewMatter{Body: "灯不亮", Class: w.class("light").ID})
	if p := w.visitor().get("/c/demo/board"); !regexp.MustCompile(`<b>\s*5`).MatchString(p.html) {
		t.Error("five is not published")
	}
}

func TestTheShareOnTimeCountsKeptAndBrokenPromisesOfTheMonth(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		var all []matter.Matter
		for range 6 {
			all = append(all, w.take(matter.NewMatter{Body: "灯不亮", Reporter: w.people["示例居民001"], Class: w.class("light").ID}))
		}
		for _, m := range all[:4] {
			w.work(m)
		}
		_, err := w.matters.WithdrawByTrack(t.Context(), actor.Actor{}, all[5].TrackCode, "")
		ok(t, err)
		w.clock.Advance(3 * 24 * time.Hour) // the fifth breaks its promise
		b, err := w.matters.Board(t.Context(), w.compound)
		ok(t, err)
		if b.Promised != 5 || b.OnTime != 4 || b.Open != 5 {
			t.Errorf("promised %d, on time %d, open %d", b.Promised, b.OnTime, b.Open)
		}
		if percent, shown := b.OnTimePercent(); percent != 80 || !shown {
			t.Errorf("%d%% %v", percent, shown)
		}
	})
}

func TestOnesOwnListHoldsOnesOwnMattersAndThoseOfOnesHome(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		home := w.take(matter.NewMatter{Body: "马桶堵了", Room: "1-401"})
		own := w.take(matter.NewMatter{Body: "灯不亮", Reporter: w.people["示例居民001"]})
		other := w.take(matter.NewMatter{Body: "马桶堵了", Room: "1-402", Reporter: w.people["示例居民002"]})
		p := w.as("示例居民001").get("/c/demo/mine")
		if !p.has(home.Number) || !p.has(own.Number) || p.has(other.Number) {
			t.Error("the list is not exactly one's own")
		}
	})
}

func TestAFlatmateReadsTheHomesMatterButCannotActAsItsReporter(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "马桶堵了", Room: "1-401", Reporter: w.people["示例居民002"]})
	p := w.as("示例居民001").get("/c/demo/mine/" + itoa(m.ID))
	if p.status != http.StatusOK || p.has(m.TrackCode) || p.has("/withdraw") {
		t.Errorf("status %d", p.status)
	}
	if p := w.as("示例居民003").get("/c/demo/mine/" + itoa(m.ID)); p.status != http.StatusNotFound {
		t.Errorf("a stranger gets %d", p.status)
	}
}

func TestOnesOwnListAsksToSignIn(t *testing.T) {
	w := oneWorld(t)
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(w.server.URL + "/c/demo/mine")
	ok(t, err)
	defer func() { _ = res.Body.Close() }()
	if !strings.HasPrefix(res.Header.Get("Location"), "/signin") {
		t.Errorf("%d %s", res.StatusCode, res.Header.Get("Location"))
	}
}

func TestAHeadSeesTheirOwnGroupOnly(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		in := w.take(matter.NewMatter{Body: "四楼的马桶堵了", Room: "1-402"})
		out := w.take(matter.NewMatter{Body: "五楼的马桶堵了", Room: "1-501"})
		for _, path := range []string{"/c/demo/today", "/c/demo/today/print"} {
			p := w.as("示例联户长").get(path)
			if p.status != http.StatusOK || !p.has("A-1-0402") || p.has("A-1-0501") || p.has(out.Number) {
				t.Errorf("%s: %d", path, p.status)
			}
		}
		if p := w.as("示例联户长").get("/c/demo/mine/" + itoa(in.ID)); p.status != http.StatusOK {
			t.Errorf("the line leads nowhere: %d", p.status)
		}
	})
}

func TestAHeadWhoAlsoSitsAtTheDeskStillGetsTheirGroup(t *testing.T) {
	w := oneWorld(t)
	w.role("示例联户长", actor.Desk, registry.ScopeCompound, w.compound.ID)
	w.take(matter.NewMatter{Body: "五楼的马桶堵了", Room: "1-501"})
	if p := w.as("示例联户长").get("/c/demo/today"); p.has("A-1-0501") {
		t.Error("another group is listed")
	}
}

func TestTodayIsTenLinesAndSaysHowManyMoreThereAre(t *testing.T) {
	w := oneWorld(t)
	for range 13 {
		w.take(matter.NewMatter{Body: "马桶堵了", Room: "1-401"})
	}
	p := w.as("示例联户长").get("/c/demo/today")
	if n := strings.Count(p.html, "/mine/"); n != 10 || !p.has("还有 3 件") {
		t.Errorf("%d lines", n)
	}
}

func TestWhatCameInBeforeYesterdayIsNotNew(t *testing.T) {
	w := oneWorld(t)
	w.take(matter.NewMatter{Body: "马桶堵了", Room: "1-401"})
	if !w.as("示例联户长").get("/c/demo/today").has("> 新</span>") && !regexp.MustCompile(`badge k-info">\s*新`).MatchString(w.as("示例联户长").get("/c/demo/today").html) {
		t.Error("it is not marked as new")
	}
	w.clock.Advance(49 * time.Hour)
	if regexp.MustCompile(`badge k-info">\s*新`).MatchString(w.as("示例联户长").get("/c/demo/today").html) {
		t.Error("it is still marked as new")
	}
}

func TestTheListOfTodayIsForHeadsAndDoorCodesAreForKeepers(t *testing.T) {
	w := oneWorld(t)
	for path, want := range map[string]map[string]int{
		"/c/demo/today":       {"示例居民001": http.StatusForbidden, "示例联户长": http.StatusOK, "示例前台": http.StatusForbidden},
		"/c/demo/doors":       {"示例居民001": http.StatusForbidden, "示例联户长": http.StatusForbidden, "示例前台": http.StatusOK},
		"/c/demo/doors/print": {"示例居民001": http.StatusForbidden, "示例前台": http.StatusOK},
	} {
		for name, status := range want {
			if p := w.as(name).get(path); p.status != status {
				t.Errorf("%s as %s: %d", path, name, p.status)
			}
		}
	}
}

func TestDoorCodesComeEightToASheetWithTheStairwellFirst(t *testing.T) {
	w := oneWorld(t)
	p := w.as("示例前台").get("/c/demo/doors/print")
	if n := strings.Count(p.html, `class="door"`); n != 5 {
		t.Errorf("%d codes for one stairwell and four homes", n)
	}
	if strings.Index(p.html, "A-1<") > strings.Index(p.html, "A-1-0401<") {
		t.Error("the stairwell does not come first")
	}
}

func TestThePaperSlipComesTwiceOnASheet(t *testing.T) {
	w := oneWorld(t)
	if n := strings.Count(w.visitor().get("/c/demo/slip").html, `class="slip"`); n != 2 {
		t.Errorf("%d slips", n)
	}
}

func TestTheOnlyCompoundIsTheStart(t *testing.T) {
	w := oneWorld(t)
	if p := w.visitor().get("/"); p.path != "/c/demo/" {
		t.Errorf("%s", p.path)
	}
	_, err := w.registry.CreateCompound(t.Context(), registry.NewCompound{Slug: "two", Name: "示例二小区"})
	ok(t, err)
	if p := w.visitor().get("/"); p.path != "/" || !p.has("示例二小区") {
		t.Errorf("%s", p.path)
	}
}

func TestTheFrontPageNamesWhoIsOnDutyWithoutTheirWholeName(t *testing.T) {
	w := oneWorld(t)
	ok(t, w.matters.AddShift(t.Context(), w.actor("示例前台"), w.compound, matter.Shift{Person: w.people["张三丰"], Weekday: time.Monday, From: 0, To: 1440}))
	p := w.visitor().get("/c/demo/")
	if !p.has("张师傅") || !p.has("水工") || p.has("三丰") {
		t.Error("the person on duty is not shown as 张师傅")
	}
}

func TestTheFirstLoadOfAResidentIsUnder60KB(t *testing.T) {
	w := oneWorld(t)
	p := w.visitor().get("/c/demo/")
	total := zipped(t, p.html)
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(p.html, -1) {
		total += zipped(t, w.visitor().get(m[1]).html)
	}
	if total > 60<<10 {
		t.Errorf("%d bytes", total)
	}
}

func zipped(t *testing.T, text string) int {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	_, err := io.WriteString(z, text)
	ok(t, err)
	ok(t, z.Close())
	return buf.Len()
}

func TestEveryPageIsCompleteInEveryLanguage(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "马桶堵了", Room: "1-401", Reporter: w.people["示例居民001"]})
	w.work(m)
	head := w.as("示例联户长")
	for _, lang := range []string{"zh-Hans", "zh-Hant", "en"} {
		for _, path := range []string{"/", "/c/demo/", "/c/demo/report", "/c/demo/report?class=guess", "/c/demo/board", "/c/demo/mine", "/c/demo/today", "/c/demo/today/print",
			"/c/demo/slip", "/m/" + m.TrackCode, "/m/" + m.TrackCode + "/receipt"} {
			sign := "?"
			if strings.Contains(path, "?") {
				sign = "&"
			}
			p := head.get(path + sign + "lang=" + lang)
			if p.status != http.StatusOK || p.has("⟦") || p.has("<no value>") {
				t.Errorf("%s in %s: %d", path, lang, p.status)
			}
		}
	}
}

func TestNoPageSetsStyleInline(t *testing.T) {
	w := oneWorld(t)
	m := w.take(matter.NewMatter{Body: "马桶堵了"})
	for i, path := range []string{"/c/demo/", "/c/demo/report", "/c/demo/board", "/c/demo/slip", "/m/" + m.TrackCode + "/receipt"} {
		if w.visitor().get(path).has(" style=") {
			t.Error(strconv.Itoa(i), path)
		}
	}
}
