package format

import (
	"regexp"
	"strings"
	"time"
)

var (
	idShape     = regexp.MustCompile(`^\d{17}[\dX]$`)
	creditShape = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}$`)
)

// ParseID reads a citizen identity number (公民身份号码, GB 11643-1999): 17 digits
// and a check character. It forgives blanks, full-width characters and a small x.
// now decides which birthdays are in the future. The errors are Empty, IDShape,
// IDBirthday and IDCheck.
func ParseID(s string, now time.Time) (string, error) {
	id := compact(s, " -\t")
	switch {
	case id == "":
		return "", Empty
	case !idShape.MatchString(id):
		return "", IDShape
	case !bornBy(id, now):
		return "", IDBirthday
	case id[17] != idCheck(id):
		return "", IDCheck
	}
	return id, nil
}

// BirthDate is the birthday in a number that ParseID gave, as YYYY-MM-DD.
func BirthDate(id string) string { return id[6:10] + "-" + id[10:12] + "-" + id[12:14] }

// bornBy compares days as text: the birthday has no time zone.
func bornBy(id string, now time.Time) bool {
	birthday := BirthDate(id)
	_, err := time.Parse(time.DateOnly, birthday)
	return err == nil && birthday <= now.Format(time.DateOnly)
}

// idCheck weighs the first 17 digits with 2^(17-i) mod 11 (ISO 7064, MOD 11-2).
func idCheck(id string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(id[i]-'0')
	}
	return "10X98765432"[sum%11]
}

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseCreditCode reads the unified social credit code of an organisation
// (统一社会信用代码, GB 32100-2015): 18 of 31 characters, without I O S V Z, the last
// a check. It forgives blanks, dashes, full-width and small letters. The errors
// are Empty, CreditShape and CreditCheck.
func ParseCreditCode(s string) (string, error) {
	code := compact(s, " -\t")
	switch {
	case code == "":
		return "", Empty
	case !creditShape.MatchString(code):
		return "", CreditShape
	case code[17] != creditCheck(code):
		return "", CreditCheck
	}
	return code, nil
}

// creditCheck weighs the first 17 characters with 3^(i-1) mod 31.
func creditCheck(code string) byte {
	sum, weight := 0, 1
	for _, r := range code[:17] {
		sum += weight * strings.IndexRune(creditAlphabet, r)
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum%31)%31]
}
