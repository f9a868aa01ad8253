package matter_test

import (
	"slices"
	"testing"
	"time"

	"mulin/internal/kit/errs"
	"mulin/internal/matter"
)

func (w *world) queue(person int64, f matter.Filter) []matter.Row {
	w.t.Helper()
	rows, err := w.s.Queue(w.t.Context(), w.as(person), w.c, f)
	must(w.t, err)
	return rows
}

// TestTheQueueShowsExactlyWhatThePolicyLetsOneSee compares the SQL of the list
// with CanSee, for everyone and for matters of every kind and place.
func TestTheQueueShowsExactlyWhatThePolicyLetsOneSee(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var all []matter.Matter
		for _, home := range []int64{0, w.home.ID, w.neighbour.ID, w.far.ID} {
			for _, body := range []string{"下水堵了", "楼上太吵", "抢占车位", "灯不亮"} {
				all = append(all, w.intake(w.desk, matter.NewMatter{Body: body, Home: home, Channel: matter.ByPhone, Reporter: w.other}))
			}
		}
		all[0] = w.ok(w.s.Offer(t.Context(), w.as(w.desk), w.ref(all[0])))
		for _, p := range w.everyone() {
			got := []int64{}
			for _, r := range w.queue(p, matter.Filter{}) {
				got = append(got, r.ID)
			}
			for _, m := range all {
				if can := matter.CanSee(w.as(p), m, w.c.Path()); can != slices.Contains(got, m.ID) {
					t.Errorf("person %d, %s at home %d: may see %v, the queue differs", p, m.Body, m.Home, can)
				}
			}
		}
	})
}

func TestTheQueueIsByTheNextPromiseAndPagesWithoutLoss(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 7 {
			w.clock.Advance(time.Duration(i) * time.Minute)
			w.intake(w.desk, matter.NewMatter{Body: []string{"下水堵了", "灯不亮", "电梯困人"}[i%3], Channel: matter.ByPhone})
		}
		var paged []int64
		f := matter.Filter{Limit: 2}
		for rows := w.queue(w.desk, f); len(rows) > 0; rows = w.queue(w.desk, f) {
			for _, r := range rows {
				paged = append(paged, r.ID)
			}
			f.After = rows[len(rows)-1].Cursor()
		}
		whole := w.queue(w.desk, matter.Filter{})
		same(t, "rows", len(paged), 7)
		for i, r := range whole {
			same(t, "row", paged[i], r.ID)
			if i > 0 && r.Due.Before(whole[i-1].Due) {
				t.Error("a later promise comes first")
			}
		}
	})
}

func TestFiltersFindWhatTheySay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.drain()
		closed := w.closed()
		w.clock.Advance(31 * time.Minute)
		for _, c := range []struct {
			name string
			f    matter.Filter
			want int
		}{
			{"open", matter.Filter{}, 1},
			{"closed", matter.Filter{Closed: true}, 1},
			{"closed by state", matter.Filter{State: matter.Closed}, 1},
			{"late", matter.Filter{Late: true}, 1},
			{"soon", matter.Filter{Soon: true}, 0},
			{"unsigned", matter.Filter{Unsigned: true}, 1},
			{"returned twice", matter.Filter{Returned: true}, 0},
			{"free", matter.Filter{Grab: true}, 0},
			{"by number", matter.Filter{Text: m.Number}, 1},
			{"by room in small letters", matter.Filter{Text: "a-1-04"}, 1},
			{"by words", matter.Filter{Text: "下水"}, 1},
			{"a wildcard is no wildcard", matter.Filter{Text: "灯%"}, 0},
			{"mine", matter.Filter{Responsible: m.Responsible}, 1},
			{"by reporter", matter.Filter{Reporter: w.resident}, 1},
			{"by home", matter.Filter{Home: w.far.ID}, 0},
			{"by urgency", matter.Filter{Urgency: matter.Urgent}, 1},
			{"since", matter.Filter{Since: w.clock.Now()}, 0},
		} {
			if got := len(w.queue(w.desk, c.f)); got != c.want {
				t.Errorf("%s: %d rows, want %d", c.name, got, c.want)
			}
		}
		same(t, "the closed one", w.queue(w.desk, matter.Filter{Closed: true})[0].ID, closed.ID)
	})
}

func TestABrokenCursorIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.s.Queue(t.Context(), w.as(w.desk), w.c, matter.Filter{After: "'; DROP"})
		w.refused(errs.NotFound, "err.notfound", err)
	})
}

func TestTheHomeSeesItsMatterButNotWhoReportedIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.intake(w.desk, matter.NewMatter{Body: "下水堵了", Home: w.home.ID, Channel: matter.ByPhone, Reporter: w.other, Name: "某人", Phone: "13800138000"})
		v, err := w.s.Get(t.Context(), w.as(w.spouse), w.c, m.ID)
		must(t, err)
		same(t, "reporter", v.Reporter, 0)
		same(t, "name", v.ReporterName, "")
		same(t, "phone", v.Contact, matter.Contact{})
		same(t, "link", v.TrackCode, "")
		same(t, "may withdraw it", v.Allowed[matter.ActWithdraw], false)
		v, err = w.s.Get(t.Context(), w.as(w.desk), w.c, m.ID)
		must(t, err)
		same(t, "the desk sees the phone masked", v.Contact.Masked != "", true)
	})
}

func TestNeighboursAreOfferedDuplicatesWithoutWordsOrPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		lift := w.intake(w.desk, matter.NewMatter{Body: "电梯异响", Channel: matter.ByPhone, Reporter: w.other})
		w.intake(w.desk, matter.NewMatter{Body: "电梯异响", Channel: matter.ByPhone, Home: w.home.ID})
		rows, err := w.s.Nearby(t.Context(), w.as(w.resident), w.c, lift.Class, w.home.Building)
		must(t, err)
		same(t, "common parts only", len(rows), 1)
		same(t, "words", rows[0].Body, "")
		same(t, "reporter", rows[0].ReporterName, "")
		rows, err = w.s.Nearby(t.Context(), w.as(w.desk), w.c, lift.Class, w.home.Building)
		must(t, err)
		same(t, "the desk sees both", len(rows), 2)
	})
}

func TestThePagesOfferExactlyWhatIsAllowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.closed()
		v, err := w.s.Get(t.Context(), w.as(w.resident), w.c, m.ID)
		must(t, err)
		same(t, "rate", v.Allowed[matter.ActRate], true)
		m = w.ok(w.s.Rate(t.Context(), w.as(w.resident), w.ref(m), matter.Rating{Solved: "yes", Satisfied: 5, Channel: "web"}))
		v, err = w.s.Get(t.Context(), w.as(w.resident), w.c, m.ID)
		must(t, err)
		same(t, "rate again", v.Allowed[matter.ActRate], false)
		same(t, "reopen", v.Allowed[matter.ActReopen], true)
	})
}

func TestCountsAgreeWithTheQueue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.drain()
		w.reported()
		w.clock.Advance(31 * time.Minute)
		n, err := w.s.Counts(t.Context(), w.c)
		must(t, err)
		same(t, "open", n.Open, 2)
		same(t, "unsigned", n.Unsigned, 1)
		same(t, "late", n.Late, 1)
		same(t, "reported", n.Reported, 1)
	})
}
