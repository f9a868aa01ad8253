package matterweb

import (
	"context"

	"mulin/internal/kit/actor"
)

type (
	ctx    = context.Context
	person = actor.Actor
)
