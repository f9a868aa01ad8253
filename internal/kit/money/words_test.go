package money_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mulin/internal/kit/money"
)

func TestASumInWordsFollowsTheRulesOfBills(t *testing.T) {
	for text, want := range map[string]string{
		// The examples of the rules.
		"1409.50":   "壹仟肆佰零玖元伍角整",
		"6007.14":   "陆仟零柒元壹角肆分",
		"1680.32":   "壹仟陆佰捌拾元叁角贰分",
		"107000.53": "壹拾万柒仟元伍角叁分",
		"16409.02":  "壹万陆仟肆佰零玖元零贰分",
		"325.04":    "叁佰贰拾伍元零肆分",
		// The edges of each rule.
		"0":                     "零元整",
		"0.01":                  "壹分",
		"0.10":                  "壹角整",
		"0.11":                  "壹角壹分",
		"1":                     "壹元整",
		"1.01":                  "壹元零壹分",
		"10":                    "壹拾元整",
		"10.05":                 "壹拾元零伍分",
		"11":                    "壹拾壹元整",
		"100":                   "壹佰元整",
		"101":                   "壹佰零壹元整",
		"110":                   "壹佰壹拾元整",
		"1001":                  "壹仟零壹元整",
		"1010":                  "壹仟零壹拾元整",
		"10000":                 "壹万元整",
		"10001":                 "壹万零壹元整",
		"10100":                 "壹万零壹佰元整",
		"11000":                 "壹万壹仟元整",
		"100010":                "壹拾万零壹拾元整",
		"1000000":               "壹佰万元整",
		"10000000":              "壹仟万元整",
		"20304050.60":           "贰仟零叁拾万肆仟零伍拾元陆角整",
		"100000000":             "壹亿元整",
		"100000001":             "壹亿零壹元整",
		"100010000":             "壹亿零壹万元整",
		"110000000":             "壹亿壹仟万元整",
		"101000000":             "壹亿零壹佰万元整",
		"100010001.01":          "壹亿零壹万零壹元零壹分",
		"1000000000000":         "壹万亿元整",
		"1000100000000":         "壹万零壹亿元整",
		"10000000000000.5":      "壹拾万亿元伍角整",
		"1234567890.12":         "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分",
		"-92233720368547758.08": "负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分",
		"-5.20":                 "负伍元贰角整",
	} {
		sum, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := sum.Words(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestWordsReadBackAsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.OneOf(rapid.Int64Range(0, 1_000_000), rapid.Int64Range(0, 1<<62)).Draw(t, "fen")
		words := money.Fen(fen).Words()
		if got := readWords(words); got != fen {
			t.Fatalf("%s reads back as %d, want %d", words, got, fen)
		}
	})
}

func TestWordsNeverHaveTwoZerosOrAZeroBeforeAUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(1, 1<<62).Draw(t, "fen")
		words := money.Fen(fen).Words()
		for _, bad := range []string{"零零", "零元", "零万", "零亿", "零仟", "零佰", "零拾", "零角", "零整", "分整"} {
			if strings.Contains(words, bad) {
				t.Fatalf("%s has %s", words, bad)
			}
		}
	})
}

// readWords understands the numerals by their value alone: a larger place
// multiplies all that was read since the last one still larger.
func readWords(words string) int64 {
	places := map[rune]int64{'拾': 10, '佰': 100, '仟': 1000, '万': 1e4, '亿': 1e8}
	var total, digit int64
	var parts []int64 // falling: the sums read, smaller places last
	for _, r := range words {
		if d := strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r); d >= 0 {
			digit = int64(d / len("零"))
			continue
		}
		switch place := places[r]; {
		case place > 0:
			parts = fold(append(parts, digit), place)
		case r == '元':
			for _, p := range append(parts, digit) {
				total += p * 100
			}
		case r == '角':
			total += digit * 10
		case r == '分':
			total += digit
		}
		digit = 0
	}
	return total
}

// fold multiplies by place the trailing parts smaller than it; 亿 counts all that
// stands before, also another 亿.
func fold(parts []int64, place int64) []int64 {
	var small int64
	for len(parts) > 0 && (place == 1e8 || parts[len(parts)-1] < place) {
		small += parts[len(parts)-1]
		parts = parts[:len(parts)-1]
	}
	return append(parts, small*place)
}
