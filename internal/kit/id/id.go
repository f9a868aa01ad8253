// Package id makes row numbers that sort by time and need no round trip to the
// database, so that a parent and its children are inserted in one batch and
// several servers never collide.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"sync"
	"time"
)

// epoch is 2023-01-01T00:00:00Z in milliseconds, the year custody began.
const epoch = 1672531200000

const (
	nodeBits = 10
	seqBits  = 12
)

// Source gives out int64 identifiers: 41 bits of milliseconds since 2023, 10
// bits of a random node, 12 bits of sequence. Safe for concurrent use.
type Source struct {
	mu   sync.Mutex
	node int64
	last int64
	seq  int64
}

// NewSource makes a source with a random node number.
func NewSource() *Source {
	var b [2]byte
	_, _ = rand.Read(b[:])
	return &Source{node: int64(binary.BigEndian.Uint16(b[:])) & (1<<nodeBits - 1)}
}

// Next gives a new identifier, larger than all before it from this source. When
// the clock stands still or jumps back it goes on counting from the last one.
func (s *Source) Next(now time.Time) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	ms := max(now.UnixMilli()-epoch, s.last)
	if ms == s.last {
		s.seq++
		if s.seq >= 1<<seqBits {
			ms, s.seq = ms+1, 0
		}
	} else {
		s.seq = 0
	}
	s.last = ms
	return ms<<(nodeBits+seqBits) | s.node<<seqBits | s.seq
}

// Secret gives n random bytes as text that is easy to print and to type:
// lower-case base32 without padding.
func Secret(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return base32.NewEncoding("abcdefghjkmnpqrstuvwxyz023456789").WithPadding(base32.NoPadding).EncodeToString(b)
}
