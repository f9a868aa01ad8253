// Package configweb holds the pages on which a community decides about matters:
// classes and their promises of time, working hours, escalation, limits, and the
// duty roster (值班表).
package configweb

import (
	"errors"
	"maps"
	"slices"

	"github.com/a-h/templ"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/calendar"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// Pages are the pages of this package.
type Pages struct {
	matters  *matter.Service
	registry *registry.Service
}

// New makes the pages.
func New(m *matter.Service, r *registry.Service) *Pages { return &Pages{m, r} }

// Readers may look at the settings; Deciders change them.
func Readers() []actor.Role { return append(matter.Watchers(), actor.Street) }

// RosterReaders may look at the duty roster.
func RosterReaders() []actor.Role { return append(matter.Patrollers(), actor.Admin) }

// Register adds the routes.
func (p *Pages) Register(s *web.Site) {
	read := web.Only("settings.read", Readers()...)
	decide := web.Only("settings.decide", matter.Deciders()...)
	roster := web.Only("duty.read", RosterReaders()...)
	keep := web.Only("duty.keep", matter.Rosterers()...)
	const root = "/c/{compound}/settings"
	s.Handle(
		web.Route{Method: "GET", Path: root, Perm: read, Do: p.index},
		web.Route{Method: "GET", Path: root + "/classes", Perm: read, Do: p.classes},
		web.Route{Method: "GET", Path: root + "/classes/new", Perm: decide, Do: p.newClass},
		web.Route{Method: "POST", Path: root + "/classes/new", Perm: decide, Do: p.saveClass},
		web.Route{Method: "GET", Path: root + "/classes/{id}", Perm: decide, Do: p.class},
		web.Route{Method: "POST", Path: root + "/classes/{id}", Perm: decide, Do: p.saveClass},
		web.Route{Method: "POST", Path: root + "/classes/{id}/move", Perm: decide, Do: p.moveClass},
		web.Route{Method: "GET", Path: root + "/calendars", Perm: read, Do: p.calendars},
		web.Route{Method: "GET", Path: root + "/calendars/new", Perm: decide, Do: p.newCalendar},
		web.Route{Method: "POST", Path: root + "/calendars/new", Perm: decide, Do: p.saveCalendar},
		web.Route{Method: "GET", Path: root + "/calendars/{id}", Perm: decide, Do: p.calendar},
		web.Route{Method: "POST", Path: root + "/calendars/{id}", Perm: decide, Do: p.saveCalendar},
		web.Route{Method: "POST", Path: root + "/calendars/{id}/days", Perm: decide, Do: p.addDays},
		web.Route{Method: "POST", Path: root + "/calendars/{id}/days/remove", Perm: decide, Do: p.removeDays},
		web.Route{Method: "GET", Path: root + "/chain", Perm: decide, Do: p.chain},
		web.Route{Method: "POST", Path: root + "/chain", Perm: decide, Do: p.saveChain},
		web.Route{Method: "GET", Path: root + "/limits", Perm: decide, Do: p.limits},
		web.Route{Method: "POST", Path: root + "/limits", Perm: decide, Do: p.saveLimits},
		web.Route{Method: "GET", Path: "/c/{compound}/duty", Perm: roster, Do: p.duty},
		web.Route{Method: "GET", Path: "/c/{compound}/duty/print", Perm: roster, Do: p.printDuty},
		web.Route{Method: "POST", Path: "/c/{compound}/duty", Perm: keep, Do: p.addDuty},
		web.Route{Method: "POST", Path: "/c/{compound}/duty/remove", Perm: keep, Do: p.removeDuty},
	)
}

// compound is the registry's compound of the address.
func (p *Pages) compound(c *web.Ctx) (registry.Compound, error) {
	return p.registry.CompoundBySlug(c.Context(), c.Compound.Slug)
}

func mayDecide(c *web.Ctx) bool { return c.Actor.Has(c.Compound.Path, matter.Deciders()...) }

// wrong lists what to correct, for the summary above a form.
func wrong(f web.FieldErrors) []ui.FieldError {
	var out []ui.FieldError
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if name != "" {
			out = append(out, ui.FieldError{FieldID: "f-" + name, Text: f[name]})
		}
	}
	return out
}

// at puts a reason of the calendar package at a form field.
func at(field string, err error) error {
	var reason calendar.Reason
	if errors.As(err, &reason) {
		return errs.InvalidField(field, string(reason))
	}
	return err
}

type component = templ.Component
