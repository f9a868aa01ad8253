package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"mulin/internal/kit/actor"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

var number = regexp.MustCompile(`\d\d-\d{4}`)

// until waits for something that another part of the house does in its own time.
func (b *tab) until(what string, holds func() bool) {
	b.t.Helper()
	for end := time.Now().Add(pageTime); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	b.t.Fatalf("%s: not after %s", what, pageTime)
}

// enter is the Enter key as a keyboard sends it: a page may keep its meaning to
// itself, which two separate events for key and letter would not let it.
func enter() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		key := input.DispatchKeyEventParams{Type: "keyDown", Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r", UnmodifiedText: "\r"}
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
			return err
		}
		key.Type, key.Text, key.UnmodifiedText = "keyUp", "", ""
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key)
		return err
	})
}

// submit presses a button and waits for the page that comes.
func (b *tab) submit(selector string) {
	b.t.Helper()
	b.follow(selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// follow does a step that leads to another page and waits for it; an answer that
// is no success is an error.
func (b *tab) follow(what string, step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	resp, err := chromedp.RunResponse(b.ctx, step)
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
	if resp.Status != 200 {
		b.t.Fatalf("%s leads to %s, which answers %d", what, here(resp.URL), resp.Status)
	}
}

func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.do("fill "+selector, chromedp.SendKeys(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

// quiet fails when the browser complained about anything.
func (b *tab) quiet() {
	b.t.Helper()
	for _, text := range b.heard() {
		b.t.Error(text)
	}
}

// as is a person of the demo as the services know them.
func (h *house) as(t *testing.T, person int64) actor.Actor {
	t.Helper()
	a, err := h.Accounts.Authenticate(t.Context(), h.session(t, person))
	must(t, err)
	return a
}

func (h *house) visitor(t *testing.T, role actor.Role, width int64) visitor {
	t.Helper()
	return visitor{name: string(role), role: role, width: width, session: h.session(t, h.holder(t, role))}
}

// numbered is the matter with the number that was read back.
func (h *house) numbered(t *testing.T, no string) matter.Matter {
	t.Helper()
	rows, err := h.Matters.Queue(t.Context(), system(), h.compound, matter.Filter{Text: no})
	must(t, err)
	for _, r := range rows {
		if r.Number == no {
			return r.Matter
		}
	}
	t.Fatalf("no open matter has the number %s", no)
	return matter.Matter{}
}

func TestTheDeskTakesACallWithTheKeyboardAloneAndOthersSeeItAtOnce(t *testing.T) {
	h := shared
	boss, front := h.tab(t, h.visitor(t, actor.Manager, desk)), h.tab(t, h.visitor(t, actor.Desk, desk))
	boss.goTo(h.at("desk"))
	eval[bool](boss, "window.notLoadedAgain = true")
	front.goTo(h.at("desk"))
	const said = "卫生间水龙头一直滴水,关不紧"

	front.keys("13951000037")
	front.do("go on to the words", enter())
	front.until("the caller is recognised", func() bool { return strings.Contains(front.text("[data-lookup-box]"), "A-1-0401") })
	front.keys(said)
	front.follow("the second Enter", enter())

	read := number.FindString(front.text(".readback"))
	if read == "" {
		t.Fatalf("no number is read back: %q", front.text("main"))
	}
	if m := h.numbered(t, read); m.Body != said || m.Reporter == 0 || m.Home == 0 || m.Channel != matter.ByPhone || m.Responsible == 0 {
		t.Errorf("taken as %+v", m)
	}
	if at := eval[string](front, "document.activeElement.name || ''"); at != "who" {
		t.Errorf("the next call begins in %q, not in the line that asks who calls", at)
	}
	boss.until("the queue of a colleague shows it", func() bool { return strings.Contains(boss.text("#queue"), read) })
	if !eval[bool](boss, "window.notLoadedAgain === true") {
		t.Error("the colleague's page was loaded again")
	}
	front.quiet()
	boss.quiet()
}

func TestAResidentReportsWithoutSignInAndScriptAndFollowsItToTheEnd(t *testing.T) {
	h := shared
	b := h.tab(t, visitor{width: phone})
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	must(t, err)
	b.goTo(h.at(""))
	b.submit("main a[href$='/report']")               // first tap
	b.submit("main a[href*='class='][href*='guess']") // second tap
	b.fill("textarea[name=body]", "楼道灯不亮,晚上看不见台阶")
	b.fill("input[name=place]", "1单元9楼")
	b.fill("input[name=phone]", "13800001234")
	b.submit("main form button.btn-primary") // third tap
	read := number.FindString(b.text(".receipt-no"))
	b.submit(".form-actions a.btn-primary")
	m := h.numbered(t, read)
	if got := b.path(); got != "/m/"+m.TrackCode {
		t.Fatalf("the receipt leads to %s", got)
	}

	h.work(t, m)
	b.goTo(h.url + "/m/" + m.TrackCode)
	b.submit("form[action$='/confirm'] button")
	b.do("choose", chromedp.Click(chromedp.CSS("label:has(input[name=solved][value=yes])")), chromedp.Click(chromedp.CSS("label:has(input[name=satisfied][value='5'])")))
	b.submit("form[action$='/rate'] button")

	v, _, err := h.Matters.ViewByTrack(t.Context(), system(), m.TrackCode)
	must(t, err)
	if v.State != matter.Closed || v.ClosedVia != matter.ViaResident || v.Rating == nil || v.Rating.Satisfied != 5 {
		t.Errorf("ended as %s via %s with rating %+v", v.State, v.ClosedVia, v.Rating)
	}
	b.quiet()
}

// work gives the matter to a worker who signs it and reports it as done.
func (h *house) work(t *testing.T, m matter.Matter) {
	t.Helper()
	ref := matter.Ref{Compound: h.compound, ID: m.ID}
	worker := h.as(t, h.holder(t, actor.Worker))
	h.give(t, m, worker.Person)
	_, err := h.Matters.Sign(t.Context(), worker, ref)
	must(t, err)
	_, err = h.Matters.Report(t.Context(), worker, ref, "换了灯头,拍手就亮", nil)
	must(t, err)
}

// give puts the matter into somebody's hands.
func (h *house) give(t *testing.T, m matter.Matter, person int64) {
	t.Helper()
	if m.Responsible == person && m.State == matter.Assigned {
		return
	}
	_, err := h.Matters.Assign(t.Context(), h.as(t, h.holder(t, actor.Manager)), matter.Ref{Compound: h.compound, ID: m.ID}, person, "")
	must(t, err)
}

func TestAWorkerSignsAndReportsOnThePhoneButNeverCloses(t *testing.T) {
	h := shared
	m, err := h.Matters.Intake(t.Context(), h.as(t, h.holder(t, actor.Desk)), h.compound,
		matter.NewMatter{Body: "2单元一楼水管接头漏水", Place: "2单元一楼", Channel: matter.ByPhone, Phone: "13800005678"})
	must(t, err)
	h.give(t, m, h.holder(t, actor.Worker))
	b := h.tab(t, h.visitor(t, actor.Worker, phone))
	page := fmt.Sprintf("/c/%s/matters/%d", h.compound.Slug, m.ID)

	b.goTo(h.at("jobs"))
	b.submit(fmt.Sprintf("main a[href^='%s']", page))
	b.submit("form[action$='/sign'] button")
	b.goTo(h.url + page)
	b.do("open the report", chromedp.Click(chromedp.CSS("details:has(form[action$='/report']) > summary"), chromedp.NodeVisible))
	b.fill("form[action$='/report'] textarea[name=what]", "换了密封圈,不漏了")
	b.submit("form[action$='/report'] button.btn-primary")
	b.goTo(h.url + page)

	if eval[bool](b, "!!document.querySelector(\"form[action$='/confirm'], form[action$='/attempt']\")") {
		t.Error("the page offers the doer to close")
	}
	b.quiet()
	status := eval[int](b, fmt.Sprintf(`fetch(%q, {method: "POST", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "outcome=solved"}).then((r) => r.status)`, page+"/confirm"))
	if status != 403 {
		t.Errorf("the doer closes by hand: %d", status)
	}
	v, err := h.Matters.Get(t.Context(), system(), h.compound, m.ID)
	must(t, err)
	if v.State != matter.Reported {
		t.Errorf("the matter is %s", v.State)
	}
}

func TestAFaultyRosterNamesItsCellsAndItsGoodRowsComeIn(t *testing.T) {
	h := shared
	file := filepath.Join(t.TempDir(), "花名册.csv")
	must(t, os.WriteFile(file, []byte("房号,建筑面积,业主,联系电话\nA-1-3101,86.48㎡,示例新居民01,13951099901\nA-1-3102,不知道,示例新居民02,13951099902\nA-1-3103,86.48,示例新居民03,139510\n"), 0o600))
	b := h.tab(t, h.visitor(t, actor.Desk, desk))
	b.goTo(h.at("import"))
	b.do("choose the file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.submit("#form-upload button.btn-primary")
	if text := b.text("main"); !strings.Contains(text, "B3") || !strings.Contains(text, "D4") {
		t.Errorf("the cells B3 and D4 are not named: %s", text)
	}
	if h.has(t, "A-1-3101") {
		t.Error("a row came in before anybody said so")
	}
	b.do("take the good rows", chromedp.Click(chromedp.CSS("details:has(form[action$='/commit']) > summary"), chromedp.NodeVisible))
	b.submit("form[action$='/commit'] button[type=submit], form[action$='/commit'] button.btn-primary")
	b.until("the good row is in", func() bool { return h.has(t, "A-1-3101") })
	if h.has(t, "A-1-3102") {
		t.Error("a faulty row came in")
	}
	b.quiet()
}

func (h *house) has(t *testing.T, label string) bool {
	t.Helper()
	homes, err := h.Registry.Homes(t.Context(), h.compound.Community, h.compound.ID, registry.HomeFilter{Label: label})
	must(t, err)
	return len(homes) == 1
}
