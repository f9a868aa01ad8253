package errs

import (
	"errors"
	"fmt"
	"testing"
)

func TestAWrappedErrorKeepsItsKind(t *testing.T) {
	err := fmt.Errorf("while saving: %w", New(Conflict, "err.conflict", errors.New("cause")))
	if KindOf(err) != Conflict || !Is(err, Conflict) || As(err).Key != "err.conflict" {
		t.Errorf("got %v", KindOf(err))
	}
}

func TestAForeignErrorIsInternalAndNoneIsNothing(t *testing.T) {
	if KindOf(errors.New("x")) != Internal || As(errors.New("x")) != nil {
		t.Error("a foreign error has a kind")
	}
	if Is(nil, Internal) {
		t.Error("no error is internal")
	}
}

func TestTheCauseIsFoundThroughTheError(t *testing.T) {
	cause := errors.New("cause")
	if !errors.Is(New(Invalid, "x", cause), cause) {
		t.Error("the cause is lost")
	}
}

func TestACheckTellsEveryFieldAtOnce(t *testing.T) {
	var c Check
	c.That(true, "good", "x")
	c.That(false, "name", "err.required")
	c.Add("phone", "err.phone", errors.New("short"))
	c.Add("room", "other", InvalidField("unit", "err.choose"))
	c.Add("fine", "x", nil)
	fields := As(c.Err()).Fields
	want := []Field{{Name: "name", Key: "err.required"}, {Name: "phone", Key: "err.phone"}, {Name: "unit", Key: "err.choose"}}
	if len(fields) != len(want) {
		t.Fatalf("got %v", fields)
	}
	for i := range want {
		if fields[i].Name != want[i].Name || fields[i].Key != want[i].Key {
			t.Errorf("field %d: got %v", i, fields[i])
		}
	}
	if (&Check{}).Err() != nil {
		t.Error("an empty check fails")
	}
}
