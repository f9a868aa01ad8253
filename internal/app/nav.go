package app

import (
	"slices"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/ui"
	kitweb "mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/matter/configweb"
	"mulin/internal/registry"
	"mulin/internal/report"
)

// entry is one line of a menu: shown to holders of the roles, nil for everyone.
type entry struct {
	key, icon, path string
	roles           []actor.Role
}

// staffMenu is the left menu of those who work with the dense pages.
func staffMenu() []entry {
	readers := registry.Readers()
	return []entry{
		{"nav.desk", "phone", "desk", matter.Watchers()},
		{"nav.jobs", "wrench", "jobs", matter.Takers()},
		{"nav.today", "calendar", "today", []actor.Role{actor.GridLeader}},
		{"nav.watch", "eye", "watch", matter.WatchRoles()},
		{"nav.deliberate", "vote", "deliberate", matter.Watchers()},
		{"nav.homes", "home", "homes", readers},
		{"nav.people", "people", "people", readers},
		{"nav.places", "building", "places", readers},
		{"nav.roles", "shield", "roles", readers},
		{"nav.teams", "heart", "teams", readers},
		{"nav.duty", "clock", "duty", configweb.RosterReaders()},
		{"nav.reports", "chart", "reports", report.Readers()},
		{"nav.office", "map-pin", "office", registry.Keepers()},
		{"nav.history", "document", "history", registry.Keepers()},
		{"nav.import", "upload", "import", registry.Keepers()},
		{"nav.export", "download", "export", registry.Keepers()},
		{"nav.paper", "print", "doors", registry.Keepers()},
		{"nav.outbox", "bell", "outbox", registry.Keepers()},
		{"nav.settings", "gear", "settings", configweb.Readers()},
		{"nav.routes", "key", "/admin/routes", []actor.Role{actor.Admin}},
		{"nav.me", "person", "/me", nil},
	}
}

// residentMenu is the bar at the bottom of a phone, five at most.
func residentMenu(a actor.Actor, at actor.Path) []entry {
	switch {
	case a.Within(at, actor.Head, actor.UnitHead):
		return []entry{{"nav.home", "home", "", nil}, {"nav.today", "calendar", "today", nil}, {"nav.jobs", "wrench", "jobs", nil}, {"nav.mine", "list", "mine", nil}, {"nav.me", "person", "/me", nil}}
	case a.Within(at, actor.Worker, actor.Volunteer):
		return []entry{{"nav.home", "home", "", nil}, {"nav.jobs", "wrench", "jobs", nil}, {"nav.patrol", "camera", "patrol", nil}, {"nav.me", "person", "/me", nil}}
	case a.SignedIn():
		return []entry{{"nav.home", "home", "", nil}, {"nav.report", "report", "report", nil}, {"nav.mine", "list", "mine", nil}, {"nav.board", "chart", "board", nil}, {"nav.me", "person", "/me", nil}}
	}
	return []entry{{"nav.home", "home", "", nil}, {"nav.report", "report", "report", nil}, {"nav.mine", "list", "mine", nil}, {"nav.board", "chart", "board", nil}}
}

// nav is the menu of a person within a compound.
func nav(c *kitweb.Ctx) []ui.NavItem {
	if c.Compound.ID == 0 {
		return nil
	}
	menu := residentMenu(c.Actor, c.Compound.Path)
	if audience(c) == "staff" {
		menu = staffMenu()
	}
	var out []ui.NavItem
	for _, e := range menu {
		if e.roles == nil || c.Actor.Within(c.Compound.Path, e.roles...) {
			out = append(out, e.item(c))
		}
	}
	return out
}

func (e entry) item(c *kitweb.Ctx) ui.NavItem {
	url := e.path
	if !strings.HasPrefix(url, "/") {
		url = strings.TrimSuffix(c.URL(), "/") + "/" + e.path
	}
	here := c.R.URL.Path
	active := here == url || (e.path != "" && strings.HasPrefix(here, url+"/"))
	item := ui.NavItem{Label: c.T(e.key), Icon: e.icon, URL: url, Active: active}
	if e.path == "/me" {
		item.Badge = c.Unread()
	}
	return item
}

// staffRoles work with the dense pages.
func staffRoles() []actor.Role {
	return []actor.Role{actor.Admin, actor.Desk, actor.GridLeader, actor.Manager, actor.Party, actor.Supervisor, actor.Street}
}

// audience tells which kind of pages the visitor gets.
func audience(c *kitweb.Ctx) string {
	if c.Compound.ID == 0 {
		return "plain"
	}
	held := slices.ContainsFunc(staffRoles(), func(r actor.Role) bool { return c.Actor.Within(c.Compound.Path, r) })
	if held {
		return "staff"
	}
	return "resident"
}
