package registry_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/secret"
	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

var system = actor.Actor{System: true}

type town struct {
	t  testing.TB
	d  *db.DB
	s  *registry.Service
	c  registry.Compound
	ck *dbtest.Clock
}

func newTown(t testing.TB, d *db.DB, clock *dbtest.Clock) *town {
	t.Helper()
	box, err := secret.New([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	s := registry.New(d, box)
	c, err := s.CreateCompound(context.Background(), registry.NewCompound{Name: "示例小区"})
	if err != nil {
		t.Fatal(err)
	}
	return &town{t, d, s, c, clock}
}

func eachTown(t *testing.T, f func(t *testing.T, w *town)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) { f(t, newTown(t, d, clock)) })
}

func (w *town) take(rows ...roster.Row) registry.ImportResult {
	w.t.Helper()
	res, err := w.s.ImportRoster(context.Background(), system, w.c, rows, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return res
}

// living says who lives where, "A-1-0401 head 甲", in order.
func (w *town) living() []string {
	return w.lines(`SELECT h.label || ' ' || r.relation || ' ' || p.name FROM residence r
		JOIN home h ON h.community_id = r.community_id AND h.id = r.home_id
		JOIN person p ON p.community_id = r.community_id AND p.id = r.person_id WHERE r.until = '' ORDER BY 1`)
}

func (w *town) owning() []string {
	return w.lines(`SELECT h.label || ' ' || p.name FROM ownership o
		JOIN home h ON h.community_id = o.community_id AND h.id = o.home_id
		JOIN person p ON p.community_id = o.community_id AND p.id = o.person_id WHERE o.until = '' ORDER BY 1`)
}

func (w *town) lines(query string) (out []string) {
	w.t.Helper()
	err := w.d.Read(context.Background(), func(tx *db.Tx) (err error) {
		out, err = db.List(context.Background(), tx, db.Value[string], query)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *town) same(what string, got []string, want ...string) {
	w.t.Helper()
	if !slices.Equal(got, want) {
		w.t.Fatalf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func home(number string) roster.Row {
	return roster.Row{Building: "A", Unit: "1", Number: number, AreaCm2: 864800}
}

func with(r roster.Row, change func(r *roster.Row)) roster.Row {
	change(&r)
	return r
}

func TestWhoLivesInAHomeFollowsFromItsRow(t *testing.T) {
	cases := []struct {
		name string
		row  roster.Row
		want []string
	}{
		{"owner with family", roster.Row{Owners: []string{"甲"}, Members: []string{"乙"}}, []string{"family 乙", "head 甲"}},
		{"two owners", roster.Row{Owners: []string{"甲", "乙"}}, []string{"family 乙", "head 甲"}},
		{"nobody", roster.Row{}, nil},
		{"let out", roster.Row{Owners: []string{"甲"}, Occupants: []string{"乙"}}, []string{"tenant 乙"}},
		{"lodger beside the family", roster.Row{Owners: []string{"甲"}, Members: []string{"丙"}, Occupants: []string{"乙"}}, []string{"family 丙", "head 甲", "tenant 乙"}},
		{"occupant is the owner", roster.Row{Owners: []string{"甲"}, Occupants: []string{"甲"}}, []string{"head 甲"}},
		{"family without owner", roster.Row{Members: []string{"甲", "乙"}}, []string{"family 乙", "head 甲"}},
		{"company", roster.Row{Owners: []string{"示例公司"}}, nil},
	}
	eachTown(t, func(t *testing.T, w *town) {
		for i, c := range cases {
			row := home(fmt.Sprintf("%04d", 401+i))
			row.Owners, row.Members, row.Occupants = c.row.Owners, c.row.Members, c.row.Occupants
			w.take(row)
			var got []string
			for _, line := range w.living() {
				if rest, ok := strings.CutPrefix(line, registry.RowLabel(row)+" "); ok {
					got = append(got, rest)
				}
			}
			w.same(c.name, got, c.want...)
		}
	})
}

func TestAChangedRosterEndsOldRowsAndBeginsNewOnes(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		old := with(home("0401"), func(r *roster.Row) { r.Owners, r.Members = []string{"甲"}, []string{"乙"} })
		w.take(old)
		res := w.take(with(old, func(r *roster.Row) { r.Owners, r.Members = []string{"丙"}, []string{"乙"} }))
		if res.Updated != 1 {
			t.Fatalf("%+v, want one home updated", res)
		}
		w.same("owners", w.owning(), "A-1-0401 丙")
		w.same("residents", w.living(), "A-1-0401 family 乙", "A-1-0401 head 丙")
		w.same("history", w.lines("SELECT p.name || ' ' || o.until FROM ownership o JOIN person p ON p.community_id = o.community_id AND p.id = o.person_id WHERE o.until <> ''"), "甲 2026-11-23")
	})
}

func TestAFileWithoutFamilyLeavesTheFamilyAlone(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		w.take(with(home("0401"), func(r *roster.Row) { r.Owners, r.Members = []string{"甲"}, []string{"乙"} }))
		res := w.take(with(home("0401"), func(r *roster.Row) { r.Owners = []string{"甲"} }))
		if res.Unchanged != 1 {
			t.Fatalf("%+v, want the home unchanged", res)
		}
		w.same("residents", w.living(), "A-1-0401 family 乙", "A-1-0401 head 甲")
	})
}

func TestOneOwnerOfTwoHomesIsOnePersonByNameAndPhone(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		mine := func(r *roster.Row) { r.Owners, r.Phones = []string{"甲"}, []string{"13951000037"} }
		namesake := func(r *roster.Row) { r.Owners, r.Phones = []string{"甲"}, []string{"13951000038"} }
		res := w.take(with(home("0401"), mine), with(home("0402"), mine), with(home("0403"), namesake))
		if res.People != 2 {
			t.Fatalf("%+v, want two people", res)
		}
	})
}

func TestANewNumberComesFirstAndTheOldOneIsKept(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		for _, number := range []string{"13951000037", "13951000038"} {
			w.take(with(home("0401"), func(r *roster.Row) { r.Owners, r.Phones = []string{"甲"}, []string{number} }))
		}
		w.same("phones", w.lines("SELECT masked FROM person_phone ORDER BY position"), "139****0038", "139****0037")
	})
}

func TestAHomeThatComesTwiceIsRefusedAndNothingIsWritten(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		_, err := w.s.ImportRoster(t.Context(), system, w.c, []roster.Row{home("0401"), home("0402"), home("0401")}, nil)
		if !errs.Is(err, errs.Invalid) {
			t.Fatalf("%v, want Invalid", err)
		}
		w.same("homes", w.lines("SELECT label FROM home"))
	})
}

func TestAStrangerMayNotImport(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		_, err := w.s.ImportRoster(t.Context(), actor.Actor{Person: 1}, w.c, []roster.Row{home("0401")}, nil)
		if !errs.Is(err, errs.Forbidden) {
			t.Fatalf("%v, want Forbidden", err)
		}
	})
}

func TestADryRunCountsTheSameAndWritesNothing(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		rows := []roster.Row{with(home("0401"), func(r *roster.Row) { r.Owners = []string{"甲"} }), home("0402")}
		dry, err := w.s.Import(t.Context(), system, w.c, registry.Roster{Rows: rows, DryRun: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		w.same("homes", w.lines("SELECT label FROM home"))
		if res := w.take(rows...); res != dry {
			t.Fatalf("dry run %+v, real %+v", dry, res)
		}
	})
}

// rosters draws files over a few homes, names and numbers, so that they meet.
func rosters() *rapid.Generator[[]roster.Row] {
	people := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"甲", "乙", "丙", "丁", "示例公司"}), 0, 3, rapid.ID)
	numbers := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"13951000037", "13951000038", "13951000039"}), 0, 2, rapid.ID)
	return rapid.Custom(func(t *rapid.T) []roster.Row {
		labels := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"0401", "0402", "0403", "0501", "0502"}), 0, 5, rapid.ID).Draw(t, "homes")
		rows := make([]roster.Row, 0, len(labels))
		for _, label := range labels {
			r := home(label)
			r.AreaCm2 = rapid.SampledFrom([]int64{864800, 1123600}).Draw(t, "area")
			r.Unit = rapid.SampledFrom([]string{"1", "2"}).Draw(t, "unit")
			r.Owners, r.Members, r.Occupants = people.Draw(t, "owners"), people.Draw(t, "members"), people.Draw(t, "occupants")
			if len(r.Owners)+len(r.Members)+len(r.Occupants) > 0 {
				r.Phones = numbers.Draw(t, "phones")
			}
			r.Remark = rapid.SampledFrom([]string{"", "备注"}).Draw(t, "remark")
			rows = append(rows, r)
		}
		return rows
	})
}

func TestImportingTheSameRosterTwiceChangesNothing(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		rapid.Check(t, func(rt *rapid.T) {
			rows := rosters().Draw(rt, "rows")
			first := w.take(rows...)
			second := w.take(rows...)
			if second.Unchanged != len(rows) || second.People != first.People {
				rt.Fatalf("second import of %+v: %+v after %+v", rows, second, first)
			}
		})
	})
}

func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	d, clock := dbtest.Open(t, "sqlite")
	rapid.Check(t, func(rt *rapid.T) {
		before, rows := rosters().Draw(rt, "before"), rosters().Draw(rt, "rows")
		shuffled := rapid.Permutation(rows).Draw(rt, "shuffled")
		straight := stateAfter(t, d, clock, before, rows)
		if got := stateAfter(t, d, clock, before, shuffled); !maps.EqualFunc(got, straight, slices.Equal) {
			rt.Fatalf("shuffled: %v\nstraight: %v", got, straight)
		}
	})
}

// stateAfter imports files into a new compound and gives who lives and owns
// there, past and present.
func stateAfter(t testing.TB, d *db.DB, clock *dbtest.Clock, files ...[]roster.Row) map[string][]string {
	w := newTown(t, d, clock)
	for _, rows := range files {
		w.take(rows...)
	}
	of := fmt.Sprintf("JOIN home h ON h.community_id = x.community_id AND h.id = x.home_id JOIN person p ON p.community_id = x.community_id AND p.id = x.person_id WHERE h.compound_id = %d ORDER BY 1", w.c.ID)
	return map[string][]string{
		"residents": w.lines("SELECT h.label || x.relation || p.name || x.until FROM residence x " + of),
		"owners":    w.lines("SELECT h.label || p.name || x.until FROM ownership x " + of),
		"phones": w.lines(fmt.Sprintf(`SELECT p.name || n.masked || n.position FROM person_phone n
			JOIN person p ON p.community_id = n.community_id AND p.id = n.person_id WHERE p.compound_id = %d ORDER BY 1`, w.c.ID)),
	}
}
