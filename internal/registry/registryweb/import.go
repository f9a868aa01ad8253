package registryweb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

func (p *Pages) upload(c *web.Ctx, _ registry.Compound) error {
	return c.Page(c.T("registry.import"), uploadPage(c, said{}))
}

func (p *Pages) takeUpload(c *web.Ctx, k registry.Compound) error {
	key, err := p.keepUpload(c, k)
	var bad *roster.FileError
	if errors.As(err, &bad) {
		text := bad.Message(c.Words.Lang)
		return c.PageStatus(422, c.T("registry.import"), uploadPage(c, said{form: "upload", errors: web.FieldErrors{"": text, "file": text}, value: c.Str}))
	}
	if err != nil {
		return refused(c, err, "upload", c.T("registry.import"), func(s said) component { return uploadPage(c, s) })
	}
	return c.Redirect(c.URL("import", key), "")
}

func (p *Pages) keepUpload(c *web.Ctx, k registry.Compound) (string, error) {
	file, head, err := c.R.FormFile("file")
	if err != nil {
		return "", errs.InvalidField("file", "registry.import.nofile")
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(file)
	if err != nil {
		return "", errs.InvalidField("file", "err.file")
	}
	if _, err := roster.Open(head.Filename, data, roster.Limits{}); err != nil {
		return "", err
	}
	return p.registry.KeepDraft(c.Context(), c.Actor, k, head.Filename, data)
}

// previewView is an uploaded file with what it would change.
type previewView struct {
	c       *web.Ctx
	key     string
	name    string
	data    []byte
	file    *roster.File
	mapping roster.Mapping
	report  registry.Report
}

func (v previewView) url(parts ...any) string {
	return v.c.URL(append([]any{"import", v.key}, parts...)...)
}

func (p *Pages) draft(c *web.Ctx, k registry.Compound) (v previewView, err error) {
	v = previewView{c: c, key: c.R.PathValue("key")}
	if v.name, v.data, err = p.registry.Draft(c.Context(), c.Actor, k, v.key); err != nil {
		return v, err
	}
	if v.file, err = roster.Open(v.name, v.data, roster.Limits{}); err != nil {
		return v, err
	}
	v.mapping, err = p.registry.MappingFor(c.Context(), k.Community, v.file)
	return v, err
}

func (v previewView) job(c *web.Ctx, k registry.Compound) registry.FileImport {
	return registry.FileImport{Name: v.name, Data: v.data, Compound: k, Mapping: &v.mapping, Actor: c.Actor, Lang: c.Words.Lang}
}

func (p *Pages) preview(c *web.Ctx, k registry.Compound) error {
	if p.imports.running(importKey(c, k)) {
		return c.Redirect(c.URL("import", c.R.PathValue("key"), "progress"), "")
	}
	v, err := p.draft(c, k)
	if err != nil {
		return err
	}
	job := v.job(c, k)
	job.DryRun = true
	if v.report, err = registry.ImportFile(c.Context(), p.registry, job, nil); err != nil {
		return err
	}
	return c.Page(c.T("registry.import"), previewPage(v))
}

// columns keeps the clerk's correction and shows the preview again.
func (p *Pages) columns(c *web.Ctx, k registry.Compound) error {
	v, err := p.draft(c, k)
	if err != nil {
		return err
	}
	m := roster.Mapping{Sheet: c.Str("sheet"), HeaderRow: int(c.Int("header")), HeaderRows: int(c.Int("headers")), Columns: map[int]roster.Field{}}
	for col := range v.width() {
		if f := roster.Field(c.Str("col" + strconv.Itoa(col))); slices.Contains(roster.Fields(), f) {
			m.Columns[col] = f
		}
	}
	if err := p.registry.RememberMapping(c.Context(), k.Community, v.file, m); err != nil {
		return err
	}
	return c.Redirect(v.url(), "")
}

// commit starts the import and goes on to its progress.
func (p *Pages) commit(c *web.Ctx, k registry.Compound) error {
	key := importKey(c, k)
	if !p.imports.running(key) {
		v, err := p.draft(c, k)
		if err != nil {
			return err
		}
		job := v.job(c, k)
		job.GoodRows = c.Str("rows") == "good"
		p.imports.start(key, func(progress func(done, total int)) (registry.Report, error) {
			ctx := context.WithoutCancel(c.Context())
			rep, err := registry.ImportFile(ctx, p.registry, job, progress)
			if err == nil && rep.Written {
				err = p.registry.DropDraft(ctx, c.Actor, k, v.key)
			}
			return rep, err
		})
	}
	p.imports.wait(c.Context(), key, time.Second)
	return c.Redirect(c.URL("import", c.R.PathValue("key"), "progress"), "")
}

func (p *Pages) progress(c *web.Ctx, k registry.Compound) error {
	state, known := p.imports.get(importKey(c, k))
	if !known {
		return c.Redirect(c.URL("homes"), "")
	}
	if state.err != nil {
		return state.err
	}
	if state.done && !state.report.Written {
		return c.Redirect(c.URL("import", c.R.PathValue("key")), "")
	}
	if !state.done {
		c.W.Header().Set("Refresh", "1")
	}
	return c.Page(c.T("registry.import"), progressPage(c, state))
}

// importKey tells imports of several compounds apart.
func importKey(c *web.Ctx, k registry.Compound) string { return k.Slug + "/" + c.R.PathValue("key") }

// imports are those under way on this server and those just finished.
type imports struct {
	mu   sync.Mutex
	jobs map[string]*importState
}

type importState struct {
	percent int
	done    bool
	report  registry.Report
	err     error
	ended   chan struct{}
	at      time.Time
}

func newImports() *imports { return &imports{jobs: map[string]*importState{}} }

// keepDone is how long a finished import is remembered for its page.
const keepDone = time.Hour

func (i *imports) start(key string, run func(func(done, total int)) (registry.Report, error)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	maps.DeleteFunc(i.jobs, func(_ string, s *importState) bool { return s.done && time.Since(s.at) > keepDone })
	if s := i.jobs[key]; s != nil && !s.done {
		return
	}
	s := &importState{ended: make(chan struct{}), at: time.Now()}
	i.jobs[key] = s
	go func() {
		defer close(s.ended)
		rep, err := guarded(func() (registry.Report, error) { return run(func(done, total int) { i.set(s, done, total) }) })
		i.mu.Lock()
		defer i.mu.Unlock()
		s.report, s.err, s.done, s.at = rep, err, true, time.Now()
	}()
}

// guarded makes a panic an error: outside a request nobody else catches it.
func guarded(run func() (registry.Report, error)) (rep registry.Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in an import: %v\n%s", p, debug.Stack())
		}
	}()
	return run()
}

func (i *imports) set(s *importState, done, total int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	s.percent = done * 100 / max(total, 1)
}

func (i *imports) get(key string) (importState, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if s := i.jobs[key]; s != nil {
		return *s, true
	}
	return importState{}, false
}

func (i *imports) running(key string) bool {
	s, known := i.get(key)
	return known && !s.done
}

func (i *imports) wait(ctx context.Context, key string, most time.Duration) {
	s, known := i.get(key)
	if !known {
		return
	}
	select {
	case <-s.ended:
	case <-ctx.Done():
	case <-time.After(most):
	}
}

func (v previewView) sheet() *roster.Sheet {
	s, ok := v.file.Sheet(v.mapping.Sheet)
	if !ok {
		return &roster.Sheet{}
	}
	return s
}

func (v previewView) width() int {
	most := 0
	for _, row := range v.sheet().Rows {
		most = max(most, len(row))
	}
	return min(most, 60)
}

// heading is what the header says above a column.
func (v previewView) heading(col int) string {
	var parts []string
	for line := v.mapping.HeaderRow; line < v.mapping.HeaderRow+v.mapping.HeaderRows; line++ {
		if text := v.at(line, col); text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " / ")
}

// sample is what the first rows hold in a column.
func (v previewView) sample(col int) string {
	var parts []string
	first := v.mapping.HeaderRow + v.mapping.HeaderRows
	for line := first; line < first+8 && len(parts) < 3; line++ {
		if text := v.at(line, col); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

func (v previewView) at(line, col int) string {
	rows := v.sheet().Rows
	if line < 1 || line > len(rows) || col >= len(rows[line-1]) {
		return ""
	}
	text := []rune(strings.TrimSpace(rows[line-1][col]))
	if len(text) > 24 {
		text = append(text[:24], '…')
	}
	return string(text)
}

func (v previewView) sheets() []ui.Option {
	var out []ui.Option
	for _, s := range v.file.Sheets {
		out = append(out, ui.Option{Value: s.Name, Label: s.Name})
	}
	return out
}

func letter(col int) string {
	if col >= 26 {
		return string(rune('A'+col/26-1)) + string(rune('A'+col%26))
	}
	return string(rune('A' + col))
}

// fields are the meanings a column can have.
func fields(c *web.Ctx) []ui.Option {
	var out []ui.Option
	for _, f := range roster.Fields() {
		out = append(out, ui.Option{Value: string(f), Label: c.T("registry.field." + string(f))})
	}
	return out
}

func (p *Pages) export(c *web.Ctx, _ registry.Compound) error {
	return c.Page(c.T("registry.export"), exportPage(c, said{}))
}

const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (p *Pages) sendExport(c *web.Ctx, k registry.Compound) error {
	rows, err := p.registry.ExportRows(c.Context(), c.Actor, k, c.Str("reason"))
	if err != nil {
		return refused(c, err, "export", c.T("registry.export"), func(s said) component { return exportPage(c, s) })
	}
	name := k.Name + "-" + today(c, k)
	var buf bytes.Buffer
	if c.Str("format") == "csv" {
		if err := roster.WriteCSV(&buf, rows, c.Words.Lang); err != nil {
			return err
		}
		return c.File(name+".csv", "text/csv; charset=utf-8", buf.Bytes())
	}
	if err := roster.Write(&buf, rows, c.Words.Lang); err != nil {
		return err
	}
	return c.File(name+".xlsx", sheetType, buf.Bytes())
}
