package matter

import (
	"context"

	"mulin/internal/kit/db"
)

// tell passes an event on to those it concerns: the person who now has the
// matter, and the reporter with everyone who joined.
func (s *Service) tell(ctx context.Context, tx *db.Tx, m Matter, e Event) error {
	if concernsHolder(e) {
		if err := s.tellOne(ctx, tx, m, e.Person, "matter.tell."+string(workerNews(e.Action)), m.Urgency == Emergency); err != nil {
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
	if m.Reporter != 0 {
		people = append(people, m.Reporter)
	}
	for _, p := range people {
		if p == e.Actor {
			continue
		}
		if err := s.tellOne(ctx, tx, m, p, key, false); err != nil {
			return err
		}
	}
	return nil
}

// concernsHolder tells whether the responsible person must hear of the event:
// it came to them, or something happened that they have to act on.
func concernsHolder(e Event) bool {
	if e.Person == 0 || e.Person == e.Actor || e.Action == ActIntake {
		return false
	}
	switch e.Action {
	case ActAssign, ActReject, ActReopen, ActWarn:
		return true
	}
	return e.FromPerson != e.Person
}

// workerNews groups the actions into the texts a colleague gets.
func workerNews(a Action) Action {
	switch a {
	case ActWarn, ActReject, ActReopen, ActReturn, ActTakeover:
		return a
	}
	return ActAssign
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
	case ActNote:
		return "matter.tell.note"
	case ActPause:
		return "matter.tell.pause"
	case ActRefer:
		return "matter.tell.refer"
	case ActReport:
		return "matter.tell.report"
	case ActConfirm:
		return "matter.tell.closed"
	case ActRefuse:
		return "matter.tell.refuse"
	case ActReopen:
		return "matter.tell.again"
	}
	return ""
}

func (s *Service) tellOne(ctx context.Context, tx *db.Tx, m Matter, person int64, key string, urgent bool) error {
	if s.teller == nil {
		return nil
	}
	return s.teller.TellTx(ctx, tx, Notice{Community: m.Community, Compound: m.Compound, Person: person, Key: key,
		Args: map[string]any{"Number": m.Number}, Link: "/m/" + m.TrackCode, Urgent: urgent})
}
