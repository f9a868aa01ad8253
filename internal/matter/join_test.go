package matter_test

import (
	"testing"

	"mulin/internal/kit/errs"
	"mulin/internal/matter"
)

// TestAColleagueJoinsNothingTheyMayNotSee: joining shows the story, so a volunteer
// or the head of other homes must not read a neighbour's matter by joining it.
func TestAColleagueJoinsNothingTheyMayNotSee(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		private := w.drain()
		for _, who := range []int64{w.volunteer, w.head2, w.electrician} {
			_, err := w.s.Join(t.Context(), w.as(who), w.ref(private), who)
			w.refused(errs.NotFound, "err.notfound", err)
			_, err = w.s.Get(t.Context(), w.as(who), w.c, private.ID)
			w.refused(errs.NotFound, "err.notfound", err)
		}
		w.ok(w.s.Join(t.Context(), w.as(w.head), w.ref(private), w.head))
	})
}

func TestADisputeOnCommonPartsIsNotJoinedByStrangers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "楼道里吵架", Place: "一单元楼道", Kind: matter.Dispute, Channel: matter.ByPhone, Reporter: w.resident})
		_, err := w.s.Join(t.Context(), w.as(w.other), w.ref(m), w.other)
		w.refused(errs.NotFound, "err.notfound", err)
	})
}
