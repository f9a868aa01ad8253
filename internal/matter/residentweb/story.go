package residentweb

import (
	"time"

	"mulin/internal/kit/ui"
	"mulin/internal/matter"
)

// told are the events a resident reads, with whether what was written is for
// them. Returns, warnings, offers and corrections are the office's own business.
func told(a matter.Action) (shown, withNote bool) {
	switch a {
	case matter.ActNote, matter.ActLate, matter.ActReport, matter.ActRefuse, matter.ActConfirm, matter.ActReject, matter.ActReopen:
		return true, true
	case matter.ActIntake, matter.ActAssign, matter.ActGrab, matter.ActSign, matter.ActContact, matter.ActOnSite, matter.ActPause, matter.ActResume,
		matter.ActRefer, matter.ActDeliberate, matter.ActAttempt, matter.ActEscalate, matter.ActWithdraw, matter.ActMerge, matter.ActRate, matter.ActJoin:
		return true, false
	case matter.ActTriage, matter.ActOffer, matter.ActReturn, matter.ActBack, matter.ActWarn, matter.ActTakeover:
	}
	return false, false
}

// moment is one line of the story with its pictures.
type moment struct {
	ui.Event
	Photos []string // addresses
}

// story tells what happened in plain words, the newest first.
func (t teller) story(v matter.View, photoBase string) []moment {
	var out []moment
	for i := len(v.Events) - 1; i >= 0; i-- {
		e := v.Events[i]
		shown, withNote := told(e.Action)
		if !shown {
			continue
		}
		m := moment{Event: ui.Event{Title: t.sentence(v, e), Kind: eventKind(e.Action), Time: t.at(e.At), Datetime: e.At.In(t.loc).Format(time.RFC3339)}}
		if withNote {
			m.Text = e.Note
		}
		for _, hash := range e.Photos {
			m.Photos = append(m.Photos, photoBase+hash)
		}
		out = append(out, m)
	}
	return out
}

func (t teller) sentence(v matter.View, e matter.Event) string {
	key := "my.event." + string(e.Action)
	switch e.Action {
	case matter.ActPause:
		return t.w.T(key, "Why", t.w.T("matter.pause."+e.Detail))
	case matter.ActRefer:
		return t.w.T(key, "Body", v.ReferredTo)
	case matter.ActMerge:
		return t.w.T(key, "Number", e.Detail)
	case matter.ActAssign:
		return t.w.T(key, "Who", master(t.w, e.ToName))
	}
	return t.w.T(key, "Who", master(t.w, e.ActorName))
}

func eventKind(a matter.Action) string {
	switch a {
	case matter.ActReport, matter.ActConfirm:
		return "ok"
	case matter.ActPause, matter.ActLate, matter.ActReject, matter.ActReopen:
		return "warn"
	case matter.ActEscalate, matter.ActRefuse:
		return "danger"
	}
	return "info"
}
