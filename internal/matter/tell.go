package matter

import (
	"context"
	"fmt"

	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// tell passes an event on to those it concerns: the person who now has to act,
// and the reporter with everyone who joined. Nobody hears of what they did
// themselves, and nobody hears of one event twice.
func (s *Service) tell(ctx context.Context, tx *db.Tx, m Matter, e Event) error {
	if s.teller == nil {
		return nil
	}
	told := map[int64]bool{0: true, e.Actor: true}
	if to, news := workerNews(m, e); !told[to] {
		told[to] = true
		if err := s.tellOne(ctx, tx, m, to, "matter.tell."+string(news), m.Urgency == Emergency); err != nil {
			return err
		}
	}
	key := residentNews(e.Action, m)
	if key == "" {
		return nil
	}
	people, err := subscribersTx(ctx, tx, m)
	if err != nil {
		return err
	}
	for _, p := range append(people, m.Reporter) {
		if told[p] {
			continue
		}
		told[p] = true
		if err := s.tellResident(ctx, tx, m, p, key); err != nil {
			return err
		}
	}
	return nil
}

// workerNews tells which colleague has to act on an event, 0 for none, and which
// text they get.
func workerNews(m Matter, e Event) (int64, Action) {
	switch e.Action {
	case ActIntake:
		return 0, ""
	case ActAssign, ActDeliberate:
		if e.Asked != 0 {
			return e.Asked, ActAssign
		}
		return e.Person, ActAssign
	case ActReject, ActReopen, ActWarn, ActNote:
		return e.Person, e.Action
	case ActReturn:
		if e.FromPerson == e.Person {
			return m.Deputy, ActReturn // the giver, as a rule: it waits for a new dispatch
		}
		return e.Person, ActReturn
	case ActResume:
		return e.Person, ActNote
	case ActTakeover:
		return e.Person, ActTakeover
	}
	if e.FromPerson == e.Person {
		return 0, ""
	}
	return e.Person, ActAssign
}

// residentNews is the text the resident gets about an action, "" for none.
func residentNews(a Action, m Matter) string {
	switch a {
	case ActIntake:
		return "matter.tell.taken"
	case ActSign, ActGrab:
		return "matter.tell.signed"
	case ActContact, ActLate:
		if m.Promise.IsZero() {
			return ""
		}
		return "matter.tell.promise"
	case ActNote, ActMerge:
		return "matter.tell.note"
	case ActPause:
		return "matter.tell.pause"
	case ActRefer:
		return "matter.tell.refer"
	case ActReport:
		return "matter.tell.report"
	case ActConfirm, ActWithdraw:
		return "matter.tell.closed"
	case ActAttempt:
		if m.Open() {
			return ""
		}
		return "matter.tell.closed"
	case ActRefuse:
		return "matter.tell.refuse"
	case ActReopen:
		return "matter.tell.again"
	}
	return ""
}

// tellOne enqueues news for a colleague, with the page where they act on it.
func (s *Service) tellOne(ctx context.Context, tx *db.Tx, m Matter, person int64, key string, urgent bool) error {
	if s.teller == nil {
		return nil
	}
	link, err := pageOf(ctx, tx, m, "matters")
	if err != nil {
		return err
	}
	return s.notice(ctx, tx, m, Notice{Person: person, Key: key, Link: link, Urgent: urgent})
}

// tellResident enqueues news for the reporter or somebody who joined. Only the
// reporter gets the link that proves to be the reporter; those who joined read
// along in their own list.
func (s *Service) tellResident(ctx context.Context, tx *db.Tx, m Matter, person int64, key string) (err error) {
	link := "/m/" + m.TrackCode
	if person != m.Reporter {
		if link, err = pageOf(ctx, tx, m, "mine"); err != nil {
			return err
		}
	}
	return s.notice(ctx, tx, m, Notice{Person: person, Key: key, Link: link})
}

// pageOf is the address of a matter under one of the lists of its compound.
func pageOf(ctx context.Context, tx *db.Tx, m Matter, list string) (string, error) {
	c, err := registry.CompoundTx(ctx, tx, m.Community, m.Compound)
	return fmt.Sprintf("/c/%s/%s/%d", c.Slug, list, m.ID), err
}

func (s *Service) notice(ctx context.Context, tx *db.Tx, m Matter, n Notice) error {
	n.Community, n.Compound, n.Matter, n.Args = m.Community, m.Compound, m.ID, map[string]any{"Number": m.Number}
	return s.teller.TellTx(ctx, tx, n)
}
