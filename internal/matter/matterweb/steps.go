package matterweb

import (
	"slices"

	"mulin/internal/matter"
)

// likely lists what most often comes next in a state, the likeliest first.
func likely(x matter.State) []matter.Action {
	switch x {
	case matter.Triage:
		return []matter.Action{matter.ActGrab, matter.ActAssign, matter.ActContact}
	case matter.Assigned:
		return []matter.Action{matter.ActSign, matter.ActContact, matter.ActAssign}
	case matter.Signed:
		return []matter.Action{matter.ActReport, matter.ActContact, matter.ActOnSite, matter.ActNote}
	case matter.Paused:
		return []matter.Action{matter.ActResume, matter.ActNote}
	case matter.Referred, matter.Deliberating:
		return []matter.Action{matter.ActNote, matter.ActBack}
	case matter.Reported:
		return []matter.Action{matter.ActConfirm, matter.ActAttempt}
	}
	return []matter.Action{matter.ActRate, matter.ActReopen}
}

// likely is the list for this matter: a late one wants to be explained before
// anything else is told, and who was called need not be called first again.
func (v matterView) likely() []matter.Action {
	list := likely(v.State)
	if v.contacted() {
		list = slices.DeleteFunc(list, func(a matter.Action) bool { return a == matter.ActContact })
	}
	if v.State == matter.Signed && v.LateReason == "" && v.Late(v.now) {
		list = slices.Insert(list, 1, matter.ActLate)
	}
	return list
}

func (v matterView) contacted() bool {
	return slices.ContainsFunc(v.Clocks, func(k matter.Clock) bool { return k.Target == matter.TargetContact && !k.Met.IsZero() })
}

// offered are the acts that have a form, in the order of a matter's life; those
// that end it stand last.
func offered() []matter.Action {
	return []matter.Action{matter.ActGrab, matter.ActSign, matter.ActOnSite, matter.ActResume, matter.ActReport, matter.ActContact, matter.ActNote,
		matter.ActAssign, matter.ActOffer, matter.ActTriage, matter.ActPause, matter.ActLate, matter.ActReturn,
		matter.ActConfirm, matter.ActReject, matter.ActAttempt, matter.ActRate, matter.ActReopen,
		matter.ActMerge, matter.ActJoin, matter.ActRefer, matter.ActDeliberate, matter.ActBack, matter.ActRefuse, matter.ActWithdraw}
}

// maxNext is how many acts stand in the open; more would have to be read first.
const maxNext = 2

// steps splits what this person may do now into what comes next and the rest.
// Where nothing likely is allowed, the first allowed acts stand in the open.
func (v matterView) steps() (next, rest []matter.Action) {
	for _, a := range append(v.likely(), offered()...) {
		if v.may(a) && len(next) < maxNext && !slices.Contains(next, a) {
			next = append(next, a)
		}
	}
	for _, a := range offered() {
		if v.may(a) && !slices.Contains(next, a) {
			rest = append(rest, a)
		}
	}
	return next, rest
}

// may tells whether the act is offered here: a neighbour is added by those who
// dispatch; the others join from their own page.
func (v matterView) may(a matter.Action) bool {
	return v.Allowed[a] && (a != matter.ActJoin || v.Allowed[matter.ActAssign])
}

// restKind warns before the acts that end a matter against the reporter's wish.
func restKind(a matter.Action) string {
	if a == matter.ActRefuse || a == matter.ActWithdraw {
		return "danger"
	}
	return ""
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
