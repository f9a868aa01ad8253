package db

import (
	"context"
	"database/sql"
	"regexp"
	"strings"
)

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+) `)

// Tables lists our tables in the order of their creation: a table comes after
// those its foreign keys point to.
func Tables() ([]string, error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		text, err := migrations.ReadFile("migrations/" + f.Name())
		if err != nil {
			return nil, err
		}
		for _, m := range createTable.FindAllStringSubmatch(string(text), -1) {
			out = append(out, m[1])
		}
	}
	return out, nil
}

// SchemaVersion is the number of the newest migration of this program.
func SchemaVersion() (string, error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil || len(files) == 0 {
		return "", err
	}
	digits, _, _ := strings.Cut(files[len(files)-1].Name(), "_")
	return digits, nil
}

// Columns tells the columns of a table and which of them hold booleans, which
// the engines keep differently.
func Columns(ctx context.Context, t *Tx, table string) (names []string, boolean []bool, err error) {
	rows, err := t.q.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, nil, err
	}
	for _, c := range types {
		names = append(names, c.Name())
		boolean = append(boolean, c.DatabaseTypeName() == "BOOL")
	}
	return names, boolean, rows.Err()
}

// Dump streams every row of a table, column by column as the engine gives them:
// int64, string, []byte, bool or nil.
func Dump(ctx context.Context, t *Tx, table string, f func(row []any) error) error {
	rows, err := t.q.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	return dumpRows(rows, len(columns), f)
}

func dumpRows(rows *sql.Rows, n int, f func(row []any) error) error {
	row, into := make([]any, n), make([]any, n)
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
	return rows.Err()
}
