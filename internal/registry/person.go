package registry

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
)

// Person is a natural person, a company or the developer. Phones are masked.
type Person struct {
	ID, Compound int64
	Name         string
	Kind         string // natural, company, developer
	Skills       string // for workers: "下水 电工"
	NotifyBy     string // how they want to be told: "", app, sms, push, none
	Phones       []Phone
}

// Masked is the name as colleagues without need see it: 张**.
func (p Person) Masked() string { return format.MaskName(p.Name) }

// Phone is a number as it is shown: masked, with the row to unmask it by.
type Phone struct {
	ID     int64
	Masked string
}

const personColumns = "p.id, p.compound_id, p.name, p.kind, p.skills, p.notify_by FROM person p"

func scanPerson(r db.Row) (p Person, err error) {
	err = r.Scan(&p.ID, &p.Compound, &p.Name, &p.Kind, &p.Skills, &p.NotifyBy)
	return p, err
}

// PersonTx finds a person with their masked phones. NotFound.
func PersonTx(ctx context.Context, tx *db.Tx, community, id int64) (Person, error) {
	p, err := db.One(ctx, tx, scanPerson, "SELECT "+personColumns+" WHERE p.community_id = $1 AND p.id = $2", community, id)
	if err != nil {
		return Person{}, notFound(err)
	}
	p.Phones, err = phonesOf(ctx, tx, community, id)
	return p, err
}

func phonesOf(ctx context.Context, tx *db.Tx, community, person int64) ([]Phone, error) {
	return db.List(ctx, tx, func(r db.Row) (ph Phone, err error) { return ph, r.Scan(&ph.ID, &ph.Masked) },
		"SELECT id, masked FROM person_phone WHERE community_id = $1 AND person_id = $2 ORDER BY position, id", community, person)
}

// Person finds a person. NotFound.
func (s *Service) Person(ctx context.Context, community, id int64) (p Person, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = PersonTx(ctx, tx, community, id)
		return err
	})
	return p, err
}

// Occupancy is who lives in or owns a home, or lived in or owned it.
type Occupancy struct {
	ID           int64
	Home         int64
	Label        string
	Person       int64
	Name         string
	Relation     string // head, family, tenant; "owner" for ownership
	Since, Until string // YYYY-MM-DD, Until "" while it lasts
}

func scanOccupancy(r db.Row) (o Occupancy, err error) {
	err = r.Scan(&o.ID, &o.Home, &o.Label, &o.Person, &o.Name, &o.Relation, &o.Since, &o.Until)
	return o, err
}

// ResidentsTx lists who lives in a home now, head first.
func ResidentsTx(ctx context.Context, tx *db.Tx, community, home int64) ([]Occupancy, error) {
	return db.List(ctx, tx, scanOccupancy, `SELECT r.id, r.home_id, h.label, r.person_id, p.name, r.relation, r.since, r.until
		FROM residence r JOIN person p ON p.community_id = r.community_id AND p.id = r.person_id
		JOIN home h ON h.community_id = r.community_id AND h.id = r.home_id
		WHERE r.community_id = $1 AND r.home_id = $2 AND r.until = ''
		ORDER BY CASE r.relation WHEN 'head' THEN 0 WHEN 'family' THEN 1 ELSE 2 END, r.id`, community, home)
}

// OwnersTx lists who owns a home now.
func OwnersTx(ctx context.Context, tx *db.Tx, community, home int64) ([]Occupancy, error) {
	return db.List(ctx, tx, scanOccupancy, `SELECT o.id, o.home_id, h.label, o.person_id, p.name, 'owner', o.since, o.until
		FROM ownership o JOIN person p ON p.community_id = o.community_id AND p.id = o.person_id
		JOIN home h ON h.community_id = o.community_id AND h.id = o.home_id
		WHERE o.community_id = $1 AND o.home_id = $2 AND o.until = '' ORDER BY o.id`, community, home)
}

// HomesOfTx lists the homes a person lives in or owns now.
func HomesOfTx(ctx context.Context, tx *db.Tx, community, person int64) ([]Home, error) {
	return db.List(ctx, tx, scanHome, "SELECT "+homeColumns+` WHERE h.community_id = $1 AND h.id IN (
		SELECT home_id FROM residence WHERE community_id = $1 AND person_id = $2 AND until = ''
		UNION SELECT home_id FROM ownership WHERE community_id = $1 AND person_id = $2 AND until = '') ORDER BY h.label`, community, person)
}

// PopulationTx counts homes, homes somebody lives in, and people on a date (R02).
func PopulationTx(ctx context.Context, tx *db.Tx, community, compound int64, date string) (homes, inhabited, people int64, err error) {
	type row struct{ homes, inhabited, people int64 }
	n, err := db.One(ctx, tx, func(r db.Row) (n row, err error) { return n, r.Scan(&n.homes, &n.inhabited, &n.people) },
		`SELECT (SELECT count(*) FROM home WHERE community_id = $1 AND compound_id = $2 AND kind = 'home'),
			count(DISTINCT r.home_id), count(DISTINCT r.person_id)
		FROM residence r JOIN home h ON h.community_id = r.community_id AND h.id = r.home_id
		WHERE r.community_id = $1 AND h.compound_id = $2 AND r.since <= $3 AND (r.until = '' OR r.until > $3)`, community, compound, date)
	return n.homes, n.inhabited, n.people, err
}

// NewPerson describes a person to be added.
type NewPerson struct {
	Name   string
	Kind   string // "" is natural
	Phones []string
	Skills string
}

// AddPerson adds a person to the compound's community.
func (s *Service) AddPerson(ctx context.Context, a actor.Actor, c Compound, n NewPerson) (id int64, err error) {
	if err := mayKeep(a, c.Path()); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id, err = s.AddPersonTx(ctx, tx, a, c, n)
		return err
	})
	return id, err
}

// AddPersonTx is AddPerson within a transaction, without the check of the actor.
func (s *Service) AddPersonTx(ctx context.Context, tx *db.Tx, a actor.Actor, c Compound, n NewPerson) (int64, error) {
	n.Name = strings.TrimSpace(n.Name)
	if n.Kind == "" {
		n.Kind = "natural"
	}
	var v errs.Check
	v.That(n.Name != "", "name", "err.required")
	v.Short(n.Name, "name", 40)
	v.Short(n.Skills, "skills", 100)
	if err := v.Err(); err != nil {
		return 0, err
	}
	id := tx.NewID()
	_, err := tx.Exec(ctx, "INSERT INTO person (community_id, id, compound_id, name, kind, skills, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		c.Community, id, c.ID, n.Name, n.Kind, n.Skills, db.Millis(tx.Now()))
	if err != nil {
		return 0, err
	}
	for i, number := range n.Phones {
		if err := s.AddPhoneTx(ctx, tx, c.Community, id, number, i); err != nil {
			return 0, err
		}
	}
	return id, audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "person.add", Subject: "person", SubjectID: id})
}

// sealedPhone is a number as it is stored.
type sealedPhone struct {
	sealed, hash, tail []byte
	masked             string
}

func (s *Service) seal(id int64, number string) (sealedPhone, error) {
	clean, err := format.Contact(number)
	if err != nil {
		return sealedPhone{}, errs.InvalidField("phone", "err.phone")
	}
	return sealedPhone{s.box.Seal(phonePlace(id), clean), s.PhoneHash(clean), s.box.Hash("tail", clean[len(clean)-4:]), format.MaskPhone(clean)}, nil
}

func phonePlace(id int64) string { return fmt.Sprintf("person_phone:%d:sealed", id) }

// PhoneHash is the keyed hash a cleaned number is found by.
func (s *Service) PhoneHash(clean string) []byte { return s.box.Hash("phone", clean) }

// AddPhoneTx adds a number to a person; one they already have is left as it is.
func (s *Service) AddPhoneTx(ctx context.Context, tx *db.Tx, community, person int64, number string, position int) error {
	id := tx.NewID()
	ph, err := s.seal(id, number)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO person_phone (community_id, id, person_id, sealed, hash, tail_hash, masked, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (community_id, person_id, hash) DO NOTHING`, community, id, person, ph.sealed, ph.hash, ph.tail, ph.masked, position)
	return err
}

// Unmask shows a whole phone number for a reason, to who looks after a home of
// the person: a head of twelve homes opens the numbers of these and no others.
// It is recorded, and the person can see who looked and why (PIPL 44-45).
func (s *Service) Unmask(ctx context.Context, a actor.Actor, c Compound, phoneID int64, reason string) (number string, err error) {
	return s.unmask(ctx, a, c, phoneID, reason, func(tx *db.Tx, person int64) error { return c.mayReach(ctx, tx, a, person) })
}

// UnmaskAtWork is Unmask for who has a matter of the person in hand; whether they
// have is asked before.
func (s *Service) UnmaskAtWork(ctx context.Context, a actor.Actor, c Compound, phoneID int64, reason string) (number string, err error) {
	return s.unmask(ctx, a, c, phoneID, reason, func(*db.Tx, int64) error {
		if a.Within(c.Path(), actor.Roles()...) {
			return nil
		}
		return errs.New(errs.Forbidden, "err.forbidden")
	})
}

func (s *Service) unmask(ctx context.Context, a actor.Actor, c Compound, phoneID int64, reason string, may func(tx *db.Tx, person int64) error) (number string, err error) {
	reason = strings.TrimSpace(reason)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		number, err = s.unmaskTx(ctx, tx, a, c, phoneID, reason, may)
		return err
	})
	return number, err
}

// mayReach refuses who reads the registry elsewhere only: the person must live
// in or own a home of the place that the actor looks after.
func (c Compound) mayReach(ctx context.Context, tx *db.Tx, a actor.Actor, person int64) error {
	if a.System || a.Has(c.Path(), Readers()...) {
		return nil
	}
	homes, err := HomesOfTx(ctx, tx, c.Community, person)
	if err != nil {
		return err
	}
	mine := func(h Home) bool { return h.Compound == c.ID && a.Has(h.Path(c.Path()), Readers()...) }
	if slices.ContainsFunc(homes, mine) {
		return nil
	}
	return errs.New(errs.Forbidden, "err.forbidden")
}

func (s *Service) unmaskTx(ctx context.Context, tx *db.Tx, a actor.Actor, c Compound, phoneID int64, reason string, may func(tx *db.Tx, person int64) error) (string, error) {
	person, number, err := s.openPhone(ctx, tx, c.Community, phoneID)
	if err != nil {
		return "", err
	}
	if err := c.personHere(ctx, tx, person); err != nil {
		return "", err
	}
	if err := may(tx, person); err != nil {
		return "", err
	}
	if err := checkReason(reason); err != nil {
		return "", err
	}
	return number, audit.Record(ctx, tx, audit.Entry{Community: c.Community, Person: a.Person, Action: "person.unmask", Subject: "person", SubjectID: person, Reason: reason})
}

func (s *Service) openPhone(ctx context.Context, tx *db.Tx, community, phoneID int64) (person int64, number string, err error) {
	type row struct {
		person int64
		sealed []byte
	}
	got, err := db.One(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.person, &x.sealed) },
		"SELECT person_id, sealed FROM person_phone WHERE community_id = $1 AND id = $2", community, phoneID)
	if err != nil {
		return 0, "", notFound(err)
	}
	number, err = s.box.Open(phonePlace(phoneID), got.sealed)
	return got.person, number, err
}

// NumberForSendingTx gives a person's first number in clear, "" when they have
// none: only for sending them a message, never for a screen.
func (s *Service) NumberForSendingTx(ctx context.Context, tx *db.Tx, community, person int64) (string, error) {
	phones, err := phonesOf(ctx, tx, community, person)
	if err != nil || len(phones) == 0 {
		return "", err
	}
	_, number, err := s.openPhone(ctx, tx, community, phones[0].ID)
	return number, err
}

// Found is somebody the desk may be talking to, with their homes.
type Found struct {
	Person Person
	Homes  []Home
}

// FindTx looks people of a compound up by what a clerk types while the phone is
// at the ear: a whole number, its last four digits, a room, or a name.
func (s *Service) FindTx(ctx context.Context, tx *db.Tx, c Compound, query string, limit int) ([]Found, error) {
	people, err := s.find(ctx, tx, c, strings.TrimSpace(query), limit)
	if err != nil {
		return nil, err
	}
	found := make([]Found, 0, len(people))
	for _, p := range people {
		f := Found{Person: p}
		if f.Person.Phones, err = phonesOf(ctx, tx, c.Community, p.ID); err != nil {
			return nil, err
		}
		if f.Homes, err = HomesOfTx(ctx, tx, c.Community, p.ID); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, nil
}

// Find looks people up for whoever may read the registry (see FindTx).
func (s *Service) Find(ctx context.Context, a actor.Actor, c Compound, query string, limit int) (found []Found, err error) {
	if !a.Within(c.Path(), Readers()...) {
		return nil, errs.New(errs.Forbidden, "err.forbidden")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err = s.FindTx(ctx, tx, c, query, limit)
		return err
	})
	return found, err
}

func (s *Service) find(ctx context.Context, tx *db.Tx, c Compound, query string, limit int) ([]Person, error) {
	if query == "" {
		return nil, nil
	}
	if number, err := format.Contact(query); err == nil {
		return s.byHash(ctx, tx, c, "hash", s.PhoneHash(number), limit)
	}
	if isFourDigits(query) {
		people, err := s.byHash(ctx, tx, c, "tail_hash", s.box.Hash("tail", query), limit)
		if err != nil || len(people) > 0 {
			return people, err
		}
	}
	if label := s.labelOf(ctx, tx, c, query); label != "" {
		return db.List(ctx, tx, scanPerson, "SELECT "+personColumns+` JOIN home h ON h.community_id = p.community_id AND h.compound_id = $2 AND h.label = $3
			WHERE p.community_id = $1 AND (p.id IN (SELECT person_id FROM residence r WHERE r.community_id = $1 AND r.home_id = h.id AND r.until = '')
			OR p.id IN (SELECT person_id FROM ownership o WHERE o.community_id = $1 AND o.home_id = h.id AND o.until = '')) ORDER BY p.id LIMIT $4`,
			c.Community, c.ID, label, limit)
	}
	return db.List(ctx, tx, scanPerson, "SELECT "+personColumns+" WHERE p.community_id = $1 AND p.compound_id = $2 AND p.name LIKE $3 ORDER BY p.name, p.id LIMIT $4",
		c.Community, c.ID, "%"+likeEscape(query)+"%", limit)
}

func (s *Service) byHash(ctx context.Context, tx *db.Tx, c Compound, column string, hash []byte, limit int) ([]Person, error) {
	return db.List(ctx, tx, scanPerson, "SELECT "+personColumns+` WHERE p.community_id = $1 AND p.compound_id = $2 AND p.id IN
		(SELECT person_id FROM person_phone WHERE community_id = $1 AND `+column+` = $3) ORDER BY p.id LIMIT $4`, c.Community, c.ID, hash, limit)
}

// labelOf reads query as a room of the compound; "" when it is none.
func (s *Service) labelOf(ctx context.Context, tx *db.Tx, c Compound, query string) string {
	home, err := FindHomeTx(ctx, tx, c, query)
	if err != nil {
		return ""
	}
	return home.Label
}

// FindHomeTx reads text as a room of the compound: "A-1-0401", "A栋1单元401",
// "1-401" when there is one building. NotFound.
func FindHomeTx(ctx context.Context, tx *db.Tx, c Compound, text string) (Home, error) {
	buildings, err := BuildingsTx(ctx, tx, c.Community, c.ID)
	if err != nil {
		return Home{}, err
	}
	only := ""
	if len(buildings) == 1 {
		only = buildings[0].Name
	}
	room, err := format.ParseRoom(text, only)
	if err != nil {
		return Home{}, errs.New(errs.NotFound, "err.notfound", err)
	}
	return HomeByLabelTx(ctx, tx, c.Community, c.ID, room.String())
}

func isFourDigits(s string) bool {
	return len(s) == 4 && strings.Trim(s, "0123456789") == ""
}

// likeEscape drops the wildcards of LIKE from what a person typed.
func likeEscape(s string) string { return strings.NewReplacer("%", "", "_", "").Replace(s) }
