package residentweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/errs"
	"mulin/internal/kit/format"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// reportForm is what a resident tells us, as typed.
type reportForm struct {
	Key, Body, Room, Place, Phone, Door string
	Class                               matter.Class // zero: to be guessed from the words
	Guess                               bool         // "not sure": no class was chosen on purpose
	Homes                               []registry.Home
	Action, Office                      string
	Photos                              bool
}

// report asks first what it is about, then for the rest.
func (p *Pages) report(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	classes, err := p.activeClasses(c, r)
	if err != nil {
		return err
	}
	f, err := p.newForm(c, r, classes)
	if err != nil {
		return err
	}
	if f.Class.ID == 0 && !f.Guess {
		return c.Page(c.T("report.title"), choosePage(classes, f))
	}
	f.Key = c.FormKey()
	return c.Page(c.T("report.title"), reportPage(f, web.FieldErrors{}))
}

// activeClasses lists what can be reported, emergencies first.
func (p *Pages) activeClasses(c *web.Ctx, r registry.Compound) ([]matter.Class, error) {
	all, err := p.matters.Classes(c.Context(), r)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(k matter.Class) bool { return !k.Active })
	slices.SortStableFunc(all, func(a, b matter.Class) int { return rank(a.Urgency) - rank(b.Urgency) })
	return all, nil
}

func rank(u matter.Urgency) int {
	if u == matter.Emergency {
		return 0
	}
	return 1
}

// newForm reads what is known already: the class tapped, the door whose code was
// scanned, the home of who is signed in.
func (p *Pages) newForm(c *web.Ctx, r registry.Compound, classes []matter.Class) (reportForm, error) {
	f := reportForm{Key: c.Str("key"), Body: c.Str("body"), Room: c.Str("room"), Place: c.Str("place"), Phone: c.Str("phone"), Door: short(c.Str("door")),
		Guess: c.Str("class") == "guess", Action: c.URL("report"), Office: r.OfficePhone, Photos: p.photos != nil}
	if i := slices.IndexFunc(classes, func(k matter.Class) bool { return k.ID == c.Int("class") }); i >= 0 {
		f.Class = classes[i]
	}
	if c.R.Method == http.MethodPost {
		return f, nil
	}
	if f.Door != "" {
		f.readDoor()
		return f, nil
	}
	if !c.Actor.Within(c.Compound.Path, actor.Resident) {
		return f, nil
	}
	homes, err := p.registry.HomesOfPerson(c.Context(), r.Community, c.Actor.Person)
	f.Homes = slices.DeleteFunc(homes, func(h registry.Home) bool { return h.Compound != r.ID })
	if len(f.Homes) == 1 {
		f.Room = f.Homes[0].Label
	}
	return f, err
}

// readDoor takes the door's code for a room when it reads as one, else for a
// place such as a stairwell.
func (f *reportForm) readDoor() {
	if room, err := format.ParseRoom(f.Door, ""); err == nil {
		f.Room = room.String()
		return
	}
	f.Place = f.Door
}

// short keeps an address from filling the page with words of a stranger.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20])
	}
	return s
}

// said is the report's text: what was typed, or the name of the class when the
// room already says where it is.
func (f reportForm) said() string {
	if f.Body == "" && f.Class.ID != 0 && (f.Room != "" || f.Place != "") {
		return f.Class.Name
	}
	return f.Body
}

func (p *Pages) sendReport(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	classes, err := p.activeClasses(c, r)
	if err != nil {
		return err
	}
	f, err := p.newForm(c, r, classes)
	if err != nil {
		return err
	}
	m, err := p.intake(c, r, f)
	if err != nil {
		return c.FormError(err, c.T("report.title"), func(e web.FieldErrors) component { return reportPage(f, e) })
	}
	return c.Redirect("/m/"+m.TrackCode+"/receipt", "")
}

func (p *Pages) intake(c *web.Ctx, r registry.Compound, f reportForm) (matter.Matter, error) {
	photos, err := p.keepPhotos(c, r)
	if err != nil {
		return matter.Matter{}, err
	}
	n := matter.NewMatter{Key: f.Key, Body: f.said(), Place: f.Place, Room: f.Room, Channel: matter.ByWeb, Phone: f.Phone, Class: f.Class.ID, Photos: photos}
	if c.Actor.Community == r.Community {
		n.Reporter = c.Actor.Person
	}
	return p.matters.Intake(c.Context(), c.Actor, r, n)
}

// maxPhotos is how many pictures one report may bring.
const maxPhotos = 3

func (p *Pages) keepPhotos(c *web.Ctx, r registry.Compound) (hashes []string, err error) {
	if p.photos == nil || c.R.MultipartForm == nil {
		return nil, nil
	}
	files := c.R.MultipartForm.File["photo"]
	if len(files) > maxPhotos {
		return nil, errs.InvalidField("photo", "report.photo.many", errs.Args{"Max": maxPhotos})
	}
	for _, file := range files {
		in, err := file.Open()
		if err != nil {
			return nil, err
		}
		hash, err := p.photos.Save(c.Context(), r.Community, in)
		if err = errors.Join(err, in.Close()); err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// back leads to the choice of the class again, keeping the door.
func (f reportForm) back() string {
	if f.Door == "" {
		return f.Action
	}
	return f.Action + "?door=" + url.QueryEscape(f.Door)
}

func classValue(f reportForm) string {
	if f.Class.ID == 0 {
		return "guess"
	}
	return idText(f.Class.ID)
}

// bodyHint says that nothing need be typed where class and room say it all.
func bodyHint(ctx context.Context, f reportForm) string {
	if f.Class.ID != 0 {
		return tr(ctx, "report.body.hint")
	}
	return ""
}

func homeOptions(ctx context.Context, f reportForm) []ui.Option {
	out := make([]ui.Option, 0, len(f.Homes)+1)
	for _, h := range f.Homes {
		out = append(out, ui.Option{Value: h.Label, Label: h.Label, Icon: "home", Selected: h.Label == f.Room})
	}
	return append(out, ui.Option{Label: tr(ctx, "report.room.common"), Icon: "building", Selected: f.Room == ""})
}

// errorLines lists the sentences of a refused form in the order of its fields.
func errorLines(e web.FieldErrors, fields ...string) []ui.FieldError {
	var out []ui.FieldError
	for _, name := range fields {
		if e[name] != "" {
			out = append(out, ui.FieldError{FieldID: "f-" + name, Text: e[name]})
		}
	}
	if len(out) == 0 && e[""] != "" {
		out = append(out, ui.FieldError{Text: e[""]})
	}
	return out
}
