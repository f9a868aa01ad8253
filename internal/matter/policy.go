package matter

import "mulin/internal/kit/actor"

// Takers take matters in at the desk and dispatch them.
func Takers() []actor.Role { return []actor.Role{actor.Desk, actor.GridLeader, actor.Manager} }

// Patrollers may enter what they see, and be given matters.
func Patrollers() []actor.Role {
	return append(Takers(), actor.Worker, actor.Volunteer, actor.Head, actor.UnitHead, actor.OwnerRep, actor.Party, actor.Supervisor)
}

// Watchers read every matter of the place they watch over, with names masked.
func Watchers() []actor.Role {
	return append(Takers(), actor.Supervisor, actor.Party, actor.Admin)
}

// Overseers read the matters of their place: watchers, and the heads of a group
// of homes or a unit.
func Overseers() []actor.Role { return append(Watchers(), actor.Head, actor.UnitHead) }

// CanSee tells whether the actor may read the matter: those in whose hands it is,
// who oversee its place, who reported it, who live where it is, and, while it is
// free to be taken, who could take it. Neighbours' disputes are for the reporter
// only: the home they are about is often the other side.
func CanSee(a actor.Actor, m Matter, at actor.Path) bool {
	free := !m.GrabUntil.IsZero() && a.Within(at, actor.Worker, actor.Volunteer)
	return a.System || involved(a, m) || a.Is(m.Community, m.Reporter) || free ||
		a.Has(m.Path(at), Overseers()...) || livesThere(a, m, at)
}

// SeesReporter tells whether the actor may know who reported the matter.
func SeesReporter(a actor.Actor, m Matter, at actor.Path) bool {
	return a.System || involved(a, m) || a.Is(m.Community, m.Reporter) || a.Has(m.Path(at), Overseers()...)
}

// involved tells whether the matter is or was in the actor's hands.
func involved(a actor.Actor, m Matter) bool {
	return holds(a, m) || a.Is(m.Community, m.Asked) || a.Is(m.Community, m.DoneBy)
}

func holds(a actor.Actor, m Matter) bool {
	return a.Is(m.Community, m.Responsible) || a.Is(m.Community, m.Deputy)
}

// answers tells whether it is up to the actor to say yes or no: the one asked to
// take over a returned matter, else who has it or stands in.
func answers(a actor.Actor, m Matter) bool {
	if m.Asked != 0 {
		return a.Is(m.Community, m.Asked)
	}
	return holds(a, m)
}

func livesThere(a actor.Actor, m Matter, at actor.Path) bool {
	return m.Home != 0 && m.Kind != Dispute && a.Has(m.Path(at), actor.Resident)
}

// speaks tells whether the actor speaks for the resident: the reporter, or, when
// nobody knows who reported it, whoever lives in the home.
func speaks(a actor.Actor, m Matter, at actor.Path) bool {
	return a.Is(m.Community, m.Reporter) || (m.Reporter == 0 && livesThere(a, m, at))
}

// Can tells whether the actor may do the action to the matter as it stands. The
// state machine has its own say (State.Can). worked tells whether the actor ever
// worked on it: the doer never closes (requests.md, life cycle).
func Can(a actor.Actor, act Action, m Matter, at actor.Path, worked bool) bool {
	if a.System {
		return true
	}
	taker := a.Has(m.Path(at), Takers()...)
	resident := speaks(a, m, at)
	switch act {
	case ActTriage, ActAssign, ActOffer, ActDeliberate, ActBack:
		return taker
	case ActRefuse, ActMerge, ActAttempt:
		return taker && !worked
	case ActRefer, ActLate, ActPause, ActResume, ActContact:
		return taker || holds(a, m)
	case ActNote:
		return taker || holds(a, m) || resident
	case ActOnSite, ActReport:
		return holds(a, m)
	case ActSign, ActReturn:
		return answers(a, m)
	case ActGrab:
		return taker || a.Within(at, actor.Worker, actor.Volunteer)
	case ActConfirm:
		return !worked && (resident || taker || a.Has(m.Path(at), actor.Supervisor))
	case ActReject, ActReopen:
		return resident || (taker && !worked)
	case ActWithdraw, ActRate:
		return !worked && (resident || taker)
	case ActJoin:
		return a.Within(at, actor.Roles()...)
	case ActIntake, ActWarn, ActEscalate, ActTakeover: // by intake and the clock only
	}
	return false
}
