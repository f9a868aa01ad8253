package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"mulin/internal/app"
)

// serve is the child: it builds the compound, says where it listens and how to
// sign in, and serves the product beside bare handlers of the same bytes.
func serve(ctx context.Context, o options) error {
	a, err := app.New(ctx, app.Config{Dir: o.dir, Database: o.database, Demo: true})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	start := time.Now()
	t, err := build(ctx, a, o.matters)
	if err != nil {
		return err
	}
	in, err := a.Accounts.SignInAs(ctx, t.compound.Community, t.desk.Person, "bench")
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", a)
	cookie := "mulin_session=" + in.Token
	for _, path := range paths(t) {
		bytes, mediaType, err := fetch(a, path, cookie)
		if err != nil {
			return err
		}
		mux.HandleFunc("/bare"+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", mediaType)
			_, _ = w.Write(bytes)
		})
	}
	go func() { _ = http.Serve(listener, mux) }() //nolint:gosec // a benchmark on loopback
	fmt.Printf("%s %s %d %d %.0f\n", listener.Addr(), in.Token, t.sample, t.class, time.Since(start).Seconds())
	// creates run in this process, on the parent's word
	return creates(ctx, a, t, o, os.Stdin, os.Stdout)
}

func paths(t town) []string {
	return []string{"/c/bench/desk", "/c/bench/matters.json", fmt.Sprintf("/c/bench/matters/%d", t.sample)}
}

func fetch(h http.Handler, path, cookie string) (body []byte, mediaType string, err error) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return nil, "", fmt.Errorf("%s answered %d", path, w.Code)
	}
	body, err = io.ReadAll(w.Body)
	return body, w.Header().Get("Content-Type"), err
}
