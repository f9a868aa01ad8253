package app

import (
	"errors"
	"strings"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/i18n"
	"mulin/locales"
)

// plain puts an error of a service into words for the terminal.
func plain(err error) error {
	e := errs.As(err)
	if e == nil {
		return err
	}
	bundle, loadErr := i18n.Load(locales.FS)
	if loadErr != nil {
		return errors.Join(err, loadErr)
	}
	w := bundle.For(i18n.En)
	parts := []string{w.Map(e.Key, e.Args)}
	for _, f := range e.Fields {
		parts = append(parts, f.Name+": "+w.Map(f.Key, f.Args))
	}
	return errors.New(strings.Join(parts, "; "))
}
