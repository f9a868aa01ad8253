package matter

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

// Filter narrows the queue. Zero fields do not narrow.
type Filter struct {
	State       State
	Kind        Kind
	Class       int64
	Urgency     Urgency
	Lane        Lane
	Building    int64
	Home        int64
	Group       int64
	Responsible int64 // responsible or deputy
	Reporter    int64
	Incident    int64
	Late        bool   // a promise is broken
	Soon        bool   // a promise falls due within the hour
	Unsigned    bool   // nobody has said yes
	Returned    bool   // came back twice or more
	Grab        bool   // free to be taken
	Closed      bool   // closed ones, newest first, instead of the open ones
	Text        string // in number, words or place
	Since       time.Time
	After       string // Cursor of the last row of the page before
	Limit       int    // 0: 50
}

// Row is one line of the queue.
type Row struct {
	Matter
	ClassName       string
	ResponsibleName string
	DeputyName      string
	HomeLabel       string
	ReporterName    string
}

// Cursor names the row for the page after it.
func (r Row) Cursor() string {
	at := dueMillis(r.Due)
	if r.State == Closed {
		at = db.Millis(r.ClosedAt)
	}
	return strconv.FormatInt(at, 36) + "." + strconv.FormatInt(r.ID, 36)
}

const rowColumns = "SELECT " + matterColumns + `, c.name, p.name, d.name, COALESCE(h.label, ''), COALESCE(q.name, '')
	FROM matter m
	JOIN matter_class c ON c.community_id = m.community_id AND c.id = m.class_id
	JOIN person p ON p.community_id = m.community_id AND p.id = m.responsible_id
	JOIN person d ON d.community_id = m.community_id AND d.id = m.deputy_id
	LEFT JOIN home h ON h.community_id = m.community_id AND h.id = m.home_id
	LEFT JOIN person q ON q.community_id = m.community_id AND q.id = m.reporter_id`

// rowScan scans the matter's columns, then those joined to it.
type rowScan struct {
	db.Row
	more []any
}

func (r rowScan) Scan(dest ...any) error { return r.Row.Scan(append(dest, r.more...)...) }

func scanRow(r db.Row) (row Row, err error) {
	row.Matter, err = scanMatter(rowScan{r, []any{&row.ClassName, &row.ResponsibleName, &row.DeputyName, &row.HomeLabel, &row.ReporterName}})
	return row, err
}

// Queue lists matters the actor may see: the open ones by the next promise, the
// closed ones by when they closed.
func (s *Service) Queue(ctx context.Context, a actor.Actor, c registry.Compound, f Filter) (rows []Row, err error) {
	w := where{}
	w.add("m.community_id = %s", c.Community)
	w.add("m.compound_id = %s", c.ID)
	if err := w.visible(a, c); err != nil {
		return nil, err
	}
	if err := w.filter(f, s.db.Now()); err != nil {
		return nil, err
	}
	limit := f.Limit
	if limit <= 0 || limit > 500 {
		limit = 50
	}
	order := " ORDER BY m.due_at, m.id"
	if f.Closed {
		order = " ORDER BY m.closed_at DESC, m.id DESC"
	}
	query := rowColumns + " WHERE " + strings.Join(w.parts, " AND ") + order + " LIMIT " + w.arg(limit)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List(ctx, tx, scanRow, query, w.args...)
		return err
	})
	return rows, err
}

// where collects conditions with their arguments in ascending order.
type where struct {
	parts []string
	args  []any
}

func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// add appends a condition; %s stands for the next argument.
func (w *where) add(format string, values ...any) {
	marks := make([]any, len(values))
	for i, v := range values {
		marks[i] = w.arg(v)
	}
	w.parts = append(w.parts, fmt.Sprintf(format, marks...))
}

// visible narrows to what the actor may see; see CanSee for the rule.
func (w *where) visible(a actor.Actor, c registry.Compound) error {
	at := c.Path()
	if a.System || a.Has(at, Watchers()...) {
		return nil
	}
	if !a.Within(at, actor.Roles()...) {
		return errs.New(errs.NotFound, "err.notfound")
	}
	var any []string
	for _, column := range []string{"responsible_id", "deputy_id", "reporter_id", "done_by"} {
		any = append(any, "m."+column+" = "+w.arg(a.Person))
	}
	if a.Within(at, actor.Worker, actor.Volunteer) {
		any = append(any, "m.grab_until > 0")
	}
	for _, g := range a.Grants {
		any = append(any, w.visibleBy(g, at)...)
	}
	w.parts = append(w.parts, "("+strings.Join(any, " OR ")+")")
	return nil
}

func (w *where) visibleBy(g actor.Grant, at actor.Path) []string {
	if !at.Covers(g.At) && !g.At.Covers(at) {
		return nil
	}
	switch {
	case g.Role == actor.Head && g.At.Group != 0:
		return []string{"m.group_id = " + w.arg(g.At.Group)}
	case g.Role == actor.UnitHead && g.At.Unit != 0:
		return []string{"m.unit_id = " + w.arg(g.At.Unit)}
	case g.Role == actor.Resident && g.At.Home != 0:
		return []string{"m.home_id = " + w.arg(g.At.Home)}
	case g.At.Building != 0 && g.At.Unit == 0 && g.At.Home == 0 && (g.Role == actor.GridLeader || g.Role == actor.Party):
		return []string{"m.building_id = " + w.arg(g.At.Building)}
	}
	return nil
}

func (w *where) filter(f Filter, now time.Time) error {
	if f.Closed {
		w.add("m.state = 'closed'")
	} else if f.State != Closed {
		w.add("m.state <> 'closed'")
	}
	equal := func(on bool, column string, v any) {
		if on {
			w.add("m."+column+" = %s", v)
		}
	}
	equal(f.State != "", "state", f.State)
	equal(f.Kind != "", "kind", f.Kind)
	equal(f.Class != 0, "class_id", f.Class)
	equal(f.Urgency != "", "urgency", f.Urgency)
	equal(f.Lane != "", "lane", f.Lane)
	equal(f.Building != 0, "building_id", f.Building)
	equal(f.Home != 0, "home_id", f.Home)
	equal(f.Group != 0, "group_id", f.Group)
	equal(f.Reporter != 0, "reporter_id", f.Reporter)
	equal(f.Incident != 0, "incident_id", f.Incident)
	if f.Responsible != 0 {
		w.add("(m.responsible_id = %s OR m.deputy_id = %s)", f.Responsible, f.Responsible)
	}
	w.moments(f, now)
	if f.Text != "" {
		like := "%" + strings.NewReplacer("%", "", "_", "").Replace(f.Text) + "%"
		w.add("(m.number LIKE %s OR m.body LIKE %s OR m.place LIKE %s OR h.label LIKE %s)", like, like, like, like)
	}
	return w.after(f)
}

func (w *where) moments(f Filter, now time.Time) {
	if f.Late {
		w.add("m.due_at < %s AND m.state <> 'paused'", db.Millis(now))
	}
	if f.Soon {
		w.add("m.due_at >= %s AND m.due_at < %s AND m.state <> 'paused'", db.Millis(now), db.Millis(now.Add(time.Hour)))
	}
	if f.Unsigned {
		w.add("m.state IN ('triage', 'assigned')")
	}
	if f.Returned {
		w.add("m.returns >= 2")
	}
	if f.Grab {
		w.add("m.grab_until > %s", db.Millis(now))
	}
	if !f.Since.IsZero() {
		w.add("m.first_word_at >= %s", db.Millis(f.Since))
	}
}

func (w *where) after(f Filter) error {
	if f.After == "" {
		return nil
	}
	atText, idText, _ := strings.Cut(f.After, ".")
	at, err1 := strconv.ParseInt(atText, 36, 64)
	id, err2 := strconv.ParseInt(idText, 36, 64)
	if err1 != nil || err2 != nil {
		return errs.New(errs.NotFound, "err.notfound")
	}
	if f.Closed {
		w.add("(m.closed_at, m.id) < (%s, %s)", at, id)
	} else {
		w.add("(m.due_at, m.id) > (%s, %s)", at, id)
	}
	return nil
}

// Counts are the figures above the queue.
type Counts struct {
	Open, Unsigned, Soon, Late, Returned, Reported, Deliberating int64
}

// Counts tells how many matters of the compound are in each pile. It holds no
// personal data.
func (s *Service) Counts(ctx context.Context, c registry.Compound) (n Counts, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		now := db.Millis(tx.Now())
		n, err = db.One(ctx, tx, func(r db.Row) (n Counts, err error) {
			return n, r.Scan(&n.Open, &n.Unsigned, &n.Soon, &n.Late, &n.Returned, &n.Reported, &n.Deliberating)
		}, `SELECT count(*), count(*) FILTER (WHERE state IN ('triage', 'assigned')),
				count(*) FILTER (WHERE due_at >= $1 AND due_at < $2 AND state <> 'paused'), count(*) FILTER (WHERE due_at < $1 AND state <> 'paused'),
				count(*) FILTER (WHERE returns >= 2), count(*) FILTER (WHERE state = 'reported'), count(*) FILTER (WHERE state = 'deliberating')
			FROM matter WHERE community_id = $3 AND compound_id = $4 AND state <> 'closed'`, now, now+3600_000, c.Community, c.ID)
		return err
	})
	return n, err
}

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

// Get gives a matter with its story to whoever may see it. NotFound.
func (s *Service) Get(ctx context.Context, a actor.Actor, c registry.Compound, id int64) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = s.viewTx(ctx, tx, c, id)
		if err != nil {
			return err
		}
		if v.Compound != c.ID || !CanSee(a, v.Matter, c.Path()) {
			return errs.New(errs.NotFound, "err.notfound")
		}
		v.Allowed, err = s.allowedActions(ctx, tx, a, c, v.Matter)
		return err
	})
	return v, err
}

// ViewByTrack gives a matter to whoever holds its reporter's link. NotFound.
func (s *Service) ViewByTrack(ctx context.Context, code string) (v View, c registry.Compound, err error) {
	m, c, err := s.ByTrack(ctx, code)
	if err != nil {
		return v, c, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = s.viewTx(ctx, tx, c, m.ID)
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
	if v.Pause, err = optional(db.One(ctx, tx, scanPause,
		"SELECT since, cap_at, reason, person_id FROM matter_pause WHERE community_id = $1 AND matter_id = $2 AND until = 0", v.Community, v.ID)); err != nil {
		return err
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
	return out, nil
}

// History lists the newest matters of a home or reporter, and open matters like
// the one being written down: for the intake line. Any of home, reporter and
// class may be 0.
func (s *Service) History(ctx context.Context, a actor.Actor, c registry.Compound, home, reporter int64) (rows []Row, err error) {
	if !a.Within(c.Path(), Patrollers()...) {
		return nil, errs.New(errs.Forbidden, "err.forbidden")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List(ctx, tx, scanRow, rowColumns+` WHERE m.community_id = $1 AND m.compound_id = $2
			AND ((m.home_id = $3 AND $3 <> 0) OR (m.reporter_id = $4 AND $4 <> 0)) ORDER BY m.first_word_at DESC LIMIT 8`, c.Community, c.ID, home, reporter)
		return err
	})
	return rows, err
}

// Nearby lists open matters of the class in the same building (or on common
// parts) from the last three days: "3 neighbours reported the lift: join them".
func (s *Service) Nearby(ctx context.Context, c registry.Compound, class, building int64) (rows []Row, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List(ctx, tx, scanRow, rowColumns+` WHERE m.community_id = $1 AND m.compound_id = $2 AND m.class_id = $3 AND m.state <> 'closed'
			AND m.first_word_at > $4 AND (m.building_id = $5 OR m.building_id = 0 OR $5 = 0) ORDER BY m.first_word_at DESC LIMIT 5`,
			c.Community, c.ID, class, db.Millis(tx.Now().AddDate(0, 0, -3)), building)
		return err
	})
	return rows, err
}
