// Package format is a stand-in until the real one is merged.
package format

import (
	"errors"
	"regexp"
	"strings"
)

var mobile = regexp.MustCompile(`^1[3-9]\d{9}$`)
var landline = regexp.MustCompile(`^0\d{2,3}-?\d{7,8}$`)
var room = regexp.MustCompile(`^(?:([A-Z0-9]+)栋?[-]?)?(\d+)(?:单元|-)?0?(\d{3,4})$`)

func Phone(s string) (string, error) {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if mobile.MatchString(s) || landline.MatchString(s) {
		return s, nil
	}
	return "", errors.New("phone")
}
func MaskPhone(s string) string { return s[:3] + "****" + s[len(s)-4:] }
func MaskName(s string) string  { return string([]rune(s)[:1]) + "**" }

type Room struct{ Building, Unit, Number string }

func (r Room) String() string { return r.Building + "-" + r.Unit + "-" + r.Number }
func ParseRoom(s, def string) (Room, error) {
	m := room.FindStringSubmatch(strings.ToUpper(s))
	if m == nil {
		return Room{}, errors.New("room")
	}
	if m[1] == "" {
		m[1] = def
	}
	n := m[3]
	if len(n) == 3 {
		n = "0" + n
	}
	return Room{m[1], m[2], n}, nil
}
