package matter_test

import (
	"testing"

	"mulin/internal/matter"
)

func TestACallGoesThroughTheWholeLifeToASolvedEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.closed()
		same(t, "outcome", m.Outcome, matter.Solved)
		same(t, "via", m.ClosedVia, matter.ViaResident)
		same(t, "closer", m.ClosedBy, w.resident)
	})
}
