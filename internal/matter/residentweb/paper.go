package residentweb

import (
	"net/url"

	"mulin/internal/kit/qrcode"
	"mulin/internal/kit/web"
	"mulin/internal/registry"
)

// slip is a form to fill in by hand and drop into the box, two on a sheet.
func (p *Pages) slip(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	qr := qrcode.SVG(c.AbsoluteURL(c.URL("report")), c.T("slip.qr"))
	return c.Print(c.T("slip.title"), slipPaper(r, qr))
}

// doors lists the stairwells whose door codes can be printed.
func (p *Pages) doors(c *web.Ctx) error {
	units, err := p.registry.UnitList(c.Context(), c.Compound.Community, c.Compound.ID)
	if err != nil {
		return err
	}
	return c.Page(c.T("slip.doors"), doorsPage(c.URL(), units))
}

// door is one code to stick on a door.
type door struct{ Label, QR string }

func (p *Pages) doorsPaper(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	homes, err := p.registry.Homes(c.Context(), r.Community, r.ID, registry.HomeFilter{Building: c.Int("building"), Unit: c.Int("unit")})
	if err != nil {
		return err
	}
	units, err := p.registry.UnitList(c.Context(), r.Community, r.ID)
	if err != nil {
		return err
	}
	var list []door
	for _, u := range units {
		if (c.Int("unit") == 0 || u.ID == c.Int("unit")) && (c.Int("building") == 0 || u.Building == c.Int("building")) {
			list = append(list, p.door(c, u.BuildingName+"-"+u.Name))
		}
	}
	for _, h := range homes {
		list = append(list, p.door(c, h.Label))
	}
	return c.Print(c.T("slip.doors"), doorsPaper(r, list))
}

func (p *Pages) door(c *web.Ctx, label string) door {
	link := c.AbsoluteURL(c.URL("report")) + "?door=" + url.QueryEscape(label)
	return door{Label: label, QR: qrcode.SVG(link, c.T("slip.door.qr", "Door", label))}
}

// doorsPerSheet is how many codes one A4 holds.
const doorsPerSheet = 8

// sheets cuts the codes into pages.
func sheets(list []door) [][]door {
	var out [][]door
	for len(list) > doorsPerSheet {
		out, list = append(out, list[:doorsPerSheet]), list[doorsPerSheet:]
	}
	return append(out, list)
}
