package matter

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
	"mulin/internal/registry"
)

// Caller is what is known of whoever is on the telephone, from the one thing the
// desk typed: a number, its last four digits, a room or a name.
type Caller struct {
	Typed  string
	Phone  string // cleaned, "" when a room or name was typed
	Home   registry.Home
	People []registry.Found
}

// callerLimit is how many people are offered to choose from.
const callerLimit = 6

// Caller recognises a caller for whoever takes matters in.
func (s *Service) Caller(ctx context.Context, a actor.Actor, c registry.Compound, typed string) (k Caller, err error) {
	if !a.Within(c.Path(), Takers()...) {
		return k, errs.New(errs.Forbidden, "err.forbidden")
	}
	k.Typed = typed
	if typed == "" {
		return k, nil
	}
	if clean, err := format.Contact(typed); err == nil {
		k.Phone = clean
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if k.People, err = s.registry.FindTx(ctx, tx, c, typed, callerLimit); err != nil || k.Phone != "" {
			return err
		}
		k.Home, err = registry.FindHomeTx(ctx, tx, c, typed)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		return err
	})
	return k, err
}

// Known tells whether exactly one person can be meant.
func (k Caller) Known() bool { return len(k.People) == 1 }

// Fill writes what is certain of the caller into a new matter: one person, one
// home, a number to call back, or the words that were typed.
func (k Caller) Fill(n *NewMatter) {
	if n.Reporter == 0 && k.Known() {
		n.Reporter = k.People[0].Person.ID
	}
	if n.Home == 0 && n.Room == "" {
		n.Home = k.homeOf(n.Reporter)
	}
	known := len(k.People) > 0 || k.Home.ID != 0
	if k.Phone != "" && !known {
		n.Phone = k.Phone
	}
	if !known && k.Phone == "" {
		n.Name = k.Typed
	}
}

// homeOf is the home that was typed, else the only home of the person.
func (k Caller) homeOf(person int64) int64 {
	if k.Home.ID != 0 {
		return k.Home.ID
	}
	for _, f := range k.People {
		if f.Person.ID == person && len(f.Homes) == 1 {
			return f.Homes[0].ID
		}
	}
	return 0
}

// IDByNumber finds a matter of the compound by its number ("26-0137"), for
// merging. Invalid at the field "into" when there is none the actor may see.
func (s *Service) IDByNumber(ctx context.Context, a actor.Actor, c registry.Compound, number string) (int64, error) {
	if number == "" {
		return 0, errs.InvalidField("into", "err.required")
	}
	rows, err := s.Queue(ctx, a, c, Filter{Text: number, Limit: 20})
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if r.Number == number {
			return r.ID, nil
		}
	}
	return 0, errs.InvalidField("into", "matter.err.into")
}
