package backup_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"mulin/internal/backup"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
)

func TestABackupRestoresEveryRowOnEitherEngine(t *testing.T) {
	for _, from := range []string{"sqlite", "postgres"} {
		source := newHome(t, from)
		file := source.save(t, "")
		want := content(t, source.DB)
		for _, to := range []string{"sqlite", "postgres"} {
			t.Run(from+" to "+to, func(t *testing.T) {
				at := target(t, to)
				sum, err := backup.Restore(t.Context(), file, at)
				must(t, err)
				copied := run(t, at)
				got := content(t, copied.DB)
				if sum.Tables != int64(len(want)) || sum.Rows == 0 {
					t.Errorf("%+v restored, want %d tables", sum, len(want))
				}
				for table := range want {
					if got[table] != want[table] {
						t.Errorf("%s differs:\n%s\nwant\n%s", table, got[table], want[table])
					}
				}
				copied.samePhones(t, source)
			})
		}
	}
}

// samePhones opens every number with the key that came along.
func (h *home) samePhones(t *testing.T, other *home) {
	t.Helper()
	system := actor.Actor{System: true}
	got, err := h.Registry.ExportRows(t.Context(), system, other.compound, "测试")
	must(t, err)
	want, err := other.Registry.ExportRows(t.Context(), system, other.compound, "测试")
	must(t, err)
	if !reflect.DeepEqual(got, want) || got[0].Phones[0] != "13951000037" {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestARestoredCommunityTakesNewMatters(t *testing.T) {
	source := newHome(t, "sqlite")
	at := target(t, "postgres")
	_, err := backup.Restore(t.Context(), source.save(t, ""), at)
	must(t, err)
	copied := run(t, at)
	copied.compound, copied.by = source.compound, source.by
	must(t, copied.intake(t.Context(), 99))
}

func TestAnEncryptedBackupOpensWithItsPassphraseOnly(t *testing.T) {
	source := newHome(t, "sqlite")
	file := source.save(t, "correct horse")
	text, err := os.ReadFile(file)
	must(t, err)
	if bytes.Contains(text, []byte("community")) || !bytes.HasPrefix(text, []byte("age-encryption.org/v1")) {
		t.Error("the file can be read")
	}
	at := target(t, "sqlite")
	for _, wrong := range []string{"", "Correct horse"} {
		at.Passphrase = wrong
		refused(t, file, at)
	}
	mustBeCut(t, text, "correct horse")
	at.Passphrase = "correct horse"
	_, err = backup.Restore(t.Context(), file, at)
	must(t, err)
}

// mustBeCut shows that an encrypted file without its end is refused.
func mustBeCut(t *testing.T, text []byte, passphrase string) {
	t.Helper()
	at := target(t, "sqlite")
	at.Passphrase = passphrase
	refused(t, written(t, text[:len(text)-1]), at)
}

func written(t *testing.T, text []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mulin.backup")
	must(t, os.WriteFile(file, text, 0o600))
	return file
}

// refused restores what cannot be restored and looks that nothing is left.
func refused(t *testing.T, file string, at backup.Target) {
	t.Helper()
	if _, err := backup.Restore(t.Context(), file, at); err == nil {
		t.Errorf("%s was restored", file)
	}
	if _, err := os.Stat(filepath.Join(at.Dir, "secret.key")); err == nil {
		t.Error("the key of a refused backup was kept")
	}
	d, err := db.Open(t.Context(), db.Options{URL: at.Database, Dir: at.Dir})
	must(t, err)
	defer func() { must(t, d.Close()) }()
	for table, rows := range content(t, d) {
		if rows != "" {
			t.Errorf("%s has rows of a refused backup", table)
		}
	}
}

func TestADamagedFileLeavesNothingBehind(t *testing.T) {
	source := newHome(t, "sqlite")
	good := source.save(t, "")
	text, err := os.ReadFile(good)
	must(t, err)
	at := target(t, "sqlite")
	n := len(text)
	for _, end := range []int{0, 5, 30, n / 2, n - 9, n - 1} {
		refused(t, written(t, text[:end]), at)
	}
	for _, place := range []int{0, 12, 40, n / 4, n / 2, n * 3 / 4, n - 20, n - 8, n - 1} {
		bad := bytes.Clone(text)
		bad[place] ^= 0xff
		refused(t, written(t, bad), at)
	}
	refused(t, written(t, bytes.Repeat([]byte("睦邻"), 4096)), at)
	refused(t, filepath.Join(t.TempDir(), "missing"), at)
	onPostgres := target(t, "postgres")
	refused(t, written(t, text[:n-9]), onPostgres)
	for _, to := range []backup.Target{at, onPostgres} {
		_, err := backup.Restore(t.Context(), good, to)
		must(t, err)
	}
}

func TestADatabaseWithContentIsNotRestoredInto(t *testing.T) {
	file := newHome(t, "sqlite").save(t, "")
	for _, engine := range []string{"sqlite", "postgres"} {
		other := newHome(t, engine)
		before := content(t, other.DB)
		at := backup.Target{Dir: other.dir}
		if engine == "postgres" {
			at = target(t, engine)
			_, err := backup.Restore(t.Context(), file, at)
			must(t, err)
		}
		if _, err := backup.Restore(t.Context(), file, at); err == nil {
			t.Errorf("%s: it was restored over what was there", engine)
		}
		if !reflect.DeepEqual(content(t, other.DB), before) {
			t.Errorf("%s: what was there has changed", engine)
		}
	}
}

func TestAnotherKeyInTheFolderStopsTheRestoreBeforeAnythingIsKept(t *testing.T) {
	file := newHome(t, "sqlite").save(t, "")
	at := target(t, "sqlite")
	key := filepath.Join(at.Dir, "secret.key")
	must(t, os.WriteFile(key, []byte("another"), 0o600))
	if _, err := backup.Restore(t.Context(), file, at); err == nil {
		t.Error("restored beside a key that does not open it")
	}
	if have, err := os.ReadFile(key); err != nil || string(have) != "another" {
		t.Errorf("the key is now %q, %v", have, err)
	}
	must(t, os.Remove(key))
	_, err := backup.Restore(t.Context(), file, at)
	must(t, err)
}

func TestAFileThatExistsIsNotOverwritten(t *testing.T) {
	source := newHome(t, "sqlite")
	file := written(t, []byte("keep me"))
	if _, err := backup.Write(t.Context(), source.DB, file, backup.Options{}); err == nil {
		t.Error("it was overwritten")
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "keep me" {
		t.Errorf("it holds %q, %v", text, err)
	}
}

func TestABackupThatFailsLeavesNoFile(t *testing.T) {
	source := newHome(t, "sqlite")
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := backup.Write(ctx, source.DB, filepath.Join(dir, "b"), backup.Options{}); err == nil {
		t.Error("it was written")
	}
	left, err := os.ReadDir(dir)
	must(t, err)
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestABackupWhileOthersWriteIsOneMoment(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			source := newHome(t, engine)
			stop := source.keepWriting(t)
			file := source.save(t, "")
			stop()
			at := target(t, "sqlite")
			_, err := backup.Restore(t.Context(), file, at)
			must(t, err)
			copied := run(t, at)
			must(t, copied.DB.IntegrityCheck(t.Context()))
			if before, after := copied.matters(t), source.matters(t); before < 4 || before > after {
				t.Errorf("%d matters in the backup of a database with %d", before, after)
			}
			if counted := copied.counted(t); counted != copied.matters(t) {
				t.Errorf("the counter says %d, there are %d matters", counted, copied.matters(t))
			}
		})
	}
}

// keepWriting takes matters in from two sides until stopped; it returns after
// the first.
func (h *home) keepWriting(t *testing.T) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	begun := make(chan struct{}, 2)
	for side := range 2 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				if err := h.intake(context.Background(), side*1000+i); err != nil {
					t.Error(err)
				}
				if i == 0 {
					begun <- struct{}{}
				}
			}
		})
	}
	<-begun
	return func() { cancel(); wg.Wait() }
}

func (h *home) matters(t *testing.T) int64 {
	return h.number(t, "SELECT count(*) FROM matter")
}

// counted is the last number given to a matter.
func (h *home) counted(t *testing.T) int64 {
	return h.number(t, "SELECT CAST(COALESCE(sum(value), 0) AS BIGINT) FROM counter WHERE name LIKE 'matter%'")
}

func (h *home) number(t *testing.T, query string) (n int64) {
	t.Helper()
	must(t, h.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(t.Context(), tx, db.Value[int64], query)
		return err
	}))
	return n
}
