package roster

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// place is a home's address inside its compound; "" means not written.
type place struct{ building, unit, number string }

const roomWord = `[0-9A-Z\p{Han}]+`

var (
	dashes       = strings.NewReplacer("—", "-", "–", "-", "−", "-", "‐", "-", "‑", "-", "_", "-", "~", "-", "/", "-", "\\", "-", "·", "-", "、", "-", ".", "-")
	buildingMark = regexp.MustCompile(`^-*(` + roomWord + `?)-?(?:号楼|號樓|栋|棟|幢|座|楼|樓|#楼|#樓|#)-*`)
	unitMark     = regexp.MustCompile(`^-*([0-9A-Z]+|[一二三四五六七八九十甲乙丙丁东东西南北中]+)-?(?:单元|單元|门洞|門洞|门|門|梯)-*`)
	floorMark    = regexp.MustCompile(`^(\d{1,2})(?:层|層|楼|樓|F)-*(\d{1,4})$`)
	roomTail     = regexp.MustCompile(`(?:室|房|号|號|户|戶)+$`)
	letterUnit   = regexp.MustCompile(`^([A-Z])(\d{1,2})$`)
	zeroAfter    = regexp.MustCompile(`^([A-Z]{1,2})0+([1-9]\d*)$`)
	partWord     = regexp.MustCompile(`^` + roomWord + `$`)
	dateText     = regexp.MustCompile(`^(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?:日|[ T]0.*)?$|^(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?$|^\d{1,2}-(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)$|^(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)-\d{1,2}$`)
	chineseNum   = regexp.MustCompile(`^第?([一二三四五六七八九十]{1,3})$`)
)

// plain brings the many spellings of a room to one: upper case, half-width, no
// blanks, "-" for every dash.
func plain(text string) string {
	return dashes.Replace(strings.ToUpper(dropBlanks(fold(text))))
}

// looksLikeDate is true for what spreadsheets make of a room written 1-1-2.
func looksLikeDate(text string) bool { return dateText.MatchString(strings.ToUpper(fold(text))) }

// parseRoom reads what a text says about a home; parts it does not mention are
// "". It is false if the text is not a room at all, or if a part of it would
// read differently by itself.
func parseRoom(text, compound string) (place, bool) {
	p, ok := scanRoom(withoutCompound(plain(text), compound))
	if !ok || p.number == "" {
		return p, ok
	}
	again, ok := scanRoom(plain(p.number))
	return p, ok && again == place{number: p.number}
}

// withoutCompound takes the compound's name off the front.
func withoutCompound(text, compound string) string {
	if c := plain(compound); c != "" {
		return strings.TrimPrefix(text, c)
	}
	return text
}

func scanRoom(rest string) (place, bool) {
	var p place
	if m := buildingMark.FindStringSubmatch(rest); m != nil && m[1] != "" && !unitMark.MatchString(rest) {
		p.building, rest = arabic(m[1]), rest[len(m[0]):]
	}
	if m := unitMark.FindStringSubmatch(rest); m != nil {
		p.unit, rest = arabic(m[1]), rest[len(m[0]):]
	}
	return p.withParts(rest)
}

// withParts reads 0401, 1-0401, A1-0401 or A-1-0401 after the marks are off.
func (p place) withParts(rest string) (place, bool) {
	rest = joinFloor(roomTail.ReplaceAllString(strings.Trim(rest, "-"), ""))
	parts := strings.FieldsFunc(rest, func(r rune) bool { return r == '-' })
	if len(parts) == 0 {
		return p, p.building != "" || p.unit != ""
	}
	p.number = parts[len(parts)-1]
	parts = parts[:len(parts)-1]
	if len(parts) == 1 && p.building == "" && p.unit == "" {
		if m := letterUnit.FindStringSubmatch(parts[0]); m != nil {
			parts = m[1:]
		} else if !startsWithDigit(parts[0]) {
			p.building, parts = arabic(parts[0]), nil
		}
	}
	if n := len(parts); n > 0 && p.unit == "" {
		p.unit, parts = arabic(parts[n-1]), parts[:n-1]
	}
	if n := len(parts); n > 0 && p.building == "" {
		p.building, parts = arabic(parts[n-1]), parts[:n-1]
	}
	p.number = padNumber(p.number)
	return p, len(parts) == 0 && p.wellFormed()
}

func startsWithDigit(text string) bool { return text != "" && text[0] >= '0' && text[0] <= '9' }

// joinFloor makes 4层1 and 4层401 one number, 0401.
func joinFloor(text string) string {
	m := floorMark.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	if len(m[2]) <= 2 {
		return m[1] + strings.Repeat("0", 2-len(m[2])) + m[2]
	}
	return m[2]
}

func (p place) wellFormed() bool {
	for _, word := range []string{p.building, p.unit, p.number} {
		if word != "" && (!partWord.MatchString(word) || utf8.RuneCountInString(word) > 12) {
			return false
		}
	}
	return strings.ContainsAny(p.number, "0123456789")
}

// padNumber writes a number of up to four digits as floor and flat: 0401.
func padNumber(number string) string {
	if len(number) >= 4 || strings.Trim(number, "0123456789") != "" {
		return number
	}
	return strings.Repeat("0", 4-len(number)) + number
}

// buildingOf reads the text of a building column: A栋, a栋, 12号楼, 十二幢, A.
func buildingOf(text, compound string) (string, bool) {
	return wordOf(withoutCompound(plain(text), compound),
		"号楼", "號樓", "#楼", "#樓", "栋", "棟", "幢", "座", "楼", "樓", "#", "号", "號")
}

// unitOf reads the text of a unit column: 1单元, 一单元, 1.
func unitOf(text string) (string, bool) {
	return wordOf(plain(text), "单元", "單元", "门洞", "門洞", "门", "門", "梯")
}

// wordOf takes the first fitting mark off the end.
func wordOf(text string, marks ...string) (string, bool) {
	for _, mark := range marks {
		if short, ok := strings.CutSuffix(text, mark); ok {
			text = short
			break
		}
	}
	word := arabic(strings.Trim(text, "-"))
	return word, word == "" || partWord.MatchString(word) && utf8.RuneCountInString(word) <= 12
}

// arabic writes 十二 as 12, 01 as 1 and A01 as A1, so that one building has one name.
func arabic(word string) string {
	if m := chineseNum.FindStringSubmatch(word); m != nil {
		if n, ok := chineseNumber(m[1]); ok {
			return itoa(n)
		}
	}
	if m := zeroAfter.FindStringSubmatch(word); m != nil {
		return m[1] + m[2]
	}
	if strings.Trim(word, "0123456789") == "" && strings.Trim(word, "0") != "" {
		return strings.TrimLeft(word, "0")
	}
	return word
}

// chineseNumber reads 一 to 九十九.
func chineseNumber(text string) (int, bool) {
	const digits = "一二三四五六七八九"
	digit := func(r rune) int { return strings.IndexRune(digits, r)/len("一") + 1 }
	runes, n := []rune(text), 0
	for i, r := range runes {
		switch {
		case r != '十' && (i == len(runes)-1 || runes[i+1] == '十'):
			n += digit(r)
		case r == '十' && i == 0:
			n = 10
		case r == '十' && i == 1 && n > 0:
			n *= 10
		default:
			return 0, false
		}
	}
	return n, n > 0
}
