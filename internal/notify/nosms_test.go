package notify_test

import (
	"bytes"
	"testing"

	"mulin/internal/kit/i18n"
	"mulin/internal/kit/secret"
	"mulin/internal/notify"
	"mulin/locales"
)

func TestWithoutTextMessagesUrgentNewsIsInTheInboxAndTheOutboxSaysWhyNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		box, err := secret.New(bytes.Repeat([]byte{7}, 32))
		must(t, err)
		words, err := i18n.Load(locales.FS)
		must(t, err)
		w.notify = notify.New(w.db, w.registry, notify.Config{Box: box, Words: words})
		w.tell(w.news())
		w.work()
		list, err := w.notify.Outbox(t.Context(), w.desk, w.c, notify.OutboxFilter{Channel: notify.SMS})
		must(t, err)
		if len(list) != 1 || list[0].State != notify.Skipped || list[0].Why != "no sms" {
			t.Fatalf("outbox %+v", list)
		}
		if w.notify.CanSendCodes() {
			t.Error("codes could be sent")
		}
	})
}
