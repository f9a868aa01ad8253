package app

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"mulin/internal/demo"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/registry"
)

// served is a running `mulin serve`.
type served struct {
	url  string
	log  *logged
	stop context.CancelFunc
	code chan int
}

// logged is a stream that is written and read at once.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// serving starts the command and waits for the address it prints.
func serving(t *testing.T, args ...string) *served {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	s := &served{log: &logged{}, stop: stop, code: make(chan int, 1)}
	go func() {
		s.code <- Main(ctx, append([]string{"serve"}, args...), in, s.log)
		_ = in.Close()
	}()
	t.Cleanup(func() { stop(); _ = out.Close() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("it did not start: %v %s", err, s.log)
	}
	s.url = strings.TrimSpace(line)
	return s
}

func (s *served) ended(t *testing.T) {
	t.Helper()
	s.stop()
	select {
	case code := <-s.code:
		if code != exitOK {
			t.Errorf("exit %d: %s", code, s.log)
		}
	case <-patient(t).Done():
		t.Fatalf("it does not stop: %s", s.log)
	}
}

func fetch(t *testing.T, method, url string, body io.Reader, accept string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	must(t, err)
	req.Header.Set("Accept", accept)
	res, err := http.DefaultTransport.RoundTrip(req)
	must(t, err)
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func text(t *testing.T, url string) string {
	t.Helper()
	res := fetch(t, http.MethodGet, url, nil, "*/*")
	body, err := io.ReadAll(res.Body)
	must(t, err)
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s: %d", url, res.StatusCode)
	}
	return string(body)
}

func TestServeAnswersWhereTheEnvironmentSays(t *testing.T) {
	t.Setenv("MULIN_ADDR", "127.0.0.1:0")
	t.Setenv("MULIN_DATA", t.TempDir())
	s := serving(t, "--metrics-addr", "127.0.0.1:0")
	if got := text(t, s.url+"/healthz") + text(t, s.url+"/readyz"); got != "ok\nready\n" {
		t.Errorf("health: %q", got)
	}
	text(t, s.url+"/signin")
	private := regexp.MustCompile(`http://127[^ ]*/metrics`).FindString(s.log.String())
	if got := text(t, private); !strings.Contains(got, "mulin_http_seconds") {
		t.Errorf("metrics: %s", got)
	}
	if res := fetch(t, http.MethodGet, s.url+"/metrics", nil, "*/*"); res.StatusCode != http.StatusNotFound {
		t.Errorf("metrics are public: %d", res.StatusCode)
	}
	s.ended(t)
}

func TestAStopLetsARequestComeToItsEnd(t *testing.T) {
	s := serving(t, "--addr", "127.0.0.1:0", "--data", t.TempDir())
	slow, in := io.Pipe()
	answer := make(chan int, 1)
	go func() {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.url+"/signin", slow)
		if err != nil {
			answer <- 0
			return
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Expect", "100-continue") // the body is sent once the server reads it
		res, err := (&http.Transport{ExpectContinueTimeout: patience}).RoundTrip(req)
		if err != nil {
			answer <- 0
			return
		}
		_ = res.Body.Close()
		answer <- res.StatusCode
	}()
	_, err := in.Write([]byte("phone=13951000037&"))
	must(t, err)
	s.stop()
	for !strings.Contains(s.log.String(), "stopping") && patient(t).Err() == nil {
		_, err := in.Write([]byte("password=x&"))
		must(t, err)
	}
	must(t, in.Close())
	if code := <-answer; code < 200 || code >= 500 {
		t.Errorf("the request under way was answered %d", code)
	}
	s.ended(t)
}

func TestAStopEndsLiveUpdatesButNoOtherRequest(t *testing.T) {
	stopping, stop := context.WithCancel(context.Background())
	defer stop()
	for accept, want := range map[string]bool{"text/event-stream": true, "text/html": false} {
		h := untilDone(stopping, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			stop()
			if want {
				<-r.Context().Done()
			}
			if ended := r.Context().Err() != nil; ended != want {
				t.Errorf("%s: ended %v, want %v", accept, ended, want)
			}
		}))
		req, err := http.NewRequestWithContext(patient(t), http.MethodGet, "/", nil)
		must(t, err)
		req.Header.Set("Accept", accept)
		h.ServeHTTP(nil, req)
	}
}

func TestServeTellsWhyItCannotStartAndNoPassword(t *testing.T) {
	busy := serving(t, "--addr", "127.0.0.1:0", "--data", t.TempDir())
	addr := strings.TrimPrefix(busy.url, "http://")
	for _, c := range []struct {
		args []string
		word string
	}{
		{[]string{"--addr", addr}, addr},
		{[]string{"--addr", "127.0.0.1:0", "--metrics-addr", addr}, addr},
		{[]string{"--addr", "nonsense"}, "nonsense"},
		{[]string{"--secret-key", "zz"}, "key"},
		{[]string{"--database", "postgres://mulin:geheim@127.0.0.1:1/x"}, "PostgreSQL"},
		{[]string{"--database", "postgres://mulin:geheim@127.0.0.1:port/x"}, ""},
		{[]string{"--database", "host=127.0.0.1 port=1 password=geheim"}, "PostgreSQL"},
	} {
		s := mulin(t, append([]string{"serve", "--data", t.TempDir()}, c.args...)...).want(t, exitFail, c.word)
		if strings.Contains(s.err, "geheim") {
			t.Errorf("the password is shown: %s", s.err)
		}
	}
	busy.ended(t)
}

func TestAStartDoesNotLogThePasswordOfTheDatabase(t *testing.T) {
	o := dbtest.Fresh(t, "postgres")
	s := serving(t, "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--database", strings.Replace(o.URL, "postgres@", "postgres:geheim@", 1))
	s.ended(t)
	if log := s.log.String(); strings.Contains(log, "geheim") || !strings.Contains(log, "engine=postgres") {
		t.Error(log)
	}
}

func TestServersOfOneDatabaseHearOneAnother(t *testing.T) {
	cfg := Config{Dir: t.TempDir(), Database: dbtest.Fresh(t, "postgres").URL}
	one, err := New(t.Context(), cfg)
	must(t, err)
	defer func() { must(t, one.Close()) }()
	two, err := New(t.Context(), cfg)
	must(t, err)
	defer func() { must(t, two.Close()) }()
	heard, leave := one.DB.Subscribe("compound/7")
	defer leave()
	must(t, two.DB.Write(t.Context(), func(tx *db.Tx) error { return tx.Notify(t.Context(), "compound/7") }))
	select {
	case <-heard:
	case <-patient(t).Done():
		t.Fatal("nothing heard")
	}
}

func TestTheDemoIsPreparedOnceAndWhole(t *testing.T) {
	dir := t.TempDir()
	mulin(t, "demo", "--prepare", "--data", dir).want(t, exitOK, "demo: matters since 2023")
	a, err := New(t.Context(), Config{Dir: dir})
	must(t, err)
	defer func() { must(t, a.Close()) }()
	before := (&world{App: a}).dump(t)
	if again := mulin(t, "demo", "--prepare", "--data", dir).want(t, exitOK); again.err != "" {
		t.Errorf("the second time: %s", again.err)
	}
	for table, rows := range (&world{App: a}).dump(t) {
		if rows != before[table] {
			t.Errorf("%s changed the second time", table)
		}
	}
	c, err := a.Registry.CompoundByName(t.Context(), demo.CompoundName)
	must(t, err)
	must(t, a.DB.Read(t.Context(), func(tx *db.Tx) error {
		homes, _, people, err := registry.PopulationTx(t.Context(), tx, c.Community, c.ID, c.Today(tx.Now()))
		if homes != 324 || people != 668 {
			t.Errorf("%d homes and %d people, want 324 and 668", homes, people)
		}
		return err
	}))
}
