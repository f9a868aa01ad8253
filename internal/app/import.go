package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

type importCmds struct {
	Roster importRosterCmd `cmd:"" help:"Import homes and people from Excel or CSV, as communities really have them."`
}

type importRosterCmd struct {
	store
	File     string `arg:"" help:"The roster, .xlsx or .csv (UTF-8 or GB18030)." type:"path"`
	Compound string `help:"Name of the compound." required:"" placeholder:"NAME"`
	Create   bool   `help:"Make the compound if there is none."`
	DryRun   bool   `help:"Only count what would change."`
	GoodRows bool   `help:"Import the good rows although others have errors."`
	JSON     bool   `help:"Print the result as JSON." name:"json"`
	Lang     string `help:"Language of the messages: zh-Hans, zh-Hant or en." default:"zh-Hans" enum:"zh-Hans,zh-Hant,en"`
}

func (c importRosterCmd) Run(ctx context.Context, s streams) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	bar := newBar(s.err)
	rep, err := registry.ImportFile(ctx, a.Registry, registry.FileImport{Name: filepath.Base(c.File), Data: data, CompoundName: c.Compound,
		Create: c.Create, DryRun: c.DryRun, GoodRows: c.GoodRows, Lang: c.Lang}, bar.show)
	bar.end()
	if err != nil {
		return c.refused(rep, err, s)
	}
	if err := c.print(rep, s.out); err != nil {
		return err
	}
	if len(rep.Errors) > 0 && !c.GoodRows {
		return exitCode(exitFail)
	}
	return nil
}

// refused tells why the whole file was not taken, in JSON too when asked.
func (c importRosterCmd) refused(rep registry.Report, err error, s streams) error {
	text := plain(err).Error()
	var unreadable *roster.FileError
	if errors.As(err, &unreadable) {
		text = unreadable.Message(c.Lang)
	}
	if c.JSON {
		rep.Errors = append(rep.Errors, registry.Finding{Message: text})
		if err := c.print(rep, s.out); err != nil {
			return err
		}
	}
	return errors.New(text)
}

// result is what --json prints: a fixed form that scripts rely on.
type result struct {
	Homes     int                `json:"homes"`
	People    int                `json:"people"`
	Created   int                `json:"created"`
	Updated   int                `json:"updated"`
	Unchanged int                `json:"unchanged"`
	Errors    []registry.Finding `json:"errors"`
}

func (c importRosterCmd) print(rep registry.Report, out io.Writer) error {
	if c.JSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return enc.Encode(result{rep.Homes, rep.People, rep.Created, rep.Updated, rep.Unchanged, rep.Errors})
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d homes, %d people: %d created, %d updated, %d unchanged, %d errors\n",
		rep.Homes, rep.People, rep.Created, rep.Updated, rep.Unchanged, len(rep.Errors))
	for _, e := range rep.Errors {
		fmt.Fprintf(&b, "  %s: %s\n", e.Cell, e.Message)
	}
	for _, w := range rep.Warnings {
		fmt.Fprintf(&b, "  (%s: %s)\n", w.Cell, w.Message)
	}
	if !rep.Written && !c.DryRun {
		b.WriteString("Nothing was written. Mend the cells above, or import the good rows with --good-rows.\n")
	}
	_, err := out.Write(b.Bytes())
	return err
}

// bar shows how far a long import is, on a terminal only.
type bar struct {
	out   io.Writer
	shown int
}

func newBar(out io.Writer) *bar {
	f, ok := out.(*os.File)
	if !ok {
		return &bar{}
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &bar{}
	}
	return &bar{out: out}
}

const barWidth = 40

func (b *bar) show(done, total int) {
	if b.out == nil || total == 0 {
		return
	}
	if n := done * barWidth / total; n != b.shown {
		b.shown = n
		_, _ = fmt.Fprintf(b.out, "\r[%s%s] %d/%d", strings.Repeat("#", n), strings.Repeat(".", barWidth-n), done, total)
	}
}

func (b *bar) end() {
	if b.out != nil && b.shown > 0 {
		_, _ = fmt.Fprintln(b.out)
	}
}
