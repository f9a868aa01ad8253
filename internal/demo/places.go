package demo

import (
	"context"
	"fmt"

	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

// The layout of demo.md 1: floors 4 to 30, three units, four flats a floor.
const (
	firstFloor, lastFloor = 4, 30
	units, flats          = 3, 4
	bigCm2, smallCm2      = 1123600, 864800 // 112.36 and 86.48 m²
	homesPerGroup         = 3 * flats       // three floors of a unit
)

// householdSizes tells, per unit, how many homes have 0, 1, … 6 people; together
// 30, 84, 96, 76, 28, 8 and 2 homes with 668 people.
func householdSizes() [units][7]int {
	return [units][7]int{{10, 28, 32, 25, 10, 2, 1}, {9, 29, 32, 26, 8, 3, 1}, {11, 27, 32, 25, 10, 3, 0}}
}

func (t *town) places(ctx context.Context) error {
	street, err := t.Registry.CreateCommunity(ctx, registry.NewCommunity{Kind: "street", Name: "长征街道办事处", Code: "520302009", District: "遵义市红花岗区"})
	if err != nil {
		return err
	}
	community, err := t.Registry.CreateCommunity(ctx, registry.NewCommunity{Kind: "community", Street: street, Name: "春天堡社区", Code: "520302009001", District: "遵义市红花岗区"})
	if err != nil {
		return err
	}
	t.compound, err = t.Registry.CreateCompound(ctx, registry.NewCompound{Community: community, Slug: "ruicheng-a", Name: CompoundName, Address: "遵义市红花岗区长征街道(演示地址)",
		OfficeName: "红色物业服务处", OfficePhone: "0851-28000000", OfficeHours: "每天 8:30–18:00,夜间值班电话一样打", OfficePlace: "A栋一楼大厅右手边", Demo: true})
	if err != nil {
		return err
	}
	_, err = t.Registry.Import(ctx, system(), t.compound, registry.Roster{Rows: t.rows(), On: "2023-01-03"}, nil)
	return err
}

// rows are the register of the 324 homes, as an import reads it.
func (t *town) rows() []roster.Row {
	var out []roster.Row
	person := 0
	for u, counts := range householdSizes() {
		sizes := t.shuffledSizes(counts)
		for floor := firstFloor; floor <= lastFloor; floor++ {
			for flat := 1; flat <= flats; flat++ {
				size := sizes[(floor-firstFloor)*flats+flat-1]
				out = append(out, rowOf(u+1, floor, flat, size, &person))
			}
		}
	}
	return out
}

func (t *town) shuffledSizes(counts [7]int) []int {
	var sizes []int
	for size, n := range counts {
		for range n {
			sizes = append(sizes, size)
		}
	}
	t.rand.Shuffle(len(sizes), func(i, j int) { sizes[i], sizes[j] = sizes[j], sizes[i] })
	return sizes
}

func rowOf(unit, floor, flat, size int, person *int) roster.Row {
	row := roster.Row{Building: "A", Unit: fmt.Sprint(unit), Number: fmt.Sprintf("%02d%02d", floor, flat), AreaCm2: smallCm2}
	if flat == 1 || flat == flats {
		row.AreaCm2 = bigCm2
	}
	for i := range size {
		*person++
		name := fmt.Sprintf("示例居民%03d", *person)
		if i == 0 {
			row.Owners = []string{name}
			row.Phones = []string{fmt.Sprintf("139510%05d", *person*37%100000)}
		} else {
			row.Members = append(row.Members, name)
		}
	}
	return row
}
