package matter

import (
	"context"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// View is a matter with its whole story.
type View struct {
	Row
	Class       Class
	Events      []Event
	Clocks      []Clock
	Pause       Pause // the open one, zero when it is not paused
	Contact     Contact
	Subscribers int64
	Merged      []Row // what was merged into it
	Into        *Row  // the incident it became part of
	Rating      *Rating
	Allowed     map[Action]bool
}

// Pause is a time in which the clocks stand still.
type Pause struct {
	Since, Cap time.Time
	Reason     PauseReason
	Person     int64
}

// Contact is a reporter outside the registry, or their number for the call back.
type Contact struct {
	Name, Masked string
}

// Get gives a matter with its story to whoever may see it, or joined it. NotFound.
func (s *Service) Get(ctx context.Context, a actor.Actor, c registry.Compound, id int64) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = s.viewTx(ctx, tx, c, id)
		if err != nil {
			return err
		}
		sees := v.Compound == c.ID && CanSee(a, v.Matter, c.Path())
		if !sees && v.Compound == c.ID && a.Community == c.Community && a.SignedIn() {
			sees, err = subscribedTx(ctx, tx, v.Matter, a.Person)
		}
		if err == nil && !sees {
			err = errs.New(errs.NotFound, "err.notfound")
		}
		if err != nil {
			return err
		}
		v.Allowed, err = s.allowedActions(ctx, tx, a, c, v.Matter)
		v.veil(a, c.Path())
		return err
	})
	return v, err
}

// veil hides the reporter from whoever may not know, in the story as well.
func (v *View) veil(a actor.Actor, at actor.Path) {
	if !SeesReporter(a, v.Matter, at) {
		v.Contact = Contact{}
		for i := range v.Events {
			if v.Events[i].Actor == v.Reporter {
				v.Events[i].Actor, v.Events[i].ActorName = 0, ""
			}
		}
	}
	for i := range v.Merged {
		v.Merged[i].veil(a, at)
	}
	if v.Into != nil {
		v.Into.veil(a, at)
	}
	v.Row.veil(a, at)
}

// ViewByTrack gives a matter to whoever holds its reporter's link, with what they
// may do by it. a is whoever is signed in, if anybody. NotFound.
func (s *Service) ViewByTrack(ctx context.Context, a actor.Actor, code string) (v View, c registry.Compound, err error) {
	m, c, err := s.ByTrack(ctx, code)
	if err != nil {
		return v, c, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if v, err = s.viewTx(ctx, tx, c, m.ID); err != nil {
			return err
		}
		worked, err := hasWorkedTx(ctx, tx, m, a.Person)
		v.Allowed = map[Action]bool{}
		for _, act := range []Action{ActNote, ActConfirm, ActReject, ActReopen, ActWithdraw, ActRate} {
			v.Allowed[act] = m.State.Can(act) && !worked
		}
		v.Allowed[ActRate] = v.Allowed[ActRate] && v.Rating == nil
		v.Merged = nil
		if v.Into != nil {
			v.Into.Reporter, v.Into.ReporterName, v.Into.OnBehalf, v.Into.TrackCode = 0, "", "", ""
		}
		return err
	})
	return v, c, err
}

func (s *Service) viewTx(ctx context.Context, tx *db.Tx, c registry.Compound, id int64) (v View, err error) {
	if v.Row, err = db.One(ctx, tx, scanRow, rowColumns+" WHERE m.community_id = $1 AND m.id = $2", c.Community, id); err != nil {
		return v, orNotFound(err)
	}
	if v.Class, err = classTx(ctx, tx, c.Community, v.Compound, v.Matter.Class); err != nil {
		return v, err
	}
	if v.Events, err = eventsTx(ctx, tx, c.Community, id); err != nil {
		return v, err
	}
	if v.Clocks, err = clocksTx(ctx, tx, c.Community, id); err != nil {
		return v, err
	}
	if v.Merged, err = db.List(ctx, tx, scanRow, rowColumns+" WHERE m.community_id = $1 AND m.incident_id = $2 ORDER BY m.id", c.Community, id); err != nil {
		return v, err
	}
	return v, s.viewRest(ctx, tx, &v)
}

func (s *Service) viewRest(ctx context.Context, tx *db.Tx, v *View) error {
	var err error
	if v.Contact, err = optional(db.One(ctx, tx, func(r db.Row) (x Contact, err error) { return x, r.Scan(&x.Name, &x.Masked) },
		"SELECT name, masked FROM matter_contact WHERE community_id = $1 AND matter_id = $2", v.Community, v.ID)); err != nil {
		return err
	}
	if v.Pause, err = openPauseTx(ctx, tx, v.Matter); err != nil {
		return err
	}
	if v.Incident != 0 {
		into, err := db.One(ctx, tx, scanRow, rowColumns+" WHERE m.community_id = $1 AND m.id = $2", v.Community, v.Incident)
		if err != nil {
			return err
		}
		v.Into = &into
	}
	people, err := subscribersTx(ctx, tx, v.Matter)
	if err != nil {
		return err
	}
	v.Subscribers = int64(len(people))
	r, err := db.One(ctx, tx, func(r db.Row) (x Rating, err error) {
		return x, r.Scan(&x.Solved, &x.Satisfied, &x.Comment, &x.Channel)
	},
		"SELECT solved, satisfied, comment, channel FROM matter_rating WHERE community_id = $1 AND matter_id = $2 AND round = $3", v.Community, v.ID, v.Round)
	if err == nil {
		v.Rating = &r
	}
	_, err = optional(r, err)
	return err
}

// openPauseTx gives the pause that goes on, zero when there is none.
func openPauseTx(ctx context.Context, tx *db.Tx, m Matter) (Pause, error) {
	return optional(db.One(ctx, tx, scanPause,
		"SELECT since, cap_at, reason, person_id FROM matter_pause WHERE community_id = $1 AND matter_id = $2 AND until = 0", m.Community, m.ID))
}

func scanPause(r db.Row) (p Pause, err error) {
	var since, capAt int64
	err = r.Scan(&since, &capAt, &p.Reason, &p.Person)
	p.Since, p.Cap = db.Instant(since), db.Instant(capAt)
	return p, err
}

// optional turns "no row" into the zero value.
func optional[T any](v T, err error) (T, error) {
	if err == db.ErrNoRow { //nolint:errorlint // returned bare by One
		return v, nil
	}
	return v, err
}

func (s *Service) allowedActions(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound, m Matter) (map[Action]bool, error) {
	worked, err := hasWorkedTx(ctx, tx, m, a.Person)
	if err != nil {
		return nil, err
	}
	out := map[Action]bool{}
	for act := range machine() {
		out[act] = m.State.Can(act) && Can(a, act, m, c.Path(), worked)
	}
	out[ActGrab] = out[ActGrab] && tx.Now().Before(m.GrabUntil)
	if out[ActGrab] {
		if out[ActGrab], err = s.mayGrab(ctx, tx, c, m, a.Person); err != nil {
			return nil, err
		}
	}
	if out[ActRate] {
		n, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM matter_rating WHERE community_id = $1 AND matter_id = $2 AND round = $3", m.Community, m.ID, m.Round)
		if err != nil {
			return nil, err
		}
		out[ActRate] = n == 0
	}
	return out, nil
}
