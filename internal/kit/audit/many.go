package audit

import (
	"context"

	"mulin/internal/kit/db"
)

// RecordAll adds many entries of one act at once.
func RecordAll(ctx context.Context, tx *db.Tx, entries []Entry) error {
	in := db.NewInserter(tx, "audit", "community_id", "id", "at", "person_id", "action", "subject", "subject_id", "reason", "detail")
	for i, e := range entries {
		if err := in.Add(ctx, e.Community, tx.NewID(), db.Millis(tx.Now()), e.Person, e.Action, e.Subject, e.SubjectID, e.Reason, e.Detail); err != nil {
			return err
		}
		if i%50 == 49 { // small statements: SQLite looks numbered parameters up one by one
			if err := in.Flush(ctx); err != nil {
				return err
			}
		}
	}
	return in.Flush(ctx)
}
