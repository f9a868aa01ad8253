package matter

import (
	"slices"

	"mulin/internal/kit/errs"
)

// short refuses a note that is too long, at the field of its act's form: some
// acts ask for a note, the others why.
func (e entry) short() error {
	field := "why"
	if slices.Contains([]Action{ActContact, ActNote, ActPause, ActRefer, ActBack, ActConfirm, ActRefuse}, e.action) {
		field = "note"
	}
	var v errs.Check
	v.Short(e.note, field, maxText)
	return v.Err()
}
