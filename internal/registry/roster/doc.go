// Package roster reads and writes a community's roster of homes (住户台账): one
// row per home with its area, owners, family and phones, as a clerk keeps it in
// Excel or CSV. It is pure: no database, no HTTP, no clock.
//
// The way of a file:
//
//	f, err := roster.Open(name, data, roster.Limits{})   // bytes → sheets of text
//	m := roster.Guess(f)                                 // which column is what
//	r := roster.Parse(f, m, roster.Options{}, nil)       // clean rows, errors, warnings
//
// A mapping corrected by hand can be remembered under Fingerprint(f), which is
// equal for every file with the same header.
//
// What is kept and what is refused:
//
//   - Title lines, repeated headers, total lines (合计, 小计, 总计, 共…户), footers
//     and blank lines are skipped and counted, never imported.
//   - Formulas are never evaluated. A cell shows the text or number stored in it.
//   - A room is read from one cell (A栋1单元0401, A-1-0402, A1-403, 1-401) or from
//     separate building, unit and number columns, or any mixture that agrees. A
//     building that names no unit anywhere in the file has the one unit "1".
//   - Areas are exact: 86.485 ㎡ is 864850 cm². Nothing is rounded.
//   - An empty owner is a vacant home (空置) and allowed. A missing area is not.
//   - Names that could do harm when shown or exported (formula signs, angle
//     brackets, control characters) are errors at their cell.
//
// Every error names its cell as Excel shows it (D4) and speaks to a clerk in
// zh-Hans, zh-Hant or English; see CellError.Message and FileError.Message.
package roster
