package notify_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/i18n"
	"mulin/internal/kit/job"
	"mulin/internal/kit/secret"
	"mulin/internal/matter"
	"mulin/internal/notify"
	"mulin/internal/registry"
	"mulin/locales"
)

// phones keeps what was sent, and fails as told.
type phones struct {
	mu    sync.Mutex
	texts []string
	fail  error
}

func (p *phones) Send(_ context.Context, phone, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts = append(p.texts, phone+" "+text)
	return p.fail
}

func (p *phones) sent() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.texts)
}

type world struct {
	t        *testing.T
	db       *db.DB
	clock    *dbtest.Clock
	registry *registry.Service
	accounts *account.Service
	notify   *notify.Service
	sms      *phones
	push     *browserService
	c        registry.Compound
	desk     actor.Actor
	me       actor.Actor
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) { f(t, newWorld(t, d, clock)) })
}

func newWorld(t *testing.T, d *db.DB, clock *dbtest.Clock) *world {
	box, err := secret.New(bytes.Repeat([]byte{7}, 32))
	must(t, err)
	words, err := i18n.Load(locales.FS)
	must(t, err)
	w := &world{t: t, db: d, clock: clock, registry: registry.New(d, box), sms: &phones{}, push: newBrowserService(t)}
	w.notify = notify.New(d, w.registry, notify.Config{Texter: w.sms, Pusher: w.push.sender(), Box: box, Words: words, BaseURL: "https://mulin.example/"})
	w.accounts = account.New(d, w.registry, w.notify)
	w.c, err = w.registry.CreateCompound(t.Context(), registry.NewCompound{Name: "示例小区"})
	must(t, err)
	w.desk = w.person("示例员工", actor.Desk)
	w.me = w.person("示例居民001", "", "13800000001")
	return w
}

func (w *world) person(name string, role actor.Role, numbers ...string) actor.Actor {
	var id int64
	must(w.t, w.db.Write(w.t.Context(), func(tx *db.Tx) (err error) {
		id, err = w.registry.AddPersonTx(w.t.Context(), tx, actor.Actor{System: true}, w.c, registry.NewPerson{Name: name, Phones: numbers})
		return err
	}))
	if role != "" {
		_, err := w.registry.GiveRole(w.t.Context(), actor.Actor{System: true}, w.c, registry.NewRole{Person: id, Role: role,
			Scope: registry.ScopeCompound, ScopeID: w.c.ID, Since: "2026-01-01"})
		must(w.t, err)
	}
	in, err := w.accounts.SignInAs(w.t.Context(), w.c.Community, id, "test")
	must(w.t, err)
	a, err := w.accounts.Authenticate(w.t.Context(), in.Token)
	must(w.t, err)
	return a
}

func (w *world) runner() *job.Runner {
	r := job.NewRunner(w.db, slog.New(slog.DiscardHandler))
	w.notify.Register(r)
	return r
}

// work does all due jobs.
func (w *world) work() {
	w.t.Helper()
	for r := w.runner(); ; {
		n, err := r.RunDue(w.t.Context())
		must(w.t, err)
		if n == 0 {
			return
		}
	}
}

func (w *world) news() matter.Notice {
	return matter.Notice{Community: w.c.Community, Compound: w.c.ID, Person: w.me.Person, Key: "matter.tell.taken",
		Args: map[string]any{"Number": "2026-001"}, Link: "/m/abc", Urgent: true}
}

func (w *world) tell(n matter.Notice) {
	w.t.Helper()
	must(w.t, w.db.Write(w.t.Context(), func(tx *db.Tx) error { return w.notify.TellTx(w.t.Context(), tx, n) }))
}

func (w *world) choose(by, lang string) {
	w.t.Helper()
	must(w.t, w.registry.SetChoice(w.t.Context(), w.me, registry.Choice{By: by, Lang: lang}))
}

func (w *world) inbox() []notify.Note {
	list, _, err := w.notify.Inbox(w.t.Context(), w.me, 0)
	must(w.t, err)
	return list
}

// deliveries are the states by way, for the newest notice of each.
func (w *world) deliveries() map[notify.Channel]notify.Delivery {
	list, err := w.notify.Outbox(w.t.Context(), w.desk, w.c, notify.OutboxFilter{})
	must(w.t, err)
	out := map[notify.Channel]notify.Delivery{}
	for _, d := range list {
		if old, ok := out[d.Channel]; !ok || d.ID > old.ID {
			out[d.Channel] = d
		}
	}
	return out
}

func (w *world) wantStates(want map[notify.Channel]notify.State) {
	w.t.Helper()
	got := w.deliveries()
	for way, state := range want {
		if got[way].State != state {
			w.t.Errorf("%s is %q (%s), want %q", way, got[way].State, got[way].Why, state)
		}
	}
	if len(got) != len(want) {
		w.t.Errorf("%d ways, want %d", len(got), len(want))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
