package matter

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// Rating is what the resident says, asked once per round after closing 评价.
type Rating struct {
	Solved    string // yes, partly, no
	Satisfied int64  // 1 to 5
	Comment   string
	Channel   string // web, phone, paper
}

func (r Rating) validate() error {
	var v errs.Check
	v.That(contains([]string{"yes", "partly", "no"}, r.Solved), "solved", "err.choose")
	v.That(r.Satisfied >= 1 && r.Satisfied <= 5, "satisfied", "err.choose")
	v.That(contains([]string{"web", "phone", "paper"}, r.Channel), "channel", "err.choose")
	v.That(len([]rune(r.Comment)) <= 500, "comment", "err.toolong", errs.Args{"Max": 500})
	return v.Err()
}

// bad tells whether the resident is not content: the matter opens again.
func (r Rating) bad() bool { return r.Solved == "no" || r.Satisfied <= 2 }

// Rate records what the resident says. A bad mark opens the matter again.
func (s *Service) Rate(ctx context.Context, a actor.Actor, ref Ref, r Rating) (m Matter, err error) {
	if err := r.validate(); err != nil {
		return Matter{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err = s.changeTx(ctx, tx, a, ref, entry{action: ActRate, detail: r.Solved, note: r.Comment}, func(tx *db.Tx, m *Matter, _ *entry) error {
			if r.Channel == "web" && !a.System && !speaks(a, *m, ref.Compound.Path()) {
				return errs.InvalidField("channel", "err.choose") // a colleague only enters what came by phone or slip
			}
			return rated(insertRating(ctx, tx, *m, r, a.Person))
		})
		if err != nil || !r.bad() {
			return err
		}
		m, err = s.changeTx(ctx, tx, a, Ref{Compound: ref.Compound, ID: ref.ID}, entry{action: ActReopen, note: r.Comment}, s.reopen(ctx, ref.Compound))
		return err
	})
	return m, err
}

func rated(err error) error {
	if db.Violates(err, db.Unique) {
		return errs.New(errs.Conflict, "matter.err.rated")
	}
	return err
}
