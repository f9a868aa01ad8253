package matter

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mulin/internal/kit/calendar"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/secret"
	"mulin/internal/registry"
)

// Teller passes news on to people; it enqueues within the transaction.
type Teller interface {
	// TellTx tells a person about an event of a subject; key names the text.
	TellTx(ctx context.Context, tx *db.Tx, n Notice) error
}

// Notice is news about a matter for one person.
type Notice struct {
	Community, Compound int64
	Person              int64
	Key                 string         // text, such as "matter.tell.assign"
	Args                map[string]any // placeholders of the text
	Matter              int64
	Link                string // page to open: the compound's page of the matter, the reporter's own page for the reporter
	Urgent              bool
}

// Service does everything that happens to matters.
type Service struct {
	db       *db.DB
	registry *registry.Service
	box      *secret.Box
	teller   Teller
	postsAt  atomic.Int64 // when posts were last checked, epoch ms

	calendars sync.Map // spec as stored → *calendar.Calendar, never changed once read
}

// New makes the service.
func New(d *db.DB, r *registry.Service, box *secret.Box, t Teller) *Service {
	return &Service{db: d, registry: r, box: box, teller: t}
}

var zeroTime time.Time

func minutes(n int64) time.Duration { return time.Duration(n) * time.Minute }

func contains[T comparable](list []T, v T) bool { return slices.Contains(list, v) }

func needText(field, text string) error {
	var v errs.Check
	v.That(strings.TrimSpace(text) != "", field, "err.required")
	v.That(len([]rune(text)) <= maxText, field, "err.toolong", errs.Args{"Max": maxText})
	return v.Err()
}

const maxText = 1000

// Moment is a time as a form gives it: "2026-11-23T15:00" at the compound, or "".
type Moment string

// in reads the moment typed into a field.
func (t Moment) in(field string, c registry.Compound) (time.Time, error) {
	if t == "" {
		return zeroTime, nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", string(t), c.Location())
	if err != nil {
		return zeroTime, errs.InvalidField(field, "matter.err.time")
	}
	return at.UTC(), nil
}

// Settings are a compound's limits, edited on screen.
type Settings struct {
	Fallback, FallbackDeputy int64 // who decides when nobody takes it 兜底
	ReturnLimit              int64 // returns after which the fallback decides
	ReturnHours              int64 // hours a returned matter may wait
	SilenceAttempts          int64 // tries before silence closes
	GrabMinutes              int64 // how long an offer stands
	PauseMaxHours            int64 // the longest pause
}

func settingsTx(ctx context.Context, tx *db.Tx, c registry.Compound) (Settings, error) {
	set, err := db.One(ctx, tx, func(r db.Row) (x Settings, err error) {
		return x, r.Scan(&x.Fallback, &x.FallbackDeputy, &x.ReturnLimit, &x.ReturnHours, &x.SilenceAttempts, &x.GrabMinutes, &x.PauseMaxHours)
	}, `SELECT fallback_id, fallback_deputy, return_limit, return_hours, silence_attempts, grab_minutes, pause_max_hours
		FROM matter_setting WHERE community_id = $1 AND compound_id = $2`, c.Community, c.ID)
	if err == db.ErrNoRow { //nolint:errorlint // returned bare by One
		return set, errs.New(errs.Conflict, "matter.err.nosetup")
	}
	return set, err
}

func (s *Service) calendarTx(ctx context.Context, tx *db.Tx, community, id int64) (*calendar.Calendar, error) {
	spec, err := db.One(ctx, tx, db.Value[string], "SELECT spec FROM work_calendar WHERE community_id = $1 AND id = $2", community, id)
	if err != nil {
		return nil, orNotFound(err)
	}
	if known, ok := s.calendars.Load(spec); ok {
		return known.(*calendar.Calendar), nil
	}
	cal := new(calendar.Calendar)
	if err := json.Unmarshal([]byte(spec), cal); err != nil {
		return nil, err
	}
	s.calendars.Store(spec, cal)
	return cal, nil
}
