package residentweb

import (
	"testing"

	"mulin/internal/kit/i18n"
	"mulin/internal/matter"
	"mulin/locales"
)

func TestAWorkerIsCalledByTheirSurname(t *testing.T) {
	words, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"张三丰": "张师傅", "李四": "李师傅", "欧阳锋克": "欧阳师傅", "示例师傅01": "示例师傅01", "": ""} {
		if got := master(words.For(i18n.Hans), name); got != want {
			t.Errorf("%s is called %s, want %s", name, got, want)
		}
	}
}

func TestEveryPromiseEventAndStateHasItsWords(t *testing.T) {
	words, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range []matter.State{matter.Assigned, matter.Signed} {
		for _, target := range matter.Targets() {
			keys = append(keys, "my.promise."+string(s)+"."+string(target))
		}
	}
	for _, s := range matter.States() {
		if s != matter.Closed {
			keys = append(keys, "my.state."+string(s), "board.due."+string(s))
		}
		if s != matter.Assigned && s != matter.Signed {
			keys = append(keys, "my.promise."+string(s))
		}
	}
	for _, a := range []matter.Action{matter.ActIntake, matter.ActAssign, matter.ActGrab, matter.ActSign, matter.ActContact, matter.ActOnSite, matter.ActPause,
		matter.ActResume, matter.ActRefer, matter.ActDeliberate, matter.ActReport, matter.ActAttempt, matter.ActConfirm, matter.ActReject, matter.ActReopen,
		matter.ActRefuse, matter.ActWithdraw, matter.ActMerge, matter.ActNote, matter.ActLate, matter.ActRate, matter.ActJoin, matter.ActEscalate} {
		if shown, _ := told(a); !shown {
			t.Errorf("%s is not told", a)
		}
		keys = append(keys, "my.event."+string(a))
	}
	for _, key := range keys {
		if !words.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}

func TestWhatTheOfficeWritesForItselfIsNeverTold(t *testing.T) {
	for _, a := range []matter.Action{matter.ActReturn, matter.ActOffer, matter.ActTriage, matter.ActWarn, matter.ActTakeover, matter.ActBack} {
		if shown, _ := told(a); shown {
			t.Errorf("%s is told", a)
		}
	}
	for _, a := range []matter.Action{matter.ActAssign, matter.ActContact, matter.ActRefer, matter.ActPause, matter.ActAttempt, matter.ActRate} {
		if _, withNote := told(a); withNote {
			t.Errorf("the note of %s is told", a)
		}
	}
}
