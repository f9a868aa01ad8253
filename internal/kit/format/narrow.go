// Package format reads and checks what people in China write by hand: telephone
// numbers, identity numbers, credit codes and rooms; and it masks (脱敏) the
// personal ones. It forgives how a thing is typed, never what it says.
package format

import "strings"

// Narrow folds full-width letters, digits, signs and blanks (全角) to ASCII
// (半角) and the many dashes to "-". Other text stays.
func Narrow(s string) string { return strings.Map(narrowRune, s) }

const (
	firstWide = '\uff01' // full-width "!"
	lastWide  = '\uff5e' // full-width "~"
	wideShift = firstWide - '!'
	wideBlank = '\u3000'
	hardBlank = '\u00a0'
	dashes    = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
)

func narrowRune(r rune) rune {
	switch {
	case firstWide <= r && r <= lastWide:
		return r - wideShift
	case r == wideBlank || r == hardBlank:
		return ' '
	case strings.ContainsRune(dashes, r):
		return '-'
	}
	return r
}

// compact narrows s, drops every rune of drop and sets capitals.
func compact(s, drop string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(drop, r) {
			return -1
		}
		return r
	}, Narrow(s)))
}
