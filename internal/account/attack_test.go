package account_test

import (
	"context"
	"strings"
	"testing"

	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

func TestATicketIsNoCode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"示例居民007", "示例居民008"} {
			must(t, w.accounts.SetPassword(t.Context(), w.c.Community, w.person(w.c, name, shared), "一家人的密码88"))
		}
		w.person(w.c, "示例居民009", shared) // has no password: nobody enters as them by that of the others
		e, err := w.byPassword(shared, "一家人的密码88")
		must(t, err)
		again, err := w.byCode(shared, e.Ticket)
		wantKind(t, err, errs.Invalid)
		if len(again.People) > 0 {
			t.Fatalf("offered %d people for a ticket of %d", len(again.People), len(e.People))
		}
	})
}

func TestAnInventedTicketFillsNoBooks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.accounts.Choose(t.Context(), "code."+strings.Repeat("ab", 1<<16)+".x.1-1", "1-1", "10.0.0.1", "test")
		wantKind(t, err, errs.Invalid)
		longest := int64(0)
		must(t, w.db.Read(t.Context(), func(tx *db.Tx) (err error) {
			longest, err = db.One(t.Context(), tx, db.Value[int64], "SELECT CAST(coalesce(max(length(bucket)), 0) AS BIGINT) FROM login_attempt")
			return err
		}))
		if longest > 200 {
			t.Fatalf("a count under a name of %d characters was kept", longest)
		}
	})
}

func TestWithoutTextMessagesNoCodeIsMadeForAnyNumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sms.off = true
		for _, phone := range []string{phone1, unknown} {
			err := w.accounts.SendCode(t.Context(), phone, "10.0.0.1")
			wantKind(t, err, errs.Invalid)
			if e := errs.As(err); e.Fields[0].Key != "account.code.off" {
				t.Errorf("%s: told %q", phone, e.Fields[0].Key)
			}
		}
		if w.sms.n != 0 {
			t.Fatalf("%d codes were sent", w.sms.n)
		}
	})
}

// TestACardRevokedWhileItIsUsedLeavesNoSession: whichever comes first, nobody is
// signed in by the card once it is revoked.
func TestACardRevokedWhileItIsUsedLeavesNoSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 5 {
			secret, err := w.accounts.PrintCard(t.Context(), w.desk, w.c, w.resident)
			must(t, err)
			cards, err := w.accounts.Cards(t.Context(), w.desk, w.c, w.resident)
			must(t, err)
			revoked := make(chan error)
			go func() { revoked <- w.accounts.RevokeCard(context.Background(), w.desk, w.c, cards[0].ID) }()
			in, used := w.accounts.ByCard(t.Context(), secret, "10.0.0.1", "test")
			must(t, <-revoked)
			if used != nil {
				wantKind(t, used, errs.NotFound)
				continue
			}
			_, err = w.accounts.Authenticate(t.Context(), in.Token)
			wantKind(t, err, errs.Unauthenticated)
		}
	})
}
