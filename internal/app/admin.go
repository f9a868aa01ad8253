package app

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"mulin/internal/account"
	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry"
)

type adminCmd struct {
	store
	Compound     string `help:"Name of the compound." required:"" placeholder:"NAME"`
	Name         string `help:"The administrator's name." required:""`
	Phone        string `help:"The administrator's phone number, to sign in with." required:""`
	PasswordFile string `help:"File with the password; without it it is asked for." type:"path" placeholder:"FILE"`
}

func (c adminCmd) Run(ctx context.Context, s streams) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	password, err := c.password(s)
	if err != nil {
		return err
	}
	if err := account.CheckPassword("password", password); err != nil {
		return plain(err)
	}
	compound, err := a.Registry.CompoundByName(ctx, c.Compound)
	if errs.Is(err, errs.NotFound) {
		return fmt.Errorf("there is no compound %q; import its roster first, with --create", c.Compound)
	}
	if err != nil {
		return err
	}
	person, err := a.makeAdmin(ctx, compound, c.Name, c.Phone)
	if err != nil {
		return plain(err)
	}
	if err := a.Accounts.SetPassword(ctx, compound.Community, person, password); err != nil {
		return plain(err)
	}
	_, err = fmt.Fprintf(s.out, "%s is administrator of %s and signs in with %s\n", c.Name, compound.Name, c.Phone)
	return err
}

func (c adminCmd) password(s streams) (string, error) {
	if c.PasswordFile != "" {
		return secretFile(c.PasswordFile)
	}
	_, _ = fmt.Fprint(s.err, "Password: ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return "", fmt.Errorf("no password was given: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// makeAdmin finds or adds the person with the number and gives them the role.
func (a *App) makeAdmin(ctx context.Context, c registry.Compound, name, phone string) (person int64, err error) {
	system := actor.Actor{System: true}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		person = 0
		found, err := a.Registry.FindTx(ctx, tx, c, phone, 10)
		if err != nil {
			return err
		}
		for _, f := range found {
			if f.Person.Name == name {
				person = f.Person.ID
			}
		}
		if person == 0 {
			if person, err = a.Registry.AddPersonTx(ctx, tx, system, c, registry.NewPerson{Name: name, Phones: []string{phone}}); err != nil {
				return err
			}
		}
		held, err := registry.GrantsOfTx(ctx, tx, c.Community, person, c.Today(tx.Now()))
		if err != nil || slices.ContainsFunc(held, func(g actor.Grant) bool { return g.Role == actor.Admin && g.At == c.Path() }) {
			return err
		}
		_, err = registry.GiveRoleTx(ctx, tx, system, c, registry.NewRole{Person: person, Role: actor.Admin, Scope: registry.ScopeCompound, ScopeID: c.ID,
			Since: c.Today(tx.Now()), Basis: "mulin admin"})
		return err
	})
	return person, err
}
