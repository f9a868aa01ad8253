package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mulin/internal/backup"
)

type backupCmd struct {
	store
	File       string `arg:"" help:"File to write; it must not exist yet." type:"path"`
	Passphrase string `help:"File with a passphrase: the backup is encrypted with it. Without one the file is readable by whoever has it." type:"path" placeholder:"FILE" name:"passphrase-file"`
}

func (c backupCmd) Run(ctx context.Context, s streams) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	pass, err := secretFile(c.Passphrase)
	if err != nil {
		return err
	}
	key, err := c.key()
	if err != nil {
		return err
	}
	sum, err := backup.Write(ctx, a.DB, c.File, backup.Options{Passphrase: pass, SecretKey: key})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s: %d tables, %d rows\n", c.File, sum.Tables, sum.Rows)
	return err
}

// key is the key file, none when the key is kept elsewhere.
func (c backupCmd) key() ([]byte, error) {
	if c.SecretKey != "" {
		return nil, nil
	}
	return os.ReadFile(filepath.Join(c.Data, "secret.key"))
}

type restoreCmd struct {
	store
	File       string `arg:"" help:"Backup file." type:"existingfile"`
	Passphrase string `help:"File with the passphrase of an encrypted backup." type:"path" placeholder:"FILE" name:"passphrase-file"`
}

func (c restoreCmd) Run(ctx context.Context, s streams) error {
	pass, err := secretFile(c.Passphrase)
	if err != nil {
		return err
	}
	sum, err := backup.Restore(ctx, c.File, backup.Target{Dir: c.Data, Database: c.Database, Passphrase: pass})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%d tables, %d rows restored and checked\n", sum.Tables, sum.Rows)
	return err
}

// secretFile reads a secret without the line end an editor puts behind it.
func secretFile(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimRight(string(text), "\r\n")
	if secret == "" {
		return "", fmt.Errorf("%s is empty: there is no passphrase in it", path)
	}
	return secret, nil
}
