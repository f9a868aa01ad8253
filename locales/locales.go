// Package locales holds every text shown to people: one table per domain with
// the columns key, zh-Hans, zh-Hant, en, separated by tabs. A key is "domain.…".
// Placeholders are {{.Name}}; an English singular has the key with "#one".
package locales

import "embed"

// FS holds the tables.
//
//go:embed *.tsv
var FS embed.FS
