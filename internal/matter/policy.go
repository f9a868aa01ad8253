package matter

import "mulin/internal/kit/actor"

// Takers take matters in at the desk and dispatch them.
func Takers() []actor.Role { return []actor.Role{actor.Desk, actor.GridLeader, actor.Manager} }

// Patrollers may enter what they see, and be given matters.
func Patrollers() []actor.Role {
	return append(Takers(), actor.Worker, actor.Volunteer, actor.Head, actor.UnitHead, actor.OwnerRep, actor.Party, actor.Supervisor)
}

// Watchers read every matter of the compound, with names masked.
func Watchers() []actor.Role {
	return append(Takers(), actor.Supervisor, actor.Party, actor.Admin)
}

// CanSee tells whether the actor may read the matter: those responsible and
// their colleagues over its place, its reporter, and its home.
func CanSee(a actor.Actor, m Matter, at actor.Path) bool {
	mine := a.Is(m.Community, m.Responsible) || a.Is(m.Community, m.Deputy) || a.Is(m.Community, m.Reporter) || a.Is(m.Community, m.DoneBy)
	return mine || a.System || a.Has(at, Watchers()...) || a.Has(m.Path(at), actor.Head, actor.UnitHead) ||
		(m.Home != 0 && a.Has(m.Path(at), actor.Resident))
}

// Can tells whether the actor may do the action to the matter as it stands. The
// state machine has its own say (State.Can). worked tells whether the actor ever
// reported work on it as done: the doer never closes (requests.md, life cycle).
func Can(a actor.Actor, act Action, m Matter, at actor.Path, worked bool) bool {
	if a.System {
		return true
	}
	taker := a.Has(m.Path(at), Takers()...)
	holder := a.Is(m.Community, m.Responsible) || a.Is(m.Community, m.Deputy)
	reporter := a.Is(m.Community, m.Reporter)
	switch act {
	case ActTriage, ActAssign, ActOffer, ActDeliberate, ActRefuse, ActMerge, ActBack:
		return taker
	case ActRefer, ActLate, ActPause, ActResume, ActContact, ActNote:
		return taker || holder
	case ActSign, ActReturn, ActOnSite:
		return holder
	case ActReport:
		return holder
	case ActGrab:
		return a.Has(m.Path(at), Takers()...) || a.Within(at, actor.Worker, actor.Volunteer)
	case ActAttempt:
		return taker && !worked
	case ActConfirm:
		return !worked && (reporter || taker || a.Has(at, actor.Supervisor))
	case ActReject, ActReopen:
		return reporter || (taker && !worked)
	case ActWithdraw:
		return reporter || taker
	case ActRate:
		return !worked && (reporter || taker)
	case ActJoin:
		return a.SignedIn()
	}
	return false
}
