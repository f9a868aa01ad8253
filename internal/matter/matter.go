package matter

import (
	"time"

	"mulin/internal/kit/actor"
)

// State is where a matter stands.
type State string

// The states.
const (
	Triage       State = "triage"       // 待派: in the hands of whoever took it in, or of the returner
	Assigned     State = "assigned"     // 待签收: given to somebody who has not said yes
	Signed       State = "signed"       // 处理中: somebody said yes
	Paused       State = "paused"       // 暂停: waits for something named, until a cap
	Referred     State = "referred"     // 已转办: passed to another body, we follow it up
	Deliberating State = "deliberating" // 协商中: talked through and decided together
	Reported     State = "reported"     // 待确认: the doer says it is done
	Closed       State = "closed"       // 已办结
)

// States lists them in the order of life.
func States() []State {
	return []State{Triage, Assigned, Signed, Paused, Referred, Deliberating, Reported, Closed}
}

// Kind is one of the four small things (R17).
type Kind string

// The kinds.
const (
	Dispute Kind = "dispute" // 小纠纷
	Hazard  Kind = "hazard"  // 小隐患
	Problem Kind = "problem" // 小问题
	Need    Kind = "need"    // 小需求
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Dispute, Hazard, Problem, Need} }

// Urgency decides the default targets.
type Urgency string

// The urgencies, the most urgent first.
const (
	Emergency Urgency = "emergency" // 紧急: lift with people, gas, fire, burst pipe
	Urgent    Urgency = "urgent"    // 急
	Ordinary  Urgency = "ordinary"  // 一般
	Complex   Urgency = "complex"   // 复杂
)

// Urgencies lists them.
func Urgencies() []Urgency { return []Urgency{Emergency, Urgent, Ordinary, Complex} }

// Lane says whether a matter is done or first talked through (R26).
type Lane string

// The lanes.
const (
	DoNow      Lane = "now"        // 小事尽力干
	Deliberate Lane = "deliberate" // 大事协商干
)

// Channel is how the first word reached us.
type Channel string

// The channels.
const (
	ByPhone    Channel = "phone"
	ByWeb      Channel = "web"
	ByPaper    Channel = "paper"
	ByPatrol   Channel = "patrol"
	ByVisit    Channel = "visit"
	MissedCall Channel = "missed_call"
	ByOther    Channel = "other"
)

// Channels lists them.
func Channels() []Channel {
	return []Channel{ByPhone, ByWeb, ByPaper, ByPatrol, ByVisit, MissedCall, ByOther}
}

// Outcome is the honest end of a matter. Closed never means solved by itself.
type Outcome string

// The outcomes.
const (
	Solved    Outcome = "solved"
	Partly    Outcome = "partly"
	NotOurs   Outcome = "not_ours" // not in our power; whom we passed it to is recorded
	Refused   Outcome = "refused"
	Withdrawn Outcome = "withdrawn"
	NoAnswer  Outcome = "no_answer" // silence after enough attempts, counted apart
	Merged    Outcome = "merged"    // became part of an incident
)

// Via says who decided that the matter is closed.
type Via string

// The ways to close.
const (
	ViaResident Via = "resident" // the resident confirmed
	ViaCheck    Via = "check"    // an independent person checked
	ViaSilence  Via = "silence"  // no answer after enough attempts
	ViaDecision Via = "decision" // refused, withdrawn or merged
)

// Target is a promise of time.
type Target string

// The targets, in the order they fall due.
const (
	TargetSign     Target = "sign"     // somebody has said yes
	TargetContact  Target = "contact"  // the resident has been called
	TargetOnSite   Target = "onsite"   // somebody is there
	TargetResolve  Target = "resolve"  // reported back as done
	TargetCallback Target = "callback" // the resident was asked whether it is
)

// Targets lists them.
func Targets() []Target {
	return []Target{TargetSign, TargetContact, TargetOnSite, TargetResolve, TargetCallback}
}

// PauseReason names why a clock stands still. There are no others.
type PauseReason string

// The reasons.
const (
	PauseParts      PauseReason = "part"        // a part is on its way
	PauseWeather    PauseReason = "weather"     // cannot be done safely
	PauseAccess     PauseReason = "access"      // nobody lets us in
	PauseThirdParty PauseReason = "third_party" // another body has to act first
	PauseResident   PauseReason = "resident"    // the resident asked for a later time
)

// PauseReasons lists them.
func PauseReasons() []PauseReason {
	return []PauseReason{PauseParts, PauseWeather, PauseAccess, PauseThirdParty, PauseResident}
}

// Matter 事项 as it stands.
type Matter struct {
	Community, ID, Compound int64
	Number                  string // "26-0137", read to the caller
	TrackCode               string // opens the reporter's own page without signing in
	Version                 int64
	State                   State
	Kind                    Kind
	Class                   int64
	Urgency                 Urgency
	Lane                    Lane
	Body                    string // what was said
	Place                   string // where, in words
	Home                    int64  // 0 when it is about common parts
	Building, Unit, Group   int64
	Channel                 Channel
	Reporter                int64     // registry person, 0 when unknown
	OnBehalf                string    // for whom a relative or neighbour calls
	TakenBy                 int64     // who wrote it down, 0 for the resident
	FirstWord               time.Time // the clock starts here
	Responsible, Deputy     int64
	Asked                   int64     // who was asked to take over after a return; the returner has it until they sign
	GrabUntil               time.Time // free to be taken by anyone fit until then
	Returns                 int64
	ReturnedAt              time.Time
	Round                   int64     // 1, and one more each time it is reopened
	Due                     time.Time // the next promise that is not yet kept
	DueTarget               Target
	Promise                 time.Time // when somebody said they would come
	LateReason              string
	ReferredTo, ReferredNo  string
	Incident                int64 // the incident this was merged into
	DoneBy                  int64
	DoneAt                  time.Time
	ClosedBy                int64
	ClosedVia               Via
	Outcome                 Outcome
	ClosedAt                time.Time
}

// Open tells whether something is still to be done.
func (m Matter) Open() bool { return m.State != Closed }

// Path is the matter as a place, for policies.
func (m Matter) Path(compound actor.Path) actor.Path {
	compound.Compound, compound.Building, compound.Unit, compound.Group, compound.Home = m.Compound, m.Building, m.Unit, m.Group, m.Home
	return compound
}

// Late tells whether the next promise is broken at the moment.
func (m Matter) Late(now time.Time) bool {
	return m.Open() && m.State != Paused && !m.Due.IsZero() && now.After(m.Due)
}

// Event is one line of a matter's story.
type Event struct {
	Seq                int64
	Action             Action
	At                 time.Time
	Actor              int64 // 0: the resident without sign-in, or the clock
	ActorName          string
	From, To           State
	FromPerson, Person int64  // who was responsible before and after
	Asked              int64  // who was asked to take over, 0 for nobody
	FromName, ToName   string // ToName is the one asked, when there is one
	Detail             string // a code such as a target or reason, never free text
	Note               string // what was written, "" when deleted
	Photos             []string
}

// Clock is one promise of time.
type Clock struct {
	Target       Target
	Minutes      int64 // working minutes of the calendar
	Started      time.Time
	Due          time.Time
	Met          time.Time // zero while it is open
	Calendar     int64
	CalendarName string
	warn1, warn2 int64
	nextFire     time.Time
	fired        int64 // the last level that fired
}

// Broken tells whether the promise was or is missed.
func (c Clock) Broken(now time.Time) bool {
	if c.Met.IsZero() {
		return now.After(c.Due)
	}
	return c.Met.After(c.Due)
}
