package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema to the newest version: one timeline of SQL files,
// written for PostgreSQL and mapped for SQLite. Several servers that start
// together wait for one another on PostgreSQL.
func migrate(ctx context.Context, pool *sql.DB, d dialect) error {
	steps, err := steps(d)
	if err != nil {
		return err
	}
	opts := []goose.ProviderOption{goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true)}
	if d.name() == "postgres" {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(d.goose(), pool, nil, opts...)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

func steps(d dialect) ([]*goose.Migration, error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	out := make([]*goose.Migration, 0, len(files))
	for _, f := range files {
		text, err := migrations.ReadFile("migrations/" + f.Name())
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(f.Name(), "_")
		version, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number: %w", f.Name(), err)
		}
		out = append(out, step(version, f.Name(), d.mapSchema(string(text))))
	}
	return out, nil
}

// SchemaHash names the schema these migrations lead to, so that tests can keep a
// migrated database to copy from.
func SchemaHash() string {
	sum := sha256.New()
	files, _ := migrations.ReadDir("migrations") // embedded: cannot fail
	for _, f := range files {
		text, _ := migrations.ReadFile("migrations/" + f.Name())
		_, _ = sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

func step(version int64, name, text string) *goose.Migration {
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}}, nil)
}
