package matterweb

import (
	"context"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
	"mulin/internal/matter"
)

// options are the words of a list of codes: the key is prefix + code.
func options[T ~string](ctx context.Context, prefix string, list []T, chosen string) []ui.Option {
	out := make([]ui.Option, 0, len(list))
	for _, v := range list {
		out = append(out, ui.Option{Value: string(v), Label: i18n.T(ctx, prefix+string(v)), Selected: string(v) == chosen})
	}
	return out
}

func urgencyOptions(ctx context.Context, chosen string) []ui.Option {
	return options(ctx, "matter.urgency.", matter.Urgencies(), chosen)
}

func kindOptions(ctx context.Context, chosen string) []ui.Option {
	return options(ctx, "matter.kind.", matter.Kinds(), chosen)
}

func channelOptions(ctx context.Context, chosen string) []ui.Option {
	return options(ctx, "matter.channel.", []matter.Channel{matter.ByPhone, matter.MissedCall, matter.ByVisit, matter.ByPaper, matter.ByOther}, chosen)
}
