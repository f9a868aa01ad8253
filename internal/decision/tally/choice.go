package tally

// Choice is what a ballot says. The zero value means that there is no ballot.
type Choice uint8

// The choices (同意, 反对, 弃权, 废票).
const (
	None Choice = iota
	Yes
	No
	Abstain
	Void
	split // of a head, never of a ballot
)

// ParseChoice reads "yes", "no", "abstain" or "void".
func ParseChoice(s string) (Choice, bool) {
	for c := Yes; c <= Void; c++ {
		if c.String() == s {
			return c, true
		}
	}
	return None, false
}

func (c Choice) valid() bool { return c >= Yes && c <= Void }

func (c Choice) String() string {
	switch c {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Abstain:
		return "abstain"
	case Void:
		return "void"
	}
	return ""
}

// MarshalText writes the choice as in the file; empty for None.
func (c Choice) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Channel is how a ballot came in. It never changes what the ballot counts.
type Channel uint8

// The channels (网络, 纸质, 电话, 上门).
const (
	Web Channel = iota + 1
	Paper
	Phone
	Door
)

// ParseChannel reads "web", "paper", "phone" or "door".
func ParseChannel(s string) (Channel, bool) {
	for c := Web; c <= Door; c++ {
		if c.String() == s {
			return c, true
		}
	}
	return 0, false
}

func (c Channel) valid() bool { return c >= Web && c <= Door }

func (c Channel) String() string {
	switch c {
	case Web:
		return "web"
	case Paper:
		return "paper"
	case Phone:
		return "phone"
	case Door:
		return "door"
	}
	return ""
}

// MarshalText writes the channel as in the file.
func (c Channel) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
