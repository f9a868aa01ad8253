package residentweb

import (
	"context"
	"strconv"

	"mulin/internal/kit/ui"
	"mulin/internal/kit/web"
	"mulin/internal/kit/when"
	"mulin/internal/matter"
)

func (p *Pages) board(c *web.Ctx) error {
	r, err := p.compound(c)
	if err != nil {
		return err
	}
	b, err := p.matters.Board(c.Context(), r)
	if err != nil {
		return err
	}
	return c.Page(c.T("board.title"), boardPage(newTeller(c, r.Location()), c.URL(), b))
}

// count shows a figure that may be published, else that it is small.
func count(ctx context.Context, n int64) string {
	if matter.Publishable(n) {
		return strconv.FormatInt(n, 10)
	}
	return tr(ctx, "board.few")
}

func onTime(ctx context.Context, b matter.Board) (value, unit string) {
	percent, ok := b.OnTimePercent()
	if !ok {
		return "–", ""
	}
	return strconv.Itoa(percent), "%"
}

// boardTable lists the open matters of the common parts, without a word that
// anybody typed.
func boardTable(ctx context.Context, t teller, rows []matter.BoardRow) ui.TableBox {
	table := ui.TableBox{Caption: tr(ctx, "board.open.common"), Empty: ui.EmptyBox{Icon: "check", Text: tr(ctx, "board.none"), Hint: tr(ctx, "board.none.hint")},
		Columns: []ui.Column{{Label: tr(ctx, "my.what")}, {Label: tr(ctx, "my.where")}, {Label: tr(ctx, "board.state")}, {Label: tr(ctx, "my.when")}, {Label: tr(ctx, "board.due")}}}
	for _, r := range rows {
		row := ui.Row{Cells: []component{ui.Own(r.ClassName), ui.Text(boardPlace(ctx, r)), ui.Badge(t.boardTag(r)),
			ui.Text(when.Day(r.FirstWord, t.loc)), ui.Text(t.boardDue(r))}}
		if r.Late(t.now) && running(r.State) {
			row.Kind = "danger"
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func boardPlace(ctx context.Context, r matter.BoardRow) string {
	if r.Building == "" {
		return tr(ctx, "board.common")
	}
	if r.Unit == "" {
		return r.Building
	}
	return r.Building + "-" + r.Unit
}

func (t teller) boardDue(r matter.BoardRow) string {
	if !running(r.State) || r.Due.IsZero() {
		return t.w.T("board.due." + string(r.State))
	}
	return when.Left(t.w, r.Due, t.now)
}

// boardTag is the state for those whom nobody asks to have a look.
func (t teller) boardTag(r matter.BoardRow) ui.Tag {
	if r.State == matter.Reported {
		return ui.Tag{Text: t.w.T("board.reported"), Kind: "info"}
	}
	return t.stateTag(r.State, "", r.Late(t.now))
}
