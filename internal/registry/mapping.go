package registry

import (
	"context"
	"encoding/json"
	"errors"

	"mulin/internal/kit/db"
	"mulin/internal/registry/roster"
)

// MappingFor gives the columns of a file: as a clerk corrected them for a file
// with the same header, else as guessed.
func (s *Service) MappingFor(ctx context.Context, community int64, f *roster.File) (m roster.Mapping, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err = mappingTx(ctx, tx, community, f)
		return err
	})
	return m, err
}

func mappingTx(ctx context.Context, tx *db.Tx, community int64, f *roster.File) (roster.Mapping, error) {
	guess := roster.Guess(f)
	text, err := db.One(ctx, tx, db.Value[string], "SELECT mapping FROM import_mapping WHERE community_id = $1 AND fingerprint = $2", community, roster.Fingerprint(f))
	if errors.Is(err, db.ErrNoRow) {
		return guess, nil
	}
	if err != nil {
		return guess, err
	}
	var known roster.Mapping
	if err := json.Unmarshal([]byte(text), &known); err != nil {
		return guess, err
	}
	if _, ok := f.Sheet(known.Sheet); ok {
		guess.Sheet = known.Sheet
	}
	guess.HeaderRow = max(1, guess.HeaderRow+known.HeaderRow)
	guess.HeaderRows, guess.Columns = known.HeaderRows, known.Columns
	return guess, nil
}

// RememberMapping keeps corrected columns for the next file with this header.
func (s *Service) RememberMapping(ctx context.Context, community int64, f *roster.File, m roster.Mapping) error {
	m.HeaderRow -= roster.Guess(f).HeaderRow // the next file may have more title lines above
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO import_mapping (community_id, fingerprint, mapping, saved_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (community_id, fingerprint) DO UPDATE SET mapping = excluded.mapping, saved_at = excluded.saved_at`,
			community, roster.Fingerprint(f), string(text), db.Millis(tx.Now()))
		return err
	})
}
