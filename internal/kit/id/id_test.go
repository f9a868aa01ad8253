package id

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNumbersGrowEvenWhenTheClockStandsOrJumpsBack(t *testing.T) {
	s := NewSource()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	last := int64(0)
	for i := range 20_000 {
		if i == 10_000 {
			now = now.Add(-time.Hour)
		}
		n := s.Next(now)
		if n <= last {
			t.Fatalf("number %d after %d", n, last)
		}
		last = n
	}
}

func TestNumbersSortByTime(t *testing.T) {
	s := NewSource()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	if a, b := s.Next(now), s.Next(now.Add(time.Millisecond)); a>>22 >= b>>22 {
		t.Errorf("%d and %d", a, b)
	}
}

func TestCallersAtOnceNeverGetTheSameNumber(t *testing.T) {
	s := NewSource()
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				n := s.Next(time.Unix(1800000000, 0))
				mu.Lock()
				seen[n] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != 4000 {
		t.Errorf("%d different numbers of 4000", len(seen))
	}
}

func TestASecretIsPrintableAndNeverTheSame(t *testing.T) {
	a, b := Secret(10), Secret(10)
	if a == b || len(a) != 16 || strings.Trim(a, "abcdefghjkmnpqrstuvwxyz023456789") != "" {
		t.Errorf("%s and %s", a, b)
	}
}
