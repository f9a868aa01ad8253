package roster

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// guessed writes a mapping as "3+1 A=seq B=building".
func guessed(m Mapping) string {
	out := []string{itoa(m.HeaderRow) + "+" + itoa(m.HeaderRows)}
	for c := range 30 {
		if f, ok := m.Columns[c]; ok {
			out = append(out, strings.TrimSuffix(cellName(c, 0), "0")+"="+string(f))
		}
	}
	return strings.Join(out, " ")
}

func TestColumnsAreRecognisedByTheWordsCommunitiesUse(t *testing.T) {
	for name, c := range map[string]struct{ header, want string }{
		"one room column":      {"房屋,面积,业主姓名,电话,备注", "1+1 A=room B=area C=owner D=phone E=remark"},
		"parts":                {"序号,楼栋,单元,房号,建筑面积(㎡),户主,家庭成员,联系电话", "1+1 A=seq B=building C=unit D=number E=area F=owner G=members H=phone"},
		"certificate words":    {"栋号,单元号,室号,产权面积,产权人,手机号码", "1+1 A=building B=unit C=number D=area E=owner F=phone"},
		"inner area":           {"幢,单元,房间号,套内面积,面积（㎡）,产权人,手机,居住人数", "1+1 A=building B=unit C=number D=inner_area E=area F=owner G=phone H=count"},
		"traditional":          {"樓棟,單元,房號,建築面積,業主,家庭成員,聯繫電話,備註", "1+1 A=building B=unit C=number D=area E=owner F=members G=phone H=remark"},
		"door plate and name":  {"门牌号,面积/㎡,姓名,手机", "1+1 A=room B=area C=owner D=phone"},
		"number alone":         {"房号,面积,姓名", "1+1 A=room B=area C=owner"},
		"blanks and stars":     {"*房 号,建 筑 面 积：, 业 主 ,电话1,电话2", "1+1 A=room B=area C=owner D=phone E=phone"},
		"full-width":           {"\uff2e\uff4f．,房屋,面积\uff08\uff4d\uff12\uff09", "1+1 A=seq B=room C=area"},
		"owner and head":       {"房屋,业主,户主,租户姓名,面积", "1+1 A=room B=owner C=members D=occupant E=area"},
		"head alone":           {"房屋,户主,面积", "1+1 A=room B=owner C=area"},
		"resident beside":      {"房屋,产权人,住户,面积", "1+1 A=room B=owner C=occupant D=area"},
		"address beside parts": {"地址,楼栋,单元,房号,面积", "1+1 A=ignored B=building C=unit D=number E=area"},
		"private things":       {"房屋,面积,业主,业主身份证号,与户主关系,房屋用途", "1+1 A=room B=area C=owner D=ignored E=ignored F=ignored"},
		"English":              {"Building,Unit,Room,Floor area (㎡),Owners,Family,Occupants,Phones,People,Remark", "1+1 A=building B=unit C=number D=area E=owner F=members G=occupant H=phone I=count J=remark"},
		"unknown words":        {"甲,乙,丙", "1+1"},
	} {
		t.Run(name, func(t *testing.T) {
			equal(t, "guess", guessed(Guess(open(t, []byte(c.header+"\nA-1-401,86.48,x\n")))), c.want)
		})
	}
}

func TestTitleLinesAboveTheHeaderAreSkipped(t *testing.T) {
	f := open(t, workbook(t, [][]any{{"春天堡社区 A栋业主信息台账"}, {"填报单位:社区", nil, "填报日期:2023年1月"}, {}, {"房屋", "面积", "业主"}, {"A-1-401", "86", person(1)}}, "A1:C1"))
	equal(t, "guess", guessed(Guess(f)), "4+1 A=room B=area C=owner")
}

func TestAHeaderInTwoLinesReadsAsOne(t *testing.T) {
	data := workbook(t, [][]any{
		{"某小区住户登记表"},
		{"序号", "房屋信息", nil, nil, "面积", nil, "业主信息", nil, "租户信息", nil, "备注"},
		{nil, "楼栋", "单元", "房号", "套内", "建筑面积", "姓名", "电话", "姓名", "电话", nil},
		{1, "A栋", "1单元", "401", "70", "86.48", person(1), "13951000037", person(2), "13951000074", "x"},
	}, "A1:K1", "A2:A3", "B2:D2", "E2:F2", "G2:H2", "I2:J2", "K2:K3")
	f := open(t, data)
	equal(t, "guess", guessed(Guess(f)), "2+2 A=seq B=building C=unit D=number E=inner_area F=area G=owner H=phone I=occupant J=phone K=remark")
	r := Parse(f, Guess(f), Options{}, nil)
	equal(t, "errors", codes(r.Errors), "")
	equal(t, "tenant", r.Rows[0].Occupants[0], person(2))
	equal(t, "phones", strings.Join(r.Rows[0].Phones, " "), "13951000037 13951000074")
}

func TestAHeaderInTwoLinesOfACSVHasNoMerges(t *testing.T) {
	text := "房屋信息,,,,人员信息,\n楼栋,单元,房号,面积,业主,电话\nA,1,401,86.48,示例居民001,13951000037\n"
	equal(t, "guess", guessed(Guess(open(t, []byte(text)))), "1+2 A=building B=unit C=number D=area E=owner F=phone")
}

func TestAWordSplitOverTwoHeaderLinesIsJoined(t *testing.T) {
	text := "楼,单,房,建筑,户\n栋,元,号,面积,主\nA,1,401,86.48,示例居民001\n"
	equal(t, "guess", guessed(Guess(open(t, []byte(text)))), "1+2 A=building B=unit C=number D=area E=owner")
}

func TestTheSheetThatLooksMostLikeARosterIsTaken(t *testing.T) {
	data := bookOf(t, func(b *excelize.File) {
		must(t, b.SetCellValue("Sheet1", "A1", "填表说明"))
		_, err := b.NewSheet("名单")
		must(t, err)
		must(t, b.SetSheetRow("名单", "A1", &[]any{"房屋", "面积"}))
	})
	equal(t, "sheet", Guess(open(t, data)).Sheet, "名单")
}

func TestAFingerprintDependsOnTheHeaderOnly(t *testing.T) {
	first := Fingerprint(open(t, []byte("房屋,面积,业主\nA-1-401,86,x\n")))
	again := Fingerprint(open(t, []byte("标题\n 房屋 ,面积（㎡）,業主\nB-1-401,90,y\n")))
	other := Fingerprint(open(t, []byte("房屋,业主,面积\nA-1-401,x,86\n")))
	equal(t, "same header", again, first)
	if other == first {
		t.Error("another order of columns has the same fingerprint")
	}
}

func TestAFingerprintOfAnUnknownHeaderTellsFilesApart(t *testing.T) {
	if Fingerprint(open(t, []byte("甲,乙\n1,2\n"))) == Fingerprint(open(t, []byte("丙,丁\n1,2\n"))) {
		t.Error("different headers have the same fingerprint")
	}
}

func TestCellNamesAreThoseOfExcel(t *testing.T) {
	for col, want := range map[int]string{0: "A7", 25: "Z7", 26: "AA7", 701: "ZZ7", 702: "AAA7"} {
		equal(t, "column "+itoa(col), cellName(col, 7), want)
	}
}
