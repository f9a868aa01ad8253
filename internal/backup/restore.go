package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"filippo.io/age"

	"mulin/internal/kit/db"
)

// Target is where a backup is restored to.
type Target struct {
	Dir        string // folder for SQLite and the key file
	Database   string // PostgreSQL URL, "" for SQLite
	Passphrase string
}

// Restore fills an empty database and checks every table against the manifest.
// On any fault nothing is kept: the transaction is rolled back.
func Restore(ctx context.Context, file string, to Target) (sum Summary, err error) {
	in, err := os.Open(file)
	if err != nil {
		return sum, err
	}
	defer func() { _ = in.Close() }()
	archive, err := open(bufio.NewReader(in), to.Passphrase)
	if err != nil {
		return sum, err
	}
	d, err := db.Open(ctx, db.Options{URL: to.Database, Dir: to.Dir})
	if err != nil {
		return sum, err
	}
	r := restorer{archive: archive, seen: map[string]*digest{}}
	err = d.Write(ctx, func(tx *db.Tx) error { return r.fill(ctx, tx) })
	if err == nil {
		err = keepKey(to.Dir, r.key)
	}
	for _, t := range r.seen {
		sum.Tables, sum.Rows = sum.Tables+1, sum.Rows+t.rows
	}
	return sum, errors.Join(err, d.Close())
}

// open reads through the encryption, if any, and the compression.
func open(in *bufio.Reader, passphrase string) (*tar.Reader, error) {
	var plain io.Reader = in
	head, err := in.Peek(21)
	if err != nil {
		return nil, fmt.Errorf("this is not a backup: %w", err)
	}
	if bytes.HasPrefix(head, []byte("age-encryption.org/v1")) {
		if passphrase == "" {
			return nil, errors.New("this backup is encrypted: give its passphrase with --passphrase-file")
		}
		id, err := age.NewScryptIdentity(passphrase)
		if err != nil {
			return nil, err
		}
		if plain, err = age.Decrypt(in, id); err != nil {
			return nil, fmt.Errorf("the passphrase does not open this backup: %w", err)
		}
	}
	zipped, err := gzip.NewReader(plain)
	if err != nil {
		return nil, fmt.Errorf("this is not a backup: %w", err)
	}
	return tar.NewReader(zipped), nil
}

type restorer struct {
	archive  *tar.Reader
	key      []byte
	manifest *Manifest
	seen     map[string]*digest
}

func (r *restorer) fill(ctx context.Context, tx *db.Tx) error {
	if err := mustBeEmpty(ctx, tx); err != nil {
		return err
	}
	known, err := tables()
	if err != nil {
		return err
	}
	for _, t := range known {
		r.seen[t] = &digest{}
	}
	for {
		h, err := r.archive.Next()
		if errors.Is(err, io.EOF) {
			return r.check(ctx, tx)
		}
		if err != nil {
			return fmt.Errorf("the backup is damaged: %w", err)
		}
		if err := r.entry(ctx, tx, h.Name); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
}

func mustBeEmpty(ctx context.Context, tx *db.Tx) error {
	n, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM community")
	if err == nil && n > 0 {
		return errors.New("the database is not empty; restore into a new folder or database")
	}
	return err
}

func (r *restorer) entry(ctx context.Context, tx *db.Tx, name string) (err error) {
	switch name {
	case "secret.key":
		r.key, err = io.ReadAll(io.LimitReader(r.archive, 1<<16))
		return err
	case "manifest.json":
		r.manifest = &Manifest{}
		return json.NewDecoder(r.archive).Decode(r.manifest)
	}
	table := path.Dir(name)
	if r.seen[table] == nil {
		return errors.New("this table is not known to this version of the program")
	}
	return r.table(ctx, tx, table)
}

func (r *restorer) table(ctx context.Context, tx *db.Tx, table string) error {
	columns, boolean, err := db.Columns(ctx, tx, table)
	if err != nil {
		return err
	}
	ins := db.NewInserter(tx, table, columns...)
	lines := bufio.NewScanner(r.archive)
	lines.Buffer(make([]byte, 1<<20), 64<<20)
	for lines.Scan() {
		line := lines.Bytes()
		if bytes.HasPrefix(line, []byte(`["`+columns[0]+`"`)) {
			if err := sameColumns(line, columns); err != nil {
				return err
			}
			continue
		}
		row, err := decode(line, boolean)
		if err != nil {
			return err
		}
		if err := ins.Add(ctx, row...); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), ins.Flush(ctx))
}

func sameColumns(line []byte, columns []string) error {
	var had []string
	if err := json.Unmarshal(line, &had); err != nil {
		return err
	}
	if fmt.Sprint(had) != fmt.Sprint(columns) {
		return fmt.Errorf("the columns differ: the backup has %v, this program %v; restore with the version that wrote it, then upgrade", had, columns)
	}
	return nil
}

func decode(line []byte, boolean []bool) ([]any, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var row []any
	if err := dec.Decode(&row); err != nil {
		return nil, err
	}
	if len(row) != len(boolean) {
		return nil, fmt.Errorf("a row has %d values, want %d", len(row), len(boolean))
	}
	for i, v := range row {
		var err error
		if row[i], err = value(v, boolean[i]); err != nil {
			return nil, err
		}
	}
	return row, nil
}

func value(v any, boolean bool) (any, error) {
	switch x := v.(type) {
	case json.Number:
		n, err := x.Int64()
		if boolean {
			return n != 0, err
		}
		return n, err
	case map[string]any:
		text, _ := x["b"].(string)
		return hex.DecodeString(text)
	}
	return v, nil
}

// check reads the new database once more and compares with the manifest.
func (r *restorer) check(ctx context.Context, tx *db.Tx) error {
	if r.manifest == nil {
		return errors.New("the backup is incomplete: its end is missing")
	}
	for table, want := range r.manifest.Tables {
		got := r.seen[table]
		if got == nil {
			return fmt.Errorf("table %s is not known to this version of the program", table)
		}
		err := db.Dump(ctx, tx, table, func(row []any) error {
			line, err := encode(row)
			got.add(line)
			return err
		})
		if err != nil {
			return err
		}
		if got.rows != want.Rows || got.String() != want.Digest {
			return fmt.Errorf("table %s differs from the backup: %d rows, want %d", table, got.rows, want.Rows)
		}
	}
	return nil
}

// keepKey puts the master key beside the database, unless there is another.
func keepKey(dir string, key []byte) error {
	if len(key) == 0 {
		return nil
	}
	file := filepath.Join(dir, "secret.key")
	if have, err := os.ReadFile(file); err == nil {
		if bytes.Equal(have, key) {
			return nil
		}
		return fmt.Errorf("%s holds another key; the restored phone numbers need the one of the backup", file)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, key, 0o600)
}
