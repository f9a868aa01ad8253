package registry

import (
	"context"
	"slices"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Relations are the ways somebody lives in a home: head 户主, family 家人, tenant 租户.
func Relations() []string { return []string{relationHead, relationFamily, relationTenant} }

// Bases are the papers an ownership rests on, the strongest first (SPC 2020 on
// ownership, 1 and 8): register 不动产登记, survey 测绘, contract 购房合同, roster 台账.
func Bases() []string { return []string{"register", "survey", "contract", "roster"} }

// NewOccupancy describes somebody who moves in or begins to own.
type NewOccupancy struct {
	Home, Person int64
	Relation     string // head, family, tenant; for an owner one of Bases
	Since        string // YYYY-MM-DD
}

// AddResident moves a person into a home.
func (s *Service) AddResident(ctx context.Context, a actor.Actor, c Compound, n NewOccupancy) error {
	return s.begin(ctx, a, c, n, "residence", "relation", Relations())
}

// AddOwner makes a person an owner of a home.
func (s *Service) AddOwner(ctx context.Context, a actor.Actor, c Compound, n NewOccupancy) error {
	return s.begin(ctx, a, c, n, "ownership", "basis", Bases())
}

func (s *Service) begin(ctx context.Context, a actor.Actor, c Compound, n NewOccupancy, table, column string, allowed []string) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	var v errs.Check
	v.That(n.Person != 0, "person", "err.choose")
	v.That(slices.Contains(allowed, n.Relation), "relation", "err.choose")
	v.That(isDate(n.Since), "since", "err.date")
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := bothHere(ctx, tx, c, n.Home, n.Person); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO "+table+" (community_id, id, home_id, person_id, "+column+", since) VALUES ($1, $2, $3, $4, $5, $6)",
			c.Community, tx.NewID(), n.Home, n.Person, n.Relation, n.Since)
		if db.Violates(err, db.Unique) {
			return errs.InvalidField("person", "registry.already")
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: table + ".begin", Subject: "home", SubjectID: n.Home, Detail: n.Relation})
	})
}

// bothHere refuses a home or person of another compound: NotFound.
func bothHere(ctx context.Context, tx *db.Tx, c Compound, home, person int64) error {
	if _, err := c.homeTx(ctx, tx, home); err != nil {
		return err
	}
	return c.personHere(ctx, tx, person)
}

func (c Compound) homeTx(ctx context.Context, tx *db.Tx, id int64) (Home, error) {
	h, err := HomeTx(ctx, tx, c.Community, id)
	if err == nil && h.Compound != c.ID {
		return Home{}, errs.New(errs.NotFound, "err.notfound")
	}
	return h, err
}

func (c Compound) personHere(ctx context.Context, tx *db.Tx, id int64) error {
	p, err := PersonTx(ctx, tx, c.Community, id)
	if err == nil && p.Compound != c.ID {
		return errs.New(errs.NotFound, "err.notfound")
	}
	return err
}

// EndResidence closes a stay on a date; the row is kept as history.
func (s *Service) EndResidence(ctx context.Context, a actor.Actor, c Compound, id int64, date string) error {
	return s.endStay(ctx, a, c, "residence", id, date)
}

// EndOwnership closes an ownership on a date; the row is kept as history.
func (s *Service) EndOwnership(ctx context.Context, a actor.Actor, c Compound, id int64, date string) error {
	return s.endStay(ctx, a, c, "ownership", id, date)
}

func (s *Service) endStay(ctx context.Context, a actor.Actor, c Compound, table string, id int64, date string) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	if !isDate(date) {
		return errs.InvalidField("until", "err.date")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		type row struct {
			home         int64
			since, until string
		}
		r, err := db.One(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.home, &x.since, &x.until) },
			"SELECT home_id, since, until FROM "+table+" WHERE community_id = $1 AND id = $2"+tx.ForUpdate(), c.Community, id)
		if err != nil {
			return notFound(err)
		}
		if _, err := c.homeTx(ctx, tx, r.home); err != nil {
			return err
		}
		if r.until != "" {
			return errs.New(errs.Conflict, "err.conflict")
		}
		if date < r.since {
			return errs.InvalidField("until", "err.dates")
		}
		if _, err := tx.Exec(ctx, "UPDATE "+table+" SET until = $1 WHERE community_id = $2 AND id = $3", date, c.Community, id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: table + ".end", Subject: "home", SubjectID: r.home})
	})
}

// CorrectArea changes the floor area of a home, in cm², for a reason: it weighs
// votes and fees.
func (s *Service) CorrectArea(ctx context.Context, a actor.Actor, c Compound, home, area int64, reason string) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	var v errs.Check
	v.That(area > 0, "area", "registry.area.bad")
	v.That(strings.TrimSpace(reason) != "", "reason", "err.required")
	v.Short(reason, "reason", longText)
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := c.homeTx(ctx, tx, home)
		if err != nil || h.AreaCm2 == area {
			return err
		}
		if err := correctHomes(ctx, tx, c.Community, []Home{{ID: home, AreaCm2: area, Remark: h.Remark}}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, areaChange(a, c, h, area, strings.TrimSpace(reason)))
	})
}

// HomeFile is all that is kept about a home.
type HomeFile struct {
	Home
	Owners, Residents []Occupancy // now
	Past              []Occupancy // ended, the newest end first
	Changes           []audit.Entry
}

// HomeFile reads a home of the compound with its history. NotFound.
func (s *Service) HomeFile(ctx context.Context, a actor.Actor, c Compound, id int64) (f HomeFile, err error) {
	if !a.System && !a.Within(c.Path(), Readers()...) {
		return f, errs.New(errs.Forbidden, "err.forbidden")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if f.Home, err = c.homeTx(ctx, tx, id); err != nil {
			return err
		}
		if f.Owners, err = OwnersTx(ctx, tx, c.Community, id); err != nil {
			return err
		}
		if f.Residents, err = ResidentsTx(ctx, tx, c.Community, id); err != nil {
			return err
		}
		if f.Past, err = pastOf(ctx, tx, c.Community, id); err != nil {
			return err
		}
		f.Changes, err = audit.About(ctx, tx, c.Community, "home", id, 50)
		return err
	})
	return f, err
}

func pastOf(ctx context.Context, tx *db.Tx, community, home int64) ([]Occupancy, error) {
	return db.List(ctx, tx, scanOccupancy, `SELECT x.id, x.home_id, h.label, x.person_id, p.name, x.relation, x.since, x.until FROM (
			SELECT community_id, id, home_id, person_id, relation, since, until FROM residence
			UNION ALL SELECT community_id, id, home_id, person_id, 'owner', since, until FROM ownership) x
		JOIN person p ON p.community_id = x.community_id AND p.id = x.person_id
		JOIN home h ON h.community_id = x.community_id AND h.id = x.home_id
		WHERE x.community_id = $1 AND x.home_id = $2 AND x.until <> '' ORDER BY x.until DESC, x.id DESC`, community, home)
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// Dwelling is who owns a home and how many live there, for a list.
type Dwelling struct {
	Owners []string
	People int64
}

// Dwellings tells owners and number of residents of homes, by home.
func (s *Service) Dwellings(ctx context.Context, c Compound, homes []Home) (map[int64]Dwelling, error) {
	out := map[int64]Dwelling{}
	if len(homes) == 0 {
		return out, nil
	}
	args := []any{c.Community}
	for _, h := range homes {
		args = append(args, h.ID)
	}
	in := "(" + db.Placeholders(2, len(homes)) + ")"
	return out, s.db.Read(ctx, func(tx *db.Tx) error {
		err := db.Each(ctx, tx, func(r db.Row) error {
			var home int64
			var name string
			err := r.Scan(&home, &name)
			d := out[home]
			d.Owners = append(d.Owners, name)
			out[home] = d
			return err
		}, `SELECT o.home_id, p.name FROM ownership o JOIN person p ON p.community_id = o.community_id AND p.id = o.person_id
			WHERE o.community_id = $1 AND o.until = '' AND o.home_id IN `+in+" ORDER BY o.id", args...)
		if err != nil {
			return err
		}
		return db.Each(ctx, tx, func(r db.Row) error {
			var home, people int64
			err := r.Scan(&home, &people)
			d := out[home]
			d.People = people
			out[home] = d
			return err
		}, "SELECT home_id, count(*) FROM residence WHERE community_id = $1 AND until = '' AND home_id IN "+in+" GROUP BY home_id", args...)
	})
}
