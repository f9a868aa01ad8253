package matter

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// SaveSettings sets the compound's limits and fallback people.
func (s *Service) SaveSettings(ctx context.Context, a actor.Actor, c registry.Compound, set Settings) error {
	var v errs.Check
	v.That(set.Fallback != 0, "fallback", "err.choose")
	v.That(set.FallbackDeputy != 0 && set.FallbackDeputy != set.Fallback, "deputy", "matter.err.deputy")
	v.That(set.ReturnLimit >= 1 && set.ReturnLimit <= 9, "return_limit", "matter.err.range", errs.Args{"Min": 1, "Max": 9})
	v.That(set.ReturnHours >= 1 && set.ReturnHours <= 168, "return_hours", "matter.err.range", errs.Args{"Min": 1, "Max": 168})
	v.That(set.SilenceAttempts >= 2 && set.SilenceAttempts <= 9, "silence_attempts", "matter.err.range", errs.Args{"Min": 2, "Max": 9})
	v.That(set.GrabMinutes >= 1 && set.GrabMinutes <= 1440, "grab_minutes", "matter.err.range", errs.Args{"Min": 1, "Max": 1440})
	v.That(set.PauseMaxHours >= 1 && set.PauseMaxHours <= 24*60, "pause_max_hours", "matter.err.range", errs.Args{"Min": 1, "Max": 1440})
	if err := v.Err(); err != nil {
		return err
	}
	return s.decide(ctx, a, c, "settings", func(tx *db.Tx) error {
		fit, err := s.staffTx(ctx, tx, c)
		if err != nil {
			return err
		}
		v.That(fit.inForce(set.Fallback), "fallback", "matter.err.notstaff")
		v.That(fit.inForce(set.FallbackDeputy), "deputy", "matter.err.notstaff")
		if err := v.Err(); err != nil {
			return err
		}
		return saveSettings(ctx, tx, c, set)
	})
}

func saveSettings(ctx context.Context, tx *db.Tx, c registry.Compound, set Settings) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter_setting (community_id, compound_id, fallback_id, fallback_deputy, return_limit, return_hours, silence_attempts, grab_minutes, pause_max_hours)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (community_id, compound_id) DO UPDATE SET fallback_id = excluded.fallback_id, fallback_deputy = excluded.fallback_deputy,
			return_limit = excluded.return_limit, return_hours = excluded.return_hours, silence_attempts = excluded.silence_attempts,
			grab_minutes = excluded.grab_minutes, pause_max_hours = excluded.pause_max_hours`,
		c.Community, c.ID, set.Fallback, set.FallbackDeputy, set.ReturnLimit, set.ReturnHours, set.SilenceAttempts, set.GrabMinutes, set.PauseMaxHours)
	return err
}
