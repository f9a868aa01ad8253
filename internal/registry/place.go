package registry

import (
	"context"
	"errors"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Compound is a residential compound 小区 with its service office (R05).
type Compound struct {
	Community, ID int64
	Street        int64
	CommunityName string
	Slug          string // part of its pages' addresses
	Name, Address string
	Zone          string // time zone, such as Asia/Shanghai
	OfficeName    string
	OfficePhone   string
	OfficeHours   string // in words, for residents: "周一至周日 8:30–18:00"
	OfficePlace   string
	Demo          bool
}

// Path is the compound as a place.
func (c Compound) Path() actor.Path {
	return actor.Path{Street: c.Street, Community: c.Community, Compound: c.ID}
}

// Location is the compound's time zone; Shanghai when it is not known here.
func (c Compound) Location() *time.Location {
	if loc, err := time.LoadLocation(c.Zone); err == nil && c.Zone != "" {
		return loc
	}
	return time.FixedZone("Asia/Shanghai", 8*3600)
}

// Building 楼栋 of a compound.
type Building struct {
	ID   int64
	Name string
}

// Unit 单元 is a stairwell.
type Unit struct {
	ID, Building int64
	BuildingName string
	Name         string
}

// Grid 网格 joins groups under a grid leader.
type Grid struct {
	ID   int64
	Name string
}

// Group 十联户 is about twelve homes with a joint-household head.
type Group struct {
	ID, Grid int64
	Name     string
	Homes    int64
}

// Home 户 is an exclusive part: a home or a shop.
type Home struct {
	ID, Compound, Building, Unit int64
	Group                        int64  // 0 when in no group
	Label                        string // "A-1-0401"
	Number                       string // "0401"
	Kind                         string // home, shop, other
	AreaCm2                      int64  // floor area, 1 m² = 10,000 cm²
	Remark                       string
}

// Path is the home as a place of its compound.
func (h Home) Path(c actor.Path) actor.Path {
	c.Compound, c.Building, c.Unit, c.Group, c.Home = h.Compound, h.Building, h.Unit, h.Group, h.ID
	return c
}

const compoundColumns = `c.community_id, c.id, m.street_id, m.name, c.slug, c.name, c.address, c.zone,
	c.office_name, c.office_phone, c.office_hours, c.office_place, c.demo
	FROM compound c JOIN community m ON m.community_id = c.community_id`

func scanCompound(r db.Row) (c Compound, err error) {
	err = r.Scan(&c.Community, &c.ID, &c.Street, &c.CommunityName, &c.Slug, &c.Name, &c.Address, &c.Zone,
		&c.OfficeName, &c.OfficePhone, &c.OfficeHours, &c.OfficePlace, &c.Demo)
	return c, err
}

// CompoundBySlug finds a compound by the part of its address. NotFound.
func (s *Service) CompoundBySlug(ctx context.Context, slug string) (c Compound, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err = db.One(ctx, tx, scanCompound, "SELECT "+compoundColumns+" WHERE c.slug = $1", slug)
		return notFound(err)
	})
	return c, err
}

// CompoundByName finds a compound by its whole name, in any community. NotFound.
func (s *Service) CompoundByName(ctx context.Context, name string) (c Compound, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err = db.One(ctx, tx, scanCompound, "SELECT "+compoundColumns+" WHERE c.name = $1 ORDER BY c.id", name)
		return notFound(err)
	})
	return c, err
}

// Compounds lists all compounds, oldest first.
func (s *Service) Compounds(ctx context.Context) (list []Compound, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.List(ctx, tx, scanCompound, "SELECT "+compoundColumns+" ORDER BY c.id")
		return err
	})
	return list, err
}

// CompoundTx finds a compound by its number. NotFound.
func CompoundTx(ctx context.Context, tx *db.Tx, community, id int64) (Compound, error) {
	c, err := db.One(ctx, tx, scanCompound, "SELECT "+compoundColumns+" WHERE c.community_id = $1 AND c.id = $2", community, id)
	return c, notFound(err)
}

const homeColumns = `h.id, h.compound_id, h.building_id, h.unit_id, COALESCE(h.group_id, 0), h.label, h.number, h.kind, h.area_cm2, h.remark FROM home h`

func scanHome(r db.Row) (h Home, err error) {
	err = r.Scan(&h.ID, &h.Compound, &h.Building, &h.Unit, &h.Group, &h.Label, &h.Number, &h.Kind, &h.AreaCm2, &h.Remark)
	return h, err
}

// HomeTx finds a home by its number. NotFound.
func HomeTx(ctx context.Context, tx *db.Tx, community, id int64) (Home, error) {
	h, err := db.One(ctx, tx, scanHome, "SELECT "+homeColumns+" WHERE h.community_id = $1 AND h.id = $2", community, id)
	return h, notFound(err)
}

// HomeByLabelTx finds a home of a compound by its label. NotFound.
func HomeByLabelTx(ctx context.Context, tx *db.Tx, community, compound int64, label string) (Home, error) {
	h, err := db.One(ctx, tx, scanHome, "SELECT "+homeColumns+" WHERE h.community_id = $1 AND h.compound_id = $2 AND h.label = $3",
		community, compound, label)
	return h, notFound(err)
}

// HomeFilter narrows a list of homes. Zero fields do not narrow.
type HomeFilter struct {
	Building, Unit, Group int64
	Label                 string // part of the label
	After                 string // label of the last home of the page before
	Limit                 int    // 0: all
}

// HomesTx lists homes of a compound by label.
func HomesTx(ctx context.Context, tx *db.Tx, community, compound int64, f HomeFilter) ([]Home, error) {
	if f.Limit <= 0 {
		f.Limit = 1 << 30
	}
	return db.List(ctx, tx, scanHome, "SELECT "+homeColumns+` WHERE h.community_id = $1 AND h.compound_id = $2
		AND (h.building_id = $3 OR $3 = 0) AND (h.unit_id = $4 OR $4 = 0) AND (h.group_id = $5 OR $5 = 0)
		AND (h.label LIKE $7 OR $6 = '') AND h.label > $8 ORDER BY h.label LIMIT $9`,
		community, compound, f.Building, f.Unit, f.Group, f.Label, "%"+strings.ToUpper(f.Label)+"%", f.After, f.Limit)
}

// Homes lists homes of a compound by label.
func (s *Service) Homes(ctx context.Context, community, compound int64, f HomeFilter) (list []Home, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = HomesTx(ctx, tx, community, compound, f)
		return err
	})
	return list, err
}

// BuildingsTx lists the buildings of a compound.
func BuildingsTx(ctx context.Context, tx *db.Tx, community, compound int64) ([]Building, error) {
	return db.List(ctx, tx, func(r db.Row) (b Building, err error) { return b, r.Scan(&b.ID, &b.Name) },
		"SELECT id, name FROM building WHERE community_id = $1 AND compound_id = $2 ORDER BY name", community, compound)
}

// UnitsTx lists the units of a compound with their buildings.
func UnitsTx(ctx context.Context, tx *db.Tx, community, compound int64) ([]Unit, error) {
	return db.List(ctx, tx, func(r db.Row) (u Unit, err error) { return u, r.Scan(&u.ID, &u.Building, &u.BuildingName, &u.Name) },
		`SELECT u.id, u.building_id, b.name, u.name FROM unit u JOIN building b ON b.community_id = u.community_id AND b.id = u.building_id
		WHERE u.community_id = $1 AND u.compound_id = $2 ORDER BY b.name, u.name`, community, compound)
}

// GridsTx lists the grids of a compound.
func GridsTx(ctx context.Context, tx *db.Tx, community, compound int64) ([]Grid, error) {
	return db.List(ctx, tx, func(r db.Row) (g Grid, err error) { return g, r.Scan(&g.ID, &g.Name) },
		"SELECT id, name FROM grid WHERE community_id = $1 AND compound_id = $2 ORDER BY name", community, compound)
}

// GroupsTx lists the groups of homes of a compound with how many homes each has.
func GroupsTx(ctx context.Context, tx *db.Tx, community, compound int64) ([]Group, error) {
	return db.List(ctx, tx, func(r db.Row) (g Group, err error) { return g, r.Scan(&g.ID, &g.Grid, &g.Name, &g.Homes) },
		`SELECT g.id, COALESCE(g.grid_id, 0), g.name, (SELECT count(*) FROM home h WHERE h.community_id = g.community_id AND h.group_id = g.id)
		FROM home_group g WHERE g.community_id = $1 AND g.compound_id = $2 ORDER BY g.name`, community, compound)
}

func notFound(err error) error {
	if errors.Is(err, db.ErrNoRow) {
		return errs.New(errs.NotFound, "err.notfound", err)
	}
	return err
}
