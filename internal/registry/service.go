package registry

import (
	"context"
	"strconv"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/secret"
)

// Service keeps the registry of all communities of a database.
type Service struct {
	db  *db.DB
	box *secret.Box
}

// New makes the service. box seals phone numbers.
func New(d *db.DB, box *secret.Box) *Service { return &Service{db: d, box: box} }

// Keepers are the roles that keep the registry of a compound.
func Keepers() []actor.Role { return []actor.Role{actor.Admin, actor.Manager, actor.Desk} }

// Readers are the roles that may look people up, masked.
func Readers() []actor.Role {
	return append(Keepers(), actor.GridLeader, actor.Head, actor.UnitHead, actor.Party)
}

func mayKeep(a actor.Actor, at actor.Path) error {
	if a.System || a.Has(at, Keepers()...) {
		return nil
	}
	return errs.New(errs.Forbidden, "err.forbidden")
}

// Today is the date at the compound, YYYY-MM-DD.
func (c Compound) Today(now time.Time) string { return now.In(c.Location()).Format(time.DateOnly) }

// NewCommunity describes a community or street office to be set up.
type NewCommunity struct {
	Kind     string // "community" or "street"
	Street   int64  // the street office it belongs to, 0 for none
	Name     string
	Code     string // division code GB/T 2260, 12 digits for a community
	District string
}

// CreateCommunity sets up a community 社区 or a street office 街道办事处.
func (s *Service) CreateCommunity(ctx context.Context, n NewCommunity) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id, err = createCommunity(ctx, tx, n)
		return err
	})
	return id, err
}

func createCommunity(ctx context.Context, tx *db.Tx, n NewCommunity) (int64, error) {
	if n.Name == "" {
		return 0, errs.InvalidField("name", "err.required")
	}
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO community (community_id, kind, street_id, name, code, district, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, n.Kind, n.Street, n.Name, n.Code, n.District, db.Millis(tx.Now()))
	return id, err
}

// NewCompound describes a compound to be set up.
type NewCompound struct {
	Community   int64 // 0: a new community of the same name is set up with it
	Slug        string
	Name        string
	Address     string
	OfficeName  string
	OfficePhone string
	OfficeHours string
	OfficePlace string
	Demo        bool
}

// CreateCompound sets up a compound 小区.
func (s *Service) CreateCompound(ctx context.Context, n NewCompound) (c Compound, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err = createCompound(ctx, tx, n)
		return err
	})
	return c, err
}

func createCompound(ctx context.Context, tx *db.Tx, n NewCompound) (Compound, error) {
	if n.Name == "" {
		return Compound{}, errs.InvalidField("name", "err.required")
	}
	if n.Community == 0 {
		id, err := createCommunity(ctx, tx, NewCommunity{Kind: "community", Name: n.Name})
		if err != nil {
			return Compound{}, err
		}
		n.Community = id
	}
	if n.Slug == "" {
		number, err := db.NextValue(ctx, tx, 0, "compound")
		if err != nil {
			return Compound{}, err
		}
		n.Slug = "c" + strconv.FormatInt(number, 10)
	}
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO compound (community_id, id, slug, name, address, office_name, office_phone, office_hours, office_place, demo, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		n.Community, id, n.Slug, n.Name, n.Address, n.OfficeName, n.OfficePhone, n.OfficeHours, n.OfficePlace, n.Demo, db.Millis(tx.Now()))
	if db.Violates(err, db.Unique) {
		return Compound{}, errs.InvalidField("name", "err.taken")
	}
	if err != nil {
		return Compound{}, err
	}
	return CompoundTx(ctx, tx, n.Community, id)
}

// UpdateOffice changes the address and the service office of a compound.
func (s *Service) UpdateOffice(ctx context.Context, a actor.Actor, c Compound) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	var v errs.Check
	for name, text := range map[string]string{"name": c.OfficeName, "phone": c.OfficePhone, "hours": c.OfficeHours, "place": c.OfficePlace, "address": c.Address} {
		v.Short(text, name, 100)
	}
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE compound SET address = $1, office_name = $2, office_phone = $3, office_hours = $4, office_place = $5
			WHERE community_id = $6 AND id = $7`, c.Address, c.OfficeName, c.OfficePhone, c.OfficeHours, c.OfficePlace, c.Community, c.ID)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "compound.office", Subject: "compound", SubjectID: c.ID})
	})
}
