package account_test

import (
	"testing"
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
)

func TestAPersonSeesAndEndsTheirOwnSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		here, me := w.as(w.c, w.resident)
		there, _ := w.as(w.c, w.resident)
		list, err := w.accounts.Sessions(t.Context(), me, here)
		must(t, err)
		if len(list) != 2 {
			t.Fatalf("%d sessions", len(list))
		}
		for _, s := range list {
			if !s.Current {
				must(t, w.accounts.EndSession(t.Context(), me, s.Key))
			}
		}
		if !w.ended(there) || w.ended(here) {
			t.Fatal("the wrong one ended")
		}
	})
}

func TestNobodyEndsAnothersSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, me := w.as(w.c, w.resident)
		list, err := w.accounts.Sessions(t.Context(), me, token)
		must(t, err)
		wantKind(t, w.accounts.EndSession(t.Context(), w.desk, list[0].Key), errs.NotFound)
		if w.ended(token) {
			t.Fatal("it ended")
		}
	})
}

func TestSigningOutEndsTheSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, _ := w.as(w.c, w.resident)
		must(t, w.accounts.SignOut(t.Context(), token))
		if !w.ended(token) {
			t.Fatal("it goes on")
		}
	})
}

func TestASessionEndsAfterNinetyDays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, _ := w.as(w.c, w.resident)
		w.clock.Advance(90*24*time.Hour - time.Millisecond)
		if w.ended(token) {
			t.Fatal("too early")
		}
		w.clock.Advance(time.Millisecond)
		if !w.ended(token) {
			t.Fatal("it goes on")
		}
	})
}

func TestANewPasswordNeedsTheOldOneAndEndsTheOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other, _ := w.as(w.c, w.resident)
		token, me := w.as(w.c, w.resident)
		must(t, w.accounts.ChangePassword(t.Context(), me, token, "", "第一个密码呀12"))
		if !w.ended(other) || w.ended(token) {
			t.Error("the wrong session ended")
		}
		err := w.accounts.ChangePassword(t.Context(), me, token, "wrong", "第二个密码呀12")
		wantKind(t, err, errs.Invalid)
		must(t, w.accounts.ChangePassword(t.Context(), me, token, "第一个密码呀12", "第二个密码呀12"))
		_, err = w.byPassword(phone1, "第二个密码呀12")
		must(t, err)
	})
}

func TestAPasswordIsNeitherTooShortNorTooLong(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		long := make([]rune, 201)
		for i := range long {
			long[i] = '长'
		}
		for password, ok := range map[string]bool{"1234567": false, "12345678": true, string(long): false, string(long[:200]): true} {
			if err := w.accounts.SetPassword(t.Context(), w.c.Community, w.resident, password); (err == nil) != ok {
				t.Errorf("%d characters: %v", len([]rune(password)), err)
			}
		}
	})
}

func TestACardSignsInUntilItIsRevoked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret, err := w.accounts.PrintCard(t.Context(), w.desk, w.c, w.resident)
		must(t, err)
		name, err := w.accounts.CardHolder(t.Context(), secret)
		must(t, err)
		in, err := w.accounts.ByCard(t.Context(), secret, "10.0.0.1", "test")
		must(t, err)
		byHand, _ := w.as(w.c, w.resident)
		cards, err := w.accounts.Cards(t.Context(), w.desk, w.c, w.resident)
		must(t, err)
		if name != "示例居民001" || len(cards) != 1 || cards[0].Used.IsZero() {
			t.Fatalf("holder %q, cards %v", name, cards)
		}
		must(t, w.accounts.RevokeCard(t.Context(), w.desk, w.c, cards[0].ID))
		if !w.ended(in.Token) || w.ended(byHand) {
			t.Error("the wrong session ended")
		}
		_, err = w.accounts.ByCard(t.Context(), secret, "10.0.0.1", "test")
		wantKind(t, err, errs.NotFound)
		_, err = w.accounts.CardHolder(t.Context(), secret)
		wantKind(t, err, errs.NotFound)
		wantKind(t, w.accounts.RevokeCard(t.Context(), w.desk, w.c, cards[0].ID), errs.Conflict)
	})
}

func TestLookingAtACardDoesNotUseIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret, err := w.accounts.PrintCard(t.Context(), w.desk, w.c, w.resident)
		must(t, err)
		_, err = w.accounts.CardHolder(t.Context(), secret)
		must(t, err)
		cards, err := w.accounts.Cards(t.Context(), w.desk, w.c, w.resident)
		must(t, err)
		if !cards[0].Used.IsZero() {
			t.Fatal("it is marked as used")
		}
	})
}

func TestPeopleWithAPostGetNoCard(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.accounts.PrintCard(t.Context(), w.desk, w.c, w.desk.Person)
		wantKind(t, err, errs.Invalid)
		secret, err := w.accounts.PrintCard(t.Context(), w.desk, w.c, w.resident)
		must(t, err)
		in, err := w.accounts.ByCard(t.Context(), secret, "10.0.0.1", "test")
		must(t, err)
		w.give(w.c, w.resident, actor.Manager)
		if w.whoIs(in.Token).Has(w.c.Path(), actor.Manager) {
			t.Error("a card's session rose to the post")
		}
		_, err = w.accounts.ByCard(t.Context(), secret, "10.0.0.1", "test")
		wantKind(t, err, errs.Invalid)
	})
}

func TestADeskKeepsTheCardsOfItsOwnCompoundOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := w.compound("隔壁小区", w.c.Community)
		neighbour := w.person(other, "示例居民009")
		otherDesk := w.staff(other, actor.Desk)
		_, err := w.accounts.PrintCard(t.Context(), w.desk, w.c, neighbour)
		wantKind(t, err, errs.NotFound)
		_, err = w.accounts.PrintCard(t.Context(), w.desk, other, neighbour)
		wantKind(t, err, errs.Forbidden)
		_, err = w.accounts.PrintCard(t.Context(), otherDesk, other, neighbour)
		must(t, err)
		cards, err := w.accounts.Cards(t.Context(), otherDesk, other, neighbour)
		must(t, err)
		wantKind(t, w.accounts.RevokeCard(t.Context(), w.desk, w.c, cards[0].ID), errs.Conflict)
		_, err = w.accounts.Cards(t.Context(), w.desk, w.c, neighbour)
		wantKind(t, err, errs.NotFound)
	})
}

func TestACardSetsNoPasswordAndTellsNoNumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret, err := w.accounts.PrintCard(t.Context(), w.desk, w.c, w.resident)
		must(t, err)
		in, err := w.accounts.ByCard(t.Context(), secret, "10.0.0.1", "test")
		must(t, err)
		me := w.whoIs(in.Token)
		wantKind(t, w.accounts.ChangePassword(t.Context(), me, in.Token, "", "一个新密码呀88"), errs.Invalid)
		c, err := w.accounts.Copy(t.Context(), me, in.Token)
		must(t, err)
		if len(c.Phones) != 1 || c.Phones[0] == phone1 {
			t.Fatalf("phones %v", c.Phones)
		}
	})
}

func TestAPersonSeesWhoLookedAtTheirDataAndWhy(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, me := w.as(w.c, w.resident)
		m, err := w.accounts.Mine(t.Context(), me, token)
		must(t, err)
		_, err = w.registry.Unmask(t.Context(), w.desk, w.c, m.Person.Phones[0].ID, "回电话")
		must(t, err)
		m, err = w.accounts.Mine(t.Context(), me, token)
		must(t, err)
		look := m.Looks[0]
		if look.Reason != "回电话" || look.Action != "person.unmask" || len(look.Roles) != 1 || look.Roles[0] != actor.Desk {
			t.Fatalf("got %+v", look)
		}
		for _, l := range m.Looks {
			if l.Action == "signin.demo" {
				t.Error("own acts are listed")
			}
		}
	})
}

func TestACopyOfOnesDataHoldsTheWholeNumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, me := w.as(w.c, w.resident)
		c, err := w.accounts.Copy(t.Context(), me, token)
		must(t, err)
		if len(c.Phones) != 1 || c.Phones[0] != phone1 || c.Name != "示例居民001" {
			t.Fatalf("got %+v", c)
		}
	})
}

func TestADemoSignInWorksInDemoCompoundsOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, err := w.accounts.DemoSignIn(t.Context(), w.c, w.resident, "test")
		must(t, err)
		if w.whoIs(in.Token).Person != w.resident {
			t.Error("somebody else")
		}
		serious := w.c
		serious.Demo = false
		_, err = w.accounts.DemoSignIn(t.Context(), serious, w.resident, "test")
		wantKind(t, err, errs.NotFound)
		other := w.compound("隔壁小区", w.c.Community)
		_, err = w.accounts.DemoSignIn(t.Context(), other, w.resident, "test")
		wantKind(t, err, errs.NotFound)
	})
}

func TestTheStageHasAtMostTwoPeoplePerRole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 3 {
			w.staff(w.c, actor.Worker)
		}
		stages, err := w.accounts.Stages(t.Context())
		must(t, err)
		got := map[actor.Role]int{}
		for _, p := range stages[0].Parts {
			got[p.Role] = len(p.People)
		}
		if got[actor.Worker] != 2 || got[actor.Desk] != 1 {
			t.Fatalf("got %v", got)
		}
	})
}
