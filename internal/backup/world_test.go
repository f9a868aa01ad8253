package backup_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mulin/internal/app"
	"mulin/internal/backup"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

const staff = "楼栋,单元,房号,建筑面积,业主,联系电话\nA栋,1单元,0401,86.48,示例居民001,13951000037\nA栋,1单元,0402,112.36,示例居民002,13951000038\n"

// home is a running program with a compound, a roster and some matters.
type home struct {
	*app.App
	dir      string
	compound registry.Compound
	by       actor.Actor
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// target is an empty place to restore to.
func target(t *testing.T, engine string) backup.Target {
	t.Helper()
	o := dbtest.Fresh(t, engine)
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	return backup.Target{Dir: o.Dir, Database: o.URL}
}

// run opens the program on a place.
func run(t *testing.T, at backup.Target) *home {
	t.Helper()
	a, err := app.New(t.Context(), app.Config{Dir: at.Dir, Database: at.Database, Clock: dbtest.NewClock().Now})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	return &home{App: a, dir: at.Dir}
}

func newHome(t *testing.T, engine string) *home {
	t.Helper()
	h := run(t, target(t, engine))
	ctx := t.Context()
	_, err := registry.ImportFile(ctx, h.Registry, registry.FileImport{Name: "a.csv", Data: []byte(staff), CompoundName: "示例小区", Create: true}, nil)
	must(t, err)
	h.compound, err = h.Registry.CompoundByName(ctx, "示例小区")
	must(t, err)
	desk, err := h.Registry.AddPerson(ctx, actor.Actor{System: true}, h.compound, registry.NewPerson{Name: "示例值班"})
	must(t, err)
	manager, err := h.Registry.AddPerson(ctx, actor.Actor{System: true}, h.compound, registry.NewPerson{Name: "示例经理"})
	must(t, err)
	must(t, h.Matters.SetUp(ctx, h.compound, manager, desk))
	h.by = actor.Actor{Person: desk, Community: h.compound.Community, Grants: []actor.Grant{{Role: actor.Desk, At: h.compound.Path()}}}
	for i := range 3 {
		must(t, h.intake(ctx, i))
	}
	return h
}

func (h *home) intake(ctx context.Context, n int) error {
	_, err := h.Matters.Intake(ctx, h.by, h.compound, matter.NewMatter{Body: fmt.Sprintf("厨房下水堵了 “%d” <&>\n第二行", n), Place: "1单元", Channel: matter.ByPhone, Phone: "13951000039"})
	return err
}

// save makes a backup of the program and gives its file.
func (h *home) save(t *testing.T, passphrase string) string {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(h.dir, "secret.key"))
	must(t, err)
	file := filepath.Join(t.TempDir(), "mulin.backup")
	_, err = backup.Write(t.Context(), h.DB, file, backup.Options{Passphrase: passphrase, SecretKey: key})
	must(t, err)
	return file
}

// content is every row of every table that is kept, in one order and one
// spelling for both engines.
func content(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	names, err := db.Tables()
	must(t, err)
	out := map[string]string{}
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		for _, name := range names {
			if slices.Contains([]string{"session", "login_code", "login_attempt"}, name) {
				continue
			}
			var lines []string
			err := db.Dump(t.Context(), tx, name, func(row []any) error {
				lines = append(lines, line(row))
				return nil
			})
			if err != nil {
				return err
			}
			slices.Sort(lines)
			out[name] = strings.Join(lines, "\n")
		}
		return nil
	}))
	return out
}

func line(row []any) string {
	var b strings.Builder
	for _, v := range row {
		switch x := v.(type) {
		case bool:
			v = map[bool]int64{true: 1}[x]
		case []byte:
			v = fmt.Sprintf("bytes %x", x)
		}
		fmt.Fprintf(&b, "%T %v|", v, v)
	}
	return b.String()
}
