package matter

import (
	"context"
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
	Responsible int64 // responsible, deputy or asked to take over
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
	AskedName       string // who was asked to take over a returned matter
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

const rowColumns = "SELECT " + matterColumns + `, c.name, p.name, d.name, COALESCE(k.name, ''), COALESCE(h.label, ''), COALESCE(q.name, '')
	FROM matter m
	JOIN matter_class c ON c.community_id = m.community_id AND c.id = m.class_id
	JOIN person p ON p.community_id = m.community_id AND p.id = m.responsible_id
	JOIN person d ON d.community_id = m.community_id AND d.id = m.deputy_id
	LEFT JOIN person k ON k.community_id = m.community_id AND k.id = m.asked_id
	LEFT JOIN home h ON h.community_id = m.community_id AND h.id = m.home_id
	LEFT JOIN person q ON q.community_id = m.community_id AND q.id = m.reporter_id`

// rowScan scans the matter's columns, then those joined to it.
type rowScan struct {
	db.Row
	more []any
}

func (r rowScan) Scan(dest ...any) error { return r.Row.Scan(append(dest, r.more...)...) }

func scanRow(r db.Row) (row Row, err error) {
	row.Matter, err = scanMatter(rowScan{r, []any{&row.ClassName, &row.ResponsibleName, &row.DeputyName, &row.AskedName, &row.HomeLabel, &row.ReporterName}})
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
	for i := range rows {
		rows[i].veil(a, c.Path())
	}
	return rows, err
}

// veil takes away what the actor may not know: who reported, and the link by
// which one acts as the reporter.
func (r *Row) veil(a actor.Actor, at actor.Path) {
	own := a.System || a.Is(r.Community, r.Reporter)
	if !own && !a.Has(r.Path(at), Takers()...) {
		r.TrackCode = ""
	}
	if !SeesReporter(a, r.Matter, at) {
		r.Reporter, r.ReporterName, r.OnBehalf = 0, "", ""
	}
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

// History lists the newest matters of a home or reporter, for the intake line.
// Either may be 0.
func (s *Service) History(ctx context.Context, a actor.Actor, c registry.Compound, home, reporter int64) (rows []Row, err error) {
	if !a.Within(c.Path(), Patrollers()...) {
		return nil, errs.New(errs.Forbidden, "err.forbidden")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List(ctx, tx, scanRow, rowColumns+` WHERE m.community_id = $1 AND m.compound_id = $2
			AND ((m.home_id = $3 AND $3 <> 0) OR (m.reporter_id = $4 AND $4 <> 0)) ORDER BY m.first_word_at DESC, m.id DESC LIMIT 8`, c.Community, c.ID, home, reporter)
		return err
	})
	for i := range rows {
		rows[i].veil(a, c.Path())
	}
	return rows, err
}

// Nearby lists open matters of the class in the same building (or on common
// parts) from the last three days: "3 neighbours reported the lift: join them".
//
// Colleagues see all of them; anybody else only what is about common parts, and
// of that neither words nor people.
func (s *Service) Nearby(ctx context.Context, a actor.Actor, c registry.Compound, class, building int64) (rows []Row, err error) {
	scope := " AND m.home_id IS NULL"
	colleague := a.System || a.Within(c.Path(), Patrollers()...)
	if colleague {
		scope = ""
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List(ctx, tx, scanRow, rowColumns+` WHERE m.community_id = $1 AND m.compound_id = $2 AND m.class_id = $3 AND m.state <> 'closed'
			AND m.first_word_at > $4 AND (m.building_id = $5 OR m.building_id = 0 OR $5 = 0)`+scope+` ORDER BY m.first_word_at DESC, m.id DESC LIMIT 5`,
			c.Community, c.ID, class, db.Millis(tx.Now().AddDate(0, 0, -3)), building)
		return err
	})
	for i := range rows {
		rows[i].veil(a, c.Path())
		if !colleague {
			rows[i].Body, rows[i].ResponsibleName, rows[i].DeputyName = "", "", ""
		}
	}
	return rows, err
}
