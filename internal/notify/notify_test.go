package notify_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/job"
	"mulin/internal/notify"
)

func TestNewsGoesOnTheWayThePersonChose(t *testing.T) {
	cases := []struct {
		by     string
		urgent bool
		want   map[notify.Channel]notify.State
		unread int64
	}{
		{"", true, map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Sent}, 1},
		{"", false, map[notify.Channel]notify.State{notify.App: notify.Sent}, 1},
		{"app", true, map[notify.Channel]notify.State{notify.App: notify.Sent}, 1},
		{"sms", false, map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Sent}, 1},
		{"push", true, map[notify.Channel]notify.State{notify.App: notify.Sent, notify.Push: notify.Skipped}, 1},
		{"none", true, map[notify.Channel]notify.State{notify.App: notify.Sent}, 0},
	}
	each(t, func(t *testing.T, w *world) {
		for i, c := range cases {
			w.clock.Advance(time.Hour)
			before, err := w.notify.Unread(t.Context(), w.c.Community, w.me.Person)
			must(t, err)
			w.choose(c.by, "")
			n := w.news()
			n.Urgent = c.urgent
			w.tell(n)
			w.work()
			list, err := w.notify.Outbox(t.Context(), w.desk, w.c, notify.OutboxFilter{})
			must(t, err)
			newest := w.inbox()[0].ID
			got := map[notify.Channel]notify.State{}
			for _, d := range list {
				if d.ID == newest {
					got[d.Channel] = d.State
				}
			}
			after, err := w.notify.Unread(t.Context(), w.c.Community, w.me.Person)
			must(t, err)
			if len(got) != len(c.want) || got[notify.SMS] != c.want[notify.SMS] || got[notify.Push] != c.want[notify.Push] || after-before != c.unread {
				t.Errorf("case %d: got %v and %d unread, want %v and %d", i, got, after-before, c.want, c.unread)
			}
		}
	})
}

func TestATextIsInTheReceiversLanguageWithThePageToOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for lang, want := range map[string]string{
			"":        "13800000001 【示例小区】2026-001 已受理,我们会尽快联系您 https://mulin.example/m/abc",
			"zh-Hant": "13800000001 【示例小区】2026-001 已受理,我們會盡快聯絡您 https://mulin.example/m/abc",
			"en":      "13800000001 [示例小区] 2026-001 is taken in; we will be in touch soon https://mulin.example/m/abc",
		} {
			w.clock.Advance(time.Hour)
			w.choose("sms", lang)
			w.tell(w.news())
			w.work()
			if got := w.sms.texts[len(w.sms.texts)-1]; got != want {
				t.Errorf("%q: got %q", lang, got)
			}
		}
	})
}

func TestEachMessageLeavesOnceFromCompetingServers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.choose("sms", "")
		const messages = 60
		for i := range messages {
			n := w.news()
			n.Link += strings.Repeat("x", i)
			w.tell(n)
		}
		var wg sync.WaitGroup
		for range 2 {
			r := w.runner()
			wg.Go(func() {
				for {
					if n, err := r.RunDue(context.Background()); err != nil || n == 0 {
						return
					}
				}
			})
		}
		wg.Wait()
		if w.sms.sent() != messages {
			t.Fatalf("%d messages left, want %d", w.sms.sent(), messages)
		}
	})
}

func TestADeliveryClaimedTwiceLeavesOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.tell(w.news())
		must(t, w.db.Write(t.Context(), func(tx *db.Tx) error { // the same job twice, as after a lost lease
			return job.Enqueue(t.Context(), tx, job.New{Community: w.c.Community, Kind: "notify.send",
				Payload: map[string]any{"Notice": w.inbox()[0].ID, "Channel": "sms"}})
		}))
		w.work()
		if w.sms.sent() != 1 {
			t.Fatalf("left %d times", w.sms.sent())
		}
	})
}

func TestAFailedMessageIsTriedAgainThenStandsAsFailedAndCanBeRetried(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sms.fail = errors.New("no network")
		w.tell(w.news())
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Waiting})
		for range 8 {
			w.clock.Advance(time.Hour)
			w.work()
		}
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Failed})
		if d := w.deliveries()[notify.SMS]; d.Attempts != 6 || !strings.Contains(d.Why, "no network") {
			t.Errorf("%d tries, %q", d.Attempts, d.Why)
		}
		w.sms.fail = nil
		must(t, w.notify.Retry(t.Context(), w.desk, w.c, w.inbox()[0].ID, notify.SMS))
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Sent})
		if err := w.notify.Retry(t.Context(), w.desk, w.c, w.inbox()[0].ID, notify.SMS); !errs.Is(err, errs.Conflict) {
			t.Errorf("a sent one was taken again: %v", err)
		}
	})
}

func TestARefusedMessageIsNotTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sms.fail = notify.ErrRefused
		w.tell(w.news())
		w.work()
		w.clock.Advance(time.Hour)
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Failed})
		if w.sms.sent() != 1 {
			t.Errorf("tried %d times", w.sms.sent())
		}
	})
}

func TestTheSameTextAboutTheSameMatterGoesByTextOnceInTenMinutes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.tell(w.news())
		w.clock.Advance(10*time.Minute - time.Millisecond)
		w.tell(w.news())
		other := w.news()
		other.Link = "/m/def"
		w.tell(other)
		w.work()
		if w.sms.sent() != 2 {
			t.Errorf("%d messages, want one per matter", w.sms.sent())
		}
		w.clock.Advance(time.Millisecond)
		w.clock.Advance(10 * time.Minute)
		w.tell(w.news())
		w.work()
		if w.sms.sent() != 3 || len(w.inbox()) != 4 {
			t.Errorf("%d messages, %d in the inbox", w.sms.sent(), len(w.inbox()))
		}
	})
}

func TestNewsOfARolledBackActIsNeverSent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_ = w.db.Write(t.Context(), func(tx *db.Tx) error {
			if err := w.notify.TellTx(t.Context(), tx, w.news()); err != nil {
				return err
			}
			return errors.New("no")
		})
		w.work()
		if w.sms.sent() != 0 || len(w.inbox()) != 0 {
			t.Fatal("something went out")
		}
	})
}

func TestSomebodyWithoutAPhoneIsSkipped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.news()
		n.Person = w.desk.Person
		w.tell(n)
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Skipped})
	})
}

func TestReadingIsOnesOwnAndKeepsItsFirstTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.tell(w.news())
		id := w.inbox()[0].ID
		if _, err := w.notify.MarkRead(t.Context(), w.desk, id); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else read it: %v", err)
		}
		link, err := w.notify.MarkRead(t.Context(), w.me, id)
		must(t, err)
		if link != "/m/abc" || !w.inbox()[0].Read {
			t.Errorf("link %q, note %+v", link, w.inbox()[0])
		}
		w.tell(w.news())
		must(t, w.notify.MarkAllRead(t.Context(), w.me))
		n, err := w.notify.Unread(t.Context(), w.c.Community, w.me.Person)
		must(t, err)
		if n != 0 {
			t.Errorf("%d unread", n)
		}
	})
}

func TestOnlyKeepersSeeAndRetryTheOutbox(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.notify.Outbox(t.Context(), w.me, w.c, notify.OutboxFilter{})
		if !errs.Is(err, errs.Forbidden) {
			t.Errorf("a resident sees it: %v", err)
		}
		if err := w.notify.Retry(t.Context(), w.me, w.c, 1, notify.SMS); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a resident retries: %v", err)
		}
	})
}

func TestACodeGoesOutSealedInTheJobAndNotAfterItRanOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.accounts.SendCode(t.Context(), "13800000001", "10.0.0.1"))
		var payload string
		must(t, w.db.Read(t.Context(), func(tx *db.Tx) (err error) {
			payload, err = db.One(t.Context(), tx, db.Value[string], "SELECT payload FROM job WHERE kind = 'notify.code'")
			return err
		}))
		if strings.Contains(payload, "13800000001") {
			t.Error("the job tells the number")
		}
		w.work()
		if w.sms.sent() != 1 || !strings.HasPrefix(w.sms.texts[0], "13800000001 ") {
			t.Errorf("sent %v", w.sms.texts)
		}
		w.clock.Advance(time.Minute)
		must(t, w.accounts.SendCode(t.Context(), "13800000001", "10.0.0.1"))
		w.clock.Advance(5 * time.Minute)
		w.work()
		if w.sms.sent() != 1 {
			t.Error("a dead code went out")
		}
	})
}

func TestNewsFromYesterdayIsNotSentTonight(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.tell(w.news())
		w.clock.Advance(12*time.Hour + time.Millisecond)
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.SMS: notify.Skipped})
		if len(w.inbox()) != 1 || w.sms.sent() != 0 {
			t.Errorf("%d in the inbox, %d texts", len(w.inbox()), w.sms.sent())
		}
	})
}
