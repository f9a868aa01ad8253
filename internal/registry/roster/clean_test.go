package roster

import (
	"strings"
	"testing"
)

func TestSeveralPeopleInOneCellAreParted(t *testing.T) {
	for text, want := range map[string]string{
		"示例居民002、示例居民003":                                "示例居民002|示例居民003",
		"示例居民002,示例居民003;示例居民004/示例居民005":                "示例居民002|示例居民003|示例居民004|示例居民005",
		"示例居民002\uff0c示例居民003\uff1b示例居民004\uff0f示例居民005": "示例居民002|示例居民003|示例居民004|示例居民005",
		"示例居民002\n示例居民003":                               "示例居民002|示例居民003",
		"示例居民002  示例居民003":                               "示例居民002|示例居民003",
		"示例居民002\u3000示例居民003":                           "示例居民002|示例居民003",
		"示例居民002、示例居民002":                                "示例居民002",
		"、示例居民002、、":                                     "示例居民002",
		"示 例":                                            "示例",
		"示 例 居 民":                                        "示例|居民",
		"示例 居":                                           "示例居",
		"示例居 民 众":                                        "示例居|民众",
		"Sample Resident":                                "Sample Resident",
		"Sample Resident、示例居民001":                        "Sample Resident|示例居民001",
		"阿示·例居民":                                         "阿示·例居民",
		"示例居民001\uff08配偶\uff09":                          "示例居民001\uff08配偶\uff09",
		"\ufeff示例居民001\u200b":                            "示例居民001",
		"示例某某开发有限公司":                                     "示例某某开发有限公司",
		strings.Repeat("示", maxName):                     strings.Repeat("示", maxName),
		"":                                               "", "无": "", "空置": "", "——": "", "/": "", "-": "", "\\": "", "N/A": "", "示例居民001、无": "示例居民001",
	} {
		got, bad := names(text)
		equal(t, text, strings.Join(got, "|"), want)
		equal(t, text+" code", bad.code, "")
	}
}

func TestANameThatCouldDoHarmIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": CodeNameFormula, "+1": CodeNameFormula, "-示例": CodeNameFormula, "@示例": CodeNameFormula,
		"\uff1d1+1": CodeNameFormula, "'=1+1": CodeNameFormula, "''=1": CodeNameFormula,
		"示例居民001、=HYPERLINK(1)": CodeNameFormula, "示例居民001、 =1": CodeNameFormula,
		"\t=1": CodeNameFormula, "=1/2": CodeNameFormula,
		"<b>示例</b>": CodeNameUnsafe, "示例>": CodeNameUnsafe, "\uff1cscript\uff1e": CodeNameUnsafe,
		"示例\x07": CodeNameUnsafe, "示例\u202e民居": CodeNameUnsafe, "示例\x7f": CodeNameUnsafe, "示\ufffd例": CodeNameUnsafe, "示例\xff": CodeNameUnsafe,
		strings.Repeat("示", maxName+1): CodeNameTooLong,
	} {
		_, bad := names(text)
		equal(t, text, bad.code, want)
	}
}

func TestHiddenSignsOfARefusedNameAreMadeVisible(t *testing.T) {
	equal(t, "message", home(t, "A-1-401", "86", "示例\u202e001").Errors[0].Message("zh-Hans"),
		"C2 的姓名「示例□001」里有不能用的符号\uff08如 < >\uff09\uff0c请改成姓名。")
}

func TestPhonesAreBroughtToOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"13951000037":                  "13951000037",
		"139 5100 0074;13951000111":    "13951000074|13951000111",
		"139-5100-0037":                "13951000037",
		"\uff11\uff13\uff19５１０００037":   "13951000037",
		"+86 13951000037":              "13951000037",
		"008613951000037":              "13951000037",
		"86-13951000037":               "13951000037",
		"13951000037 13951000074":      "13951000037|13951000074",
		"13951000037/13951000074":      "13951000037|13951000074",
		"13951000037、13951000037":      "13951000037",
		"13951000037\uff0c13951000074": "13951000037|13951000074",
		"13951000037\n13951000074":     "13951000037|13951000074",
		"13951000037(儿子)":              "13951000037",
		"13951000037\uff08女儿\uff09":    "13951000037",
		"0851-28220000":                "0851-28220000",
		"085128220000":                 "0851-28220000",
		"(0851)28220000":               "0851-28220000",
		"\uff080851\uff0928220000":     "0851-28220000",
		"0851 2822 0000":               "0851-28220000",
		"0851—28220000":                "0851-28220000",
		"010-12345678":                 "010-12345678",
		"01012345678":                  "010-12345678",
		"0251234567":                   "025-1234567",
		"0851-2822000":                 "0851-2822000",
		"13951000037;0851-28220000":    "13951000037|0851-28220000",
		"":                             "", "无": "", "-": "", "/": "",
	} {
		got, bad := phones(text)
		equal(t, text, strings.Join(got, "|"), want)
		equal(t, text+" code", bad.code, "")
	}
}

func TestAWrongPhoneSaysHowManyDigitsItHas(t *testing.T) {
	for _, c := range []struct {
		text, code string
		n          int
	}{
		{"1395100014", CodePhoneTooFew, 10},
		{"139 5100 014", CodePhoneTooFew, 10},
		{"139510000371", CodePhoneTooMany, 12},
		{"12951000037", CodePhoneStart, 11},
		{"28220000", CodePhoneNoArea, 8},
		{"2822000", CodePhoneNoArea, 7},
		{"1234567", CodePhoneTooFew, 7},
		{"0851-282200", CodePhoneStart, 10},
		{"1.3951E+10", CodePhoneScientific, 7},
		{"电话13951000037", CodePhoneNotNumber, 11},
		{"1395100o037", CodePhoneNotNumber, 10},
		{"13951000037;139", CodePhoneTooFew, 3},
		{"(13951000037", "", 0},
		{"12", CodePhoneTooFew, 2},
	} {
		_, bad := phones(c.text)
		equal(t, c.text, bad.code, c.code)
		equal(t, c.text+" digits", bad.n, c.n)
	}
}

func TestAnAreaIsReadExactly(t *testing.T) {
	for text, want := range map[string]int64{
		"112.36": 1_123_600, "86.485": 864_850, "86.4857": 864_857, "86": 860_000, "0.01": 100, "0.0001": 1,
		"112.36㎡": 1_123_600, "112.36 m²": 1_123_600, "112.36M2": 1_123_600, "112.36平方米": 1_123_600, "112.36 平米": 1_123_600,
		"约112.36平": 1_123_600, "１１２．３６": 1_123_600, "1,112.36": 11_123_600, "86.480000": 864_800, "0086.48": 864_800, "100000": 1_000_000_000,
		"\uff11\uff11\uff12\uff0e\uff13\uff16\u33a1": 1_123_600,
	} {
		got, bad := area(text)
		equal(t, text, got, want)
		equal(t, text+" code", bad.code, "")
	}
}

func TestAnAreaThatCannotBeIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": CodeAreaMissing, " ": CodeAreaMissing, "-": CodeAreaMissing, "无": CodeAreaMissing,
		"一百一十二": CodeAreaNotNumber, "86.48+12": CodeAreaNotNumber, "1.2.3": CodeAreaNotNumber, "86,48": CodeAreaNotNumber, "㎡": CodeAreaNotNumber, ".5": CodeAreaNotNumber, "NaN": CodeAreaNotNumber, "1e3": CodeAreaNotNumber,
		"-5": CodeAreaNegative, "-86.48㎡": CodeAreaNegative, "−5": CodeAreaNegative, "0": CodeAreaZero, "0.00": CodeAreaZero, "-0": CodeAreaZero,
		"86.48501": CodeAreaTooFine, "100000.01": CodeAreaTooLarge, "8648000": CodeAreaTooLarge, "99999999999999999999": CodeAreaTooLarge,
	} {
		got, bad := area(text)
		equal(t, text, bad.code, want)
		equal(t, text+" value", got, 0)
	}
}

func TestANumberOfPeopleIsAWholeNumber(t *testing.T) {
	for text, want := range map[string]int{"": 0, "0": 0, "4": 4, "4人": 4, "３口人": 3, "2.0": 2, "无": 0} {
		got, bad := count(text)
		equal(t, text, got, want)
		equal(t, text+" code", bad.code, "")
	}
	for _, text := range []string{"2.5", "-1", "三", "10000"} {
		_, bad := count(text)
		equal(t, text, bad.code, CodeCountNotNumber)
	}
}

func TestARemarkIsKeptInOneLine(t *testing.T) {
	for text, want := range map[string]string{"两人共有": "两人共有", " 第一行\n第二行 ": "第一行 第二行", "a\x00b\u202ec": "abc", "'=1": "=1", "": ""} {
		got, _ := remark(text)
		equal(t, text, got, want)
	}
	_, bad := remark(strings.Repeat("长", maxRemark+1))
	equal(t, "too long", bad.code, CodeRemarkTooLong)
}

func TestARoomIsReadFromItsManySpellings(t *testing.T) {
	for text, want := range map[string]string{
		"A栋1单元0401": "A|1|0401", "A-1-0402": "A|1|0402", "A1-403": "A|1|0403", "1-401": "|1|0401", "401": "||0401", "0401": "||0401",
		"a栋一单元401室": "A|1|0401", "A座1单元401": "A|1|0401", "12号楼3单元1502": "12|3|1502", "12#3单元1502号": "12|3|1502", "12#楼3-1502": "12|3|1502",
		"十二幢二单元301": "12|2|0301", "第三栋1单元101": "3|1|0101", "03栋01单元101": "3|1|0101", "3-1-101": "3|1|0101", "3—1—101": "3|1|0101", "3/1/101": "3|1|0101", "3 - 1 - 101": "3|1|0101",
		"\uff21\uff0d\uff11\uff0d\uff10\uff14\uff10\uff11": "A|1|0401", "\uff21栋\uff11单元\uff10\uff14\uff10\uff11": "A|1|0401",
		"A棟1單元401": "A|1|0401", "A栋401": "A||0401", "A-401": "A||0401", "1单元401": "|1|0401", "1单元4楼401": "|1|0401", "A栋1单元4层1号": "A|1|0401", "4层401": "||0401",
		"401A": "||401A", "A-1-401A": "A|1|401A", "A-1-12801": "A|1|12801", "东区3栋1单元101": "东区3|1|0101", "商铺12": "||商铺12", "A栋": "A||", "A栋1单元": "A|1|",
	} {
		got, ok := parseRoom(text, "")
		equal(t, text, strings.Join([]string{got.building, got.unit, got.number}, "|"), want)
		equal(t, text+" ok", ok, true)
	}
}

func TestATextThatIsNoRoomIsRefused(t *testing.T) {
	for _, text := range []string{"A-1-4-01-2", "<script>", "=1+1", "A栋1单元4?1", "!!", "A-1-0401234567890", "幢幢幢", "A-1-单元"} {
		got, ok := parseRoom(text, "")
		if ok {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

func TestBuildingsAndUnitsHaveOneName(t *testing.T) {
	for text, want := range map[string]string{"A栋": "A", "a座": "A", "A": "A", "1号楼": "1", "01栋": "1", "1#": "1", "1#楼": "1", "十栋": "10", "二十一幢": "21", "东区3栋": "东区3", "A01栋": "A1", " A 栋 ": "A", "0": "0"} {
		got, ok := buildingOf(text, "")
		equal(t, text, got, want)
		equal(t, text+" ok", ok, true)
	}
	for text, want := range map[string]string{"1单元": "1", "一单元": "1", "02": "2", "东单元": "东", "十一单元": "11", "\uff13單元": "3", "2门": "2"} {
		got, ok := unitOf(text)
		equal(t, text, got, want)
		equal(t, text+" ok", ok, true)
	}
}
