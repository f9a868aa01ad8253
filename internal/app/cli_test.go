package app

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
)

// said is what a command line answered.
type said struct {
	code     int
	out, err string
}

func mulin(t *testing.T, args ...string) said {
	t.Helper()
	var out, errs bytes.Buffer
	code := Main(t.Context(), args, &out, &errs)
	return said{code, out.String(), errs.String()}
}

// want checks the exit code and that each word was said, on either stream.
func (s said) want(t *testing.T, code int, words ...string) said {
	t.Helper()
	if s.code != code {
		t.Errorf("exit %d, want %d: %s%s", s.code, code, s.out, s.err)
	}
	for _, word := range words {
		if !strings.Contains(s.out+s.err, word) {
			t.Errorf("%q is missing in: %s%s", word, s.out, s.err)
		}
	}
	return s
}

// result reads what --json printed and insists on exactly its fields.
func (s said) result(t *testing.T) result {
	t.Helper()
	var r result
	dec := json.NewDecoder(strings.NewReader(s.out))
	dec.DisallowUnknownFields()
	must(t, dec.Decode(&r))
	var fields map[string]any
	must(t, json.Unmarshal([]byte(s.out), &fields))
	for _, name := range []string{"homes", "people", "created", "updated", "unchanged", "errors"} {
		if fields[name] == nil {
			t.Errorf("%s is missing in %s", name, s.out)
		}
	}
	return r
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

const goodRoster = "楼栋,单元,房号,建筑面积,业主,联系电话\nA栋,1单元,0401,86.48,示例居民001,13951000037\nA栋,1单元,0402,112.36㎡,示例居民002,\n"
const faultyRoster = goodRoster + "A栋,1单元,0403,,示例居民003,13951000038\n"

func workbook(t *testing.T, rows ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		must(t, err)
		must(t, book.SetSheetRow("Sheet1", cell, &row))
	}
	path := filepath.Join(t.TempDir(), "花名册.xlsx")
	must(t, book.SaveAs(path))
	return path
}

// stocked is a folder with a compound of two homes.
func stocked(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	mulin(t, "import", "roster", file(t, "a.csv", goodRoster), "--data", dir, "--compound", "幸福小区", "--create").want(t, exitOK)
	return dir
}

func count(t *testing.T, dir, table string) (n int64) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{Dir: dir})
	must(t, err)
	defer func() { must(t, d.Close()) }()
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		n, err = db.One(t.Context(), tx, db.Value[int64], "SELECT count(*) FROM "+table)
		return err
	}))
	return n
}

func TestTheCommandLineTeaches(t *testing.T) {
	mulin(t, "version").want(t, exitOK, "mulin "+Version)
	commands := []string{"serve", "demo", "import roster", "export roster", "tally", "admin", "backup", "restore", "version", "MULIN_"}
	mulin(t, "--help").want(t, exitOK, commands...)
	mulin(t).want(t, exitOK, commands...)
	mulin(t, "serve", "--help").want(t, exitOK, "--addr", "--data", "--database", "--metrics-addr")
}

func TestAWrongCommandLineIsAUsageError(t *testing.T) {
	for _, c := range []struct{ line, word string }{
		{"nonsense", "nonsense"},
		{"serve --nonsense", "--nonsense"},
		{"serve extra", "extra"},
		{"import", "roster"},
		{"import roster", "--compound"},
		{"import roster --compound x", "file"},
		{"import roster a.csv", "--compound"},
		{"import roster a.csv --compound x --lang fr", "--lang"},
		{"admin --compound x", "--name"},
		{"restore no-such-file", "no-such-file"},
	} {
		s := mulin(t, strings.Fields(c.line)...)
		if s.code != exitUsage || s.out != "" || !strings.Contains(strings.ToUpper(s.err), strings.ToUpper(c.word)) || !strings.Contains(s.err, "mulin --help") {
			t.Errorf("%s: %+v", c.line, s)
		}
	}
}

func TestAnImportTellsExactlyWhatItDid(t *testing.T) {
	dir := t.TempDir()
	book := workbook(t, []any{"幸福小区住户台账"}, []any{"楼栋", "单元", "房号", "建筑面积", "业主", "联系电话"},
		[]any{"A栋", "1单元", "0401", 86.48, "示例居民001", "13951000037"}, []any{"A栋", "1单元", "0402", "112.36㎡", "示例居民002", ""})
	line := []string{"import", "roster", book, "--data", dir, "--compound", "幸福小区", "--json"}
	first := mulin(t, append(line, "--create")...).want(t, exitOK).result(t)
	if want := (result{Homes: 2, People: 2, Created: 2, Errors: first.Errors}); !reflect.DeepEqual(first, want) || len(first.Errors) != 0 {
		t.Errorf("%+v", first)
	}
	again := mulin(t, line...).want(t, exitOK).result(t)
	if want := (result{Homes: 2, People: 2, Unchanged: 2, Errors: again.Errors}); !reflect.DeepEqual(again, want) {
		t.Errorf("the second time: %+v", again)
	}
	mulin(t, line[:len(line)-1]...).want(t, exitOK, "2 homes, 2 people: 0 created, 0 updated, 2 unchanged, 0 errors")
}

func TestADryRunWritesNothing(t *testing.T) {
	dir := t.TempDir()
	r := mulin(t, "import", "roster", file(t, "a.csv", goodRoster), "--data", dir, "--compound", "幸福小区", "--create", "--dry-run", "--json").want(t, exitOK).result(t)
	if r.Created != 2 || count(t, dir, "home")+count(t, dir, "compound") != 0 {
		t.Errorf("%+v", r)
	}
}

func TestAFaultyFileWritesNothingUnlessTheGoodRowsAreWanted(t *testing.T) {
	dir := t.TempDir()
	line := []string{"import", "roster", file(t, "a.csv", faultyRoster), "--data", dir, "--compound", "幸福小区", "--create"}
	r := mulin(t, append(line, "--json")...).want(t, exitFail).result(t)
	if len(r.Errors) != 1 || r.Errors[0].Cell != "D4" || r.Errors[0].Message == "" || count(t, dir, "home") != 0 {
		t.Errorf("%+v", r)
	}
	mulin(t, line...).want(t, exitFail, "D4", "--good-rows")
	r = mulin(t, append(line, "--good-rows", "--json")...).want(t, exitOK).result(t)
	if r.Created != 2 || len(r.Errors) != 1 || count(t, dir, "home") != 2 {
		t.Errorf("%+v", r)
	}
}

func TestAFileThatCannotBeTakenIsToldInWords(t *testing.T) {
	dir := t.TempDir()
	line := func(file string) []string {
		return []string{"import", "roster", file, "--data", dir, "--compound", "幸福小区", "--json"}
	}
	mulin(t, line(filepath.Join(dir, "missing.xlsx"))...).want(t, exitFail, "missing.xlsx")
	for name, path := range map[string]string{
		"unknown compound": file(t, "a.csv", goodRoster),
		"no workbook":      file(t, "a.xlsx", "PK\x03\x04 this is no workbook"),
		"empty":            file(t, "a.csv", ""),
	} {
		s := mulin(t, line(path)...).want(t, exitFail)
		if r := s.result(t); len(r.Errors) != 1 || r.Errors[0].Message == "" || !strings.Contains(s.err, r.Errors[0].Message) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestAnExportImportsBackUnchanged(t *testing.T) {
	dir := stocked(t)
	for _, name := range []string{"out.xlsx", "out.csv"} {
		out := filepath.Join(t.TempDir(), name)
		line := []string{"export", "roster", out, "--data", dir, "--compound", "幸福小区", "--reason", "换系统"}
		mulin(t, line...).want(t, exitOK, "2 homes")
		mulin(t, line...).want(t, exitFail, name)
		r := mulin(t, "import", "roster", out, "--data", dir, "--compound", "幸福小区", "--json").want(t, exitOK).result(t)
		if r.Unchanged != 2 || r.People != 2 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	mulin(t, "export", "roster", filepath.Join(dir, "x.csv"), "--data", dir, "--compound", "别处", "--reason", "换系统").want(t, exitFail, "别处")
}

func TestAnAdministratorOfTheCommandLineSignsIn(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := dbtest.Fresh(t, engine)
			dir := t.TempDir()
			where := []string{"--data", dir, "--database", o.URL, "--compound", "幸福小区"}
			admin := func(password string) said {
				return mulin(t, append([]string{"admin", "--name", "示例管理", "--phone", "139 5100 0099", "--password-file", file(t, "p", password)}, where...)...)
			}
			admin("a good password\n").want(t, exitFail, "幸福小区", "--create")
			mulin(t, append([]string{"import", "roster", file(t, "a.csv", goodRoster), "--create"}, where...)...).want(t, exitOK)
			admin("").want(t, exitFail)
			admin("short").want(t, exitFail, "password")
			admin("a good password\n").want(t, exitOK, "示例管理")
			admin("a better password\r\n").want(t, exitOK, "示例管理")
			a, err := New(t.Context(), Config{Dir: dir, Database: o.URL})
			must(t, err)
			defer func() { must(t, a.Close()) }()
			in, err := a.Accounts.ByPassword(t.Context(), "13951000099", "a better password", "127.0.0.1", "test")
			must(t, err)
			who, err := a.Accounts.Authenticate(t.Context(), in.Token)
			must(t, err)
			if len(who.Grants) != 1 || who.Grants[0].Role != "admin" {
				t.Errorf("%+v", who)
			}
		})
	}
}

func TestABackupOfTheCommandLineComesBack(t *testing.T) {
	dir, to := stocked(t), t.TempDir()
	copied := filepath.Join(t.TempDir(), "mulin.backup")
	pass := file(t, "pass", "correct horse\n")
	mulin(t, "backup", copied, "--data", dir, "--passphrase-file", file(t, "empty", "\n")).want(t, exitFail, "empty")
	mulin(t, "backup", copied, "--data", dir, "--passphrase-file", pass).want(t, exitOK, "tables")
	mulin(t, "backup", copied, "--data", dir).want(t, exitFail, "exists already")
	mulin(t, "restore", copied, "--data", to).want(t, exitFail, "--passphrase-file")
	mulin(t, "restore", copied, "--data", to, "--passphrase-file", file(t, "pass", "wrong")).want(t, exitFail, "passphrase")
	mulin(t, "restore", copied, "--data", to, "--passphrase-file", file(t, "pass", "correct horse")).want(t, exitOK, "restored and checked")
	mulin(t, "restore", copied, "--data", to, "--passphrase-file", pass).want(t, exitFail, "not empty")
	if n := count(t, to, "home"); n != 2 {
		t.Errorf("%d homes, want 2", n)
	}
}

func TestABackupLeavesAKeyThatIsKeptElsewhereThere(t *testing.T) {
	key := strings.Repeat("0a", 32)
	dir, to := t.TempDir(), t.TempDir()
	copied := filepath.Join(t.TempDir(), "mulin.backup")
	t.Setenv("MULIN_SECRET_KEY", key)
	t.Setenv("MULIN_DATA", dir)
	mulin(t, "import", "roster", file(t, "a.csv", goodRoster), "--compound", "幸福小区", "--create").want(t, exitOK)
	mulin(t, "backup", copied).want(t, exitOK)
	mulin(t, "restore", copied, "--data", to).want(t, exitOK)
	if _, err := os.Stat(filepath.Join(to, "secret.key")); err == nil {
		t.Error("a key file appeared")
	}
	back := mulin(t, "export", "roster", filepath.Join(to, "x.csv"), "--data", to, "--compound", "幸福小区", "--reason", "核对").want(t, exitOK)
	if text, err := os.ReadFile(filepath.Join(to, "x.csv")); err != nil || !bytes.Contains(text, []byte("13951000037")) {
		t.Errorf("%s %v: the phones do not open: %s", back.out, err, text)
	}
}

// patient ends what a test waits for in vain.
func patient(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}
