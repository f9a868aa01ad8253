package account_test

import (
	"strings"
	"testing"
	"time"

	"mulin/internal/kit/errs"
)

func TestARightPasswordSignsIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.accounts.SetPassword(t.Context(), w.c.Community, w.resident, "春天的花园2026"))
		e, err := w.byPassword("138 0000 0001", "春天的花园2026")
		must(t, err)
		if a := w.whoIs(e.Token); a.Person != w.resident {
			t.Fatalf("signed in as %d", a.Person)
		}
	})
}

func TestAWrongPasswordAndAnUnknownNumberGetTheSameAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.accounts.SetPassword(t.Context(), w.c.Community, w.resident, "春天的花园2026"))
		_, known := w.byPassword(phone1, "not this one")
		_, stranger := w.byPassword(unknown, "not this one")
		if known == nil || known.Error() != stranger.Error() {
			t.Fatalf("%v and %v", known, stranger)
		}
	})
}

func TestGuessingAPasswordIsStoppedAndLeavesTheCodeOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.accounts.SetPassword(t.Context(), w.c.Community, w.resident, "春天的花园2026"))
		for range 8 {
			_, err := w.byPassword(phone1, "guess")
			wantKind(t, err, errs.Invalid)
		}
		_, err := w.byPassword(phone1, "春天的花园2026")
		wantKind(t, err, errs.TooMany)
		if _, err := w.byCode(phone1, w.code(phone1)); err != nil {
			t.Fatalf("the code is closed too: %v", err)
		}
		w.clock.Advance(15 * time.Minute)
		_, err = w.byPassword(phone1, "春天的花园2026")
		must(t, err)
	})
}

func TestOneAddressCannotTryManyNumbers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var last error
		for i := range 61 {
			last = w.accounts.SendCode(t.Context(), "139000000"+string(rune('0'+i/10))+string(rune('0'+i%10)), "10.0.0.1")
		}
		wantKind(t, last, errs.TooMany)
		must(t, w.accounts.SendCode(t.Context(), unknown, "10.0.0.2"))
	})
}

func TestACodeIsGoodOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code := w.code(phone1)
		e, err := w.byCode(phone1, code)
		must(t, err)
		if a := w.whoIs(e.Token); a.Person != w.resident {
			t.Fatalf("signed in as %d", a.Person)
		}
		_, err = w.byCode(phone1, code)
		wantKind(t, err, errs.Invalid)
	})
}

func TestACodeRunsOutAfterFiveMinutes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code := w.code(phone1)
		w.clock.Advance(5 * time.Minute)
		_, err := w.byCode(phone1, code)
		wantKind(t, err, errs.Invalid)
	})
}

func TestFiveWrongGuessesEndACode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code := w.code(phone1)
		for range 5 {
			_, err := w.byCode(phone1, wrong(code))
			wantKind(t, err, errs.Invalid)
		}
		_, err := w.byCode(phone1, code)
		wantKind(t, err, errs.Invalid)
	})
}

func TestFourWrongGuessesLeaveTheCodeGood(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code := w.code(phone1)
		for range 4 {
			_, _ = w.byCode(phone1, wrong(code))
		}
		_, err := w.byCode(phone1, code)
		must(t, err)
	})
}

func TestANumberNobodyHasGetsTheSameAnswersAndNoMessage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, phone := range []string{phone1, unknown} {
			must(t, w.accounts.SendCode(t.Context(), phone, "10.0.0.1"))
			wantKind(t, w.accounts.SendCode(t.Context(), phone, "10.0.0.1"), errs.TooMany)
			w.clock.Advance(time.Minute)
			must(t, w.accounts.SendCode(t.Context(), phone, "10.0.0.1"))
		}
		if w.sms.n != 2 || w.sms.phone != phone1 {
			t.Fatalf("%d messages, the last to %s", w.sms.n, w.sms.phone)
		}
		_, known := w.byCode(phone1, wrong(w.sms.code))
		_, stranger := w.byCode(unknown, "123456")
		if known.Error() != stranger.Error() {
			t.Fatalf("%v and %v", known, stranger)
		}
	})
}

func TestANumberIsNotFloodedWithCodes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 5 {
			w.code(phone1)
		}
		w.clock.Advance(time.Minute)
		wantKind(t, w.accounts.SendCode(t.Context(), phone1, "10.0.0.1"), errs.TooMany)
	})
}

func TestSomethingThatIsNoPhoneNumberIsSaidAtItsField(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		err := w.accounts.SendCode(t.Context(), "12345", "10.0.0.1")
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != "phone" {
			t.Fatalf("got %v", err)
		}
	})
}

func TestAClosedAccountCannotSignInAndLosesItsSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, _ := w.as(w.c, w.resident)
		must(t, w.accounts.SetPassword(t.Context(), w.c.Community, w.resident, "春天的花园2026"))
		must(t, w.accounts.SetDisabled(t.Context(), w.admin, w.c, w.resident, true))
		if !w.ended(token) {
			t.Error("the session goes on")
		}
		_, err := w.byPassword(phone1, "春天的花园2026")
		wantKind(t, err, errs.Forbidden)
		_, err = w.byCode(phone1, w.code(phone1))
		wantKind(t, err, errs.Forbidden)
	})
}

func TestOnlyAnAdministratorClosesAccountsAndOnlyInTheirCompound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wantKind(t, w.accounts.SetDisabled(t.Context(), w.desk, w.c, w.resident, true), errs.Forbidden)
		other := w.compound("隔壁小区", w.c.Community)
		neighbour := w.person(other, "示例居民009")
		wantKind(t, w.accounts.SetDisabled(t.Context(), w.admin, w.c, neighbour, true), errs.NotFound)
	})
}

func TestAFamilyWithOnePhoneIsAskedWhoItIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.person(w.c, "示例居民007", shared)
		second := w.person(w.c, "示例居民008", shared)
		e, err := w.byCode(shared, w.code(shared))
		must(t, err)
		if e.Token != "" || len(e.People) != 2 {
			t.Fatalf("token %q, %d people", e.Token, len(e.People))
		}
		if strings.Contains(e.People[0].Name, "007") {
			t.Errorf("the name %q is not masked", e.People[0].Name)
		}
		in, err := w.accounts.Choose(t.Context(), e.Ticket, e.People[1].Key, "10.0.0.1", "test")
		must(t, err)
		if a := w.whoIs(in.Token); a.Person != second {
			t.Errorf("signed in as %d, want %d", a.Person, second)
		}
	})
}

func TestATicketIsGoodOnceForItsPeopleAndTenMinutes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.person(w.c, "示例居民007", shared)
		w.person(w.c, "示例居民008", shared)
		ask := func() (ticket, key string) {
			e, err := w.byCode(shared, w.code(shared))
			must(t, err)
			return e.Ticket, e.People[0].Key
		}
		choose := func(ticket, key string) error {
			_, err := w.accounts.Choose(t.Context(), ticket, key, "10.0.0.1", "test")
			return err
		}
		ticket, key := ask()
		stranger := key[:strings.Index(key, "-")+1] + "1"
		wantKind(t, choose(ticket, stranger), errs.Invalid)
		wantKind(t, choose(strings.Replace(ticket, key, stranger, 1), stranger), errs.Invalid)
		must(t, choose(ticket, key))
		wantKind(t, choose(ticket, key), errs.Invalid)
		ticket, key = ask()
		w.clock.Advance(10 * time.Minute)
		wantKind(t, choose(ticket, key), errs.Invalid)
		wantKind(t, choose("nonsense", key), errs.Invalid)
	})
}

func TestTwoWithOnePhoneAndOnePasswordAreAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"示例居民007", "示例居民008"} {
			must(t, w.accounts.SetPassword(t.Context(), w.c.Community, w.person(w.c, name, shared), "一家人的密码88"))
		}
		e, err := w.byPassword(shared, "一家人的密码88")
		must(t, err)
		people, err := w.accounts.Candidates(t.Context(), e.Ticket)
		must(t, err)
		if len(e.People) != 2 || len(people) != 2 {
			t.Fatalf("asked %d, then %d", len(e.People), len(people))
		}
	})
}

func TestSweepForgetsWhatHasRunOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, _ := w.as(w.c, w.resident)
		w.code(phone1)
		w.clock.Advance(91 * 24 * time.Hour)
		must(t, w.accounts.Sweep(t.Context()))
		if !w.ended(token) {
			t.Error("the session goes on")
		}
		must(t, w.accounts.SendCode(t.Context(), phone1, "10.0.0.1"))
	})
}
