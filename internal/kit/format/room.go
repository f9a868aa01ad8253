package format

import (
	"regexp"
	"strconv"
	"strings"
)

// Room (房号) is the place of a home in its compound: building (楼栋) as capitals
// or a number, unit (单元, stairwell) as a number without leading zero, and number
// as four digits, floor × 100 + door.
type Room struct{ Building, Unit, Number string }

// String is "A-1-0401", the form it is stored and searched in.
func (r Room) String() string { return r.Building + "-" + r.Unit + "-" + r.Number }

// Floor is the storey, 1..99.
func (r Room) Floor() int {
	n, _ := strconv.Atoi(r.Number)
	return n / 100
}

var (
	numerals = regexp.MustCompile(`[零〇一二三四五六七八九十]+`)
	blanks   = regexp.MustCompile(`[\s\-_/,、]+`)
	marks    = regexp.MustCompile(`-?(号楼|栋|幢|座|#|单元|室|房|号)-?`)
	building = regexp.MustCompile(`^(?:[A-Z]{1,2}(?:0?[1-9]|[1-9]\d)?|0{0,2}[1-9]\d{0,2})$`)
	room     = regexp.MustCompile(`^(?:([A-Z]{1,2}\d{0,2}|\d{1,3})(?:栋|-)|([A-Z]{1,2}))?(\d{1,2})(?:单元|-)(\d{3,4})$`)
	noUnit   = regexp.MustCompile(`^(?:[A-Z]{1,2}\d{0,2}|\d{1,3})栋\d{3,4}$|^[A-Z]{1,2}-?\d{3,4}$|^\d{3,4}$`)
)

// ParseRoom reads a room as it is written on doors, slips and messages: A-1-0401,
// A栋1单元0401, A1-401, a座一单元401室, 3号楼2单元1201. Without a building in the
// text ("1单元401", "1-401") it is in the given one, which may be written "A" or
// "A栋"; empty when unknown. The errors are Empty, RoomShape, RoomBuilding,
// RoomUnit and RoomNumber.
func ParseRoom(s, inBuilding string) (Room, error) {
	text := tidyRoom(s)
	if text == "" {
		return Room{}, Empty
	}
	parts := room.FindStringSubmatch(text)
	switch {
	case parts == nil && noUnit.MatchString(text):
		return Room{}, RoomUnit
	case parts == nil:
		return Room{}, RoomShape
	}
	r := Room{Building: parts[1] + parts[2], Unit: withoutZeros(parts[3]), Number: fourDigits(parts[4])}
	if r.Building == "" {
		r.Building = strings.TrimSuffix(tidyRoom(inBuilding), "栋")
	}
	return checkRoom(r)
}

func checkRoom(r Room) (Room, error) {
	switch {
	case !building.MatchString(r.Building):
		return Room{}, RoomBuilding
	case r.Unit == "":
		return Room{}, RoomUnit
	case r.Floor() == 0 || strings.HasSuffix(r.Number, "00"):
		return Room{}, RoomNumber
	}
	r.Building = tidyBuilding(r.Building)
	return r, nil
}

// tidyBuilding drops leading zeros of the number, so that 03栋 is 3栋.
func tidyBuilding(b string) string {
	letters := strings.TrimRight(b, "0123456789")
	return letters + withoutZeros(b[len(letters):])
}

func fourDigits(number string) string { return strings.Repeat("0", 4-len(number)) + number }

func withoutZeros(digits string) string { return strings.TrimLeft(digits, "0") }

// tidyRoom leaves capitals, digits, "-", 栋 and 单元.
func tidyRoom(s string) string {
	s = strings.ToUpper(Narrow(s))
	s = strings.NewReplacer("棟", "栋", "樓", "楼", "號", "号", "單元", "单元").Replace(s)
	s = numerals.ReplaceAllStringFunc(s, digitsOf)
	s = strings.Trim(blanks.ReplaceAllString(s, "-"), "-")
	s = marks.ReplaceAllString(s, "$1")
	s = strings.NewReplacer("号楼", "栋", "幢", "栋", "座", "栋", "#", "栋").Replace(s)
	for _, end := range []string{"室", "房", "号"} {
		s = strings.TrimSuffix(s, end)
	}
	return s
}

// digitsOf turns 四零一 into 401 and 二十三 into 23.
func digitsOf(numeral string) string {
	tens, ones, hasTen := strings.Cut(numeral, "十")
	if !hasTen {
		return eachDigit(numeral)
	}
	if tens == "" {
		tens = "一"
	}
	if ones == "" {
		ones = "零"
	}
	return eachDigit(tens + ones)
}

func eachDigit(numeral string) string {
	return strings.NewReplacer("零", "0", "〇", "0", "一", "1", "二", "2", "三", "3", "四", "4",
		"五", "5", "六", "6", "七", "7", "八", "8", "九", "9").Replace(numeral)
}
