package matter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// where collects conditions with their arguments in ascending order.
type where struct {
	parts []string
	args  []any
}

func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// add appends a condition; %s stands for the next argument.
func (w *where) add(format string, values ...any) {
	marks := make([]any, len(values))
	for i, v := range values {
		marks[i] = w.arg(v)
	}
	w.parts = append(w.parts, fmt.Sprintf(format, marks...))
}

// visible narrows to what the actor may see; see CanSee for the rule. Whoever
// joined a matter sees it, too.
func (w *where) visible(a actor.Actor, c registry.Compound) error {
	at := c.Path()
	if a.System || a.Has(at, Overseers()...) {
		return nil
	}
	if !a.Within(at, actor.Roles()...) {
		return errs.New(errs.NotFound, "err.notfound")
	}
	var any []string
	for _, column := range []string{"responsible_id", "deputy_id", "asked_id", "reporter_id", "done_by"} {
		any = append(any, "m."+column+" = "+w.arg(a.Person))
	}
	any = append(any, "EXISTS (SELECT 1 FROM matter_subscriber s WHERE s.community_id = m.community_id AND s.matter_id = m.id AND s.person_id = "+w.arg(a.Person)+")")
	if a.Within(at, actor.Worker, actor.Volunteer) {
		any = append(any, "m.grab_until > 0")
	}
	for _, g := range a.Grants {
		if part := w.visibleBy(g, at); part != "" {
			any = append(any, part)
		}
	}
	w.parts = append(w.parts, "("+strings.Join(any, " OR ")+")")
	return nil
}

// visibleBy is what a role within a part of the compound lets one see.
func (w *where) visibleBy(g actor.Grant, at actor.Path) string {
	if !at.Covers(g.At) || g.At.Team != 0 {
		return ""
	}
	if g.Role == actor.Resident && g.At.Home != 0 {
		return "(m.kind <> 'dispute' AND m.home_id = " + w.arg(g.At.Home) + ")"
	}
	if !slices.Contains(Overseers(), g.Role) {
		return ""
	}
	var all []string
	for _, p := range []struct {
		column string
		id     int64
	}{{"building_id", g.At.Building}, {"unit_id", g.At.Unit}, {"group_id", g.At.Group}} {
		if p.id != 0 {
			all = append(all, "m."+p.column+" = "+w.arg(p.id))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "(" + strings.Join(all, " AND ") + ")"
}

func (w *where) filter(f Filter, now time.Time) error {
	if f.Closed {
		w.add("m.state = 'closed'")
	} else if f.State != Closed {
		w.add("m.state <> 'closed'")
	}
	equal := func(on bool, column string, v any) {
		if on {
			w.add("m."+column+" = %s", v)
		}
	}
	equal(f.State != "", "state", f.State)
	equal(f.Kind != "", "kind", f.Kind)
	equal(f.Class != 0, "class_id", f.Class)
	equal(f.Urgency != "", "urgency", f.Urgency)
	equal(f.Lane != "", "lane", f.Lane)
	equal(f.Building != 0, "building_id", f.Building)
	equal(f.Home != 0, "home_id", f.Home)
	equal(f.Group != 0, "group_id", f.Group)
	equal(f.Reporter != 0, "reporter_id", f.Reporter)
	equal(f.Incident != 0, "incident_id", f.Incident)
	if f.Responsible != 0 {
		w.add("(m.responsible_id = %s OR m.deputy_id = %s OR m.asked_id = %s)", f.Responsible, f.Responsible, f.Responsible)
	}
	w.moments(f, now)
	if f.Text != "" {
		like := "%" + strings.NewReplacer("%", "", "_", "").Replace(f.Text) + "%"
		w.add("(m.number LIKE %s OR m.body LIKE %s OR m.place LIKE %s OR h.label LIKE %s)", like, like, like, strings.ToUpper(like))
	}
	return w.after(f)
}

func (w *where) moments(f Filter, now time.Time) {
	if f.Late {
		w.add("m.due_at < %s AND m.state <> 'paused'", db.Millis(now))
	}
	if f.Soon {
		w.add("m.due_at >= %s AND m.due_at < %s AND m.state <> 'paused'", db.Millis(now), db.Millis(now.Add(time.Hour)))
	}
	if f.Unsigned {
		w.add("m.state IN ('triage', 'assigned')")
	}
	if f.Returned {
		w.add("m.returns >= 2")
	}
	if f.Grab {
		w.add("m.grab_until > %s", db.Millis(now))
	}
	if !f.Since.IsZero() {
		w.add("m.first_word_at >= %s", db.Millis(f.Since))
	}
}

func (w *where) after(f Filter) error {
	if f.After == "" {
		return nil
	}
	atText, idText, _ := strings.Cut(f.After, ".")
	at, err1 := strconv.ParseInt(atText, 36, 64)
	id, err2 := strconv.ParseInt(idText, 36, 64)
	if err1 != nil || err2 != nil {
		return errs.New(errs.NotFound, "err.notfound")
	}
	if f.Closed {
		w.add("(m.closed_at, m.id) < (%s, %s)", at, id)
	} else {
		w.add("(m.due_at, m.id) > (%s, %s)", at, id)
	}
	return nil
}
