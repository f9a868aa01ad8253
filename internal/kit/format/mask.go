package format

import "strings"

// Masking (脱敏) by the Personal Information Protection Law, articles 6 and 51: by
// default a page shows no more than a neighbour needs to recognise somebody.

// MaskName shows the first character and a star for every other: 张三丰 → 张**,
// 示例居民001 → 示******. A compound surname shows its first character only, since
// a table of surnames would give away which ones it knows. A single character
// is hidden whole.
func MaskName(name string) string {
	runes := []rune(strings.TrimSpace(name))
	if len(runes) < 2 {
		return stars(len(runes))
	}
	return string(runes[0]) + stars(len(runes)-1)
}

// MaskPhone hides the four digits behind the network or area code:
// 13800000001 → 138****0001, 0851-28000001 → 0851-****0001. Service numbers stay;
// what is no number is hidden whole.
func MaskPhone(number string) string {
	phone, err := ParsePhone(number)
	if err != nil {
		return hidden(number)
	}
	return phone.Masked()
}

// MaskLandline is MaskPhone for a field that holds landlines only.
func MaskLandline(number string) string {
	parsed, err := ParseLandline(number)
	if err != nil {
		return hidden(number)
	}
	return Phone{Landline, parsed}.Masked()
}

// MaskID shows the first three and last four characters of an identity number:
// 110***********002X. What has not 18 characters is hidden whole.
func MaskID(id string) string {
	id = compact(id, " -\t")
	if !idShape.MatchString(id) {
		return hidden(id)
	}
	return id[:3] + stars(11) + id[14:]
}

func hidden(s string) string { return stars(len([]rune(s))) }

func stars(n int) string { return strings.Repeat("*", n) }
