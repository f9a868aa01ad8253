package matter_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/secret"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// childEnv tells the test binary to be the server that gets killed.
const childEnv = "MULIN_KILL_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		if err := child(os.Getenv(childEnv), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// nobody is a teller that keeps nothing.
type nobody struct{}

func (nobody) TellTx(context.Context, *db.Tx, matter.Notice) error { return nil }

func options(where string) db.Options {
	if strings.HasPrefix(where, "postgres") {
		return db.Options{URL: where}
	}
	return db.Options{Dir: where}
}

// child takes matters in, from several callers at once, and works on them. Each
// line "number version" is printed only after the act was acknowledged.
func child(where string, out io.Writer) error {
	ctx := context.Background()
	d, err := db.Open(ctx, options(where))
	if err != nil {
		return err
	}
	box, err := secret.New(make([]byte, 32))
	if err != nil {
		return err
	}
	reg := registry.New(d, box)
	s := matter.New(d, reg, box, nobody{})
	c, err := reg.CompoundBySlug(ctx, "demo")
	if err != nil {
		return err
	}
	var mu sync.Mutex
	say := func(m matter.Matter) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprintf(out, "%d %d\n", m.ID, m.Version)
	}
	var wg sync.WaitGroup
	failed := make(chan error, 5)
	for range 4 {
		wg.Go(func() { failed <- callers(ctx, s, c, say) })
	}
	go func() {
		for {
			_, _ = s.Sweep(ctx)
		}
	}()
	return <-failed
}

func callers(ctx context.Context, s *matter.Service, c registry.Compound, say func(matter.Matter)) error {
	for {
		m, err := s.Intake(ctx, system(), c, matter.NewMatter{Body: "厨房下水堵了", Channel: matter.ByPhone})
		if err != nil {
			return err
		}
		say(m)
		m, err = s.Note(ctx, system(), matter.Ref{Compound: c, ID: m.ID}, "在路上", nil)
		if err != nil && !errs.Is(err, errs.Conflict) {
			return err
		}
		if err == nil {
			say(m)
		}
	}
}

func TestAKilledServerLosesNothingItAcknowledged(t *testing.T) {
	rounds := 5
	if os.Getenv("MULIN_SOAK") != "" {
		rounds = 50
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := dbtest.Fresh(t, engine)
			prepareKill(t, o)
			rng := rand.New(rand.NewPCG(3, 5))
			acked := map[int64]int64{}
			for range rounds {
				killedRound(t, o.URL+o.Dir, 20+rng.IntN(200), acked)
				afterKill(t, o, acked)
			}
			t.Logf("%d rounds, %d acknowledged matters", rounds, len(acked))
		})
	}
}

func prepareKill(t *testing.T, o db.Options) {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	must(t, err)
	newWorld(t, d, dbtest.NewClock())
	must(t, d.Close())
}

// killedRound runs a server until it acknowledged so many acts, kills it in the
// midst of its work, and keeps what it had acknowledged by then.
func killedRound(t *testing.T, where string, acts int, acked map[int64]int64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+where)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	dead := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(pipe)
	n := 0
	for lines.Scan() {
		id, version, ok := strings.Cut(lines.Text(), " ")
		if i, err1 := strconv.ParseInt(id, 10, 64); ok && err1 == nil {
			if v, err2 := strconv.ParseInt(version, 10, 64); err2 == nil {
				acked[i] = max(acked[i], v)
			}
		}
		if n++; n == acts {
			must(t, cmd.Process.Kill()) // what it still printed before it died is read on
		}
	}
	_ = cmd.Wait() // killed: always an error
	if !dead.Stop() || n < acts {
		t.Fatalf("the server acknowledged %d acts and ended by itself", n)
	}
}

// afterKill opens the database as the next server would and looks for losses.
func afterKill(t *testing.T, o db.Options, acked map[int64]int64) {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	must(t, d.IntegrityCheck(t.Context()))
	w := &world{t: t, d: d}
	for name, query := range invariants() {
		if n := w.count(query); n != 0 {
			t.Fatalf("after the kill: %s: %d", name, n)
		}
	}
	versions := map[int64]int64{}
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		return db.Each(t.Context(), tx, func(r db.Row) error {
			var id, events, clocks, people int64
			err := r.Scan(&id, &events, &clocks, &people)
			if clocks > 0 && people == 2 {
				versions[id] = events
			}
			return err
		}, `SELECT m.id, (SELECT count(*) FROM matter_event e WHERE e.community_id = m.community_id AND e.matter_id = m.id),
				(SELECT count(*) FROM matter_clock k WHERE k.community_id = m.community_id AND k.matter_id = m.id),
				(SELECT count(*) FROM person p WHERE p.community_id = m.community_id AND p.id IN (m.responsible_id, m.deputy_id)) FROM matter m`)
	}))
	for id, version := range acked {
		if versions[id] < version {
			t.Fatalf("matter %d was acknowledged at version %d and has %d events", id, version, versions[id])
		}
	}
}
