// Package registry is the bottom domain: places (street, community, compound,
// building, unit, home; grids and groups of about twelve homes), people, who
// lives and who owns where, and which roles they hold (R01, R02, R10-R16).
//
// Rules kept here:
//   - A home is found by its label, building-unit-room ("A-1-0401"), unique in
//     its compound. Its floor area is in cm² and never zero.
//   - People and homes are counted apart; the population is a figure of a date.
//   - Who lives and who owns have a beginning and an end and are never
//     overwritten: a change ends the old row and begins a new one.
//   - A phone number is sealed at rest, shown masked, and shown whole only for a
//     reason, which is recorded and which the person can read (PIPL 个人信息保护法).
//   - A role is held within a place or team, for a term, with the way it was
//     given. The doer is never the supervisor (R14).
package registry
