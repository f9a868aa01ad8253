package matter_test

import (
	"strings"
	"testing"

	"mulin/internal/matter"
)

// The whole life cycle, one line per action: x where it is possible. The columns
// are triage, assigned, signed, paused, referred, deliberating, reported, closed.
const machineGolden = `
	intake   ........
	triage   xxx.xx..
	assign   xxx.xx..
	offer    xx......
	grab     x.......
	sign     .x......
	return   .xx.....
	contact  xxx.xx..
	onsite   ..x.....
	pause    ..x.....
	resume   ...x....
	refer    xxx.....
	discuss  xxx.....
	back     ....xx..
	report   ..x.x...
	attempt  ......x.
	confirm  ......x.
	reject   ......x.
	reopen   .......x
	refuse   xxx.xx..
	withdraw xxxxxxx.
	merge    xxx.xx..
	note     xxxxxxx.
	late     xxxxxxx.
	rate     .......x
	warn     xxxxxxx.
	escalate xxxxxxx.
	takeover xxxxxxx.
	join     xxxxxxx.
`

func TestEachActionIsPossibleInExactlyTheseStates(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(machineGolden)) {
		f := strings.Fields(line)
		for i, st := range matter.States() {
			if got, want := st.Can(matter.Action(f[0])), f[1][i] == 'x'; got != want {
				t.Errorf("%s while %s: possible %v, want %v", f[0], st, got, want)
			}
		}
	}
}

func TestAnUnknownActionIsNeverPossible(t *testing.T) {
	for _, st := range matter.States() {
		if st.Can("dance") {
			t.Errorf("%s lets one dance", st)
		}
	}
}
