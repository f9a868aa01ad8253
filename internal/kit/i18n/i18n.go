// Package i18n gives texts in simplified Chinese, traditional Chinese and
// English from tables that a translator edits in a spreadsheet.
package i18n

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages, as in the lang attribute of a page.
const (
	Hans = "zh-Hans"
	Hant = "zh-Hant"
	En   = "en"
)

// Languages lists them, the default first.
func Languages() []string { return []string{Hans, Hant, En} }

// Bundle holds all texts of all languages.
type Bundle struct {
	words map[string]*Words
	keys  []string
	match language.Matcher
}

// Words are the texts of one language.
type Words struct {
	Lang      string
	plain     map[string]string  // texts without placeholders
	simple    map[string]pattern // texts with nothing but placeholders
	localizer *goi18n.Localizer
	known     map[string]bool
}

// Load reads every *.tsv of fsys. A row with a missing language, a key that
// stands twice or a wrong number of columns is an error with its place.
func Load(fsys fs.FS) (*Bundle, error) {
	rows, err := readTables(fsys)
	if err != nil {
		return nil, err
	}
	inner := goi18n.NewBundle(language.MustParse(Hans))
	b := &Bundle{words: map[string]*Words{}, match: language.NewMatcher([]language.Tag{
		language.MustParse(Hans), language.MustParse(Hant), language.English})}
	for i, lang := range Languages() {
		w := &Words{Lang: lang, plain: map[string]string{}, simple: map[string]pattern{}, known: map[string]bool{}}
		for key, texts := range rows {
			if err := w.add(inner, key, texts[i], rows[key+"#one"]); err != nil {
				return nil, err
			}
		}
		w.localizer = goi18n.NewLocalizer(inner, lang)
		b.words[lang] = w
	}
	for key := range rows {
		if !strings.Contains(key, "#") {
			b.keys = append(b.keys, key)
		}
	}
	slices.Sort(b.keys)
	return b, nil
}

func (w *Words) add(inner *goi18n.Bundle, key, text string, one []string) error {
	if strings.Contains(key, "#") {
		return nil
	}
	w.known[key] = true
	if !strings.Contains(text, "{{") && one == nil {
		w.plain[key] = text
		return nil
	}
	if p, ok := parsePattern(text); ok && (one == nil || w.Lang != En) {
		w.simple[key] = p
		return nil
	}
	m := &goi18n.Message{ID: key, Other: text}
	if one != nil && w.Lang == En {
		m.One = one[2]
	}
	return inner.AddMessages(language.MustParse(w.Lang), m)
}

func readTables(fsys fs.FS) (map[string][]string, error) {
	files, err := fs.Glob(fsys, "*.tsv")
	if err != nil {
		return nil, err
	}
	rows := map[string][]string{}
	for _, name := range files {
		if err := readTable(fsys, name, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func readTable(fsys fs.FS, name string, rows map[string][]string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 4 || slices.Contains(cols, "") {
			return fmt.Errorf("%s:%d: want key, zh-Hans, zh-Hant, en, all filled", name, n)
		}
		if rows[cols[0]] != nil {
			return fmt.Errorf("%s:%d: %s stands twice", name, n, cols[0])
		}
		rows[cols[0]] = cols[1:]
	}
	return lines.Err()
}

// Keys lists all keys, sorted.
func (b *Bundle) Keys() []string { return b.keys }

// Has tells whether there is a text with the key.
func (b *Bundle) Has(key string) bool { return b.words[Hans].known[key] }

// For gives the words of a language; the default for an unknown one.
func (b *Bundle) For(lang string) *Words {
	if w := b.words[lang]; w != nil {
		return w
	}
	return b.words[Hans]
}

// Negotiate picks the language from an Accept-Language header.
func (b *Bundle) Negotiate(accept string) *Words {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return b.words[Hans]
	}
	_, i, confidence := b.match.Match(tags...)
	if confidence == language.No {
		return b.words[Hans]
	}
	return b.words[Languages()[i]]
}

// T gives the text of key. args are pairs of placeholder name and value; a value
// named N chooses the plural. An unknown key shows as ⟦key⟧, which tests look for.
func (w *Words) T(key string, args ...any) string {
	if text, ok := w.plain[key]; ok {
		return text
	}
	if p, ok := w.simple[key]; ok {
		return p.fill(args)
	}
	data := pairs(args)
	cfg := &goi18n.LocalizeConfig{MessageID: key, TemplateData: data}
	if n, ok := data["N"]; ok {
		cfg.PluralCount = n
	}
	text, err := w.localizer.Localize(cfg)
	if err != nil && text == "" {
		return "⟦" + key + "⟧"
	}
	return text
}

// Map gives the text of key with the placeholders from a map.
func (w *Words) Map(key string, args map[string]any) string {
	flat := make([]any, 0, 2*len(args))
	for _, k := range slices.Sorted(maps.Keys(args)) {
		flat = append(flat, k, args[k])
	}
	return w.T(key, flat...)
}

// Has tells whether there is a text with the key.
func (w *Words) Has(key string) bool { return w.known[key] }

func pairs(args []any) map[string]any {
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	return data
}

type ctxKey struct{}

// With puts the words into a context, for templates.
func With(ctx context.Context, w *Words) context.Context {
	return context.WithValue(ctx, ctxKey{}, w)
}

// From gives the words of a context. Templates run only behind With.
func From(ctx context.Context) *Words {
	w, _ := ctx.Value(ctxKey{}).(*Words)
	return w
}

// T gives a text in the language of the context.
func T(ctx context.Context, key string, args ...any) string {
	w := From(ctx)
	if w == nil {
		return "⟦" + key + "⟧"
	}
	return w.T(key, args...)
}
