package tallycli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"mulin/internal/decision/tally"
	"mulin/internal/kit/i18n"
	"mulin/locales"
)

// The exit codes.
const (
	ExitOK    = 0
	ExitWrite = 1
	ExitWrong = 2
)

// Command is the command line in the form kong reads.
type Command struct {
	File string `arg:"" help:"Decision to count, as JSON." placeholder:"FILE.json"`
	JSON bool   `name:"json" help:"Print the result as JSON."`
	Lang string `help:"Language: zh, zh-Hant or en." default:"zh" placeholder:"zh|zh-Hant|en"`
}

// Count counts the file of the command and gives the exit code.
func (c Command) Count(ctx context.Context, out, errw io.Writer) int {
	return Run(ctx, c.File, c.JSON, c.Lang, out, errw)
}

// Main is the command without anything around it: args are those behind "tally".
func Main(args []string, stdout, stderr io.Writer) int {
	c, err := parseArgs(args)
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "mulin tally: %v\nmulin tally FILE.json [--json] [--lang zh|zh-Hant|en]\n", err)
		return ExitWrong
	}
	return c.Count(context.Background(), stdout, stderr)
}

func parseArgs(args []string) (Command, error) {
	c := Command{Lang: "zh"}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		lang, isLang := strings.CutPrefix(arg, "--lang=")
		switch {
		case arg == "--json":
			c.JSON = true
		case isLang:
			c.Lang = lang
		case arg == "--lang" && i+1 < len(args):
			i++
			c.Lang = args[i]
		case strings.HasPrefix(arg, "-") || c.File != "":
			return c, fmt.Errorf("what is %q?", arg)
		default:
			c.File = arg
		}
	}
	if c.File == "" {
		return c, errors.New("which file?")
	}
	return c, nil
}

// Run counts a file, prints the result to out and what is wrong to errw, and gives
// the exit code. lang is zh, zh-Hans, zh-Hant or en; empty for zh.
func Run(ctx context.Context, file string, asJSON bool, lang string, out, errw io.Writer) int {
	w, err := words(lang)
	if err != nil {
		_, _ = fmt.Fprintf(errw, "mulin tally: %v\n", err)
		return ExitWrong
	}
	res, err := count(ctx, file)
	if err != nil {
		_, _ = fmt.Fprintln(errw, explain(w, file, err))
		return ExitWrong
	}
	show := text
	if asJSON {
		show = document
	}
	if err := show(w, res, out); err != nil {
		_, _ = fmt.Fprintf(errw, "mulin tally: %v\n", err)
		return ExitWrite
	}
	return ExitOK
}

func words(lang string) (*i18n.Words, error) {
	bundle, err := i18n.Load(locales.FS)
	if err != nil {
		return nil, err
	}
	switch lang {
	case "", "zh", i18n.Hans:
		return bundle.For(i18n.Hans), nil
	case i18n.Hant, i18n.En:
		return bundle.For(lang), nil
	}
	return nil, fmt.Errorf("--lang: zh, zh-Hant, en; not %q", lang)
}

func count(ctx context.Context, file string) (tally.Result, error) {
	data, err := os.ReadFile(file)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return tally.Result{}, err
	}
	return tally.CountFile(data)
}

// explain says what is wrong with a file, and where.
func explain(w *i18n.Words, file string, err error) string {
	var f *tally.Fault
	if !errors.As(err, &f) {
		return w.T("tally.unreadable", "Value", err.Error())
	}
	value := strconv.Quote(f.Value)
	switch f.Code {
	case tally.WrongType:
		value = w.T("tally.want." + f.Value)
	case tally.BadSyntax:
		value = f.Value
	}
	why := w.T("tally.fault."+string(f.Code), "Value", value)
	return w.T("tally.wrong", "File", file, "Line", f.Line, "Column", f.Column, "Pointer", f.Pointer, "Why", why)
}
