package matter

import (
	"context"
	"errors"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// CanUnmask tells whether the actor may ask for the whole number of a matter's
// reporter: who has the matter in hand or dispatches it.
func CanUnmask(a actor.Actor, m Matter, at actor.Path) bool {
	return a.Is(m.Community, m.Responsible) || a.Is(m.Community, m.Deputy) || a.Has(m.Path(at), Takers()...)
}

// UnmaskContact shows the whole number left for the call back, for a reason. It
// is recorded under the matter (PIPL 44-45). NotFound when there is none.
func (s *Service) UnmaskContact(ctx context.Context, a actor.Actor, c registry.Compound, id int64, reason string) (number string, err error) {
	reason = strings.TrimSpace(reason)
	if err := needText("reason", reason); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		number, err = s.unmaskContactTx(ctx, tx, a, c, id, reason)
		return err
	})
	return number, err
}

func (s *Service) unmaskContactTx(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound, id int64, reason string) (string, error) {
	m, err := getTx(ctx, tx, c.Community, id)
	if err != nil {
		return "", err
	}
	if m.Compound != c.ID || !CanSee(a, m, c.Path()) {
		return "", errs.New(errs.NotFound, "err.notfound")
	}
	if !CanUnmask(a, m, c.Path()) {
		return "", errs.New(errs.Forbidden, "matter.err.notyours")
	}
	sealed, err := db.One(ctx, tx, db.Value[[]byte], "SELECT sealed FROM matter_contact WHERE community_id = $1 AND matter_id = $2", c.Community, id)
	if errors.Is(err, db.ErrNoRow) || (err == nil && len(sealed) == 0) {
		return "", errs.New(errs.NotFound, "err.notfound")
	}
	if err != nil {
		return "", err
	}
	number, err := s.box.Open(contactPlace(id), sealed)
	if err != nil {
		return "", err
	}
	return number, audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "matter.unmask", Subject: "matter", SubjectID: id, Reason: reason})
}
