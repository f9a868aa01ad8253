package roster

import "strings"

// Codes of FileError: the whole file is refused.
const (
	CodeEmpty       = "file_empty"
	CodeTooBig      = "file_too_big"       // N: limit in MB
	CodeUnzipTooBig = "file_unzip_too_big" // N: limit in MB
	CodeTooManyRows = "file_too_many_rows" // N: limit in lines
	CodeOldExcel    = "file_old_excel"
	CodePassword    = "file_password"
	CodeNotSheet    = "file_not_sheet"
	CodeDamaged     = "file_damaged"
	CodeEncoding    = "file_encoding"
	CodeQuotes      = "file_quotes" // N: line
)

// Codes of CellError.
const (
	CodeNoRoomColumn = "no_room_column"
	CodeNoAreaColumn = "no_area_column"
	CodeNoSheet      = "no_sheet"
	CodeNoRows       = "no_rows"

	CodeRoomMissing     = "room_missing"
	CodeBuildingMissing = "building_missing"
	CodeUnitMissing     = "unit_missing"
	CodeRoomUnreadable  = "room_unreadable"
	CodeRoomDate        = "room_date"
	CodeRoomConflict    = "room_conflict"  // Other: the cell it disagrees with
	CodeRoomDuplicate   = "room_duplicate" // Other: the first cell of the same home

	CodeAreaMissing   = "area_missing"
	CodeAreaNotNumber = "area_not_number"
	CodeAreaNegative  = "area_negative"
	CodeAreaZero      = "area_zero"
	CodeAreaTooFine   = "area_too_fine"
	CodeAreaTooLarge  = "area_too_large"

	CodeNameFormula = "name_formula"
	CodeNameUnsafe  = "name_unsafe"
	CodeNameTooLong = "name_too_long" // N: its length in characters

	CodePhoneTooFew     = "phone_too_few"  // N: how many digits
	CodePhoneTooMany    = "phone_too_many" // N: how many digits
	CodePhoneStart      = "phone_start"
	CodePhoneNotNumber  = "phone_not_number"
	CodePhoneNoArea     = "phone_no_area" // a landline without its area code
	CodePhoneScientific = "phone_scientific"

	CodeCountNotNumber = "count_not_number"
	CodeRemarkTooLong  = "remark_too_long" // N: its length in characters

	// Warnings.
	CodeNewUnit     = "new_unit"     // Other: "A/9", not among Options.KnownUnits
	CodeLoneUnit    = "lone_unit"    // Other: "A/9", the only home of its unit
	CodeOtherSheets = "other_sheets" // Text: names of sheets that were not read
)

// CellError is one thing wrong, or worth a look, at one cell.
type CellError struct {
	Cell  string // "B7"; "" if it concerns the whole sheet
	Line  int    // from 1; 0 if it concerns the whole sheet
	Field Field
	Code  string
	Text  string // what the cell says, shortened
	Other string // another cell, see the code
	N     int    // a number, see the code
}

// FileError refuses a whole file.
type FileError struct {
	Code string
	N    int
	Err  error // the cause, for the log; never shown
}

// Error is the English message and the cause.
func (e *FileError) Error() string {
	if e.Err != nil {
		return "roster: " + e.Message("en") + ": " + e.Err.Error()
	}
	return "roster: " + e.Message("en")
}

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// Message is the text for a clerk in zh-Hans, zh-Hant or en; any other language
// gets zh-Hans.
func (e *FileError) Message(lang string) string {
	return say(lang, e.Code, "{n}", itoa(e.N))
}

// Message is the text for a clerk in zh-Hans, zh-Hant or en; any other language
// gets zh-Hans.
func (e CellError) Message(lang string) string {
	return say(lang, e.Code, "{cell}", e.Cell, "{text}", e.Text, "{other}", e.Other, "{n}", itoa(e.N))
}

func say(lang, code string, args ...string) string {
	t := textOf(code)
	form := t.hans
	switch lang {
	case "zh-Hant":
		form = t.hant
	case "en":
		form = t.en
	}
	return strings.NewReplacer(args...).Replace(form)
}

// shorten keeps a quoted cell text readable in a message.
func shorten(text string) string {
	runes := []rune(tidy(text))
	if len(runes) <= 20 {
		return string(runes)
	}
	return string(runes[:20]) + "…"
}
