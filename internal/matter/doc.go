// Package matter is the main job: whatever has to be done (事项), from the
// resident's first word to the closed record. requests.md of the design is the
// rule; what follows is how this package keeps it.
//
// # Life
//
//	triage → assigned → signed → reported → closed
//
// with side ways: returned (back to triage, still in the returner's hands),
// referred to another body, paused with a reason and a cap, deliberating, merged
// into an incident, refused, withdrawn; and reopened by the resident.
//
// # Invariants, kept by the schema
//
//  1. Every open matter has exactly one responsible person and a different
//     deputy: both columns are NOT NULL, foreign keys and checked to differ. A
//     returned matter stays with the returner: the next one is only Asked until
//     they sign. Who leaves their post hands over (posts.go).
//  2. The clock starts with the resident's first word. A pause has a reason, a
//     person and a cap it cannot outlast (matter_pause).
//  3. Every change appends an event: the matter's version is a foreign key to
//     the event that made it, and events refuse update and delete.
//  4. Each escalation fires once: it is the primary key of its row.
//  5. The doer never closes: a check compares done_by and closed_by, and the
//     policy looks at everyone who ever was there for the work or reported it.
//
// All acts on a matter go through change (act.go): it locks the row, compares
// the version the actor saw, asks the machine and the policy, and writes state,
// event, clocks and jobs in one transaction. A reminder or remark since that
// version is no conflict; a move is, and the second actor is told whose it was.
package matter
