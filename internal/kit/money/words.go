package money

import "strings"

// Words spells the sum in the capital numerals of receipts (人民币大写) by the Basic
// Rules for Filling in Bills and Settlement Vouchers (正确填写票据和结算凭证的基本规定,
// annex 1 of the Payment and Settlement Measures of the People's Bank of China):
//
//   - whole yuan end in 整; so do whole jiao, where it is allowed and keeps
//     anybody from adding fen; fen never do;
//   - zeros between two digits are one 零, also between yuan and fen without jiao;
//   - where 零 is free (a zero at the end of the ten-thousands or of the yuan, with
//     a digit right behind it), it is left out;
//   - ten is 壹拾, zero is 零元整, a refund begins with 负.
//
// The form prints 人民币 before it.
func (a Fen) Words() string {
	fen := magnitude(int64(a))
	words := spellYuan(fen/100) + spellCents(fen/100 > 0, fen%100)
	if fen == 0 {
		words = "零元整"
	}
	if a < 0 {
		words = "负" + words
	}
	return words
}

const (
	wan = 10_000      // 万
	yi  = 100_000_000 // 亿
)

func numeral(n uint64) string {
	return [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}[n]
}

func spellYuan(yuan uint64) string {
	if yuan == 0 {
		return ""
	}
	return spell(yuan) + "元"
}

// spellCents is what follows the yuan: jiao (角) and fen.
func spellCents(afterYuan bool, cents uint64) string {
	jiao, fen := cents/10, cents%10
	var b strings.Builder
	switch {
	case jiao > 0:
		b.WriteString(numeral(jiao) + "角")
	case fen > 0 && afterYuan:
		b.WriteString("零")
	}
	if fen > 0 {
		return b.String() + numeral(fen) + "分"
	}
	return b.String() + "整"
}

// spell writes n > 0; above 亿 the count of 亿 is itself spelt, as it is read.
func spell(n uint64) string {
	switch {
	case n >= yi:
		return spell(n/yi) + "亿" + spellRest(n%yi, yi/10)
	case n >= wan:
		return spell(n/wan) + "万" + spellRest(n%wan, wan/10)
	}
	return spellDigits(n)
}

// spellRest spells what follows a higher part; below full its first digit is
// missing, which is said.
func spellRest(rest, full uint64) string {
	switch {
	case rest == 0:
		return ""
	case rest < full:
		return "零" + spell(rest)
	}
	return spell(rest)
}

// spellDigits writes 1..9999.
func spellDigits(n uint64) string {
	for _, place := range []struct {
		value uint64
		name  string
	}{{1000, "仟"}, {100, "佰"}, {10, "拾"}} {
		if n >= place.value {
			return numeral(n/place.value) + place.name + spellRest(n%place.value, place.value/10)
		}
	}
	return numeral(n)
}
