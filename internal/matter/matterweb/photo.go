package matterweb

import (
	"errors"
	"net/http"
	"regexp"

	"mulin/internal/kit/errs"
	"mulin/internal/kit/web"
)

// maxPhotos is how many photos one entry of the story may have.
const maxPhotos = 3

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// photo shows a photo to who may see its matter: colleagues who are signed in,
// or whoever holds the reporter's link (t).
func (p *Pages) photo(c *web.Ctx) error {
	name := c.R.PathValue("hash")
	if !hash.MatchString(name) {
		return errs.New(errs.NotFound, "err.notfound")
	}
	cp, err := p.compound(c)
	if err != nil {
		return err
	}
	if err := p.matters.PhotoFor(c.Context(), c.Actor, cp, name, c.Str("t")); err != nil {
		return err
	}
	jpeg, err := p.photos.Get(c.Context(), cp.Community, name)
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("Content-Disposition", "inline")
	_, _ = c.W.Write(jpeg)
	return nil
}

// uploads keeps the photos of a form and gives their names, after those kept
// when the form was refused before.
func (p *Pages) uploads(c *web.Ctx) ([]string, error) {
	err := c.R.ParseMultipartForm(1 << 20)
	if errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return nil, errs.InvalidField("photo", "photo.err.big", errs.Args{"Max": 8})
	}
	if err != nil {
		return nil, errs.New(errs.Invalid, "err.file", err)
	}
	defer func() { _ = c.R.MultipartForm.RemoveAll() }()
	var kept []string
	for _, name := range c.R.PostForm["kept"] {
		if hash.MatchString(name) {
			kept = append(kept, name)
		}
	}
	return p.keep(c, kept)
}

func (p *Pages) keep(c *web.Ctx, kept []string) ([]string, error) {
	files := c.R.MultipartForm.File["photo"]
	if len(kept)+len(files) > maxPhotos {
		return kept, errs.InvalidField("photo", "photo.err.many", errs.Args{"Max": maxPhotos})
	}
	for _, head := range files {
		f, err := head.Open()
		if err != nil {
			return kept, err
		}
		name, err := p.photos.Save(c.Context(), c.Compound.Community, f)
		_ = f.Close()
		if err != nil {
			return kept, err
		}
		kept = append(kept, name)
	}
	return kept, nil
}
