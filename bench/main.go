// Command bench measures, side by side in one run and on both engines, what the
// product adds to what the machine can do at all: pages and JSON of the queue to
// a bare handler of the same bytes, durable creates to bare durable commits. It
// prints ratios; they are read by people and never asserted by tests.
//
//	make bench
//
// The server is a process of its own, so that its CPU time is counted without
// the client's. Nothing is pinned to a processor.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

type options struct {
	matters  int
	requests int
	creates  int
	engine   string
	server   string // set in the child: which engine to serve
	dir      string
	database string
}

func main() {
	var o options
	flag.IntVar(&o.matters, "matters", 100_000, "matters in the database")
	flag.IntVar(&o.requests, "requests", 2000, "requests per measurement")
	flag.IntVar(&o.creates, "creates", 3000, "creates per measurement")
	flag.StringVar(&o.engine, "engine", "", "only sqlite or postgres")
	flag.StringVar(&o.server, "serve", "", "(internal) serve this engine")
	flag.StringVar(&o.dir, "dir", "", "(internal) folder")
	flag.StringVar(&o.database, "database", "", "(internal) PostgreSQL URL")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.server != "" {
		return serve(ctx, o)
	}
	fmt.Printf("%d matters, one in %d open; %d requests and %d creates per figure; not pinned; medians of 5 rounds, in turn\n", o.matters, openShare, o.requests, o.creates)
	for _, engine := range []string{"sqlite", "postgres"} {
		if o.engine != "" && o.engine != engine {
			continue
		}
		if err := measureEngine(ctx, o, engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// durablePostgres starts a PostgreSQL that really waits for the disk.
func durablePostgres(ctx context.Context) (url string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "mulin-bench-pg-")
	if err != nil {
		return "", nil, err
	}
	env := append(os.Environ(), "MULIN_TEST_PG_DIR="+dir+"/pg", "MULIN_TEST_PG_PORT=54330", "MULIN_TEST_PG_FSYNC=on")
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the server runs as another user
		return "", nil, err
	}
	do := func(what string) ([]byte, error) {
		cmd := exec.CommandContext(context.WithoutCancel(ctx), "scripts/postgres.sh", what)
		cmd.Env, cmd.Stderr = env, os.Stderr
		return cmd.Output()
	}
	out, err := do("start")
	stop = func() {
		_, err := do("stop")
		if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
	return strings.TrimSpace(string(out)), stop, err
}
