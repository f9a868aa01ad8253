// Package blob keeps photos (照片) small and clean: whatever a phone sends is
// turned upright, shrunk and written anew as JPEG, which drops the place and
// device noted inside it (PIPL: only what the purpose needs). A photo is named
// by the hash of its bytes, so that the same one is kept once.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Limits of what is taken in.
const (
	MaxBytes  = 8 << 20    // of the file as sent
	MaxPixels = 40_000_000 // of the picture as sent, checked before it is unpacked
	MaxSide   = 1600       // pixels of the longer side as kept

	atOnce = 2 // pictures unpacked at the same time; the others wait
)

// Photo is a picture ready to be kept.
type Photo struct {
	Hash string // SHA-256 of JPEG, hex
	JPEG []byte
}

// Service keeps photos in the database.
type Service struct {
	db    *db.DB
	slots chan struct{} // a picture of the largest size takes 160 MB while it is open
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{d, make(chan struct{}, atOnce)} }

// Save shrinks a picture and keeps it, and gives its hash. The work on the
// picture is done before the transaction, so that nobody waits for it. Invalid
// at field "photo" when it is no picture we take.
func (s *Service) Save(ctx context.Context, community int64, r io.Reader) (hash string, err error) {
	photo, err := s.shrink(ctx, r)
	if err != nil {
		return "", err
	}
	return photo.Hash, s.db.Write(ctx, func(tx *db.Tx) error { return photo.KeepTx(ctx, tx, community) })
}

// shrink waits for its turn, so that a wave of pictures cannot take all memory.
func (s *Service) shrink(ctx context.Context, r io.Reader) (Photo, error) {
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return Photo{}, ctx.Err()
	}
	defer func() { <-s.slots }()
	return Shrink(r)
}

// Put is Save within a transaction.
func Put(ctx context.Context, tx *db.Tx, community int64, r io.Reader) (hash string, err error) {
	photo, err := Shrink(r)
	if err != nil {
		return "", err
	}
	return photo.Hash, photo.KeepTx(ctx, tx, community)
}

// Shrink reads a picture and makes it ready to be kept.
func Shrink(r io.Reader) (Photo, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Photo{}, err
	}
	if len(raw) > MaxBytes {
		return Photo{}, errs.InvalidField("photo", "photo.err.big", errs.Args{"Max": MaxBytes >> 20})
	}
	jpeg, err := clean(raw)
	if err != nil {
		return Photo{}, err
	}
	sum := sha256.Sum256(jpeg)
	return Photo{Hash: hex.EncodeToString(sum[:]), JPEG: jpeg}, nil
}

// KeepTx writes the photo down; one that is there already is left alone.
func (p Photo) KeepTx(ctx context.Context, tx *db.Tx, community int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO blob (community_id, hash, media_type, bytes, created_at) VALUES ($1, $2, 'image/jpeg', $3, $4)
		ON CONFLICT (community_id, hash) DO NOTHING`, community, p.Hash, p.JPEG, db.Millis(tx.Now()))
	return err
}

// Get gives the JPEG of a photo. NotFound. Whether somebody may see it is asked
// before, of the matter it belongs to.
func (s *Service) Get(ctx context.Context, community int64, hash string) (jpeg []byte, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		jpeg, err = db.One(ctx, tx, db.Value[[]byte], "SELECT bytes FROM blob WHERE community_id = $1 AND hash = $2", community, hash)
		if errors.Is(err, db.ErrNoRow) {
			return errs.New(errs.NotFound, "err.notfound")
		}
		return err
	})
	return jpeg, err
}
