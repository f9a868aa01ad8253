package matterweb

import (
	"strconv"
	"time"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// draft is the intake line as it was typed, with the taps below it.
type draft struct {
	Key, Who, Text           string
	Caller                   string // "person.home" of a tap, "" when nobody was tapped
	Class, Guessed           int64  // the class tapped, and the one we had guessed
	Urgency, GuessedUrgency  string
	Channel, Heard, OnBehalf string
	Place                    string
	Common                   bool // about common parts, not the caller's home
}

func draftOf(c *web.Ctx) draft {
	return draft{Key: orText(c.Str("key"), c.FormKey()), Who: c.Str("who"), Text: c.Str("text"), Caller: c.Str("caller"),
		Class: c.Int("class"), Guessed: c.Int("guessed"), Urgency: c.Str("urgency"), GuessedUrgency: c.Str("guessed_urgency"),
		Channel: orText(c.Str("channel"), string(matter.ByPhone)), Heard: c.Str("heard"), OnBehalf: c.Str("on_behalf"), Place: c.Str("place"), Common: c.Checked("common")}
}

// class is the class somebody tapped; 0 when it is still our guess.
func (d draft) class() int64 {
	if d.Class == d.Guessed {
		return 0
	}
	return d.Class
}

// urgency is the urgency somebody tapped; "" when it is still the class's.
func (d draft) urgency() string {
	if d.Urgency == d.GuessedUrgency {
		return ""
	}
	return d.Urgency
}

// matter is the draft as the domain takes it, without the caller.
func (d draft) matter(zone *time.Location) (matter.NewMatter, error) {
	n := matter.NewMatter{Key: d.Key, Body: d.Text, Place: d.Place, Channel: matter.Channel(d.Channel), OnBehalf: d.OnBehalf,
		Class: d.class(), Urgency: matter.Urgency(d.urgency())}
	if d.Heard == "" {
		return n, nil
	}
	heard, err := time.ParseInLocation("2006-01-02T15:04", d.Heard, zone)
	if err != nil {
		return n, errs.InvalidField("heard", "matter.err.time")
	}
	n.Heard = heard.UTC()
	return n, nil
}

// fill adds who calls: the tap when it fits what was typed, else what is certain.
func (d draft) fill(n *matter.NewMatter, k matter.Caller) {
	for _, o := range callerChoices(k) {
		if o.value() == d.Caller {
			n.Reporter, n.Home = o.person, o.home
		}
	}
	k.Fill(n)
	if d.Common {
		n.Home = 0
	}
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
