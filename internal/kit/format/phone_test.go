package format_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"mulin/internal/kit/format"
)

func TestAPhoneIsReadHoweverItIsTyped(t *testing.T) {
	mobile := func(n string) format.Phone { return format.Phone{Kind: format.Mobile, Number: n} }
	landline := func(n string) format.Phone { return format.Phone{Kind: format.Landline, Number: n} }
	service := func(n string) format.Phone { return format.Phone{Kind: format.Service, Number: n} }
	for text, want := range map[string]format.Phone{
		"13800000001":       mobile("13800000001"),
		"138 0000 0001":     mobile("13800000001"),
		"138-0000-0001":     mobile("13800000001"),
		"+86 138 0000 0001": mobile("13800000001"),
		"+86-13800000001":   mobile("13800000001"),
		"0086 13800000001":  mobile("13800000001"),
		"8613800000001":     mobile("13800000001"),
		"\uff11\uff13\uff18\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff11": mobile("13800000001"),
		"19900000001":      mobile("19900000001"),
		"0851-28000001":    landline("0851-28000001"),
		"085128000001":     landline("0851-28000001"),
		"0851 2800 0001":   landline("0851-28000001"),
		"(0851)28000001":   landline("0851-28000001"),
		"（0851）28000001":   landline("0851-28000001"),
		"0851—28000001":    landline("0851-28000001"),
		"0910-8000001":     landline("0910-8000001"),
		"010-80000001":     landline("010-80000001"),
		"01080000001":      landline("010-80000001"),
		"021-80000001":     landline("021-80000001"),
		"+86 851 28000001": landline("0851-28000001"),
		"+86 10 80000001":  landline("010-80000001"),
		"110":              service("110"),
		"12345":            service("12345"),
		"123 45":           service("12345"),
	} {
		if got, err := format.ParsePhone(text); got != want || err != nil {
			t.Errorf("%q reads %v (%v), want %v", text, got, err, want)
		}
	}
}

func TestWhatIsNoPhoneIsRefused(t *testing.T) {
	for text, want := range map[string]error{
		"":               format.Empty,
		" - ":            format.Empty,
		"12800000001":    format.NotAPhone,
		"1380000001":     format.NotAPhone,
		"138000000011":   format.NotAPhone,
		"1380000000a":    format.NotAPhone,
		"28000001":       format.NotAPhone,
		"0851-280000":    format.NotAPhone,
		"0851-280000012": format.NotAPhone,
		"0111-28000001":  format.NotAPhone,
		"111":            format.NotAPhone,
		"二三四":            format.NotAPhone,
		"+1 2025550100":  format.NotAPhone,
	} {
		if got, err := format.ParsePhone(text); got != (format.Phone{}) || !errors.Is(err, want) {
			t.Errorf("%q reads %v (%v), want %v", text, got, err, want)
		}
	}
}

func TestAFieldForOneKindRefusesTheOther(t *testing.T) {
	if _, err := format.ParseMobile("0851-28000001"); !errors.Is(err, format.NotAMobile) {
		t.Errorf("a landline as mobile: %v", err)
	}
	if _, err := format.ParseLandline("13800000001"); !errors.Is(err, format.NotALandline) {
		t.Errorf("a mobile as landline: %v", err)
	}
	if _, err := format.ParseMobile(" "); !errors.Is(err, format.Empty) {
		t.Errorf("a blank as mobile: %v", err)
	}
	if _, err := format.ParseLandline("-"); !errors.Is(err, format.Empty) {
		t.Errorf("a dash as landline: %v", err)
	}
}

func TestEveryServiceNumberIsReadAndShownWhole(t *testing.T) {
	for _, number := range format.ServiceNumbers() {
		got, err := format.ParsePhone(number)
		if err != nil || got.Kind != format.Service || got.Masked() != number {
			t.Errorf("%s reads %v (%v)", number, got, err)
		}
	}
}

func TestAStoredPhoneReadsBackAndHidesFourDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`(\+86 ?)?1[3-9]\d{9}|0[3-9]\d{2}-?\d{7,8}|02\d \d{7,8}`).Draw(t, "phone")
		p, err := format.ParsePhone(text)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := format.ParsePhone(p.String()); again != p || err != nil {
			t.Fatalf("%v reads back as %v (%v)", p, again, err)
		}
		hidden := 0
		for i := range p.Number {
			if p.Masked()[i] == '*' {
				hidden++
			}
		}
		if hidden != 4 || format.MaskPhone(text) != p.Masked() {
			t.Fatalf("%v shows as %s", p, format.MaskPhone(text))
		}
	})
}

func TestNarrowChangesTheWidthOnly(t *testing.T) {
	wide := "\uff21\uff5a\uff10\uff19\uff0d\uff1a\uff08\uff09\u3000\u2014\u2212\u00a0栋㎡"
	if got, want := format.Narrow(wide), "Az09-:() -- 栋㎡"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNarrowLeavesASCIIAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[ -~]*`).Draw(t, "text")
		if got := format.Narrow(s); got != s {
			t.Fatalf("%q becomes %q", s, got)
		}
	})
}

func TestMasking(t *testing.T) {
	for _, c := range []struct {
		what      string
		mask      func(string) string
		from, got string
	}{
		{"a name", format.MaskName, "张三丰", "张**"},
		{"a short name", format.MaskName, "张三", "张*"},
		{"a compound surname", format.MaskName, "欧阳某某", "欧***"},
		{"a demo name", format.MaskName, "示例居民001", "示******"},
		{"a name with a dot", format.MaskName, "某某·某某", "某****"},
		{"a Latin name", format.MaskName, "Ann Li", "A*****"},
		{"a single character", format.MaskName, "张", "*"},
		{"blanks around", format.MaskName, " 张三 ", "张*"},
		{"no name", format.MaskName, "", ""},
		{"a mobile", format.MaskPhone, "13800000001", "138****0001"},
		{"a typed mobile", format.MaskPhone, "+86 138-0000-0001", "138****0001"},
		{"a landline", format.MaskPhone, "0851-28000001", "0851-****0001"},
		{"a landline of seven", format.MaskPhone, "0910-8000001", "0910-****001"},
		{"a service number", format.MaskPhone, "12345", "12345"},
		{"no number", format.MaskPhone, "微信abc", "*****"},
		{"a landline field", format.MaskLandline, "02180000001", "021-****0001"},
		{"a mobile in a landline field", format.MaskLandline, "13800000001", "***********"},
		{"an identity number", format.MaskID, "11010519491231002X", "110***********002X"},
		{"a small x", format.MaskID, "11010519491231002x", "110***********002X"},
		{"a short identity number", format.MaskID, "110105491231002", "***************"},
	} {
		if got := c.mask(c.from); got != c.got {
			t.Errorf("%s: %s shows as %s, want %s", c.what, c.from, got, c.got)
		}
	}
}

func TestAMaskedNameShowsOneCharacterAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := []rune(rapid.StringMatching(`[一-龥]{2,6}`).Draw(t, "name"))
		got := []rune(format.MaskName(string(name)))
		if len(got) != len(name) || got[0] != name[0] {
			t.Fatalf("%s shows as %s", string(name), string(got))
		}
		for _, r := range got[1:] {
			if r != '*' {
				t.Fatalf("%s shows as %s", string(name), string(got))
			}
		}
	})
}

func ExampleMaskPhone() {
	fmt.Println(format.MaskPhone("138 0000 0001"))
	// Output: 138****0001
}
