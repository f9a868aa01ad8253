package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
	"mulin/internal/registry/roster"
)

type exportCmds struct {
	Roster exportRosterCmd `cmd:"" help:"Write homes and people as a roster that imports back unchanged."`
}

type exportRosterCmd struct {
	store
	File     string `arg:"" help:"File to write, .xlsx or .csv; it must not exist yet." type:"path"`
	Compound string `help:"Name of the compound." required:"" placeholder:"NAME"`
	Reason   string `help:"Why the whole names and numbers are needed; it is recorded." required:""`
	Lang     string `help:"Language of the headings: zh-Hans, zh-Hant or en." default:"zh-Hans" enum:"zh-Hans,zh-Hant,en"`
}

func (c exportRosterCmd) Run(ctx context.Context, s streams) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	compound, err := a.Registry.CompoundByName(ctx, c.Compound)
	if errs.Is(err, errs.NotFound) {
		return fmt.Errorf("there is no compound %q", c.Compound)
	}
	if err != nil {
		return err
	}
	rows, err := a.Registry.ExportRows(ctx, actor.Actor{System: true}, compound, c.Reason)
	if err != nil {
		return plain(err)
	}
	var buf bytes.Buffer
	if err := c.write(&buf, rows); err != nil {
		return err
	}
	if err := writeNew(c.File, buf.Bytes()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s: %d homes\n", c.File, len(rows))
	return err
}

func (c exportRosterCmd) write(w io.Writer, rows []roster.Row) error {
	if strings.HasSuffix(strings.ToLower(c.File), ".csv") {
		return roster.WriteCSV(w, rows, c.Lang)
	}
	return roster.Write(w, rows, c.Lang)
}

// writeNew writes a file that does not exist yet, readable by its owner only.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
