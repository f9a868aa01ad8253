package tally

import (
	"time"

	"mulin/internal/kit/area"
)

// Input is a decision to count. Its JSON form is read by [Parse].
type Input struct {
	Rules
	Roll    []Part   // frozen; the order does not matter
	Ballots []Ballot // the order does not matter
}

// Rules say how the ballots of a decision count.
type Rules struct {
	Scope      string      // the named compound, building or stair of the roll
	Class      int         // 1 to 9: the items of Civil Code 278, paragraph 1
	Thresholds *Thresholds // nil for the law's, see Defaults
	Opens      Instant     // first instant of the window
	Closes     Instant     // last instant of the window
	Deemed     *Deemed     // nil when no rule on deemed votes is used
}

// Part is an exclusive part (专有部分: a home or a shop) on the roll.
type Part struct {
	Name     string       // "A-1-0401", once in the roll
	Area     area.AreaCm2 // cm², 1 to MaxArea; an excluded part may have 0
	Head     string       // parts with the same head are one head
	Excluded bool         // not counted in the total; its ballots are refused
}

// Ballot is one vote for one part (表决票).
type Ballot struct {
	Part       string
	Supersedes string // names an earlier ballot; is shown, never decides
	At         Instant
	Choice     Choice
	Channel    Channel
}

// Vote is a ballot in the small form that counts a million quickly.
type Vote struct {
	At      Instant
	Part    int32 // by Roll.Number
	Choice  Choice
	Channel Channel
}

// Deemed is the community's rule on deemed votes (未投票随多数票).
type Deemed struct {
	Rule      string   // the citation; not empty
	Delivered []string // parts of the roll whose ballot paper was provably delivered
}

// Instant is a point in time: nanoseconds since 1970-01-01T00:00:00Z.
type Instant int64

// InstantOf gives the instant of a time of the years 1900 to 2200.
func InstantOf(t time.Time) Instant { return Instant(t.UnixNano()) }

// Time gives the instant on Chinese clocks (UTC+8).
func (i Instant) Time() time.Time {
	return time.Unix(0, int64(i)).In(time.FixedZone("", 8*60*60))
}

func (i Instant) String() string { return i.Time().Format(time.RFC3339Nano) }

// MarshalText writes the instant as in the file.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }
