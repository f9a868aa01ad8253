package format_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mulin/internal/kit/format"
)

var someday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestAnIDWithTheRightCheckCharacterIsRead(t *testing.T) {
	for text, want := range map[string]string{
		"11010519491231002X":                "11010519491231002X",
		"11010519491231002x":                "11010519491231002X",
		"110105 19491231 002X":              "11010519491231002X",
		"440524188001010014":                "440524188001010014",
		"999999195001010026":                "999999195001010026",
		"\uff19\uff19\uff19999195001010026": "999999195001010026",
	} {
		if got, err := format.ParseID(text, someday); got != want || err != nil {
			t.Errorf("%q reads %q (%v)", text, got, err)
		}
	}
}

func TestAWrongIDIsRefusedWithItsReason(t *testing.T) {
	for text, want := range map[string]error{
		"":                    format.Empty,
		"  ":                  format.Empty,
		"1101051949123100":    format.IDShape,
		"110105491231002":     format.IDShape,
		"11010519491231002Y":  format.IDShape,
		"1101051949123100XX":  format.IDShape,
		"11010519491231002X0": format.IDShape,
		"110105194902300021":  format.IDBirthday,
		"110105194913010021":  format.IDBirthday,
		"110105202603030021":  format.IDBirthday,
		"110105194912310021":  format.IDCheck,
		"440524188001010015":  format.IDCheck,
	} {
		if got, err := format.ParseID(text, someday); got != "" || !errors.Is(err, want) {
			t.Errorf("%q reads %q (%v), want %v", text, got, err, want)
		}
	}
}

func TestABabyBornTodayHasAnID(t *testing.T) {
	id := completed(t, "52030220260302001", "0123456789X", func(s string) error {
		_, err := format.ParseID(s, someday)
		return err
	})
	if got := format.BirthDate(id); got != "2026-03-02" {
		t.Errorf("born %s", got)
	}
	if _, err := format.ParseID(id, someday.AddDate(0, 0, -1)); !errors.Is(err, format.IDBirthday) {
		t.Errorf("the day before: %v", err)
	}
}

func TestExactlyOneCheckCharacterFitsAnID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`\d{6}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{3}`).Draw(t, "body")
		completed(t, body, "0123456789X", func(s string) error {
			_, err := format.ParseID(s, someday)
			return err
		})
	})
}

// One digit mistyped is the slip that the check character is there for.
func TestAMistypedDigitOfAnIDIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := []byte("999999195001010026")
		at := rapid.IntRange(0, 17).Draw(t, "at")
		digit := rapid.ByteRange('0', '9').Draw(t, "digit")
		changed := id[at] != digit
		id[at] = digit
		if _, err := format.ParseID(string(id), someday); (err != nil) != changed {
			t.Fatalf("%s: %v", id, err)
		}
	})
}

func TestACreditCodeWithTheRightCheckCharacterIsRead(t *testing.T) {
	for _, text := range []string{"91350100M000100Y43", "91350100m000100y43", "91350100 M000100Y4-3"} {
		if got, err := format.ParseCreditCode(text); got != "91350100M000100Y43" || err != nil {
			t.Errorf("%q reads %q (%v)", text, got, err)
		}
	}
}

func TestAWrongCreditCodeIsRefusedWithItsReason(t *testing.T) {
	for text, want := range map[string]error{
		"":                    format.Empty,
		"91350100M000100Y4":   format.CreditShape,
		"91350100M000100Y433": format.CreditShape,
		"91350100I000100Y43":  format.CreditShape,
		"91350100O000100Y43":  format.CreditShape,
		"91350100S000100Y43":  format.CreditShape,
		"91350100V000100Y43":  format.CreditShape,
		"91350100Z000100Y43":  format.CreditShape,
		"91350100M000100Y44":  format.CreditCheck,
		"19350100M000100Y43":  format.CreditCheck,
	} {
		if got, err := format.ParseCreditCode(text); got != "" || !errors.Is(err, want) {
			t.Errorf("%q reads %q (%v), want %v", text, got, err, want)
		}
	}
}

func TestExactlyOneCheckCharacterFitsACreditCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9A-HJ-NPQRTUWXY]{17}`).Draw(t, "body")
		completed(t, body, "0123456789ABCDEFGHJKLMNPQRTUWXY", func(s string) error {
			_, err := format.ParseCreditCode(s)
			return err
		})
	})
}

// completed appends the only character of the alphabet that parse accepts.
func completed(t rapid.TB, body, alphabet string, parse func(string) error) string {
	t.Helper()
	var fits []string
	for _, r := range alphabet {
		if parse(body+string(r)) == nil {
			fits = append(fits, body+string(r))
		}
	}
	if len(fits) != 1 {
		t.Fatalf("%s is completed by [%s]", body, strings.Join(fits, " "))
	}
	return fits[0]
}
