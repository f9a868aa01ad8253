package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	rounds  = 5
	clients = 4
	ticks   = 100 // clock ticks per second in /proc, on Linux
)

// child is the serving process.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	base   string
	cookie string
	paths  []string
}

func measureEngine(ctx context.Context, o options, engine string) error {
	dir, err := os.MkdirTemp("", "mulin-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	args := []string{"-serve", engine, "-dir", dir, "-matters", strconv.Itoa(o.matters), "-creates", strconv.Itoa(o.creates)}
	if engine == "postgres" {
		url, stop, err := durablePostgres(ctx)
		if err != nil {
			return err
		}
		defer stop()
		args = append(args, "-database", url)
	}
	c, err := startChild(ctx, args)
	if err != nil {
		return err
	}
	defer func() { _ = c.in.Close(); _ = c.cmd.Wait() }()
	fmt.Printf("\n== %s\n%-28s %12s %12s %8s %10s %10s %8s\n", engine, "", "cpu µs/req", "bare", "ratio", "req/s", "bare", "bytes")
	for _, path := range c.paths {
		if err := c.compare(o, path); err != nil {
			return err
		}
	}
	return c.reportCreates()
}

func startChild(ctx context.Context, args []string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, in: in, out: bufio.NewReader(out)}
	line, err := c.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the server did not start: %w", err)
	}
	f := strings.Fields(line)
	c.base, c.cookie = "http://"+f[0], "mulin_session="+f[1]
	c.paths = []string{"/c/bench/desk", "/c/bench/matters.json", "/c/bench/matters/" + f[2]}
	fmt.Printf("(database built in %s s)\n", f[4])
	return c, nil
}

// figure is one measurement: server CPU and requests per second of wall time.
type figure struct{ cpu, perSecond float64 }

func (c *child) compare(o options, path string) error {
	var ours, bare []figure
	var size int
	for range rounds {
		f, n, err := c.load(o, path)
		if err != nil {
			return err
		}
		ours, size = append(ours, f), n
		f, _, err = c.load(o, "/bare"+path)
		if err != nil {
			return err
		}
		bare = append(bare, f)
	}
	cpu := func(f figure) float64 { return f.cpu }
	rate := func(f figure) float64 { return f.perSecond }
	name := path
	if i := strings.LastIndex(path, "/matters/"); i > 0 {
		name = path[:i] + "/matters/{id}"
	}
	fmt.Printf("%-28s %12.0f %12.0f %8.1f %10.0f %10.0f %8d\n", name, median(ours, cpu), median(bare, cpu), median(ours, cpu)/median(bare, cpu),
		median(ours, rate), median(bare, rate), size)
	return nil
}

func median(list []figure, of func(figure) float64) float64 {
	values := make([]float64, len(list))
	for i, f := range list {
		values[i] = of(f)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// load sends the requests from a few clients and counts the server's CPU time.
func (c *child) load(o options, path string) (figure, int, error) {
	before, err := cpuTicks(c.cmd.Process.Pid)
	if err != nil {
		return figure{}, 0, err
	}
	start := time.Now()
	var wg sync.WaitGroup
	errs := make(chan error, clients)
	size := 0
	for i := range clients {
		wg.Go(func() {
			n, err := c.client(path, o.requests/clients)
			errs <- err
			if i == 0 {
				size = n
			}
		})
	}
	wg.Wait()
	for range clients {
		if err := <-errs; err != nil {
			return figure{}, 0, err
		}
	}
	wall := time.Since(start).Seconds()
	after, err := cpuTicks(c.cmd.Process.Pid)
	n := float64(o.requests / clients * clients)
	return figure{cpu: float64(after-before) / ticks * 1e6 / n, perSecond: n / wall}, size, err
}

func (c *child) client(path string, n int) (size int, err error) {
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport}
	for range n {
		r, err := http.NewRequest(http.MethodGet, c.base+path, nil)
		if err != nil {
			return 0, err
		}
		r.Header.Set("Cookie", c.cookie)
		resp, err := client.Do(r)
		if err != nil {
			return 0, err
		}
		got, err := io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s: %d %w", path, resp.StatusCode, err)
		}
		size = int(got)
	}
	return size, nil
}

// cpuTicks is the CPU time of a process, all threads, user and system.
func cpuTicks(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(text)[strings.LastIndex(string(text), ")")+1:])
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return user + system, err
}

func (c *child) reportCreates() error {
	if _, err := fmt.Fprintln(c.in, "creates"); err != nil {
		return err
	}
	for {
		line, err := c.out.ReadString('\n')
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "end" {
			return nil
		}
		fmt.Print(line)
	}
}
