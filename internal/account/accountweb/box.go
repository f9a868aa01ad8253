package accountweb

import (
	"context"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/ui"
)

// passwordBox names the second phone field of the page by its own id.
func passwordBox(ctx context.Context, v signInView) ui.FormBox {
	b := box("/signin", i18n.T(ctx, "err.title"), v.of("password"))
	for i := range b.Errors {
		if b.Errors[i].FieldID == "f-phone" {
			b.Errors[i].FieldID = "p-phone"
		}
	}
	return b
}

func passwordState(ctx context.Context, has bool) string {
	if has {
		return i18n.T(ctx, "account.password.is")
	}
	return i18n.T(ctx, "account.password.isnot")
}
