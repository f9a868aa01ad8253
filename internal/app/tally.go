package app

import (
	"context"

	"mulin/internal/decision/tallycli"
)

// tallyCmd counts a decision file offline, without any database.
type tallyCmd struct{ tallycli.Command }

func (c tallyCmd) Run(ctx context.Context, s streams) error {
	if code := c.Count(ctx, s.out, s.err); code != exitOK {
		return exitCode(code)
	}
	return nil
}

// exitCode ends a command that has already told what is wrong, with this code.
type exitCode int

func (exitCode) Error() string { return "said" }
