// Package backup writes everything a database holds into one file and fills an
// empty database from it, on either engine: the same file moves a community from
// SQLite to PostgreSQL. The file is tar inside gzip, encrypted with age when a
// passphrase is given; its last entry is a manifest with a digest per table, and
// a restore ends by computing the digests again from the new database.
package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"filippo.io/age"

	"mulin/internal/kit/db"
)

// Options of a backup.
type Options struct {
	Passphrase string // "" leaves the file readable
	SecretKey  []byte // the master key file, kept inside so that phones open again
}

// Summary tells what went in or came out.
type Summary struct{ Tables, Rows int64 }

// Manifest describes the content; it is the last entry of the file, so that a
// file cut short is noticed.
type Manifest struct {
	Schema  string               `json:"schema"`
	Created string               `json:"created"`
	Tables  map[string]TableInfo `json:"tables"`
}

// TableInfo is how many rows a table has and a digest over all of them that does
// not depend on their order.
type TableInfo struct {
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"`
}

// skipped are tables that mean nothing elsewhere or later.
func skipped(table string) bool {
	return table == "session" || table == "login_code" || table == "login_attempt"
}

func tables() ([]string, error) {
	all, err := db.Tables()
	var out []string
	for _, t := range all {
		if !skipped(t) {
			out = append(out, t)
		}
	}
	return out, err
}

// Write makes a backup of one moment while others go on working. The file must
// not exist; it appears under its name only when it is complete.
func Write(ctx context.Context, d *db.DB, file string, o Options) (sum Summary, err error) {
	if _, err := os.Stat(file); err == nil {
		return sum, fmt.Errorf("%s exists already; nothing is overwritten", file)
	}
	partial := file + ".partial"
	out, err := os.OpenFile(partial, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return sum, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(partial)
		}
	}()
	if sum, err = write(ctx, d, out, o); err != nil {
		return sum, errors.Join(err, out.Close())
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return sum, err
	}
	return sum, os.Rename(partial, file)
}

func write(ctx context.Context, d *db.DB, out io.Writer, o Options) (sum Summary, err error) {
	sealed, closeSeal, err := seal(out, o.Passphrase)
	if err != nil {
		return sum, err
	}
	zipped := gzip.NewWriter(sealed)
	archive := tar.NewWriter(zipped)
	err = d.Snapshot(ctx, func(tx *db.Tx) error {
		sum, err = writeAll(ctx, tx, archive, o)
		return err
	})
	return sum, errors.Join(err, archive.Close(), zipped.Close(), closeSeal())
}

func seal(out io.Writer, passphrase string) (io.Writer, func() error, error) {
	if passphrase == "" {
		return out, func() error { return nil }, nil
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, nil, err
	}
	w, err := age.Encrypt(out, to)
	if err != nil {
		return nil, nil, err
	}
	return w, w.Close, nil
}

func writeAll(ctx context.Context, tx *db.Tx, archive *tar.Writer, o Options) (sum Summary, err error) {
	schema, err := db.SchemaVersion()
	if err != nil {
		return sum, err
	}
	m := Manifest{Schema: schema, Created: tx.Now().Format(time.RFC3339), Tables: map[string]TableInfo{}}
	if err := putFile(archive, "secret.key", o.SecretKey); err != nil {
		return sum, err
	}
	names, err := tables()
	if err != nil {
		return sum, err
	}
	for _, name := range names {
		info, err := writeTable(ctx, tx, archive, name)
		if err != nil {
			return sum, fmt.Errorf("%s: %w", name, err)
		}
		m.Tables[name] = info
		sum.Tables, sum.Rows = sum.Tables+1, sum.Rows+info.Rows
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return sum, err
	}
	return sum, putFile(archive, "manifest.json", text)
}

func putFile(archive *tar.Writer, name string, content []byte) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content))}); err != nil {
		return err
	}
	_, err := archive.Write(content)
	return err
}

// firstPart is the file of a table that begins with its column names.
const firstPart = "000000.jsonl"

// chunk bounds the memory a table needs: it is written in parts of this size.
const chunk = 4 << 20

func writeTable(ctx context.Context, tx *db.Tx, archive *tar.Writer, table string) (TableInfo, error) {
	columns, _, err := db.Columns(ctx, tx, table)
	if err != nil {
		return TableInfo{}, err
	}
	var buf bytes.Buffer
	head, err := json.Marshal(columns)
	if err != nil {
		return TableInfo{}, err
	}
	var total digest
	part := 0
	flush := func() error {
		err := putFile(archive, fmt.Sprintf("%s/%06d.jsonl", table, part), buf.Bytes())
		part++
		buf.Reset()
		return err
	}
	buf.Write(append(head, '\n'))
	err = db.Dump(ctx, tx, table, func(row []any) error {
		line, err := encode(row)
		if err != nil {
			return err
		}
		total.add(line)
		buf.Write(line)
		buf.WriteByte('\n')
		if buf.Len() > chunk {
			return flush()
		}
		return nil
	})
	if err != nil {
		return TableInfo{}, err
	}
	return TableInfo{Rows: total.rows, Digest: total.String()}, flush()
}

// encode writes a row so that both engines give the same text: booleans as 0 and
// 1, bytes as {"b": hex}.
func encode(row []any) ([]byte, error) {
	out := make([]any, len(row))
	for i, v := range row {
		switch x := v.(type) {
		case []byte:
			out[i] = map[string]string{"b": hex.EncodeToString(x)}
		case bool:
			out[i] = 0
			if x {
				out[i] = 1
			}
		default:
			out[i] = v
		}
	}
	return json.Marshal(out)
}

// digest is a sum over the hashes of rows, in any order.
type digest struct {
	rows int64
	sum  [sha256.Size]byte
}

func (d *digest) add(line []byte) {
	h := sha256.Sum256(line)
	carry := 0
	for i := range d.sum {
		n := int(d.sum[i]) + int(h[i]) + carry
		d.sum[i], carry = byte(n), n>>8
	}
	d.rows++
}

func (d *digest) String() string { return hex.EncodeToString(d.sum[:]) }
