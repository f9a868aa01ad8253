package matter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Mark tells one state of a class from another. Its place in the list is no part
// of it: moving classes about does not disturb who edits one of them.
func (cfg ClassConfig) Mark() (string, error) {
	cfg.Position, cfg.Code, cfg.Seen = 0, "", ""
	text, err := json.Marshal(cfg)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// checkSeen refuses (Conflict) to save over a change the editor has not seen. The
// row is held first, so that of two who save at once the second one waits and is
// told.
func checkSeen(ctx context.Context, tx *db.Tx, c registry.Compound, cfg ClassConfig) error {
	if cfg.Seen == "" {
		return nil
	}
	if _, err := tx.Exec(ctx, "UPDATE matter_class SET position = position WHERE community_id = $1 AND compound_id = $2 AND id = $3", c.Community, c.ID, cfg.ID); err != nil {
		return err
	}
	now, err := classConfigTx(ctx, tx, c, cfg.ID)
	if err != nil {
		return err
	}
	mark, err := now.Mark()
	if err == nil && mark != cfg.Seen {
		return errs.New(errs.Conflict, "matter.err.classchanged")
	}
	return err
}

func classConfigTx(ctx context.Context, tx *db.Tx, c registry.Compound, id int64) (cfg ClassConfig, err error) {
	if cfg.Class, err = classTx(ctx, tx, c.Community, c.ID, id); err != nil {
		return cfg, err
	}
	if cfg.Targets, err = targetsTx(ctx, tx, c.Community, id); err != nil {
		return cfg, err
	}
	cfg.Chain, err = chainTx(ctx, tx, c, id)
	return cfg, err
}
