// Package tally counts an owners' joint decision (业主共同决定) exactly: by area
// in cm² and by heads, in whole numbers, from a frozen roll and the ballots. It is
// pure: the same input gives the same result, and it reads and writes nothing.
//
// The rules, each "以当地规定为准" (local rules come first):
//
//   - Total: all parts of the roll that are not excluded; their heads. All parts of
//     one head are one head (SPC on building ownership, art. 9); who is one head is
//     decided when the roll is frozen, never here.
//   - A ballot is refused, with a [Reason], when its part is not on the roll or is
//     excluded, when it came before the opening or after the close, when another
//     ballot of its part has the same instant and another choice ([Tie]), or when
//     its head voted several parts differently ([SplitHead]).
//   - The window holds both its ends (以内 includes the number, Civil Code 1259).
//   - The live ballot of a part is its last valid one: the latest instant decides,
//     never the order of the file nor the channel. Two at the same instant with the
//     same choice are one. When the latest instant is a tie, all ballots of that
//     instant are refused and the instant before it is looked at; a tie that a later
//     ballot has replaced is merely replaced.
//   - Split head: all participating ballots of the head are refused, and so neither
//     its parts nor the head participate. It stays in the total. (The rules of
//     procedure may say how it counts; until they do, nothing is guessed.)
//   - A head that voted only some of its parts participates as one head, with the
//     area of the parts it voted.
//   - Yes, no and abstain participate. A void ballot is live (it replaces an earlier
//     one) but does not participate, unless the thresholds say so; beside a yes it
//     does not split a head unless it participates.
//   - Quorum and approval must each hold by area and by heads ([Defaults]).
//
// Deemed votes (未投票随多数票) are disputed: the strict result, of returned ballots
// only, is the result; the one with deemed votes stands beside it. They need the
// community's own rule and a proof of delivery per part, and then follow the more
// numerous of yes and no, by heads of returned ballots; when those are equal nobody
// is deemed. Only a head that returned no ballot at all, not even a refused one, is
// deemed: a person who said something is not counted as silent, nor against what
// the same person said with another part.
package tally
