// Package calendar counts working time (工作时间): when is a matter due, how
// long has it been handled, when does the office open next. It also checks that
// a duty roster (值班表) covers every hour of the week.
//
// A Calendar is weekly windows in one time zone, with dated overrides for
// holidays and make-up workdays (调休), or is always open. Working time is a set
// of half-open stretches of instants: the opening minute counts, the closing
// minute does not. Pauses (暂停) are taken out of it.
//
// A window belongs to the date it begins on, also when it runs past midnight:
// closing 1 October leaves the night window of 30 September whole. Overlapping
// windows count once. The two ends of a window are read on the wall clock, so
// that a night on which clocks change is an hour longer or shorter.
package calendar
