package matterweb

import (
	"github.com/a-h/templ"

	"mulin/internal/kit/web"
	"mulin/internal/matter"
)

// Line is the intake line for the top of every page of those who take calls; nil
// for the others, and on the workbench, which has its own.
func Line(c *web.Ctx) templ.Component {
	here := c.R.URL.Path == c.URL("desk") || c.R.URL.Path == c.URL("desk", "intake")
	if c.Compound.ID == 0 || here || !c.Actor.Within(c.Compound.Path, matter.Takers()...) {
		return nil
	}
	return lineForm(c.URL("desk"))
}
