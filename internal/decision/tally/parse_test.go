package tally_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mulin/internal/decision/tally"
)

const file = `{"scope":"示例小区","class":4,"thresholds":null,
"roll":[{"part":"A-1-0401","area_cm2":1123600,"head":"h1","excluded":false},
{"part":"A-1-0402","area_cm2":864800,"head":"h2","excluded":true}],
"ballots":[{"part":"A-1-0401","choice":"yes","channel":"web","at":"2024-05-02T08:00:00+08:00","supersedes":null}],
"opens":"2024-05-01T00:00:00+08:00","closes":"2024-05-16T00:00:00+08:00","deemed":null}`

func TestAFileIsReadAsItStands(t *testing.T) {
	got, err := tally.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	const may1 = tally.Instant(1714492800_000_000_000)
	want := tally.Input{Rules: tally.Rules{Scope: "示例小区", Class: 4, Opens: may1, Closes: may1 + 15*1440*minute},
		Roll:    []tally.Part{{Name: "A-1-0401", Area: 1123600, Head: "h1"}, {Name: "A-1-0402", Area: 864800, Head: "h2", Excluded: true}},
		Ballots: []tally.Ballot{{Part: "A-1-0401", Choice: tally.Yes, Channel: tally.Web, At: may1 + 32*60*minute}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestThresholdsAndDeemedVotesAreRead(t *testing.T) {
	data := strings.NewReplacer(`"thresholds":null`, `"thresholds":{"quorum":{"numerator":1,"denominator":2,"strict":true},
		"approval":{"numerator":2,"denominator":3,"strict":false},"void_participates":true,"source":"议事规则第七条"}`,
		`"deemed":null`, `"deemed":{"rule":"第九条","delivered":["A-1-0401"]}`).Replace(file)
	got, err := tally.Parse([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	want := &tally.Thresholds{Quorum: tally.Fraction{Numerator: 1, Denominator: 2, Strict: true},
		Approval: tally.Fraction{Numerator: 2, Denominator: 3}, VoidParticipates: true, Source: "议事规则第七条"}
	if d := cmp.Diff(want, got.Thresholds); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(&tally.Deemed{Rule: "第九条", Delivered: []string{"A-1-0401"}}, got.Deemed); d != "" {
		t.Error(d)
	}
}

func TestOnlyThresholdsDeemedAndSupersedesMayBeMissing(t *testing.T) {
	data := strings.NewReplacer(`"thresholds":null,`, "", `,"deemed":null`, "", `,"supersedes":null`, "").Replace(file)
	with, err := tally.CountFile([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	without, err := tally.CountFile([]byte(data))
	if d := cmp.Diff(with, without); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestWhatABallotSupersedesIsATextOrAnInteger(t *testing.T) {
	for text, want := range map[string]string{`"#3"`: "#3", `17`: "17", `null`: ""} {
		in, err := tally.Parse([]byte(strings.Replace(file, `"supersedes":null`, `"supersedes":`+text, 1)))
		if err != nil || in.Ballots[0].Supersedes != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAMalformedFileIsAnErrorWithItsPlace(t *testing.T) {
	const t0 = `{"quorum":{"numerator":2,"denominator":3,"strict":false},"approval":{"numerator":1,"denominator":2,"strict":true},"void_participates":false,"source":"规则"}`
	for _, c := range []struct {
		name, old, new string
		code           tally.Code
		pointer        string
		line, column   int
	}{
		{"empty class", `"class":4`, `"class":0`, tally.BadClass, "/class", 1, 17},
		{"class ten", `"class":4`, `"class":10`, tally.BadClass, "/class", 1, 17},
		{"class with decimals", `"class":4`, `"class":4.0`, tally.WrongType, "/class", 1, 17},
		{"class as text", `"class":4`, `"class":"4"`, tally.WrongType, "/class", 1, 17},
		{"class null", `"class":4`, `"class":null`, tally.WrongType, "/class", 1, 17},
		{"class missing", `"class":4,`, ``, tally.MissingField, "", 1, 1},
		{"unknown field", `"class":4`, `"class":4,"note":"x"`, tally.UnknownField, "/note", 1, 27},
		{"field in capitals", `"class":4`, `"Class":4`, tally.UnknownField, "/Class", 1, 17},
		{"field twice", `"class":4`, `"class":4,"class":5`, tally.BadSyntax, "/class", 1, 27},
		{"question mark in a name", `"thresholds":null`, `"?thresholds":null`, tally.UnknownField, "/?thresholds", 1, 27},
		{"area in exponent form", "864800", "8648e2", tally.WrongType, "/roll/1/area_cm2", 3, 20},
		{"area of zero", "1123600", "0", tally.BadArea, "/roll/0/area_cm2", 2, 28},
		{"negative area", "864800", "-1", tally.BadArea, "/roll/1/area_cm2", 3, 20},
		{"area beyond an int64", "864800", "99999999999999999999", tally.WrongType, "/roll/1/area_cm2", 3, 20},
		{"area of a province", "864800", "1000000000001", tally.BadArea, "/roll/1/area_cm2", 3, 20},
		{"part twice", "A-1-0402", "A-1-0401", tally.Twice, "/roll/1/part", 3, 2},
		{"head empty", `"h2"`, `""`, tally.BadText, "/roll/1/head", 3, 38},
		{"head with a space behind", `"h2"`, `"h2 "`, tally.BadText, "/roll/1/head", 3, 38},
		{"part with an invisible character", `A-1-0402`, "A-1-0402\u200b", tally.BadText, "/roll/1/part", 3, 2},
		{"excluded as number", `"excluded":true`, `"excluded":1`, tally.WrongType, "/roll/1/excluded", 3, 50},
		{"excluded missing", `,"excluded":true`, ``, tally.MissingField, "/roll/1", 3, 1},
		{"nobody counts", `"excluded":false`, `"excluded":true`, tally.EmptyRoll, "/roll", 2, 1},
		{"unknown choice", `"choice":"yes"`, `"choice":"Yes"`, tally.BadWord, "/ballots/0/choice", 4, 31},
		{"split is no choice", `"choice":"yes"`, `"choice":"split"`, tally.BadWord, "/ballots/0/choice", 4, 31},
		{"unknown channel", `"channel":"web"`, `"channel":"fax"`, tally.BadWord, "/ballots/0/channel", 4, 46},
		{"time without zone", `"2024-05-02T08:00:00+08:00"`, `"2024-05-02T08:00:00"`, tally.BadTime, "/ballots/0/at", 4, 62},
		{"31 February", `"2024-05-02T08:00:00+08:00"`, `"2024-02-31T08:00:00+08:00"`, tally.BadTime, "/ballots/0/at", 4, 62},
		{"ten decimals of a second", `"2024-05-02T08:00:00+08:00"`, `"2024-05-02T08:00:00.0000000001Z"`, tally.BadTime, "/ballots/0/at", 4, 62},
		{"year 9999", `"2024-05-02T08:00:00+08:00"`, `"9999-05-02T08:00:00Z"`, tally.BadTime, "/ballots/0/at", 4, 62},
		{"time as number", `"2024-05-02T08:00:00+08:00"`, `1714608000`, tally.WrongType, "/ballots/0/at", 4, 62},
		{"supersedes as flag", `"supersedes":null`, `"supersedes":true`, tally.WrongType, "/ballots/0/supersedes", 4, 95},
		{"closes before it opens", "2024-05-16", "2024-04-16", tally.BadWindow, "/closes", 5, 37},
		{"closes when it opens", "2024-05-16", "2024-05-01", tally.BadWindow, "/closes", 5, 37},
		{"roll is no list", `"roll":[`, `"roll":{}, "x":[`, tally.WrongType, "/roll", 2, 1},
		{"ballot is no object", `"ballots":[`, `"ballots":[7,`, tally.WrongType, "/ballots/0", 4, 12},
		{"deemed without a rule", `"deemed":null`, `"deemed":{"delivered":[]}`, tally.MissingField, "/deemed", 5, 74},
		{"deemed with an empty rule", `"deemed":null`, `"deemed":{"rule":"","delivered":[]}`, tally.BadText, "/deemed/rule", 5, 84},
		{"delivered to nobody known", `"deemed":null`, `"deemed":{"rule":"九","delivered":["Z"]}`, tally.NotListed, "/deemed/delivered/0", 5, 108},
		{"delivered twice", `"deemed":null`, `"deemed":{"rule":"九","delivered":["A-1-0401","A-1-0401"]}`, tally.Twice, "/deemed/delivered/1", 5, 119},
		{"quorum of nothing", `"thresholds":null`, `"thresholds":` + strings.Replace(t0, "2,", "0,", 1), tally.BadFraction, "/thresholds/quorum", 1, 41},
		{"quorum above the whole", `"thresholds":null`, `"thresholds":` + strings.Replace(t0, "2,", "4,", 1), tally.BadFraction, "/thresholds/quorum", 1, 41},
		{"more than everybody", `"thresholds":null`, `"thresholds":` + strings.Replace(t0, `1,"denominator":2`, `2,"denominator":2`, 1), tally.NeverReached, "/thresholds/approval", 1, 97},
		{"thresholds without a source", `"thresholds":null`, `"thresholds":` + strings.Replace(t0, `,"source":"规则"`, "", 1), tally.MissingField, "/thresholds", 1, 27},
		{"cut off", `"deemed":null}`, ``, tally.BadSyntax, "", 5, 74},
		{"text after the end", `"deemed":null}`, `"deemed":null} {}`, tally.BadSyntax, "", 5, 90},
		{"a comma too many", `"excluded":true}],`, `"excluded":true},],`, tally.BadSyntax, "/roll", 3, 66},
		{"not UTF-8", "示例", "\xff", tally.BadSyntax, "/scope", 1, 11},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := strings.Replace(file, c.old, c.new, 1)
			if data == file {
				t.Fatal("the file was not changed")
			}
			_, err := tally.CountFile([]byte(data))
			var f *tally.Fault
			if !errors.As(err, &f) {
				t.Fatalf("got %v", err)
			}
			if f.Code != c.code || f.Pointer != c.pointer {
				t.Errorf("got %s at %q, want %s at %q", f.Code, f.Pointer, c.code, c.pointer)
			}
			if f.Line != c.line || f.Column != c.column {
				t.Errorf("got line %d column %d, want %d, %d (%s)", f.Line, f.Column, c.line, c.column, f.Value)
			}
		})
	}
}

func TestWhatIsNoJSONAtAllIsASyntaxError(t *testing.T) {
	for _, data := range []string{"", " ", "null", "[]", "\xef\xbb\xbf{}", "part,choice", strings.Repeat("[", 20000)} {
		_, err := tally.CountFile([]byte(data))
		var f *tally.Fault
		if !errors.As(err, &f) || f.Line != 1 {
			t.Errorf("%.20q: %v", data, err)
		}
	}
}

func TestAMalformedInputFromTheProgramIsAFaultToo(t *testing.T) {
	for name, spoil := range map[string]func(*tally.Input){
		"no choice":      func(in *tally.Input) { in.Ballots[0].Choice = tally.None },
		"choice 5":       func(in *tally.Input) { in.Ballots[0].Choice = 5 },
		"no channel":     func(in *tally.Input) { in.Ballots[0].Channel = 0 },
		"channel 5":      func(in *tally.Input) { in.Ballots[0].Channel = 5 },
		"class":          func(in *tally.Input) { in.Class = 0 },
		"window":         func(in *tally.Input) { in.Opens = in.Closes },
		"part":           func(in *tally.Input) { in.Roll[0].Name = "" },
		"head":           func(in *tally.Input) { in.Roll[0].Head = "" },
		"no roll":        func(in *tally.Input) { in.Roll = nil },
		"sum":            func(in *tally.Input) { in.Roll[0].Area = tally.MaxArea },
		"deemed rule":    func(in *tally.Input) { in.Deemed = &tally.Deemed{} },
		"uncited source": func(in *tally.Input) { d := tally.Defaults(1); in.Thresholds = &d },
	} {
		in := small(ballot("a", tally.Yes, 1))
		spoil(&in)
		var f *tally.Fault
		if _, err := tally.Tally(in); !errors.As(err, &f) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheLargestAreaAndTheFinestFractionDoNotOverflow(t *testing.T) {
	in := small(ballot("a", tally.Yes, 1))
	in.Roll = []tally.Part{{Name: "a", Area: tally.MaxArea, Head: "h"}}
	in.Thresholds = &tally.Thresholds{Quorum: tally.Fraction{Numerator: 999_999, Denominator: 1_000_000, Strict: true},
		Approval: tally.Fraction{Numerator: 1_000_000, Denominator: 1_000_000}, Source: "规则"}
	r := mustTally(t, in)
	if !r.Passes || r.Tests[0].Left != 1_000_000_000_000_000_000 {
		t.Errorf("%v", r.Tests)
	}
}

// FuzzCountFile: whatever the bytes are, there is a result or a fault with a place.
func FuzzCountFile(f *testing.F) {
	f.Add([]byte(file))
	f.Add([]byte(strings.Replace(file, `"deemed":null`, `"deemed":{"rule":"九","delivered":["A-1-0401"]}`, 1)))
	f.Add([]byte(`{"scope":"a"`))
	f.Add([]byte(strings.Replace(file, "1123600", fmt.Sprint(uint64(1)<<63), 1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := tally.CountFile(data)
		var fault *tally.Fault
		switch {
		case err != nil && (!errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 || fault.Code == ""):
			t.Errorf("error without a place: %v", err)
		case err == nil && r.Ballots != r.Live+r.Superseded+len(r.Refused):
			t.Errorf("ballots lost: %+v", r)
		case err == nil && r.Passes && r.Yes.Heads == 0:
			t.Errorf("passes without a yes: %+v", r)
		}
	})
}
