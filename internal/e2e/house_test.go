package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"mulin/internal/app"
	"mulin/internal/demo"
	"mulin/internal/kit/actor"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// house is the running program on the demo compound, with a browser before it.
type house struct {
	*app.App
	url      string
	compound registry.Compound
	axe      string          // the source of axe-core
	browser  context.Context // of chromedp
}

// shared is the one house of all tests: filling the demo takes seconds.
var shared *house

func TestMain(m *testing.M) {
	code := 1
	if err := withHouse(func() { code = m.Run() }); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// withHouse runs f in a new house and tears it down again.
func withHouse(f func()) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	dir, err := os.MkdirTemp(memory(), "mulin-e2e-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	h := &house{}
	if h.axe, err = axeSource(); err != nil {
		return err
	}
	stop, err := h.open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	stopBrowser, err := h.browse(ctx, filepath.Join(dir, "browser"))
	if err != nil {
		return err
	}
	defer stopBrowser()
	shared = h
	f()
	return nil
}

// memory is a folder that costs no disk, where there is one: nothing of these
// tests has to outlive them.
func memory() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// axeSource reads the accessibility checker that npm brings.
func axeSource() (string, error) {
	file := filepath.Join("..", "..", "web", "node_modules", "axe-core", "axe.min.js")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("axe-core is missing, which checks the pages for everyone: run scripts/assets.sh (it needs npm): %w", err)
	}
	return string(text), nil
}

// open fills the demo and serves it, clocks and messages included.
func (h *house) open(ctx context.Context, dir string) (stop func() error, err error) {
	cfg := app.Config{Dir: dir, Demo: true, Addr: "127.0.0.1:0"}
	if err := app.PrepareDemo(ctx, cfg, io.Discard); err != nil {
		return nil, err
	}
	if h.App, err = app.New(ctx, cfg); err != nil {
		return nil, err
	}
	if h.compound, err = h.Registry.CompoundByName(ctx, demo.CompoundName); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	serving, end := context.WithCancel(ctx)
	addr, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- h.Serve(serving, func(at string) { addr <- at }) }()
	stop = func() error {
		end()
		return errors.Join(<-ended, h.Close())
	}
	select {
	case at := <-addr:
		h.url = "http://" + at
		return stop, nil
	case err := <-ended:
		return nil, errors.Join(err, h.Close())
	}
}

// browse starts Debian's browser with an empty profile and no network of its own.
func (h *house) browse(ctx context.Context, profile string) (stop func(), err error) {
	path, err := browserPath()
	if err != nil {
		return nil, err
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("accept-lang", "zh-CN,zh"))
	allocator, end := chromedp.NewExecAllocator(ctx, options...)
	browser, cancel := chromedp.NewContext(allocator)
	stop = func() { cancel(); end() }
	if err := chromedp.Do(browser); err != nil {
		stop()
		return nil, fmt.Errorf("the browser did not start: %w", err)
	}
	h.browser = browser
	return stop, nil
}

func browserPath() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no browser was found: scripts/setup.sh installs Chromium on Debian; elsewhere install Chromium or Chrome")
}

// at is a page of the demo compound.
func (h *house) at(path string) string { return h.url + "/c/" + h.compound.Slug + "/" + path }

// system reads what no single person may.
func system() actor.Actor { return actor.Actor{System: true} }

// holder is somebody of the demo who holds the role.
func (h *house) holder(t *testing.T, role actor.Role) int64 {
	t.Helper()
	if role == actor.Resident {
		return h.resident(t)
	}
	list, err := h.Registry.Roles(t.Context(), h.compound, h.compound.Today(time.Now()))
	must(t, err)
	for _, g := range list {
		if g.Role == role {
			return g.Person
		}
	}
	t.Fatalf("nobody of the demo is %s", role)
	return 0
}

// resident is one with an open matter of their own.
func (h *house) resident(t *testing.T) int64 {
	t.Helper()
	rows, err := h.Matters.Queue(t.Context(), system(), h.compound, matter.Filter{State: matter.Signed})
	must(t, err)
	for _, r := range rows {
		if r.Reporter != 0 && r.Home != 0 {
			return r.Reporter
		}
	}
	t.Fatal("no resident of the demo has an open matter")
	return 0
}

// session signs the person in and gives the cookie's value.
func (h *house) session(t *testing.T, person int64) string {
	t.Helper()
	in, err := h.Accounts.SignInAs(t.Context(), h.compound.Community, person, "e2e")
	must(t, err)
	return in.Token
}

// visitor is a person before the browser: who they are and what they chose.
type visitor struct {
	name    string // as in the name of the test
	role    actor.Role
	session string
	width   int64 // of their screen
	elder   bool
}

// visitors are one of each, residents and workers on a phone, the rest at a desk.
func (h *house) visitors(t *testing.T) []visitor {
	t.Helper()
	out := []visitor{{name: "visitor", width: phone}}
	for _, role := range []actor.Role{actor.Resident, actor.Head, actor.Worker, actor.Desk, actor.Manager, actor.Supervisor, actor.Admin} {
		width := int64(desk)
		if slices.Contains([]actor.Role{actor.Resident, actor.Head, actor.Worker}, role) {
			width = phone
		}
		out = append(out, visitor{name: string(role), role: role, width: width, session: h.session(t, h.holder(t, role))})
	}
	return out
}

// The widths pages are looked at, in CSS pixels.
const (
	phone = 390
	desk  = 1280
)

func widths() []int64 { return []int64{320, phone, 768, desk, 1920} }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// here is the path of an address, for messages.
func here(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.RequestURI()
}
