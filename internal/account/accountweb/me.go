package accountweb

import (
	"encoding/json"

	"mulin/internal/account"
	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/registry"
)

// myPage is /me with what its words need.
type myPage struct {
	account.Mine
	c *web.Ctx
}

func (p *Pages) me(c *web.Ctx) error {
	m, err := p.accounts.Mine(c.Context(), c.Actor, token(c))
	if err != nil {
		return err
	}
	return c.Page(c.T("account.me"), mePage(myPage{m, c}))
}

func (m myPage) at(s account.Session) string {
	return when.At(m.c.Words, s.Seen, m.c.Site.DB.Now(), m.Compound.Location())
}

// device says what a session runs on, in words.
func (m myPage) device(s account.Session) string {
	app, machine := deviceKeys(s.Device)
	return m.c.T(machine) + " · " + m.c.T(app)
}

// phones are the masked numbers.
func (m myPage) phones() string {
	text := ""
	for _, p := range m.Person.Phones {
		if text != "" {
			text += "  "
		}
		text += p.Masked
	}
	if text == "" {
		return m.c.T("account.none")
	}
	return text
}

func (m myPage) homes() []ui.Cell {
	var cells []ui.Cell
	for _, h := range m.Homes {
		cell := ui.Cell{Icon: "home", Title: h.Label, Desc: m.c.T("account.relation." + h.Relation), Value: m.span(h.Since, h.Until)}
		if last := len(cells) - 1; last >= 0 && cells[last].Title == cell.Title && cells[last].Value == cell.Value {
			cells[last].Desc += " · " + cell.Desc // who lives in what they own
			continue
		}
		cells = append(cells, cell)
	}
	return cells
}

// span says from when to when, dates as they are stored.
func (m myPage) span(since, until string) string {
	if until == "" {
		until = m.c.T("account.now")
	}
	return since + " – " + until
}

func (m myPage) roles() []ui.Cell {
	var cells []ui.Cell
	for _, r := range m.Roles {
		title := m.c.T("role." + string(r.Role))
		if r.Deputy == m.Person.ID {
			title = m.c.T("account.deputy", "Role", title)
		}
		desc := r.ScopeName
		if r.Basis != "" {
			desc += " · " + r.Basis
		}
		cells = append(cells, ui.Cell{Icon: "shield", Title: title, Desc: desc, Value: m.span(r.Since, r.Until)})
	}
	return cells
}

// looks tells who did what with the person's data, and why.
func (m myPage) looks() []ui.Event {
	var events []ui.Event
	for _, l := range m.Looks {
		key := "account.look." + l.Action
		if !m.c.Words.Has(key) {
			key = "account.look"
		}
		events = append(events, ui.Event{Time: when.At(m.c.Words, l.At, m.c.Site.DB.Now(), m.Compound.Location()),
			Datetime: l.At.In(m.Compound.Location()).Format("2006-01-02T15:04"), Kind: "info", Title: m.c.T(key), Who: m.who(l), Text: m.why(l)})
	}
	return events
}

func (m myPage) who(l account.Look) string {
	if l.Name == "" {
		return m.c.T("account.look.system")
	}
	text := ""
	for _, r := range l.Roles {
		text += m.c.T("role."+string(r)) + " "
	}
	return text + l.Name
}

func (m myPage) why(l account.Look) string {
	if l.Reason == "" {
		return ""
	}
	return m.c.T("account.look.why", "Reason", l.Reason)
}

func (m myPage) consents() []ui.Cell {
	var cells []ui.Cell
	for _, k := range m.Consents {
		cells = append(cells, m.consent(k))
	}
	return cells
}

func (m myPage) consent(k registry.Consent) ui.Cell {
	cell := ui.Cell{Icon: "check", Title: k.Purpose, Desc: k.Covers, Value: k.GivenOn + " – " + k.Until}
	if !k.WithdrawnAt.IsZero() {
		cell.Tag = ui.Tag{Text: m.c.T("account.withdrawn"), Kind: "muted"}
	}
	return cell
}

// today is the date at the person's compound.
func (m myPage) today() string { return m.Compound.Today(m.c.Site.DB.Now()) }

// unread says how many messages are new, nothing for none.
func (m myPage) unread() ui.Tag {
	n := m.c.Unread()
	if n == 0 {
		return ui.Tag{}
	}
	return ui.Tag{Text: m.c.T("notify.unread", "N", n), Kind: "info"}
}

// withdraw takes back one of the person's own consents.
func (p *Pages) withdraw(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	home, err := p.registry.HomeCompound(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	if err := p.registry.WithdrawConsent(c.Context(), c.Actor, home, c.Actor.Person, id); err != nil {
		return err
	}
	return c.Redirect("/me", "account.withdraw.done")
}

func (p *Pages) passwordForm(c *web.Ctx) error {
	m, err := p.accounts.Mine(c.Context(), c.Actor, token(c))
	if err != nil {
		return err
	}
	return c.Page(c.T("account.password.set"), passwordPage(m.HasPassword, m.Method == account.WithCard, web.FieldErrors{}))
}

func (p *Pages) changePassword(c *web.Ctx) error {
	err := p.accounts.ChangePassword(c.Context(), c.Actor, token(c), c.R.PostFormValue("current"), c.R.PostFormValue("password"))
	if err != nil {
		m, mineErr := p.accounts.Mine(c.Context(), c.Actor, token(c))
		if mineErr != nil {
			return mineErr
		}
		return c.FormError(err, c.T("account.password.set"), func(f web.FieldErrors) component {
			return passwordPage(m.HasPassword, m.Method == account.WithCard, f)
		})
	}
	return c.Redirect("/me", "account.password.done")
}

func (p *Pages) endSession(c *web.Ctx) error {
	if err := p.accounts.EndSession(c.Context(), c.Actor, c.Str("session")); err != nil {
		return err
	}
	return c.Redirect("/me", "account.session.ended")
}

func (p *Pages) endOthers(c *web.Ctx) error {
	if err := p.accounts.EndOtherSessions(c.Context(), c.Actor, token(c)); err != nil {
		return err
	}
	return c.Redirect("/me", "account.session.ended")
}

// copyOf gathers the person's data from all parts of the house.
func (p *Pages) copyOf(c *web.Ctx) (account.Copy, error) {
	mine, err := p.accounts.Copy(c.Context(), c.Actor, token(c))
	if err != nil {
		return mine, err
	}
	mine.More = map[string]any{}
	for _, part := range p.parts {
		if mine.More[part.Name], err = part.Of(c.Context(), c.Actor); err != nil {
			return mine, err
		}
	}
	return mine, nil
}

func (p *Pages) copyFile(c *web.Ctx) error {
	mine, err := p.copyOf(c)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(mine, "", "  ")
	if err != nil {
		return err
	}
	return c.File("mulin-me.json", "application/json; charset=utf-8", text)
}

func (p *Pages) copyPrint(c *web.Ctx) error {
	mine, err := p.accounts.Copy(c.Context(), c.Actor, token(c))
	if err != nil {
		return err
	}
	m, err := p.accounts.Mine(c.Context(), c.Actor, token(c))
	if err != nil {
		return err
	}
	return c.Print(c.T("account.copy.title"), copyPage(myPage{m, c}, mine))
}
