package app

import (
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	kitweb "mulin/internal/kit/web"
	"mulin/internal/routesweb"
)

// update writes docs/routes.md anew: go test ./internal/app -run Screen -update
var update = flag.Bool("update", false, "write docs/routes.md anew")

// came is the answer of a route whose rule lets a person in.
const came = http.StatusNoContent

// doors is the site with every handler replaced by one that only says that the
// rule let the person in, so that a domain's own refusal cannot hide the rule's.
func doors(t *testing.T, w *world) http.Handler {
	t.Helper()
	site, err := kitweb.New(kitweb.Config{DB: w.DB, Log: slog.New(slog.DiscardHandler), Words: w.words, Directory: directory{w.Registry}, Auth: w.Accounts, Demo: true})
	must(t, err)
	for _, r := range w.Site.Routes() {
		r.Do = func(c *kitweb.Ctx) error {
			c.W.WriteHeader(came)
			return nil
		}
		site.Handle(r)
	}
	return site
}

// expected says what a rule must answer: written apart from Perm.Check, from the
// words of the house. role is "" for a visitor; of is the compound the person
// belongs to, at the one of the address.
func expected(r kitweb.Route, role actor.Role, of, at *place) int {
	ofCompound := strings.Contains(r.Path, "{compound}")
	switch {
	case r.Perm.Who == kitweb.Anyone, r.Perm.Who == kitweb.DemoOnly:
		return came
	case role == "" && r.Method == http.MethodGet && !strings.HasSuffix(r.Path, ".json"):
		return http.StatusSeeOther // to the sign-in page
	case role == "":
		return http.StatusUnauthorized
	case ofCompound && r.Perm.Who == kitweb.Signed && of.Community == at.Community:
		return came
	case ofCompound && of != at && (role != actor.Street || of.street != at.street):
		return http.StatusNotFound // for a stranger it does not exist
	case r.Perm.Who == kitweb.Signed, slices.Contains(r.Perm.Roles, role):
		return came
	}
	return http.StatusForbidden
}

func TestEveryRouteHasARuleForEveryRole(t *testing.T) {
	w := newWorld(t, "sqlite")
	site := doors(t, w)
	for _, r := range w.Site.Routes() {
		if r.Perm.Name == "" || r.Perm.Who == "" || (r.Perm.Who == kitweb.OnlyRoles) != (len(r.Perm.Roles) > 0) {
			t.Errorf("%s %s has no complete rule: %+v", r.Method, r.Path, r.Perm)
			continue
		}
		here := w.compounds[0]
		knock := func(role actor.Role, of *place, session string) {
			if got, want := ask(site, r.Method, here.path(r.Path), session, url.Values{}).Code, expected(r, role, of, here); got != want {
				t.Errorf("%s %s as %q of %s: got %d, want %d", r.Method, r.Path, role, of.Name, got, want)
			}
		}
		knock("", here, "")
		for _, of := range w.compounds {
			for _, role := range actor.Roles() {
				knock(role, of, of.session[role])
			}
		}
	}
}

// A visitor is sent to the sign-in page, not merely somewhere.
func TestAVisitorIsSentToTheSignInPageAndBack(t *testing.T) {
	w := newWorld(t, "sqlite")
	for _, r := range w.Site.Routes() {
		if r.Method != http.MethodGet || r.Perm.Who == kitweb.Anyone || r.Perm.Who == kitweb.DemoOnly || strings.HasSuffix(r.Path, ".json") {
			continue
		}
		target := w.compounds[0].path(r.Path)
		if got, want := ask(w, r.Method, target, "", nil).Header().Get("Location"), "/signin?next="+url.QueryEscape(target); got != want {
			t.Errorf("%s: sent to %q, want %q", r.Path, got, want)
		}
	}
}

// The real handlers, with real numbers of one compound asked for by people of
// another, be it in the same community.
func TestPeopleOfAnotherCompoundSeeNothing(t *testing.T) {
	w := newWorld(t, "sqlite")
	here := w.compounds[0]
	for _, r := range w.Site.Routes() {
		if !strings.Contains(r.Path, "{compound}") || r.Perm.Who != kitweb.OnlyRoles {
			continue
		}
		before := w.dump(t)
		for _, away := range w.compounds[1:] {
			for _, role := range strangers(away, here) {
				rec := ask(w, r.Method, here.path(r.Path), away.session[role], url.Values{})
				if rec.Code != http.StatusNotFound {
					t.Errorf("%s %s as %s of %s: %d", r.Method, r.Path, role, away.Name, rec.Code)
				}
				here.untold(t, rec.Body.String(), fmt.Sprintf("%s %s as %s of %s", r.Method, r.Path, role, away.Name))
			}
		}
		w.unchanged(t, before, r.Method+" "+r.Path+" by people of another compound")
	}
}

// strangers are all roles but the street's over both places.
func strangers(away, here *place) []actor.Role {
	return slices.DeleteFunc(actor.Roles(), func(r actor.Role) bool { return r == actor.Street && away.street == here.street })
}

// untold checks that a text tells nothing of the people of the place.
func (p *place) untold(t *testing.T, text, what string) {
	t.Helper()
	for _, secret := range []string{p.resident, p.matter.Body, p.matter.TrackCode} {
		if strings.Contains(text, secret) {
			t.Errorf("%s tells %q", what, secret)
		}
	}
}

// A number of this compound must not open anything under the address of
// another, be it in the same community.
func TestNumbersOfAnotherCompoundOpenNothing(t *testing.T) {
	w := newWorld(t, "sqlite")
	here := w.compounds[0]
	for _, r := range w.Site.Routes() {
		if !strings.Contains(r.Path, "{compound}") || !strings.Contains(r.Path, "{id}") || r.Perm.Who == kitweb.Anyone {
			continue
		}
		before := w.dump(t)
		for _, away := range w.compounds[1:] {
			for _, role := range actor.Roles() {
				rec := ask(w, r.Method, away.pathWith(r.Path, here), away.session[role], url.Values{})
				what := fmt.Sprintf("%s %s of %s as %s of %s with a number of %s", r.Method, r.Path, away.Slug, role, away.Slug, here.Slug)
				if rec.Code < 400 || rec.Code >= 500 {
					t.Errorf("%s: %d", what, rec.Code)
				}
				here.untold(t, rec.Body.String(), what)
			}
		}
		w.unchanged(t, before, r.Method+" "+r.Path+" with a number of another compound")
	}
}

func (w *world) unchanged(t *testing.T, before map[string]string, what string) {
	t.Helper()
	for table, rows := range w.dump(t) {
		if rows != before[table] {
			t.Errorf("%s: the table %s changed\n%.500s", what, table, newLines(before[table], rows))
		}
	}
}

func newLines(before, after string) string {
	var out []string
	for line := range strings.Lines(after) {
		if !strings.Contains(before, line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

func TestAllRoutesStandWithTheirPermissionOnOneScreen(t *testing.T) {
	w := newWorld(t, "sqlite")
	checkTable(t, w.Site.Routes())
	page := ask(w, http.MethodGet, "/admin/routes", w.compounds[0].session[actor.Admin], nil)
	if page.Code != http.StatusOK {
		t.Fatalf("the screen of all routes: %d", page.Code)
	}
	for _, r := range w.Site.Routes() {
		if !strings.Contains(page.Body.String(), r.Path) || !strings.Contains(page.Body.String(), r.Perm.Name) {
			t.Errorf("%s %s (%s) is not on the screen", r.Method, r.Path, r.Perm.Name)
		}
	}
}

// checkTable compares the routes with the table in the documents, which a
// reviewer reads: a changed rule shows as a changed line.
func checkTable(t *testing.T, routes []kitweb.Route) {
	t.Helper()
	file := filepath.Join("..", "..", "docs", "routes.md")
	want := routesTable(routes)
	if *update {
		must(t, os.WriteFile(file, []byte(want), 0o644))
	}
	got, err := os.ReadFile(file)
	must(t, err)
	if string(got) != want {
		t.Errorf("docs/routes.md is not the table of the routes; read the difference, then: go test ./internal/app -run Screen -update\n%s%s",
			prefixed("+", newLines(string(got), want)), prefixed("-", newLines(want, string(got))))
	}
}

func prefixed(mark, lines string) string {
	var b strings.Builder
	for line := range strings.Lines(lines) {
		b.WriteString(mark + line)
	}
	return b.String()
}

func routesTable(routes []kitweb.Route) string {
	var b strings.Builder
	b.WriteString("# All routes and who may come in\n\nMade by a test from the routes themselves (`go test ./internal/app -run Screen -update`); the administrator sees the same at /admin/routes.\n" +
		"What somebody may do with the thing behind a route is decided by the domain's own policy.\n\n| Method | Path | Permission | Who |\n|---|---|---|---|\n")
	for _, r := range routesweb.Sorted(routes) {
		who := string(r.Perm.Who)
		if r.Perm.Who == kitweb.OnlyRoles {
			roles := make([]string, len(r.Perm.Roles))
			for i, role := range r.Perm.Roles {
				roles[i] = string(role)
			}
			who = strings.Join(roles, ", ")
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", r.Method, r.Path, r.Perm.Name, who)
	}
	return b.String()
}
