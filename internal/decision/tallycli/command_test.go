package tallycli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mulin/internal/decision/tally"
	"mulin/internal/decision/tallycli"
	"mulin/internal/kit/i18n"
	"mulin/locales"
)

// notice is the decision of a real posted notice whose percentage was wrong:
// 115,344.34 m²/817 heads, 92,508.76/646 took part, 58,729.34/411 said yes.
func notice() string {
	var roll, ballots []string
	part := func(label string, cm2 int64, n int, choice string) {
		for i := range n {
			share := cm2 / int64(n)
			if i == 0 {
				share += cm2 % int64(n)
			}
			name := fmt.Sprintf("%s-%03d", label, i)
			roll = append(roll, fmt.Sprintf(`{"part":%q,"area_cm2":%d,"head":%q,"excluded":false}`, name, share, name))
			if choice != "" {
				ballots = append(ballots, fmt.Sprintf(`{"part":%q,"choice":%q,"channel":"paper","at":"2024-05-02T08:00:00+08:00","supersedes":null}`, name, choice))
			}
		}
	}
	part("Y", 587_293_400, 411, "yes")
	part("N", 337_794_200, 235, "no")
	part("S", 228_355_800, 171, "")
	ballots = append(ballots, `{"part":"Z-1","choice":"no","channel":"web","at":"2024-05-02T08:00:00+08:00","supersedes":null}`)
	return fmt.Sprintf(`{"scope":"示例小区","class":4,"thresholds":null,"roll":[%s],"ballots":[%s],
"opens":"2024-05-01T00:00:00+08:00","closes":"2024-05-16T00:00:00+08:00","deemed":null}`, strings.Join(roll, ",\n"), strings.Join(ballots, ",\n"))
}

// run gives the exit code and what was printed for a file with the content.
func run(t *testing.T, content string, args ...string) (code int, out, errs string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "f.json")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var o, e bytes.Buffer
	code = tallycli.Main(append([]string{file}, args...), &o, &e)
	return code, o.String(), e.String()
}

func mention(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestTheWrongNoticeIsPutRight(t *testing.T) {
	code, out, errs := run(t, notice())
	if code != tallycli.ExitOK || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	mention(t, out, "同意:58729.34 ㎡,411 人(约占面积 63.49%", "115344.34 ㎡,817 人", "结果:通过",
		"3×646 ≥ 2×817", "2×587293400 > 925087600", "《民法典》第二百七十八条第二款", "以当地规定为准", "Z-1", "名册上没有这一户")
	if strings.Contains(out, "64.28") {
		t.Error("still the wrong percentage")
	}
}

func TestTheResultIsAlsoInEnglishAndTraditionalChinese(t *testing.T) {
	_, out, _ := run(t, notice(), "--lang", "en")
	mention(t, out, "Result: passes", "63.49% by area", "Civil Code 278", "the roll has no such part", "Local rules come first")
	_, out, _ = run(t, notice(), "--lang=zh-Hant")
	mention(t, out, "結果:通過", "以當地規定為準")
}

func TestTheJSONHasTheFieldsOfTheIssue(t *testing.T) {
	code, out, _ := run(t, notice(), "--json")
	type amount struct {
		Area  int64 `json:"area_cm2"`
		Heads int64 `json:"heads"`
	}
	type side struct {
		Total         amount `json:"total"`
		Participating amount `json:"participating"`
		Yes           amount `json:"yes"`
		Quorum        bool   `json:"quorum"`
		Passes        bool   `json:"passes"`
	}
	var got struct {
		side
		Strict  side `json:"strict"`
		Deemed  side `json:"deemed"`
		Refused []struct {
			Part   string `json:"part"`
			Reason string `json:"reason"`
			Words  string `json:"words"`
		} `json:"refused"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatal(code, err)
	}
	want := side{amount{1_153_443_400, 817}, amount{925_087_600, 646}, amount{587_293_400, 411}, true, true}
	if got.side != want || got.Strict != want || got.Deemed != want {
		t.Errorf("got %+v", got)
	}
	if len(got.Refused) != 1 || got.Refused[0].Part != "Z-1" || got.Refused[0].Reason != "not_on_roll" || got.Refused[0].Words == "" {
		t.Errorf("refused %+v", got.Refused)
	}
}

func TestDeemedVotesStandBesideWithAWarning(t *testing.T) {
	content := strings.Replace(notice(), `"deemed":null`, `"deemed":{"rule":"议事规则第九条","delivered":["S-000"]}`, 1)
	_, out, _ := run(t, content)
	mention(t, out, "【只算收回的票】", "议事规则第九条", "有争议", "参与表决:92508.76 ㎡,646 人", ",647 人")
	_, out, _ = run(t, content, "--json")
	mention(t, out, `"warning"`, `"S-000"`)
}

func TestADecisionThatFailsIsStillCounted(t *testing.T) {
	code, out, _ := run(t, strings.ReplaceAll(notice(), `"yes"`, `"no"`))
	if code != tallycli.ExitOK {
		t.Errorf("exit %d", code)
	}
	mention(t, out, "结果:没有通过")
}

func TestAWrongFileIsToldWithItsPlaceAndExit2(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"type":    {`"class":4`, `"class":"4"`, "第 1 行第 17 个字 /class:这里要写只写数字的整数"},
		"unknown": {`"class":4`, `"class":4,"x":1`, `不认识的字段 "x"`},
		"twice":   {`"part":"Y-001"`, `"part":"Y-000"`, "第 2 行第 2 个字 /roll/1/part:重复出现"},
		"syntax":  {`"class":4`, `"class":`, "不是正确的 JSON"},
		"escape":  {`"class":4`, `"class":4,"\u001b[2J":1`, `\x1b`},
	} {
		code, out, errs := run(t, strings.Replace(notice(), c.old, c.new, 1))
		if code != tallycli.ExitWrong || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit %d, out %q, err %q", name, code, out, errs)
		}
	}
}

func TestAWrongCommandLineIsExit2(t *testing.T) {
	for _, args := range [][]string{{}, {"--json"}, {"a", "b"}, {"--fast", "a"}, {"a", "--lang"}, {"a", "--lang", "fr"}, {"/does/not/exist.json"}} {
		var out, errs bytes.Buffer
		if code := tallycli.Main(args, &out, &errs); code != tallycli.ExitWrong || errs.Len() == 0 || out.Len() != 0 {
			t.Errorf("%v: exit %d, %q", args, code, errs.String())
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAResultThatCannotBeWrittenIsExit1(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f.json")
	if err := os.WriteFile(file, []byte(notice()), 0o600); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	if code := tallycli.Main([]string{file}, full{}, &errs); code != tallycli.ExitWrite {
		t.Errorf("exit %d", code)
	}
}

func TestEveryWordHasAText(t *testing.T) {
	bundle, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{}
	for _, c := range []tally.Code{tally.BadSyntax, tally.WrongType, tally.UnknownField, tally.MissingField, tally.BadText, tally.BadTime,
		tally.BadWord, tally.BadClass, tally.BadWindow, tally.BadArea, tally.TooMuchArea, tally.TooManyParts, tally.EmptyRoll,
		tally.Twice, tally.NotListed, tally.BadFraction, tally.NeverReached} {
		keys = append(keys, "tally.fault."+string(c))
	}
	for _, r := range []tally.Reason{tally.NotOnRoll, tally.ExcludedPart, tally.BeforeOpening, tally.AfterClosing, tally.Tie, tally.SplitHead} {
		keys = append(keys, "tally.refused."+string(r))
	}
	for _, l := range []tally.Law{tally.LawQuorum, tally.LawGeneral, tally.LawSpecial, tally.LawOwn} {
		keys = append(keys, "tally.law."+string(l))
	}
	for class := 1; class <= 9; class++ {
		keys = append(keys, fmt.Sprintf("tally.class.%d", class))
	}
	for _, what := range []string{"object", "array", "string", "integer", "flag"} {
		keys = append(keys, "tally.want."+what)
	}
	for _, key := range keys {
		if !bundle.Has(key) {
			t.Errorf("no text for %s", key)
		}
	}
}

func TestNoOutputHasAMissingText(t *testing.T) {
	content := strings.Replace(notice(), `"deemed":null`, `"deemed":{"rule":"规则","delivered":["S-000"]}`, 1)
	for _, lang := range []string{"zh", "zh-Hant", "en"} {
		for _, args := range [][]string{{"--lang", lang}, {"--lang", lang, "--json"}} {
			_, out, _ := run(t, content, args...)
			if slices.ContainsFunc([]string{"⟦", "<no value>"}, func(s string) bool { return strings.Contains(out, s) }) {
				t.Errorf("%v: %s", args, out)
			}
		}
	}
}
