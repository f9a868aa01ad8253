package report

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// Readers may read the figures of a compound.
func Readers() []actor.Role {
	return append(matter.Takers(), actor.Party, actor.Supervisor, actor.Admin, actor.Street)
}

// Service reads figures.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Figures are all figures of a scope. Shares with Den 0 have nothing behind them.
type Figures struct {
	Intake       Intake
	Closed       Share
	OnTime       map[matter.Target]Share
	Overdue      Share
	FirstFix     Share
	Repeat       Share
	Return       Share
	Accuracy     Share
	Response     Spread
	Handling     Spread
	Solved       Share
	Satisfaction Satisfaction
	Callback     Share
	Stock        Stock
	SelfFound    Share
	Doorstep     Share
}

// ClassFigures are the figures of one class.
type ClassFigures struct {
	ID      int64
	Name    string
	Urgency matter.Urgency
	Figures
}

// Point is one month of a course of months.
type Point struct {
	Month         Month
	Taken, Closed int64 // taken in; ended, once each
}

// Report is a compound's month.
type Report struct {
	Month Month
	Figures
	Classes []ClassFigures // those with anything in the month, in their order
	Course  []Point        // the six months that end with this one
}

// courseMonths is how far the picture of intake and endings looks back.
const courseMonths = 6

// Month works out all figures of a compound's month at one moment.
func (s *Service) Month(ctx context.Context, a actor.Actor, c registry.Compound, month Month) (r Report, err error) {
	if err := mayRead(a, c); err != nil {
		return r, err
	}
	r.Month = month
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		if r.Figures, err = FiguresTx(ctx, tx, month.scope(c)); err != nil {
			return err
		}
		if r.Classes, err = classesTx(ctx, tx, c, month); err != nil {
			return err
		}
		r.Course, err = courseTx(ctx, tx, c, month)
		return err
	})
	return r, err
}

func mayRead(a actor.Actor, c registry.Compound) error {
	if a.System || a.Within(c.Path(), Readers()...) {
		return nil
	}
	return errs.New(errs.Forbidden, "err.forbidden")
}

// FiguresTx works out every figure of a scope.
func FiguresTx(ctx context.Context, tx *db.Tx, s Scope) (f Figures, err error) {
	q := reader{tx: tx, scope: s}
	read(ctx, &q, &f.Intake, IntakeTx)
	read(ctx, &q, &f.Closed, ClosedTx)
	read(ctx, &q, &f.OnTime, OnTimeTx)
	read(ctx, &q, &f.Overdue, OverdueTx)
	read(ctx, &q, &f.FirstFix, FirstFixTx)
	read(ctx, &q, &f.Repeat, RepeatTx)
	read(ctx, &q, &f.Return, ReturnTx)
	read(ctx, &q, &f.Accuracy, AccuracyTx)
	read(ctx, &q, &f.Response, ResponseTx)
	read(ctx, &q, &f.Handling, HandlingTx)
	read(ctx, &q, &f.Solved, SolvedTx)
	read(ctx, &q, &f.Satisfaction, SatisfactionTx)
	read(ctx, &q, &f.Callback, CallbackTx)
	read(ctx, &q, &f.Stock, StockTx)
	read(ctx, &q, &f.SelfFound, SelfFoundTx)
	read(ctx, &q, &f.Doorstep, DoorstepTx)
	return f, q.err
}

// reader runs queries of one scope one after another until one fails.
type reader struct {
	tx    *db.Tx
	scope Scope
	err   error
}

func read[T any](ctx context.Context, q *reader, field *T, query func(context.Context, *db.Tx, Scope) (T, error)) {
	if q.err == nil {
		*field, q.err = query(ctx, q.tx, q.scope)
	}
}

// classesTx leaves out the classes with nothing taken in or ended: most have no
// matter in an ordinary month.
func classesTx(ctx context.Context, tx *db.Tx, c registry.Compound, month Month) ([]ClassFigures, error) {
	all := month.scope(c)
	came, err := tally[int64](ctx, tx, all, "class_id", taken)
	if err != nil {
		return nil, err
	}
	went, err := tally[int64](ctx, tx, all, "class_id", ended)
	if err != nil {
		return nil, err
	}
	classes, err := matter.ClassesTx(ctx, tx, c.Community, c.ID)
	if err != nil {
		return nil, err
	}
	var out []ClassFigures
	for _, k := range classes {
		if came[k.ID]+went[k.ID] == 0 {
			continue
		}
		of := all
		of.Class = k.ID
		f, err := FiguresTx(ctx, tx, of)
		if err != nil {
			return nil, err
		}
		out = append(out, ClassFigures{ID: k.ID, Name: k.Name, Urgency: k.Urgency, Figures: f})
	}
	return out, nil
}

func courseTx(ctx context.Context, tx *db.Tx, c registry.Compound, month Month) ([]Point, error) {
	var out []Point
	for n := 1 - courseMonths; n <= 0; n++ {
		p := Point{Month: month.Add(n)}
		var err error
		if p.Taken, err = count(ctx, tx, p.Month.scope(c), taken); err != nil {
			return nil, err
		}
		if p.Closed, err = count(ctx, tx, p.Month.scope(c), ended); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
