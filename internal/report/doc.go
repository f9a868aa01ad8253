// Package report works the monthly figures out of the records: never typed,
// never per person. It only reads.
//
// Three groups of matters are counted, and every figure says which:
//
//   - taken in: the first word fell in the period. Reports are about them unless
//     they say otherwise.
//   - ended: closed at least once in the period, whatever happened since. One
//     that was reopened stays in the group, so that a bad end does not vanish
//     from the figures. Withdrawn and merged ones are left out: nothing was to
//     be done any more, or it is counted with its incident.
//   - asked: the closings of the period after which the resident was asked.
//
// Shares are two whole numbers; percentages are worked out from them with one
// decimal, rounded half up. The source of the list is the design's list of
// figures (requests.md); the doorstep share is R18 of the mission.
package report
