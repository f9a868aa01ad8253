package format

import (
	"regexp"
	"slices"
	"strings"
)

// PhoneKind tells what answers at a number.
type PhoneKind string

// The kinds of telephone numbers.
const (
	Mobile   PhoneKind = "mobile"
	Landline PhoneKind = "landline"
	Service  PhoneKind = "service"
)

// Phone is a number in the form it is stored and searched in: 13800000001,
// 0851-28000001 or 12345.
type Phone struct {
	Kind   PhoneKind
	Number string
}

func (p Phone) String() string { return p.Number }

// Masked shows enough of the number to tell two apart; service numbers are public.
func (p Phone) Masked() string {
	switch p.Kind {
	case Mobile:
		return p.Number[:3] + "****" + p.Number[7:]
	case Landline:
		area, local, _ := strings.Cut(p.Number, "-")
		return area + "-****" + local[4:]
	}
	return p.Number
}

var (
	mobile   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline = regexp.MustCompile(`^(010|02\d|0[3-9]\d{2})(\d{7,8})$`)
	abroad   = regexp.MustCompile(`^(?:\+|00)86`)
)

// phoneFillers are what people put between the digits.
const phoneFillers = " -()./\t"

// ServiceNumbers are the public short numbers: police, fire, ambulance, traffic
// police, government hotline, consumers' rights and legal aid.
func ServiceNumbers() []string {
	return []string{"110", "119", "120", "122", "12345", "12315", "12348"}
}

// ParsePhone reads a mobile, landline or service number. It forgives blanks,
// dashes, brackets, full-width digits and +86. The errors are Empty and NotAPhone.
func ParsePhone(s string) (Phone, error) {
	if number, err := ParseMobile(s); err == nil {
		return Phone{Mobile, number}, nil
	}
	if number, err := ParseLandline(s); err == nil {
		return Phone{Landline, number}, nil
	}
	switch digits := compact(s, phoneFillers); {
	case digits == "":
		return Phone{}, Empty
	case slices.Contains(ServiceNumbers(), digits):
		return Phone{Service, digits}, nil
	}
	return Phone{}, NotAPhone
}

// ParseMobile gives the 11 digits of a mobile number; Empty or NotAMobile.
func ParseMobile(s string) (string, error) {
	digits := compact(s, phoneFillers)
	if digits == "" {
		return "", Empty
	}
	digits = abroad.ReplaceAllString(digits, "")
	if len(digits) == 13 { // 86 without the plus is too long for anything else
		digits = strings.TrimPrefix(digits, "86")
	}
	if !mobile.MatchString(digits) {
		return "", NotAMobile
	}
	return digits, nil
}

// ParseLandline gives area code and number as 0851-28000001: 010 and 02x are
// area codes of three digits, all others have four. From abroad (+86) the
// leading 0 may be missing. Empty or NotALandline.
func ParseLandline(s string) (string, error) {
	digits := compact(s, phoneFillers)
	if digits == "" {
		return "", Empty
	}
	if national := abroad.ReplaceAllString(digits, ""); national != digits {
		digits = "0" + strings.TrimPrefix(national, "0")
	}
	parts := landline.FindStringSubmatch(digits)
	if parts == nil {
		return "", NotALandline
	}
	return parts[1] + "-" + parts[2], nil
}
