package registry_test

import (
	"testing"

	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

const goodFile = "楼栋,单元,房号,建筑面积,业主,联系电话\nA栋,1单元,0401,86.48,示例居民001,13951000037\nA栋,1单元,0402,112.36㎡,,\n"
const faultyFile = goodFile + "A栋,1单元,0403,,示例居民002,13951000038\n"

func fileOf(data string) registry.FileImport {
	return registry.FileImport{Name: "台账.csv", Data: []byte(data), CompoundName: "新小区", Create: true}
}

func (w *town) file(o registry.FileImport) registry.Report {
	w.t.Helper()
	rep, err := registry.ImportFile(w.t.Context(), w.s, o, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return rep
}

func TestAFileMakesItsCompoundWhenAsked(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		rep := w.file(fileOf(goodFile))
		if rep.Homes != 2 || rep.People != 1 || rep.Created != 2 || !rep.Written {
			t.Fatalf("%+v", rep)
		}
		w.same("homes", w.lines("SELECT h.label FROM home h JOIN compound c ON c.id = h.compound_id AND c.name = '新小区' ORDER BY 1"), "A-1-0401", "A-1-0402")
	})
}

func TestAnUnknownCompoundIsAClearError(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		o := fileOf(goodFile)
		o.Create = false
		_, err := registry.ImportFile(t.Context(), w.s, o, nil)
		if !errs.Is(err, errs.NotFound) {
			t.Fatalf("%v, want NotFound", err)
		}
	})
}

func TestAFileWithAnErrorWritesNothingUnlessTheGoodRowsAreWanted(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		o := fileOf(faultyFile)
		rep := w.file(o)
		if len(rep.Errors) != 1 || rep.Errors[0].Cell != "D4" || rep.Written {
			t.Fatalf("%+v", rep)
		}
		w.same("homes", w.lines("SELECT label FROM home"))
		o.GoodRows = true
		if rep = w.file(o); rep.Created != 2 || len(rep.Errors) != 1 || !rep.Written {
			t.Fatalf("%+v", rep)
		}
		w.same("homes", w.lines("SELECT label FROM home ORDER BY 1"), "A-1-0401", "A-1-0402")
	})
}

func TestADryRunOfAFileCountsAndLeavesNoCompound(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		o := fileOf(goodFile)
		o.DryRun = true
		if rep := w.file(o); rep.Created != 2 || rep.Written {
			t.Fatalf("%+v", rep)
		}
		w.same("compounds", w.lines("SELECT name FROM compound"), "示例小区")
	})
}
