package matter

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
	"mulin/internal/kit/id"
	"mulin/internal/registry"
)

// NewMatter is what is written down while somebody tells it 受理.
type NewMatter struct {
	Key      string // of the form: sent twice, taken once
	Body     string
	Place    string // in words, when it is no home
	Room     string // "A-1-0401" as typed, "" for common parts
	Home     int64  // instead of Room, when it is known
	Channel  Channel
	Reporter int64  // registry person, 0 when unknown
	Name     string // of a reporter outside the registry
	Phone    string // number for the call back
	OnBehalf string
	Kind     Kind      // "" takes the class's
	Class    int64     // 0 is guessed from the words
	Urgency  Urgency   // "" takes the class's
	Lane     Lane      // "" takes the class's
	To       int64     // dispatch to this person at once, 0 for by rule
	Photos   []string  // blobs kept before
	Heard    time.Time // when the first word was said; zero is now
}

func (n *NewMatter) validate(now time.Time) error {
	n.Body = strings.TrimSpace(n.Body)
	var v errs.Check
	v.That(n.Body != "", "body", "matter.err.body")
	v.That(len([]rune(n.Body)) <= maxText, "body", "err.toolong", errs.Args{"Max": maxText})
	v.That(len([]rune(n.Place)) <= 100, "place", "err.toolong", errs.Args{"Max": 100})
	v.That(len([]rune(n.Name)) <= 40, "name", "err.toolong", errs.Args{"Max": 40})
	v.That(len([]rune(n.OnBehalf)) <= 40, "on_behalf", "err.toolong", errs.Args{"Max": 40})
	v.That(contains(Channels(), n.Channel), "channel", "err.choose")
	v.That(n.Kind == "" || contains(Kinds(), n.Kind), "kind", "err.choose")
	v.That(n.Urgency == "" || contains(Urgencies(), n.Urgency), "urgency", "err.choose")
	v.That(n.Lane == "" || n.Lane == DoNow || n.Lane == Deliberate, "lane", "err.choose")
	v.That(!n.Heard.After(now.Add(time.Minute)), "heard", "matter.err.future")
	v.That(n.Heard.IsZero() || n.Heard.After(now.AddDate(-1, 0, 0)), "heard", "matter.err.time")
	v.That(len(n.Photos) <= maxPhotos, "photos", "err.file")
	if n.Phone != "" {
		_, err := format.Contact(n.Phone)
		v.That(err == nil, "phone", "err.phone")
	}
	return v.Err()
}

// Intake takes a matter in, dispatches it by rule and starts its clocks, in one
// transaction. A visitor (not signed in) may only report by web; colleagues use
// any channel. The same key twice gives the same matter.
func (s *Service) Intake(ctx context.Context, a actor.Actor, c registry.Compound, n NewMatter) (m Matter, err error) {
	settle(a, c, &n)
	if err := n.validate(s.db.Now()); err != nil {
		return Matter{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err = s.IntakeTx(ctx, tx, a, c, n)
		return err
	})
	if db.Violates(err, db.Unique) {
		return s.afterRace(ctx, c, n, err)
	}
	return m, err
}

// maxPhotos is what one message may carry.
const maxPhotos = 9

// settle lets visitors and residents report for themselves only, and only those
// who dispatch choose whom it goes to.
func settle(a actor.Actor, c registry.Compound, n *NewMatter) {
	at := c.Path()
	if !a.System && !a.Has(at, Takers()...) {
		n.To = 0
	}
	colleague := a.System || a.Within(at, Patrollers()...)
	if !colleague {
		n.Channel, n.Lane, n.Urgency, n.Heard, n.Reporter = ByWeb, "", "", zeroTime, 0
	}
	if n.Reporter == 0 && n.Channel == ByWeb && a.Within(at, actor.Resident) {
		n.Reporter = a.Person
	}
}

// afterRace gives the matter the other of two equal forms made.
func (s *Service) afterRace(ctx context.Context, c registry.Compound, n NewMatter, cause error) (m Matter, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		id, seen, err := db.OnceKey(ctx, tx, c.Community, n.Key)
		if err != nil {
			return err
		}
		if !seen {
			return cause
		}
		m, err = getTx(ctx, tx, c.Community, id)
		return err
	})
	return m, err
}

// IntakeTx is Intake within a transaction, for validated input.
func (s *Service) IntakeTx(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound, n NewMatter) (Matter, error) {
	if id, seen, err := db.OnceKey(ctx, tx, c.Community, n.Key); err != nil || seen {
		if err != nil {
			return Matter{}, err
		}
		return getTx(ctx, tx, c.Community, id)
	}
	m, class, err := s.compose(ctx, tx, a, c, n)
	if err != nil {
		return m, err
	}
	why, err := s.firstResponsible(ctx, tx, a, c, &m, class, n.To)
	if err != nil {
		return m, err
	}
	if err := s.save(ctx, tx, a, &m, n, why); err != nil {
		return m, err
	}
	return m, db.KeepKey(ctx, tx, c.Community, n.Key, m.ID)
}

// compose makes the matter's value from what was written down.
func (s *Service) compose(ctx context.Context, tx *db.Tx, a actor.Actor, c registry.Compound, n NewMatter) (Matter, Class, error) {
	class, err := s.classFor(ctx, tx, c, n)
	if err != nil {
		return Matter{}, class, err
	}
	number, err := nextNumber(ctx, tx, c)
	if err != nil {
		return Matter{}, class, err
	}
	m := Matter{Community: c.Community, ID: tx.NewID(), Compound: c.ID, Number: number, TrackCode: id.Secret(10),
		State: Triage, Kind: or(n.Kind, class.Kind), Class: class.ID, Urgency: or(n.Urgency, class.Urgency), Lane: or(n.Lane, class.Lane),
		Body: n.Body, Place: n.Place, Channel: n.Channel, Reporter: n.Reporter, OnBehalf: n.OnBehalf, TakenBy: a.Person,
		FirstWord: n.Heard, Round: 1}
	if m.FirstWord.IsZero() {
		m.FirstWord = tx.Now()
	}
	return m, class, s.locate(ctx, tx, c, &m, n)
}

func (s *Service) locate(ctx context.Context, tx *db.Tx, c registry.Compound, m *Matter, n NewMatter) error {
	var h registry.Home
	var err error
	switch {
	case n.Home != 0:
		h, err = registry.HomeTx(ctx, tx, c.Community, n.Home)
	case strings.TrimSpace(n.Room) != "":
		h, err = registry.FindHomeTx(ctx, tx, c, n.Room)
	default:
		return nil
	}
	if errs.Is(err, errs.NotFound) || (err == nil && h.Compound != c.ID) {
		return errs.InvalidField("room", "matter.err.room")
	}
	m.Home, m.Building, m.Unit, m.Group = h.ID, h.Building, h.Unit, h.Group
	return err
}

func or[T ~string](v, otherwise T) T {
	if v != "" {
		return v
	}
	return otherwise
}

// nextNumber counts matters of a compound per year, without gaps: "26-0137".
func nextNumber(ctx context.Context, tx *db.Tx, c registry.Compound) (string, error) {
	year := tx.Now().In(c.Location()).Year()
	n, err := db.NextValue(ctx, tx, c.Community, fmt.Sprintf("matter/%d/%d", c.ID, year))
	return fmt.Sprintf("%02d-%04d", year%100, n), err
}

func (s *Service) classFor(ctx context.Context, tx *db.Tx, c registry.Compound, n NewMatter) (Class, error) {
	if n.Class != 0 {
		class, err := classTx(ctx, tx, c.Community, c.ID, n.Class)
		if errs.Is(err, errs.NotFound) {
			return class, errs.InvalidField("class", "err.choose")
		}
		if err == nil && !class.Active {
			return class, errs.InvalidField("class", "err.choose")
		}
		return class, err
	}
	classes, err := ClassesTx(ctx, tx, c.Community, c.ID)
	if err != nil {
		return Class{}, err
	}
	if len(classes) == 0 {
		return Class{}, errs.New(errs.Conflict, "matter.err.nosetup")
	}
	return GuessClass(n.Body, classes), nil
}

// save writes the new matter with its first event, contact and clocks, and the
// event of its dispatch when it already went to somebody.
func (s *Service) save(ctx context.Context, tx *db.Tx, a actor.Actor, m *Matter, n NewMatter, why Reason) error {
	state := m.State
	m.State, m.Version = Triage, 1
	first := Event{Seq: 1, Action: ActIntake, At: tx.Now(), Actor: a.Person, To: Triage, Person: m.Responsible, Detail: string(m.Channel), Photos: n.Photos}
	if err := insertMatter(ctx, tx, *m); err != nil {
		return s.refusal(err)
	}
	if err := insertEvent(ctx, tx, *m, first); err != nil {
		return err
	}
	if err := s.saveContact(ctx, tx, *m, n); err != nil {
		return err
	}
	if err := s.startClocks(ctx, tx, m); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, *m, first); err != nil {
		return err
	}
	if state == Triage {
		return s.keepHere(ctx, tx, a, *m)
	}
	return s.dispatchNew(ctx, tx, a, m, state, why)
}

// keepHere leaves the new matter with whoever has it, and tells them.
func (s *Service) keepHere(ctx context.Context, tx *db.Tx, a actor.Actor, m Matter) error {
	if m.Responsible != a.Person {
		if err := s.tellOne(ctx, tx, m, m.Responsible, "matter.tell.assign", m.Urgency == Emergency); err != nil {
			return err
		}
	}
	return s.storeDue(ctx, tx, m)
}

// dispatchNew records where the new matter went: by the clerk's choice in their
// name, by rule in nobody's.
func (s *Service) dispatchNew(ctx context.Context, tx *db.Tx, a actor.Actor, m *Matter, state State, why Reason) error {
	before, by, action := *m, actor.Actor{System: true}, ActAssign
	m.State = state
	if why.Code == "chosen" {
		by = a
	}
	if state == Deliberating {
		action = ActDeliberate
		if err := meet(ctx, tx, m, TargetSign); err != nil { // somebody has it in hand from the first moment
			return err
		}
	}
	return s.record(ctx, tx, by, before, m, entry{action: action, detail: why.Code, note: why.Text})
}

// storeDue writes the next promise of a matter that stays where it is.
func (s *Service) storeDue(ctx context.Context, tx *db.Tx, m Matter) error {
	_, err := tx.Exec(ctx, "UPDATE matter SET due_at = $1, due_target = $2 WHERE community_id = $3 AND id = $4", dueMillis(m.Due), m.DueTarget, m.Community, m.ID)
	if err != nil {
		return err
	}
	return tx.Notify(ctx, Topic(m.Community, m.Compound))
}

func (s *Service) saveContact(ctx context.Context, tx *db.Tx, m Matter, n NewMatter) error {
	if n.Name == "" && n.Phone == "" {
		return nil
	}
	var sealed, hash any
	masked := ""
	if n.Phone != "" {
		clean, err := format.Contact(n.Phone)
		if err != nil {
			return errs.InvalidField("phone", "err.phone")
		}
		sealed, hash, masked = s.box.Seal(contactPlace(m.ID), clean), s.registry.PhoneHash(clean), format.MaskPhone(clean)
	}
	_, err := tx.Exec(ctx, "INSERT INTO matter_contact (community_id, matter_id, name, sealed, hash, masked) VALUES ($1, $2, $3, $4, $5, $6)",
		m.Community, m.ID, n.Name, sealed, hash, masked)
	return err
}

func contactPlace(id int64) string { return fmt.Sprintf("matter_contact:%d:sealed", id) }
