package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// text is the stored and edited form of a Calendar:
//
//	{"always":false,"zone":"Asia/Shanghai",
//	 "weekly":{"mon":["09:00-12:00","14:00-18:00"]},
//	 "overrides":{"2026-10-01":"closed","2026-10-10":["09:00-18:00"]}}
type text struct {
	Always    bool         `json:"always"`
	Zone      string       `json:"zone"`
	Weekly    week         `json:"weekly"`
	Overrides map[Date]Day `json:"overrides,omitempty"`
}

// week keeps the days in the order people read them.
type week struct {
	Mon []Window `json:"mon,omitempty"`
	Tue []Window `json:"tue,omitempty"`
	Wed []Window `json:"wed,omitempty"`
	Thu []Window `json:"thu,omitempty"`
	Fri []Window `json:"fri,omitempty"`
	Sat []Window `json:"sat,omitempty"`
	Sun []Window `json:"sun,omitempty"`
}

// Parse reads the JSON form and validates it. The errors are those of Validate
// and BadText for JSON of another shape, also for unknown fields.
func Parse(data []byte) (*Calendar, error) {
	c := new(Calendar)
	if err := c.UnmarshalJSON(data); err != nil {
		return nil, err
	}
	return c, c.Validate()
}

// MarshalJSON writes the form that Parse reads.
func (c Calendar) MarshalJSON() ([]byte, error) {
	if c.Location == nil {
		return nil, BadZone
	}
	w := c.Weekly
	return json.Marshal(text{
		Always:    c.AlwaysOpen,
		Zone:      c.Location.String(),
		Weekly:    week{w[1], w[2], w[3], w[4], w[5], w[6], w[0]},
		Overrides: c.Overrides,
	})
}

// UnmarshalJSON reads the form without the checks of Validate.
func (c *Calendar) UnmarshalJSON(data []byte) error {
	t, err := decodeText(data)
	if err != nil {
		return fmt.Errorf("%w: %w", BadText, err)
	}
	loc, err := loadZone(t.Zone)
	if err != nil {
		return err
	}
	w := t.Weekly
	*c = Calendar{
		Location:   loc,
		Weekly:     [7][]Window{w.Sun, w.Mon, w.Tue, w.Wed, w.Thu, w.Fri, w.Sat},
		Overrides:  t.Overrides,
		AlwaysOpen: t.Always,
	}
	return nil
}

// decodeText refuses unknown fields and anything after the object: a slip of the
// pen on the screen must not quietly drop a day.
func decodeText(data []byte) (text, error) {
	var t text
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&t); err != nil {
		return t, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return t, errors.New("more than one object")
	}
	return t, nil
}

// loadZone refuses the two names that mean another zone on another machine or
// by accident.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%w: %q", BadZone, name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", BadZone, name)
	}
	return loc, nil
}

const closedText = "closed"

// MarshalText writes "09:00-18:00".
func (w Window) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what ParseWindow reads.
func (w *Window) UnmarshalText(data []byte) error {
	parsed, err := ParseWindow(string(data))
	if err == nil {
		*w = parsed
	}
	return err
}

// MarshalJSON writes "closed" or the list of windows.
func (d Day) MarshalJSON() ([]byte, error) {
	if len(d.Windows) == 0 {
		return json.Marshal(closedText)
	}
	return json.Marshal(d.Windows)
}

// UnmarshalJSON reads "closed" or a list of windows; an empty list is closed.
func (d *Day) UnmarshalJSON(data []byte) error {
	var word string
	if json.Unmarshal(data, &word) == nil {
		*d = Day{}
		if word != closedText {
			return fmt.Errorf("%w: %q", BadWindow, word)
		}
		return nil
	}
	return json.Unmarshal(data, &d.Windows)
}
