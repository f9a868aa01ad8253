package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxName   = 40  // characters
	maxRemark = 500 // characters
	maxAreaM2 = 100_000
)

// problem is a CellError without its address; the zero value is none.
type problem struct {
	code string
	text string
	n    int
}

func (p problem) found() bool { return p.code != "" }

// tidy trims a cell, turns every kind of blank into a space and drops signs
// without width that come along when text is pasted from web pages.
func tidy(text string) string {
	if plainASCII(text) {
		return unescape(strings.TrimSpace(text))
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || r == '\u2060' || r == '\ufeff':
			return -1
		case r != '\n' && unicode.IsSpace(r):
			return ' '
		}
		return r
	}, text)
	return unescape(strings.TrimSpace(text))
}

func plainASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf || c < ' ' {
			return false
		}
	}
	return true
}

// fold is tidy with full-width signs and digits made half-width.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			return r - 0xfee0
		}
		return r
	}, tidy(text))
}

func dropBlanks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// isNothing is true for what people write instead of leaving a cell empty.
func isNothing(text string) bool {
	text = strings.ToLower(fold(text))
	if strings.Trim(text, `-—–_/\. `) == "" {
		return true
	}
	switch text {
	case "无", "無", "空", "空置", "空房", "空户", "空戶", "空关", "空關", "未售", "未入住", "未知", "不详", "不詳", "暂无", "暫無", "无人", "無人", "none", "n/a":
		return true
	}
	return false
}

// names reads several people out of one cell, each once, in order.
func names(text string) ([]string, problem) {
	text = tidy(text)
	if isNothing(text) {
		return nil, problem{}
	}
	if strings.ContainsFunc(text, unsafe) {
		return nil, problem{code: CodeNameUnsafe, text: visible(text)}
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, separatesPeople) {
		if isNothing(part) {
			continue
		}
		if formulaLike.MatchString(strings.TrimSpace(part)) {
			return nil, problem{code: CodeNameFormula, text: part}
		}
		for _, name := range splitBlanks(part) {
			if n := utf8.RuneCountInString(name); n > maxName {
				return nil, problem{code: CodeNameTooLong, text: name, n: n}
			}
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out, problem{}
}

func separatesPeople(r rune) bool { return strings.ContainsRune("、,\uff0c;\uff1b/\uff0f\n", r) }

// unsafe is true for angle brackets and for control and direction signs, which
// make a name look like another one.
func unsafe(r rune) bool {
	switch r {
	case '\n':
		return false
	case '<', '>', '\uff1c', '\uff1e', utf8.RuneError:
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// visible shows hidden signs of a refused text as □.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '□'
		}
		return r
	}, text)
}

// splitBlanks parts people written with blanks between them. Two-character
// names are often stretched with a blank (张 三), so a single character belongs
// to its neighbour; words in Latin letters stay together (John Smith).
func splitBlanks(text string) []string {
	var out []string
	open := false
	for _, word := range strings.Fields(text) {
		last := len(out) - 1
		switch {
		case last >= 0 && latin(out[last]) && latin(word):
			out[last] += " " + word
		case open:
			out[last] += word
			open = false
		default:
			out = append(out, word)
			open = utf8.RuneCountInString(word) == 1 && !latin(word)
		}
	}
	if last := len(out) - 1; open && last > 0 && !latin(out[last-1]) {
		out[last-1] += out[last]
		out = out[:last]
	}
	return out
}

func latin(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.Is(unicode.Latin, r) && !strings.ContainsRune(" .'-", r) })
}

var (
	mobile      = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline    = regexp.MustCompile(`^(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})$`)
	phoneNote   = regexp.MustCompile(`\([^()]*[^()\d\s-][^()]*\)`)
	phoneSci    = regexp.MustCompile(`^\d(\.\d+)?[Ee]\+?\d{1,2}$`)
	phoneNation = regexp.MustCompile(`^(\+86|0086|86)-?(1\d{10})$`)
)

// phones reads several numbers out of one cell, each once, in order. Blanks and
// dashes inside a number and a note in brackets are dropped.
func phones(text string) ([]string, problem) {
	if isNothing(text) {
		return nil, problem{}
	}
	text = phoneNote.ReplaceAllString(fold(text), " ")
	var out []string
	for _, part := range strings.FieldsFunc(text, separatesPeople) {
		if isNothing(part) {
			continue
		}
		found, bad := phoneParts(part)
		if bad.found() {
			return nil, bad
		}
		for _, p := range found {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out, problem{}
}

// phoneParts takes the text as one number with blanks inside, or else as
// several numbers between blanks.
func phoneParts(text string) ([]string, problem) {
	text = strings.TrimSpace(text)
	if p, ok := phone(text); ok {
		return []string{p}, problem{}
	}
	var out []string
	for _, word := range strings.Fields(text) {
		p, ok := phone(word)
		if !ok {
			return nil, phoneProblem(text)
		}
		out = append(out, p)
	}
	return out, problem{}
}

// phone gives a number in its one form: 13951000037 or 0851-28220000.
func phone(text string) (string, bool) {
	text = strings.Map(func(r rune) rune {
		switch r {
		case '(', ')', ' ':
			return -1
		case '—', '–', '‐', '‑', '−':
			return '-'
		}
		return r
	}, text)
	if m := phoneNation.FindStringSubmatch(text); m != nil {
		text = m[2]
	}
	if bare := strings.ReplaceAll(text, "-", ""); mobile.MatchString(bare) {
		return bare, true
	}
	if m := landline.FindStringSubmatch(text); m != nil {
		return m[1] + "-" + m[2], true
	}
	return "", false
}

// phoneProblem says what is wrong with a number that phone refused.
func phoneProblem(text string) problem {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
	p := problem{text: text, n: len(digits)}
	switch {
	case phoneSci.MatchString(text):
		p.code = CodePhoneScientific
	case strings.Trim(text, "0123456789 -()+—–") != "":
		p.code = CodePhoneNotNumber
	case p.n == 11 || strings.HasPrefix(digits, "0"):
		p.code = CodePhoneStart
	case p.n > 11:
		p.code = CodePhoneTooMany
	case (p.n == 7 || p.n == 8) && digits[0] != '1':
		p.code = CodePhoneNoArea
	default:
		p.code = CodePhoneTooFew
	}
	return p
}

var (
	areaUnit   = regexp.MustCompile(`(?i)(㎡|m²|m2|m\^2|平方米|平方公尺|平米|平方|平)$`)
	areaNumber = regexp.MustCompile(`^-?(\d+)(?:\.(\d+))?$`)
	thousands  = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
)

// area reads square metres as cm², exactly: the fourth decimal is one cm².
func area(text string) (int64, problem) {
	t := strings.ReplaceAll(dropBlanks(fold(text)), "−", "-")
	t = strings.TrimPrefix(areaUnit.ReplaceAllString(t, ""), "约")
	if thousands.MatchString(t) {
		t = strings.ReplaceAll(t, ",", "")
	}
	m := areaNumber.FindStringSubmatch(t)
	switch {
	case m == nil && isNothing(text):
		return 0, problem{code: CodeAreaMissing}
	case m == nil:
		return 0, problem{code: CodeAreaNotNumber, text: text}
	}
	whole, decimals := strings.TrimLeft(m[1], "0"), strings.TrimRight(m[2], "0")
	switch {
	case whole == "" && decimals == "":
		return 0, problem{code: CodeAreaZero}
	case strings.HasPrefix(t, "-"):
		return 0, problem{code: CodeAreaNegative, text: text}
	case len(decimals) > 4:
		return 0, problem{code: CodeAreaTooFine, text: text}
	case len(whole) > 6:
		return 0, problem{code: CodeAreaTooLarge, text: text}
	}
	cm2, err := strconv.ParseInt(whole+(decimals + "0000")[:4], 10, 64)
	if err != nil {
		return 0, problem{code: CodeAreaNotNumber, text: text}
	}
	if cm2 > maxAreaM2*10_000 {
		return 0, problem{code: CodeAreaTooLarge, text: text}
	}
	return cm2, problem{}
}

var countText = regexp.MustCompile(`^(\d{1,3})(?:\.0+)?(?:人|口|口人|位|个|個)?$`)

// count reads a number of people; nothing written is 0.
func count(text string) (int, problem) {
	if isNothing(text) {
		return 0, problem{}
	}
	m := countText.FindStringSubmatch(dropBlanks(fold(text)))
	if m == nil {
		return 0, problem{code: CodeCountNotNumber, text: text}
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, problem{code: CodeCountNotNumber, text: text}
	}
	return n, problem{}
}

// remark keeps a note as written, in one line and without hidden signs.
func remark(text string) (string, problem) {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == '\n' {
			return ' '
		}
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, tidy(text))), " ")
	if n := utf8.RuneCountInString(text); n > maxRemark {
		return "", problem{code: CodeRemarkTooLong, n: n}
	}
	return text, problem{}
}

// Spreadsheets run a text that begins with one of these; Write puts an
// apostrophe before it and tidy takes the apostrophe away again.
var formulaLike = regexp.MustCompile(`^'*[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]`)

func escape(text string) string {
	if formulaLike.MatchString(text) {
		return "'" + text
	}
	return text
}

func unescape(text string) string {
	if strings.HasPrefix(text, "'") && formulaLike.MatchString(text[1:]) {
		return text[1:]
	}
	return text
}
