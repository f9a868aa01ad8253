package tally

import (
	"encoding"
	"slices"
)

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

var choiceNames = []string{"", "yes", "no", "abstain", "void", "split"}

// ParseChoice reads "yes", "no", "abstain" or "void".
func ParseChoice(s string) (Choice, bool) {
	i := slices.Index(choiceNames, s)
	return Choice(max(i, 0)), Choice(max(i, 0)).valid()
}

func (c Choice) valid() bool { return c >= Yes && c <= Void }

func (c Choice) String() string {
	if int(c) >= len(choiceNames) {
		return "?"
	}
	return choiceNames[c]
}

// MarshalText writes the choice as in the file.
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

var channelNames = []string{"", "web", "paper", "phone", "door"}

// ParseChannel reads "web", "paper", "phone" or "door".
func ParseChannel(s string) (Channel, bool) {
	i := slices.Index(channelNames, s)
	return Channel(max(i, 0)), i > 0
}

func (c Channel) valid() bool { return c >= Web && c <= Door }

func (c Channel) String() string {
	if !c.valid() {
		return "?"
	}
	return channelNames[c]
}

// MarshalText writes the channel as in the file.
func (c Channel) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

var (
	_ encoding.TextMarshaler = Yes
	_ encoding.TextMarshaler = Web
)
