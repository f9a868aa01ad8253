package registry

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// The ways homes are put into groups by themselves.
const (
	ByFloors = "floors" // every 3 floors of a unit
	ByTwelve = "twelve" // every 12 homes of a unit, in the order of their labels
)

const (
	floorsPerGroup = 3
	homesPerGroup  = 12
)

// MakeGroups puts the homes that are in no group yet into new groups 十联户 of
// about twelve, unit by unit, and tells how many groups it made. Existing groups
// stay as they are.
func (s *Service) MakeGroups(ctx context.Context, a actor.Actor, c Compound, rule string) (made int, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return 0, err
	}
	if rule != ByFloors && rule != ByTwelve {
		return 0, errs.InvalidField("rule", "err.choose")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		homes, err := HomesTx(ctx, tx, c.Community, c.ID, HomeFilter{})
		if err != nil {
			return err
		}
		parts := partition(homes, rule)
		made = len(parts)
		taken, err := groupNames(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, part := range parts {
			if err := makeGroup(ctx, tx, c, unusedName(taken, nameOf(part)), part); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "group.make", Subject: "compound", SubjectID: c.ID, Detail: rule + " " + strconv.Itoa(made)})
	})
	return made, err
}

// partition puts ungrouped homes, sorted by label, into groups within a unit.
func partition(homes []Home, rule string) [][]Home {
	homes = slices.DeleteFunc(slices.Clone(homes), func(h Home) bool { return h.Group != 0 || h.Kind != "home" })
	slices.SortStableFunc(homes, func(a, b Home) int {
		return cmp.Or(cmp.Compare(unitOf(a), unitOf(b)), cmp.Compare(a.Floor(), b.Floor()), cmp.Compare(a.Number, b.Number))
	})
	var out [][]Home
	for i, h := range homes {
		if i > 0 && unitOf(h) == unitOf(homes[i-1]) && fits(out[len(out)-1], h, rule) {
			out[len(out)-1] = append(out[len(out)-1], h)
			continue
		}
		out = append(out, []Home{h})
	}
	return out
}

func fits(group []Home, h Home, rule string) bool {
	if rule == ByFloors {
		return h.Floor() < group[0].Floor()+floorsPerGroup
	}
	return len(group) < homesPerGroup
}

// unitOf is the label without the number: "A-1".
func unitOf(h Home) string { return strings.TrimSuffix(h.Label, "-"+h.Number) }

// Floor is the floor of a home by its number: 4 for 0401; 0 when it tells none.
func (h Home) Floor() int64 {
	digits := strings.TrimRight(h.Number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n / 100
}

// nameOf names a group by its place, so that names sort by floor: "A-1 04–06层".
func nameOf(group []Home) string {
	first, last := group[0], group[len(group)-1]
	if first.Floor() == last.Floor() {
		return fmt.Sprintf("%s %02d层", unitOf(first), first.Floor())
	}
	return fmt.Sprintf("%s %02d–%02d层", unitOf(first), first.Floor(), last.Floor())
}

func unusedName(taken map[string]bool, name string) string {
	out := name
	for n := 2; taken[out]; n++ {
		out = name + " " + strconv.Itoa(n)
	}
	taken[out] = true
	return out
}

func groupNames(ctx context.Context, tx *db.Tx, c Compound) (map[string]bool, error) {
	groups, err := GroupsTx(ctx, tx, c.Community, c.ID)
	taken := map[string]bool{}
	for _, g := range groups {
		taken[g.Name] = true
	}
	return taken, err
}

func makeGroup(ctx context.Context, tx *db.Tx, c Compound, name string, homes []Home) error {
	id := tx.NewID()
	if _, err := tx.Exec(ctx, "INSERT INTO home_group (community_id, id, compound_id, name) VALUES ($1, $2, $3, $4)", c.Community, id, c.ID, name); err != nil {
		return err
	}
	args := []any{id, c.Community}
	for _, h := range homes {
		args = append(args, h.ID)
	}
	_, err := tx.Exec(ctx, "UPDATE home SET group_id = $1 WHERE community_id = $2 AND id IN ("+db.Placeholders(3, len(homes))+")", args...)
	return err
}

// SetGroup puts a home into a group of its compound; group 0 takes it out.
func (s *Service) SetGroup(ctx context.Context, a actor.Actor, c Compound, home, group int64) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := c.homeTx(ctx, tx, home); err != nil {
			return err
		}
		var value any
		if group != 0 {
			groups, err := GroupsTx(ctx, tx, c.Community, c.ID)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(groups, func(g Group) bool { return g.ID == group }) {
				return errs.InvalidField("group", "err.choose")
			}
			value = group
		}
		if _, err := tx.Exec(ctx, "UPDATE home SET group_id = $1 WHERE community_id = $2 AND id = $3", value, c.Community, home); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "home.group", Subject: "home", SubjectID: home})
	})
}

// SetGrid puts a group under a grid 网格 of its compound, made when it is new.
func (s *Service) SetGrid(ctx context.Context, a actor.Actor, c Compound, group int64, grid string) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	grid = strings.TrimSpace(grid)
	var v errs.Check
	v.That(grid != "", "grid", "err.required")
	v.Short(grid, "grid", 40)
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		id, err := gridNamed(ctx, tx, c, grid)
		if err != nil {
			return err
		}
		// group 0 stands for every group that has no grid yet
		_, err = tx.Exec(ctx, `UPDATE home_group SET grid_id = $1 WHERE community_id = $2 AND compound_id = $3 AND (id = $4 OR ($4 = 0 AND grid_id IS NULL))`,
			id, c.Community, c.ID, group)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "group.grid", Subject: "compound", SubjectID: c.ID, Detail: grid})
	})
}

func gridNamed(ctx context.Context, tx *db.Tx, c Compound, name string) (int64, error) {
	grids, err := GridsTx(ctx, tx, c.Community, c.ID)
	if err != nil {
		return 0, err
	}
	for _, g := range grids {
		if g.Name == name {
			return g.ID, nil
		}
	}
	id := tx.NewID()
	_, err = tx.Exec(ctx, "INSERT INTO grid (community_id, id, compound_id, name) VALUES ($1, $2, $3, $4)", c.Community, id, c.ID, name)
	return id, err
}

// Places are the buildings, units, grids and groups of a compound.
type Places struct {
	Buildings []Building
	Units     []Unit
	Grids     []Grid
	Groups    []Group
}

// Places lists the places of a compound.
func (s *Service) Places(ctx context.Context, c Compound) (p Places, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if p.Buildings, err = BuildingsTx(ctx, tx, c.Community, c.ID); err != nil {
			return err
		}
		if p.Units, err = UnitsTx(ctx, tx, c.Community, c.ID); err != nil {
			return err
		}
		if p.Grids, err = GridsTx(ctx, tx, c.Community, c.ID); err != nil {
			return err
		}
		p.Groups, err = GroupsTx(ctx, tx, c.Community, c.ID)
		return err
	})
	return p, err
}

// AddUnit adds a unit 单元 and, when it is new, its building 楼栋. Names are
// without 栋 and 单元: "A", "1".
func (s *Service) AddUnit(ctx context.Context, a actor.Actor, c Compound, building, unit string) error {
	if err := mayKeep(a, c.Path()); err != nil {
		return err
	}
	building = strings.ToUpper(strings.TrimSuffix(strings.TrimSpace(building), "栋"))
	unit = strings.TrimSuffix(strings.TrimSpace(unit), "单元")
	var v errs.Check
	v.That(isPlaceName(building), "building", "registry.place.name")
	v.That(isPlaceName(unit), "unit", "registry.place.name")
	if err := v.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		m := &importer{s: s, tx: tx, c: c}
		if err := m.fetchPlaces(ctx); err != nil {
			return err
		}
		_, err := m.unitNamed(ctx, building, unit)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "unit.add", Subject: "compound", SubjectID: c.ID, Detail: building + "-" + unit})
	})
}

func isPlaceName(s string) bool {
	return s != "" && len(s) <= 8 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
