package web

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"golang.org/x/time/rate"

	"mulin/internal/kit/errs"
)

// secure sets the headers that keep foreign script and frames out.
func secure(next http.Handler) http.Handler {
	const policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
		next.ServeHTTP(w, r)
	})
}

// observe measures each answer under its route, not its address.
func (s *Site) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		route := r.Pattern
		if route == "" {
			_, route = s.mux.Handler(r)
		}
		s.duration.WithLabelValues(route, strconv.Itoa(rec.status)).Observe(time.Since(start).Seconds())
	})
}

type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(code int) {
	r.status = code
	r.ResponseWriter.WriteHeader(code)
}

// Flush sends what is written so far. The compressing writer around it looks for
// this method and would keep live updates back without it.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the real writer (flush, deadlines).
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// limiter slows down a visitor who is not signed in and sends forms in a hurry.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	tokens *rate.Limiter
	seen   time.Time
}

func newLimiter() *limiter { return &limiter{buckets: map[string]*bucket{}, swept: time.Now()} }

// The allowance of one address: a burst, then one form every three seconds. A
// whole stairwell may share an address behind one router.
const (
	burst      = 60
	everySoFar = 3 * time.Second
)

func (l *limiter) allow(c *Ctx) bool {
	if c.R.Method == http.MethodGet || c.R.Method == http.MethodHead || c.Actor.SignedIn() {
		return true
	}
	return l.take(c.ClientIP(), time.Now())
}

func (l *limiter) take(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > 10*time.Minute {
		for k, b := range l.buckets {
			if now.Sub(b.seen) > 10*time.Minute {
				delete(l.buckets, k)
			}
		}
		l.swept = now
	}
	b := l.buckets[key]
	if b == nil {
		b = &bucket{tokens: rate.NewLimiter(rate.Every(everySoFar), burst)}
		l.buckets[key] = b
	}
	b.seen = now
	return b.tokens.AllowN(now, 1)
}

// ClientIP is the visitor's address as limits count it. Behind a proxy it is the
// last one of the list: what stands before it, the visitor may have written.
func (c *Ctx) ClientIP() string { return network(c.address()) }

// network counts the addresses of one line together: by IPv6 a home has 2^64 of
// them (RFC 6177) and would have as many allowances.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	line, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return line.String()
}

func (c *Ctx) address() string {
	if list := c.R.Header.Values("X-Forwarded-For"); c.Site.TrustProxy && len(list) > 0 {
		last := list[len(list)-1]
		if addr := strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:]); addr != "" {
			return addr
		}
	}
	host, _, err := net.SplitHostPort(c.R.RemoteAddr)
	if err != nil {
		return c.R.RemoteAddr
	}
	return host
}

// maxStreams is how many live pages one person has open on all their devices.
const maxStreams = 20

// tally counts the live pages each visitor has open.
type tally struct {
	mu   sync.Mutex
	open map[string]int
}

// enter counts one more, unless there are enough; leave takes it back.
func (t *tally) enter(key string) (leave func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open[key] >= maxStreams {
		return nil, false
	}
	t.open[key]++
	return func() { t.leave(key) }, true
}

func (t *tally) leave(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open[key]--; t.open[key] <= 0 {
		delete(t.open, key)
	}
}

// streamer names whose live pages are counted together.
func (c *Ctx) streamer() string {
	if c.Actor.SignedIn() {
		return strconv.FormatInt(c.Actor.Community, 36) + "." + strconv.FormatInt(c.Actor.Person, 36)
	}
	return c.ClientIP()
}

// Stream keeps the connection open and sends an event each time one of the
// topics changes on any server, and a comment every 25 s to keep it alive.
//
// A visitor has so many open and no more: TooMany.
func (c *Ctx) Stream(topic string) error {
	leave, ok := c.Site.streams.enter(c.streamer())
	if !ok {
		return errs.New(errs.TooMany, "err.toomany")
	}
	defer leave()
	changed, stop := c.Site.DB.Subscribe(topic)
	defer stop()
	h := c.W.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	h.Set(gzhttp.HeaderNoCompression, "1")
	out := http.NewResponseController(c.W)
	_ = out.SetWriteDeadline(time.Time{})
	beat := time.NewTicker(25 * time.Second)
	defer beat.Stop()
	for text := ": hello\n\n"; ; {
		if _, err := c.W.Write([]byte(text)); err != nil {
			return nil
		}
		if err := out.Flush(); err != nil {
			return nil
		}
		select {
		case <-c.Context().Done():
			return nil
		case <-changed:
			text = "event: changed\ndata: \n\n"
		case <-beat.C:
			text = ": still here\n\n"
		}
	}
}
