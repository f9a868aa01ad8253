package matter

import "slices"

// Action is what can happen to a matter.
type Action string

// The actions. Each is one line in the story.
const (
	ActIntake     Action = "intake"
	ActTriage     Action = "triage"   // kind, class, urgency or lane corrected
	ActAssign     Action = "assign"   // dispatched to a person
	ActOffer      Action = "offer"    // free to grab
	ActGrab       Action = "grab"     // taken by somebody fit
	ActSign       Action = "sign"     // 签收
	ActReturn     Action = "return"   // 退单
	ActContact    Action = "contact"  // the resident was called, a time promised
	ActOnSite     Action = "onsite"   // arrived
	ActPause      Action = "pause"    // 暂停
	ActResume     Action = "resume"   // goes on
	ActRefer      Action = "refer"    // 转办
	ActDeliberate Action = "discuss"  // to the deliberation lane
	ActBack       Action = "back"     // back from deliberation or referral
	ActReport     Action = "report"   // 反馈: the doer says done
	ActAttempt    Action = "attempt"  // a call back was tried
	ActConfirm    Action = "confirm"  // 办结
	ActReject     Action = "reject"   // the resident says it is not done
	ActReopen     Action = "reopen"   // after closing
	ActRefuse     Action = "refuse"   // with reason and legal basis
	ActWithdraw   Action = "withdraw" // by the resident
	ActMerge      Action = "merge"    // into an incident
	ActNote       Action = "note"     // progress told to the resident
	ActLate       Action = "late"     // why it is late
	ActRate       Action = "rate"     // 评价
	ActWarn       Action = "warn"     // a promise comes near
	ActEscalate   Action = "escalate" // a promise is broken: the next one up is told
	ActTakeover   Action = "takeover" // 兜底: the deputy or the fallback person has it now
	ActJoin       Action = "join"     // a neighbour reports the same
)

// move says from which states an action is possible and where it leads; the
// empty state keeps the matter where it is.
type move struct {
	from []State
	to   State
}

func open() []State {
	return []State{Triage, Assigned, Signed, Paused, Referred, Deliberating, Reported}
}

// machine is the whole life cycle.
func machine() map[Action]move {
	working := []State{Signed}
	waiting := []State{Triage, Assigned, Signed, Referred, Deliberating}
	return map[Action]move{
		ActTriage:     {from: waiting},
		ActAssign:     {from: waiting, to: Assigned},
		ActOffer:      {from: []State{Triage, Assigned}, to: Triage},
		ActGrab:       {from: []State{Triage}, to: Signed},
		ActSign:       {from: []State{Assigned}, to: Signed},
		ActReturn:     {from: []State{Assigned, Signed}, to: Triage},
		ActContact:    {from: []State{Triage, Assigned, Signed, Referred, Deliberating}},
		ActOnSite:     {from: working},
		ActPause:      {from: working, to: Paused},
		ActResume:     {from: []State{Paused}, to: Signed},
		ActRefer:      {from: []State{Triage, Assigned, Signed}, to: Referred},
		ActDeliberate: {from: []State{Triage, Assigned, Signed}, to: Deliberating},
		ActBack:       {from: []State{Referred, Deliberating}, to: Triage},
		ActReport:     {from: []State{Signed, Referred}, to: Reported},
		ActAttempt:    {from: []State{Reported}},
		ActConfirm:    {from: []State{Reported}, to: Closed},
		ActReject:     {from: []State{Reported}, to: Assigned},
		ActReopen:     {from: []State{Closed}, to: Assigned},
		ActRefuse:     {from: waiting, to: Closed},
		ActWithdraw:   {from: open(), to: Closed},
		ActMerge:      {from: waiting, to: Closed},
		ActNote:       {from: open()},
		ActLate:       {from: open()},
		ActRate:       {from: []State{Closed}},
		ActWarn:       {from: open()},
		ActEscalate:   {from: open()},
		ActTakeover:   {from: open()},
		ActJoin:       {from: open()},
	}
}

// Can tells whether the action is possible in the state at all.
func (s State) Can(a Action) bool {
	m, ok := machine()[a]
	return ok && slices.Contains(m.from, s)
}

// after is the state the action leads to.
func (s State) after(a Action) State {
	if to := machine()[a].to; to != "" {
		return to
	}
	return s
}
