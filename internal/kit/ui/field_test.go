package ui_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"mulin/internal/kit/ui"
)

func only(t *testing.T, page, tag string) *html.Node {
	t.Helper()
	var found []*html.Node
	for _, n := range elements(t, page) {
		if n.Data == tag {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		t.Fatalf("found %d %s, want 1 in %s", len(found), tag, page)
	}
	return found[0]
}

func join(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, p := range parts {
			if err := p.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

func inForm(t *testing.T, f ui.FormBox, parts ...templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := ui.Form(f).Render(templ.WithChildren(context.Background(), join(parts...)), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFieldWithAnErrorSaysSoToScreenReaders(t *testing.T) {
	page := render(t, ui.TextField(ui.Field{Name: "who", Label: "名字", Hint: "全名", Error: "请写名字"}))
	input := only(t, page, "input")
	if got := attr(input, "aria-describedby"); got != "f-who-hint f-who-error" {
		t.Errorf("described by %q", got)
	}
	if got := attr(input, "aria-invalid"); got != "true" {
		t.Errorf("aria-invalid is %q", got)
	}
}

func TestAFieldWithoutAnErrorClaimsNothing(t *testing.T) {
	input := only(t, render(t, ui.TextField(ui.Field{Name: "who", Label: "名字"})), "input")
	for _, key := range []string{"aria-describedby", "aria-invalid", "autofocus", "required"} {
		if has(input, key) {
			t.Errorf("has %s", key)
		}
	}
}

func TestOnlyTheFirstWrongFieldOfAFormTakesTheFocus(t *testing.T) {
	page := inForm(t, ui.FormBox{Action: "/x"},
		ui.TextField(ui.Field{Name: "a", Label: "a"}),
		ui.TelField(ui.Field{Name: "b", Label: "b", Error: "wrong"}),
		ui.TextArea(ui.Field{Name: "c", Label: "c", Error: "wrong"}))
	var focused []string
	for _, n := range elements(t, page) {
		if has(n, "autofocus") {
			focused = append(focused, attr(n, "name"))
		}
	}
	if strings.Join(focused, ",") != "b" {
		t.Errorf("focus on %v, want b", focused)
	}
}

func TestTypedTextIsEscapedAndKept(t *testing.T) {
	value := `"><script>alert(1)</script>`
	page := render(t, join(ui.TextField(ui.Field{Name: "a", Label: "a", Value: value}), ui.TextArea(ui.Field{Name: "b", Label: "b", Value: value})))
	if got := attr(only(t, page, "input"), "value"); got != value {
		t.Errorf("input holds %q", got)
	}
	if got := words(only(t, page, "textarea")); got != value {
		t.Errorf("textarea holds %q", got)
	}
}

func TestAPasswordIsNeverSentBack(t *testing.T) {
	page := render(t, ui.PasswordField(ui.Field{Name: "p", Label: "密码", Value: "secret"}))
	if strings.Contains(page, "secret") {
		t.Error("the password is on the page")
	}
}

func TestEachFieldBringsItsKeyboard(t *testing.T) {
	cases := map[string]struct {
		part       templ.Component
		kind, mode string
	}{
		"telephone": {ui.TelField(ui.Field{Name: "x", Label: "x"}), "tel", "tel"},
		"number":    {ui.NumberField(ui.Field{Name: "x", Label: "x"}), "text", "numeric"},
		"money":     {ui.NumberField(ui.Field{Name: "x", Label: "x", InputMode: "decimal"}), "text", "decimal"},
		"date":      {ui.DateField(ui.Field{Name: "x", Label: "x"}), "date", ""},
		"photo":     {ui.FileField(ui.Field{Name: "x", Label: "x"}), "file", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			input := only(t, render(t, c.part), "input")
			if attr(input, "type") != c.kind || attr(input, "inputmode") != c.mode {
				t.Errorf("type %q mode %q, want %q %q", attr(input, "type"), attr(input, "inputmode"), c.kind, c.mode)
			}
		})
	}
}

func TestASelectMarksTheChosenOption(t *testing.T) {
	page := render(t, ui.Select(ui.Field{Name: "s", Label: "s", Value: "2", Options: []ui.Option{{Value: "1", Label: "一"}, {Value: "2", Label: "二"}}}))
	for _, n := range elements(t, page) {
		if n.Data == "option" && has(n, "selected") != (attr(n, "value") == "2") {
			t.Errorf("option %q selected: %v", attr(n, "value"), has(n, "selected"))
		}
	}
}

func TestAFormCarriesItsKeyAndDraftName(t *testing.T) {
	page := inForm(t, ui.FormBox{Action: "/x", Key: "k-9", Draft: "matter-new", Files: true})
	form := only(t, page, "form")
	if attr(form, "data-draft") != "matter-new" || attr(form, "enctype") != "multipart/form-data" || attr(form, "method") != "post" {
		t.Errorf("form has %v", form.Attr)
	}
	if got := attr(only(t, page, "input"), "value"); got != "k-9" {
		t.Errorf("key is %q", got)
	}
}

func TestAScriptAddressNeverBecomesALink(t *testing.T) {
	page := render(t, ui.LinkButton(ui.Btn{Label: "x", URL: "javascript:alert(1)"}))
	if strings.Contains(page, "javascript:") {
		t.Errorf("the link is live: %s", page)
	}
}

func TestAPhoneButtonDialsDigitsOnly(t *testing.T) {
	link := only(t, render(t, ui.PhoneButton("打电话", "0379-6391 0000")), "a")
	if got := attr(link, "href"); got != "tel:037963910000" {
		t.Errorf("dials %q", got)
	}
}

func TestAClockWithAnUnknownKindIsStillABadge(t *testing.T) {
	page := render(t, ui.ClockBadge(ui.Clock{Text: "15:00", Kind: `x" onclick="`, Due: time.UnixMilli(1000)}))
	if !strings.Contains(page, `class="badge k-muted clock"`) {
		t.Errorf("got %s", page)
	}
}

func TestABarStaysInsideItsFrame(t *testing.T) {
	for percent, want := range map[int]string{-5: "0", 0: "0", 42: "42", 104: "100"} {
		page := render(t, ui.Bar(ui.Share{Label: "x", Value: "y", Percent: percent}))
		if !strings.Contains(page, `class="bar-part" width="`+want+`"`) {
			t.Errorf("%d percent: %s", percent, page)
		}
	}
}

func TestAnEmptyTableSaysWhatToDoNext(t *testing.T) {
	page := render(t, ui.Table(ui.TableBox{Caption: "工单", Empty: ui.EmptyBox{Text: "没有", ActionText: "报一件事", ActionURL: "/report"}}))
	if got := attr(only(t, page, "a"), "href"); got != "/report" {
		t.Errorf("leads to %q", got)
	}
}
