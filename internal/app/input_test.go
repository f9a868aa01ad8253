package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// keeper gives the administrator of a place every role that works there, so
// that one person may send every form.
func (w *world) keeper(t *testing.T, p *place) string {
	t.Helper()
	for _, role := range []actor.Role{actor.Desk, actor.GridLeader, actor.Manager, actor.Worker, actor.Volunteer, actor.Party} {
		_, err := w.Registry.GiveRole(t.Context(), system(), p.Compound, registry.NewRole{Person: p.people[actor.Admin], Role: role,
			Scope: registry.ScopeCompound, ScopeID: p.ID, Since: "2026-01-01", Basis: "测试"})
		must(t, err)
	}
	return p.session[actor.Admin]
}

// inEveryState makes further matters of the place, in the states whose pages
// have forms of their own.
func (w *world) inEveryState(t *testing.T, p *place, session string) []matter.Matter {
	t.Helper()
	ctx := t.Context()
	a, err := w.Accounts.Authenticate(ctx, session)
	must(t, err)
	out := []matter.Matter{p.matter}
	for _, acts := range []string{"sign", "sign pause", "sign report"} {
		m, err := w.Matters.Intake(ctx, a, p.Compound, matter.NewMatter{Body: "楼道灯不亮 " + acts, Place: "1单元", Channel: matter.ByPhone, Reporter: p.people[actor.Resident], To: a.Person})
		must(t, err)
		for _, act := range strings.Fields(acts) {
			must(t, w.do(t, a, matter.Ref{Compound: p.Compound, ID: m.ID}, act))
		}
		out = append(out, m)
	}
	return out
}

func (w *world) do(t *testing.T, a actor.Actor, ref matter.Ref, act string) (err error) {
	t.Helper()
	switch act {
	case "sign":
		_, err = w.Matters.Sign(t.Context(), a, ref)
	case "pause":
		_, err = w.Matters.Pause(t.Context(), a, ref, matter.PauseParts, "2026-11-24T10:00", "等零件")
	case "report":
		_, err = w.Matters.Report(t.Context(), a, ref, "换了灯泡", nil)
	}
	return err
}

// garbage is what stands in the place of a number or a code of an address.
func garbage() []string {
	return []string{"abc", "0", "-1", "9223372036854775808", "1.5", "%00", "%ff%fe", "%E2%80%AE", "..%2f..", "%25", strings.Repeat("9", 400)}
}

// queries are what stands behind an address.
func queries() []string {
	all := []string{"after", "before", "state", "view", "kind", "class", "urgency", "text", "q", "page", "from", "to", "month", "year", "limit", "sort", "building", "unit", "home", "part", "next", "lang", "phone", "caller", "who", "on"}
	var out []string
	for _, value := range []string{"zzz", "%00", "%ff", "-1", "9223372036854775808", "%27%22%3C%25_", "2026-13-45", strings.Repeat("9", 3000)} {
		var b strings.Builder
		for i, name := range all {
			if i > 0 {
				b.WriteByte('&')
			}
			b.WriteString(name + "=" + value)
		}
		out = append(out, b.String())
	}
	return append(out, "%zz", "a;b", "=&=&", "state=a&state=b")
}

func eachEngine(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) { f(t, newWorld(t, engine)) })
	}
}

func TestNoAddressIsAFaultOfOurs(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *world) {
		p := w.compounds[0]
		session := w.keeper(t, p)
		get := func(target string) {
			if rec := ask(w, http.MethodGet, target, session, nil); rec.Code >= http.StatusInternalServerError {
				t.Errorf("GET %.150s: %d %s", target, rec.Code, w.faults)
			}
		}
		for _, r := range w.Site.Routes() {
			if r.Method != http.MethodGet {
				continue
			}
			for _, bad := range garbage() {
				get(everyBrace(p, r.Path, bad))
			}
			for _, query := range queries() {
				get(p.path(r.Path) + "?" + query)
			}
		}
	})
}

// everyBrace puts the same into every brace of a path, the compound apart.
func everyBrace(p *place, pattern, bad string) string {
	parts := strings.Split(strings.ReplaceAll(pattern, "{$}", ""), "/")
	for i, part := range parts {
		if part == "{compound}" && strings.Count(pattern, "{") > 1 {
			parts[i] = p.Slug
		} else if strings.HasPrefix(part, "{") {
			parts[i] = bad
		}
	}
	return strings.Join(parts, "/")
}

// forms are all forms of the place's pages, each once.
func (w *world) forms(t *testing.T, p *place, session string) []*form {
	t.Helper()
	var out []*form
	seen := map[string]bool{}
	for _, m := range w.inEveryState(t, p, session) {
		p.matter = m
		for _, r := range w.Site.Routes() {
			if r.Method != http.MethodGet {
				continue
			}
			target := p.path(r.Path)
			for _, f := range formsOf(t, target, ask(w, http.MethodGet, target, session, nil).Body.String()) {
				if !seen[f.action] && f.action != "/signout" {
					seen[f.action] = true
					out = append(out, f)
				}
			}
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d forms found: the test looks in the wrong place", len(out))
	}
	return out
}

func TestBadInputIsRefusedAndNothingIsWritten(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *world) {
		p := w.compounds[0]
		session := w.keeper(t, p)
		for _, f := range w.forms(t, p, session) {
			before := w.dump(t)
			for _, in := range f.fields {
				for what, bad := range map[string]string{"too long": strings.Repeat("长", 2000), "with a control character": "a\x00b", "with an escape": "a\x1bb", "not UTF-8": "\xff\xfe"} {
					w.refuses(t, f, session, f.with(in.name, bad), in.name+" "+what)
				}
				if in.required {
					w.refuses(t, f, session, f.with(in.name, ""), in.name+" left empty")
				}
			}
			w.unchanged(t, before, "refused input of "+f.action+" on "+f.page)
		}
	})
}

// refuses sends a form with something wrong in it.
func (w *world) refuses(t *testing.T, f *form, session string, values url.Values, what string) {
	t.Helper()
	rec := ask(w, http.MethodPost, f.action, session, values)
	if rec.Code >= http.StatusInternalServerError {
		t.Errorf("POST %s (on %s), %s: %d %s", f.action, f.page, what, rec.Code, w.faults)
	} else if rec.Code < http.StatusBadRequest {
		t.Errorf("POST %s (on %s), %s: taken with %d", f.action, f.page, what, rec.Code)
	}
}

// An empty form and one of fields nobody asked for: refused or without effect
// beyond what the button says, never a fault.
func TestAnEmptyFormIsNeverAFaultOfOurs(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *world) {
		p := w.compounds[0]
		session := w.keeper(t, p)
		for _, r := range w.Site.Routes() {
			if r.Method != http.MethodPost || r.Path == "/signout" {
				continue
			}
			for _, bad := range append(garbage(), "") {
				target := everyBrace(p, r.Path, bad)
				if bad == "" {
					target = p.path(r.Path)
				}
				if rec := ask(w, http.MethodPost, target, session, url.Values{}); rec.Code >= http.StatusInternalServerError {
					t.Errorf("POST %.150s: %d %s", target, rec.Code, fmt.Sprint(w.faults))
				}
			}
		}
	})
}
