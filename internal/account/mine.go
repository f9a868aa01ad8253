package account

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// Mine is what a person sees of themselves.
type Mine struct {
	Person      registry.Person
	Compound    registry.Compound
	Homes       []registry.Occupancy
	Roles       []registry.RoleGrant
	Consents    []registry.Consent
	Choice      registry.Choice
	Sessions    []Session
	Looks       []Look
	HasPassword bool
	Method      Method // of the session that asks
}

// Look is somebody else's act upon a person's data.
type Look struct {
	At     time.Time
	Action string // as audit.Entry
	Reason string
	Name   string // masked; "" for a job of ours
	Roles  []actor.Role
}

// maxLooks is how many acts are shown, newest first.
const maxLooks = 100

// Mine gathers what the house knows about the actor, for the actor alone.
func (s *Service) Mine(ctx context.Context, a actor.Actor, token string) (m Mine, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := sessionBehind(ctx, tx, token)
		if err != nil {
			return err
		}
		m.HasPassword, m.Method = x.HasPassword, x.method
		if err := m.person(ctx, tx, a); err != nil {
			return err
		}
		if m.Sessions, err = sessionsTx(ctx, tx, a.Community, a.Account, token); err != nil {
			return err
		}
		m.Looks, err = looks(ctx, tx, a, m.Compound)
		return err
	})
	return m, err
}

func (m *Mine) person(ctx context.Context, tx *db.Tx, a actor.Actor) (err error) {
	if m.Person, err = registry.PersonTx(ctx, tx, a.Community, a.Person); err != nil {
		return err
	}
	if m.Compound, err = registry.CompoundTx(ctx, tx, a.Community, m.Person.Compound); err != nil {
		return err
	}
	if m.Homes, err = registry.OccupanciesOfTx(ctx, tx, a.Community, a.Person); err != nil {
		return err
	}
	if m.Roles, err = registry.RolesOfTx(ctx, tx, m.Compound, a.Person); err != nil {
		return err
	}
	if m.Consents, err = registry.ConsentsTx(ctx, tx, a.Community, a.Person); err != nil {
		return err
	}
	m.Choice, err = registry.ChoiceTx(ctx, tx, a.Community, a.Person)
	return err
}

func looks(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound) ([]Look, error) {
	entries, err := audit.About(ctx, tx, a.Community, "person", a.Person, maxLooks)
	if err != nil {
		return nil, err
	}
	known := map[int64]Look{}
	var out []Look
	for _, e := range entries {
		if e.Person == a.Person {
			continue
		}
		who, ok := known[e.Person]
		if !ok {
			if who, err = looker(ctx, tx, c, e.Person); err != nil {
				return nil, err
			}
			known[e.Person] = who
		}
		out = append(out, Look{At: e.At, Action: e.Action, Reason: e.Reason, Name: who.Name, Roles: who.Roles})
	}
	return out, nil
}

// looker says who somebody is, by role and masked name.
func looker(ctx context.Context, tx *db.Tx, c registry.Compound, person int64) (Look, error) {
	if person == 0 {
		return Look{}, nil
	}
	p, err := registry.PersonTx(ctx, tx, c.Community, person)
	if err != nil {
		return Look{}, err
	}
	grants, err := registry.GrantsOfTx(ctx, tx, c.Community, person, today(tx.Now()))
	roles := actor.Actor{Grants: grants}.RolesWithin(c.Path())
	if len(roles) > 1 && roles[len(roles)-1] == actor.Resident {
		roles = roles[:len(roles)-1] // they looked in their post, not as a neighbour
	}
	return Look{Name: p.Masked(), Roles: roles}, err
}

// Copy is a person's own data to take along (PIPL 45), as JSON.
type Copy struct {
	Made     string               `json:"made"` // RFC 3339
	Name     string               `json:"name"`
	Compound string               `json:"compound"`
	Phones   []string             `json:"phones"`
	Homes    []registry.Occupancy `json:"homes"`
	Roles    []registry.RoleGrant `json:"roles"`
	Choice   registry.Choice      `json:"told_by"`
	Consents []registry.Consent   `json:"consents"`
	Sessions []Session            `json:"sessions"`
	Looks    []Look               `json:"looked_at_by"`
	More     map[string]any       `json:"more,omitempty"` // from other parts of the house
}

// Copy gathers the actor's own data, phones in full unless a card opened the
// session: a found card tells nobody a number. It is recorded.
func (s *Service) Copy(ctx context.Context, a actor.Actor, token string) (Copy, error) {
	m, err := s.Mine(ctx, a, token)
	if err != nil {
		return Copy{}, err
	}
	c := Copy{Name: m.Person.Name, Compound: m.Compound.Name, Homes: m.Homes, Roles: m.Roles, Choice: m.Choice,
		Consents: m.Consents, Sessions: m.Sessions, Looks: m.Looks}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c.Made = tx.Now().In(m.Compound.Location()).Format(time.RFC3339)
		if c.Phones, err = s.phones(ctx, tx, a, m); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: a.Community, Person: a.Person, Action: "person.copy", Subject: "person", SubjectID: a.Person})
	})
	return c, err
}

func (s *Service) phones(ctx context.Context, tx *db.Tx, a actor.Actor, m Mine) ([]string, error) {
	if m.Method != WithCard {
		return s.registry.OwnPhonesTx(ctx, tx, a.Community, a.Person)
	}
	var out []string
	for _, p := range m.Person.Phones {
		out = append(out, p.Masked)
	}
	return out, nil
}
