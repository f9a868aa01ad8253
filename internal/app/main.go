package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/alecthomas/kong"

	"mulin/internal/notify/sms"
)

// Version is the release, set when it is built (-ldflags "-X mulin/internal/app.Version=…").
var Version = "dev"

// The exit codes.
const (
	exitOK    = 0
	exitFail  = 1
	exitUsage = 2
)

const description = `Mulin (睦邻): a community-run property service in one binary.

Try it:            mulin demo
Begin for real:    mulin import roster 花名册.xlsx --data /srv/mulin --compound 幸福小区 --create
                   mulin admin --data /srv/mulin --compound 幸福小区 --name 张三 --phone 139…
                   mulin serve --data /srv/mulin --addr 0.0.0.0:8080

Every flag can be given in the environment, as MULIN_ and its name in capitals:
MULIN_DATA=/srv/mulin mulin serve.`

// commands is the whole command line.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Serve the pages until told to stop."`
	Demo    demoCmd    `cmd:"" help:"Run the demo compound 瑞诚商厦A栋, with a page that signs you in as anyone."`
	Import  importCmds `cmd:"" help:"Bring in what a community already has."`
	Export  exportCmds `cmd:"" help:"Take out what is kept."`
	Tally   tallyCmd   `cmd:"" help:"Count an owners' decision again from a file, offline (Civil Code 278)."`
	Admin   adminCmd   `cmd:"" help:"Make a person administrator of a compound: the way to begin."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one file while the program runs."`
	Restore restoreCmd `cmd:"" help:"Fill an empty database from a backup file, checked; also moves SQLite to PostgreSQL."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// streams is where a command writes.
type streams struct{ out, err io.Writer }

// Main runs a command line and gives the exit code: 0 done, 1 failed, 2 not
// understood.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	code := -1
	parser, err := kong.New(&c, kong.Name("mulin"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.DefaultEnvars("MULIN"), kong.UsageOnError(), kong.Exit(func(n int) { code = n }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{stdout, stderr}))
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return exitFail
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	switch {
	case code >= 0:
		return code
	case err != nil:
		_, _ = fmt.Fprintf(stderr, "mulin: %v\nTry: mulin --help\n", err)
		return exitUsage
	}
	if err := k.Run(); err != nil {
		return told(err, stderr)
	}
	return exitOK
}

// told ends a failed command: what went wrong is on stderr, once.
func told(err error, stderr io.Writer) int {
	var code exitCode
	if errors.As(err, &code) {
		return int(code)
	}
	_, _ = fmt.Fprintf(stderr, "mulin: %v\n", err)
	return exitFail
}

// store says which database a command works on.
type store struct {
	Data      string `help:"Folder for the embedded database and files." default:"data" type:"path" placeholder:"DIR"`
	Database  string `help:"PostgreSQL URL instead of the embedded database." placeholder:"URL"`
	SecretKey string `help:"Master key for personal data, 64 hex digits, instead of the file secret.key in the folder." placeholder:"HEX"`
}

func (s store) config() Config {
	return Config{Dir: s.Data, Database: s.Database, SecretKey: s.SecretKey}
}

// open opens the database of a command that serves no pages.
func (s store) open(ctx context.Context) (*App, error) { return New(ctx, s.config()) }

type versionCmd struct{}

func (versionCmd) Run(s streams) error {
	_, err := fmt.Fprintln(s.out, "mulin", Version)
	return err
}

type serveCmd struct {
	store
	Addr        string   `help:"HOST:PORT of the pages." default:"127.0.0.1:8080"`
	MetricsAddr string   `help:"HOST:PORT of /metrics and profiles; keep it private. Empty for none." default:""`
	BaseURL     string   `help:"Address people use, for links on paper and in messages." placeholder:"https://…" name:"base-url"`
	SMS         smsFlags `embed:"" prefix:"sms-"`
	TrustProxy  bool     `help:"Believe X-Forwarded-For and X-Forwarded-Proto of a proxy in front."`
}

// smsFlags name a provider of text messages; without one there are no one-time
// codes and no messages by SMS.
type smsFlags struct {
	URL      string `help:"Provider of text messages that speaks Aliyun's SMS protocol. Empty: none are sent." placeholder:"https://…" name:"url"`
	KeyID    string `help:"Access key of the provider." placeholder:"ID"`
	Secret   string `help:"Secret of the access key; better given as MULIN_SMS_SECRET." placeholder:"SECRET"`
	Sign     string `help:"Approved signature." placeholder:"签名"`
	Template string `help:"Approved template with one variable." placeholder:"SMS_…"`
	Variable string `help:"The template's variable." default:"content"`
}

func (f smsFlags) provider() sms.Aliyun {
	return sms.Aliyun{BaseURL: f.URL, KeyID: f.KeyID, Secret: f.Secret, SignName: f.Sign, Template: f.Template, Variable: f.Variable}
}

func (c serveCmd) Run(ctx context.Context, s streams) error {
	cfg := c.config()
	cfg.Addr, cfg.MetricsAddr, cfg.BaseURL, cfg.TrustProxy, cfg.SMS = c.Addr, c.MetricsAddr, c.BaseURL, c.TrustProxy, c.SMS.provider()
	cfg.Log = slog.New(slog.NewTextHandler(s.err, nil))
	a, err := New(ctx, cfg)
	if err != nil {
		return err
	}
	cfg.Log.Info("mulin", "version", Version, "engine", a.DB.Engine(), "data", cfg.Dir, "database", redact(cfg.Database), "metrics", cfg.MetricsAddr)
	err = a.Serve(ctx, func(addr string) { _, _ = fmt.Fprintf(s.out, "http://%s\n", addr) })
	return errors.Join(err, a.Close())
}

// redact hides the password of a database address.
func redact(url string) string {
	if url == "" {
		return ""
	}
	return "(PostgreSQL)"
}

type demoCmd struct {
	Data        string `help:"Folder to keep the demo in; without it a temporary one that is removed at the end." type:"path" placeholder:"DIR"`
	Database    string `help:"PostgreSQL URL instead of the embedded database." placeholder:"URL"`
	Prepare     bool   `help:"Only fill the folder, then exit."`
	Addr        string `help:"HOST:PORT of the pages." default:"127.0.0.1:8080"`
	MetricsAddr string `help:"HOST:PORT of /metrics; empty for none." default:""`
}

func (c demoCmd) Run(ctx context.Context, s streams) error {
	dir := c.Data
	if dir == "" {
		tmp, err := os.MkdirTemp("", "mulin-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(tmp) }()
		dir = tmp
	}
	return c.runIn(ctx, dir, s)
}

func (c demoCmd) runIn(ctx context.Context, dir string, s streams) error {
	cfg := Config{Dir: dir, Database: c.Database, Addr: c.Addr, MetricsAddr: c.MetricsAddr, Demo: true,
		Log: slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelInfo}))}
	if err := PrepareDemo(ctx, cfg, s.err); err != nil {
		return err
	}
	if c.Prepare {
		return nil
	}
	a, err := New(ctx, cfg)
	if err != nil {
		return err
	}
	err = a.Serve(ctx, func(addr string) {
		_, _ = fmt.Fprintf(s.out, "睦邻演示 Mulin demo: http://%s   (Ctrl+C 结束 to stop)\n", addr)
	})
	return errors.Join(err, a.Close())
}
