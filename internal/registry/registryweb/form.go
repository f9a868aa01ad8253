package registryweb

import (
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

// said is what a page with several forms shows again after one was refused.
type said struct {
	form   string // the refused one, "" for none
	errors web.FieldErrors
	value  func(name string) string
	people []registry.Found // whom an ambiguous name may mean
}

// in fills a field of a form with what was typed and its error.
func (s said) in(form string, f ui.Field) ui.Field {
	f.ID = "f-" + form + "-" + f.Name
	if s.form == form && s.errors != nil {
		f.Value, f.Error = s.value(f.Name), s.errors[f.Name]
	}
	return f
}

// whole is the sentence about a refused form.
func (s said) whole(form string) string {
	if s.form != form {
		return ""
	}
	return s.errors[""]
}

// refused shows a page again with what was typed into one of its forms.
func refused(c *web.Ctx, err error, form, title string, page func(said) component) error {
	return c.FormError(err, title, func(f web.FieldErrors) component { return page(said{form: form, errors: f, value: c.Str}) })
}

// pick finds the person meant by a field: chosen among several, or told by name,
// room or phone. Optional fields may be empty.
func (p *Pages) pick(c *web.Ctx, k registry.Compound, field string, optional bool) (int64, []registry.Found, error) {
	if id := c.Int(field + "_id"); id != 0 {
		return id, nil, nil
	}
	text := c.Str(field)
	if text == "" && optional {
		return 0, nil, nil
	}
	found, err := p.registry.Find(c.Context(), c.Actor, k, text, 12)
	switch {
	case err != nil:
		return 0, nil, err
	case len(found) == 1:
		return found[0].Person.ID, nil, nil
	case len(found) == 0:
		return 0, nil, errs.InvalidField(field, "registry.pick.none")
	}
	return 0, found, errs.InvalidField(field, "registry.pick.many")
}

// nameOf is a person's name as the visitor may see it.
func nameOf(c *web.Ctx, name string) string {
	if keeps(c) || name == "" {
		return name
	}
	return format.MaskName(name)
}

func homeList(homes []registry.Home) string {
	out := ""
	for _, h := range homes {
		if out != "" {
			out += "、"
		}
		out += h.Label
	}
	return out
}

func phoneList(phones []registry.Phone) string {
	out := ""
	for _, n := range phones {
		if out != "" {
			out += " "
		}
		out += n.Masked
	}
	return out
}

// options are the choices of a field with the texts prefix.value.
func options(c *web.Ctx, prefix string, values ...string) []ui.Option {
	out := make([]ui.Option, 0, len(values))
	for _, v := range values {
		out = append(out, ui.Option{Value: v, Label: c.T(prefix + v)})
	}
	return out
}

func today(c *web.Ctx, k registry.Compound) string { return k.Today(c.Site.DB.Now()) }

// actName says what a line of the record is about; others are told as such.
func actName(c *web.Ctx, action string) string {
	if key := "registry.act." + action; c.Words.Has(key) {
		return c.T(key)
	}
	return c.T("registry.act.other")
}
