// Package archtest keeps the shape of the house: who may import whom, no
// package-level state, no init. It reads the source, so a new package is under
// the rules from its first file.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "mulin/"

// file is a parsed source file with its package's path below the module.
type file struct {
	name, pkg string
	ast       *ast.File
}

func sources(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var out []file
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "node_modules" || d.Name() == "tools" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		out = append(out, file{filepath.ToSlash(rel), path.Dir(filepath.ToSlash(rel)), parsed})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d source files found: the test looks in the wrong place", len(out))
	}
	return out
}

func (f file) imports() []string {
	var out []string
	for _, spec := range f.ast.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			out = append(out, name)
		}
	}
	return out
}

func (f file) generated() bool { return strings.HasSuffix(f.name, "_templ.go") }

// room is the layer a package lives in.
func room(pkg string) string {
	switch {
	case strings.HasPrefix(pkg, "internal/kit/"):
		return "kit"
	case pkg == "internal/ledger" || strings.HasPrefix(pkg, "internal/ledger/") && !isWeb(pkg):
		return "ledger"
	case pkg == "internal/registry" || pkg == "internal/registry/roster":
		return "registry"
	case isWeb(pkg):
		return "web"
	case pkg == "internal/app":
		return "app"
	case pkg == "locales" || pkg == "web":
		return "assets"
	case pkg == "internal/demo":
		return "demo"
	case strings.HasPrefix(pkg, "internal/"):
		return "domain"
	}
	return "top"
}

// isWeb tells whether a package is an edge: pages (…web) or a command (…cli).
func isWeb(pkg string) bool {
	edge := strings.HasSuffix(path.Base(pkg), "web") || strings.HasSuffix(path.Base(pkg), "cli")
	return strings.HasPrefix(pkg, "internal/") && !strings.HasPrefix(pkg, "internal/kit/") && edge
}

// mayImport lists, for each room, the rooms it may import from.
func mayImport() map[string][]string {
	return map[string][]string{
		"kit":      {"kit"},
		"ledger":   {"kit", "ledger"},
		"registry": {"kit", "registry"},
		"domain":   {"kit", "ledger", "registry", "domain"},
		"web":      {"kit", "ledger", "registry", "domain", "assets"},
		"demo":     {"kit", "ledger", "registry", "domain"},
		"app":      {"kit", "ledger", "registry", "domain", "web", "demo", "assets"},
		"top":      {"app", "kit", "registry", "domain", "ledger", "demo"}, // cmd and bench
	}
}

func TestImportsPointDownwards(t *testing.T) {
	for _, f := range sources(t) {
		for _, imp := range f.imports() {
			pkg, ours := strings.CutPrefix(imp, module)
			if !ours || pkg == f.pkg {
				continue
			}
			if from, to := room(f.pkg), room(pkg); !slices.Contains(mayImport()[from], to) {
				t.Errorf("%s (%s) imports %s (%s)", f.name, from, pkg, to)
			}
		}
	}
}

func TestOnlyWebPackagesKnowHTTPAndTemplates(t *testing.T) {
	for _, f := range sources(t) {
		if r := room(f.pkg); r != "domain" && r != "ledger" && r != "registry" {
			continue
		}
		for _, imp := range f.imports() {
			if strings.HasSuffix(imp, "/templ") || imp == "html/template" || (imp == "net/http" && !callsOut(f.pkg)) {
				t.Errorf("%s imports %s: pages belong into a web package", f.name, imp)
			}
		}
	}
}

// callsOut are domains that talk to a service outside, as a client.
func callsOut(pkg string) bool { return strings.HasPrefix(pkg, "internal/notify") }

func TestOnlyTheDataLayerKnowsTheDrivers(t *testing.T) {
	for _, f := range sources(t) {
		if strings.HasPrefix(f.pkg, "internal/kit/db") || f.pkg == "bench" {
			continue
		}
		for _, imp := range f.imports() {
			if strings.HasPrefix(imp, "github.com/jackc/pgx") || strings.HasPrefix(imp, "modernc.org/sqlite") || imp == "database/sql" {
				t.Errorf("%s imports %s", f.name, imp)
			}
		}
	}
}

func TestReportsAreReadByTheirPagesOnly(t *testing.T) {
	for _, f := range sources(t) {
		for _, imp := range f.imports() {
			if imp == module+"internal/report" && f.pkg != "internal/app" && f.pkg != "internal/report/reportweb" && f.pkg != "internal/demo" {
				t.Errorf("%s imports the reports", f.name)
			}
		}
	}
}

func TestNoPackageHasInitOrState(t *testing.T) {
	for _, f := range sources(t) {
		if f.generated() {
			continue
		}
		for _, decl := range f.ast.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "init" && d.Recv == nil {
					t.Errorf("%s has an init function", f.name)
				}
			case *ast.GenDecl:
				if d.Tok == token.VAR {
					stateless(t, f, d)
				}
			}
		}
	}
}

// stateless allows package variables that nobody changes: errors, embedded
// files, compiled patterns, replacers, zero values and the build's version.
func stateless(t *testing.T, f file, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || v.Names[0].Name == "_" || v.Names[0].Name == "Version" {
			continue
		}
		if !harmless(v) {
			t.Errorf("%s: package variable %s", f.name, v.Names[0].Name)
		}
	}
}

func harmless(v *ast.ValueSpec) bool {
	if len(v.Values) == 0 {
		return typeName(v.Type) == "embed.FS" || typeName(v.Type) == "time.Time" || typeName(v.Type) == "string" || typeName(v.Type) == "[]byte"
	}
	for _, value := range v.Values {
		call, ok := value.(*ast.CallExpr)
		if !ok || !slices.Contains([]string{"errors.New", "regexp.MustCompile", "strings.NewReplacer", "template.Must", "time.Date"}, typeName(call.Fun)) {
			return false
		}
	}
	return true
}

func typeName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.SelectorExpr:
		return typeName(x.X) + "." + x.Sel.Name
	case *ast.Ident:
		return x.Name
	case *ast.ArrayType:
		return "[]" + typeName(x.Elt)
	}
	return ""
}
