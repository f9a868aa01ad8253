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
		if err := s.tellOne(ctx, tx, m, p, key, false); err != nil {
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

// tellOne enqueues news for one person. Only the reporter gets the link that
// proves to be the reporter.
func (s *Service) tellOne(ctx context.Context, tx *db.Tx, m Matter, person int64, key string, urgent bool) error {
	if s.teller == nil {
		return nil
	}
	link := "/m/" + m.TrackCode
	if person != m.Reporter {
		c, err := registry.CompoundTx(ctx, tx, m.Community, m.Compound)
		if err != nil {
			return err
		}
		link = fmt.Sprintf("/c/%s/matters/%d", c.Slug, m.ID)
	}
	return s.teller.TellTx(ctx, tx, Notice{Community: m.Community, Compound: m.Compound, Person: person, Key: key,
		Args: map[string]any{"Number": m.Number}, Matter: m.ID, Link: link, Urgent: urgent})
}
