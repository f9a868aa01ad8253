package blob

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestAPictureWaitsWhileOthersAreOpenAndTheVisitorMayLeave(t *testing.T) {
	s := New(nil)
	for range atOnce {
		s.slots <- struct{}{}
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := s.shrink(gone, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v: it did not wait", err)
	}
	<-s.slots
	if _, err := s.shrink(t.Context(), strings.NewReader("x")); err == nil || len(s.slots) != atOnce-1 {
		t.Fatalf("err %v, %d places taken after its turn", err, len(s.slots))
	}
}
