package ui_test

import (
	"strings"
	"testing"

	"mulin/internal/kit/ui"
)

func TestTheElderViewIsMarkedOnTheWholePage(t *testing.T) {
	page := renderPage(t, ui.Shell{Title: "x", Lang: "zh-Hans", Elder: true, Audience: "resident"}, ui.Text("x"))
	for _, tag := range []string{"html", "body"} {
		if !strings.Contains(attr(only(t, page, tag), "class"), "elder") {
			t.Errorf("%s is not marked", tag)
		}
	}
}

func TestTheCallButtonIsOnEveryAudiencesPage(t *testing.T) {
	for _, audience := range audiences {
		if !strings.Contains(storyPage(t, "zh-Hans", audience), `href="tel:037900000000"`) {
			t.Errorf("%s cannot call", audience)
		}
	}
}

func TestTheCurrentMenuEntryIsSaidInWords(t *testing.T) {
	nav := []ui.NavItem{{Label: "首页", URL: "/"}, {Label: "我的", URL: "/me", Active: true}}
	page := renderPage(t, ui.Shell{Title: "x", Lang: "zh-Hans", Audience: "resident", NavText: "菜单", Nav: nav}, ui.Text("x"))
	for _, n := range elements(t, page) {
		if attr(n, "aria-current") == "page" && attr(n, "href") != "/me" {
			t.Errorf("%q is current", attr(n, "href"))
		}
	}
	if !strings.Contains(page, `aria-current="page"`) {
		t.Error("no entry is current")
	}
}

func TestAVisitorSeesSignInAndNoSignOut(t *testing.T) {
	page := renderPage(t, ui.Shell{Title: "x", Lang: "zh-Hans", SignInURL: "/in", SignInText: "登录", SignOutURL: "/out", SignOutText: "退出"}, ui.Text("x"))
	if !strings.Contains(page, `href="/in"`) {
		t.Error("no way to sign in")
	}
	if strings.Contains(page, "/out") {
		t.Error("a visitor can sign out")
	}
}

func TestSigningOutForgetsDraftsOnThisDevice(t *testing.T) {
	page := renderPage(t, ui.Shell{Title: "x", Lang: "zh-Hans", UserName: "示例居民001", SignOutURL: "/out", SignOutText: "退出"}, ui.Text("x"))
	if !strings.Contains(page, `data-forget-drafts`) {
		t.Error("drafts stay")
	}
}

func TestAPrintedPageHasNoMenu(t *testing.T) {
	s := ui.StorybookShell("zh-Hans", "staff", false)
	s.Print = true
	page := renderPage(t, s, ui.Text("x"))
	if strings.Contains(page, "<nav") || strings.Contains(page, "topbar") {
		t.Error("the sheet has menus")
	}
}

func TestHtmxIsLoadedOnlyWhereItWasBuilt(t *testing.T) {
	for _, built := range []bool{true, false} {
		page := renderPage(t, ui.Shell{Title: "x", Lang: "zh-Hans", HasHTMX: built}, ui.Text("x"))
		if strings.Contains(page, "htmx.min.js") != built {
			t.Errorf("built %v, loaded %v", built, !built)
		}
	}
}

func TestAPageTellsItsMatterBeforeTheCompound(t *testing.T) {
	page := renderPage(t, ui.Shell{Title: "报修", Compound: "示例小区", Lang: "zh-Hans"}, ui.Text("x"))
	if got := words(only(t, page, "title")); got != "报修 · 示例小区" {
		t.Errorf("title is %q", got)
	}
}
