package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
)

// Main runs a command line and gives the exit code.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	log := slog.New(slog.NewTextHandler(stderr, nil))
	a, err := New(ctx, Config{Addr: "127.0.0.1:8080", Dir: "data", Log: log, Demo: true})
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return 1
	}
	defer func() { _ = a.Close() }()
	if err := a.Serve(ctx, nil); err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}
