package registry

import (
	"context"
	"errors"
	"slices"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
	"mulin/internal/registry/roster"
)

// FileImport says which roster file goes into which compound.
type FileImport struct {
	Name         string // of the file
	Data         []byte // .xlsx or CSV
	CompoundName string
	Compound     Compound // wins over CompoundName when it is known
	Create       bool     // make the compound if there is none
	DryRun       bool     // count only, write nothing
	GoodRows     bool     // take the good rows although others have errors
	Mapping      *roster.Mapping
	Actor        actor.Actor // the zero actor stands for the command line
	Lang         string      // of the messages: zh-Hans, zh-Hant, en; "" is zh-Hans
}

// Report is what came of a file. Created, Updated and Unchanged count homes; with
// errors and without GoodRows nothing was written and they tell what the good
// rows would do.
type Report struct {
	Homes     int       `json:"homes"`
	People    int       `json:"people"`
	Created   int       `json:"created"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Errors    []Finding `json:"errors"`
	Warnings  []Finding `json:"warnings"`
	Written   bool      `json:"-"`
}

// Finding is something wrong, or worth a look, at a cell ("B7"; "" for the file).
type Finding struct {
	Cell    string `json:"cell"`
	Message string `json:"message"`
}

// ImportFile reads a roster file and takes it over in one transaction. A file
// that cannot be read, or an unknown compound without Create, is an error; rows
// at fault are in the report.
func ImportFile(ctx context.Context, s *Service, o FileImport, progress func(done, total int)) (rep Report, err error) {
	f, err := roster.Open(o.Name, o.Data, roster.Limits{})
	if err != nil {
		return Report{Errors: []Finding{}, Warnings: []Finding{}}, err
	}
	if !o.Actor.SignedIn() {
		o.Actor.System = true
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if rep, err = s.importFile(ctx, tx, f, o, progress); err == nil && !rep.Written {
			return errDryRun
		}
		return err
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return rep, err
}

func (s *Service) importFile(ctx context.Context, tx *db.Tx, f *roster.File, o FileImport, progress func(done, total int)) (Report, error) {
	c, err := s.compoundFor(ctx, tx, o)
	if err != nil {
		return Report{}, err
	}
	m, err := mappingTx(ctx, tx, c.Community, f)
	if err != nil {
		return Report{}, err
	}
	if o.Mapping != nil {
		m = *o.Mapping
	}
	parsed, err := parseFor(ctx, tx, c, f, m)
	if err != nil {
		return Report{}, err
	}
	res, err := s.ImportTx(ctx, tx, o.Actor, c, Roster{Rows: parsed.Rows, Columns: ColumnsOf(m)}, progress)
	rep := Report{res.Homes, res.People, res.Created, res.Updated, res.Unchanged, findings(parsed.Errors, o.Lang), findings(parsed.Warnings, o.Lang), false}
	rep.Written = !o.DryRun && (len(rep.Errors) == 0 || o.GoodRows)
	return rep, err
}

func (s *Service) compoundFor(ctx context.Context, tx *db.Tx, o FileImport) (Compound, error) {
	if o.Compound.ID != 0 {
		return o.Compound, mayKeep(o.Actor, o.Compound.Path())
	}
	c, err := db.One(ctx, tx, scanCompound, "SELECT "+compoundColumns+" WHERE c.name = $1 ORDER BY c.id", o.CompoundName)
	switch {
	case err == nil:
		return c, mayKeep(o.Actor, c.Path())
	case !errors.Is(err, db.ErrNoRow):
		return Compound{}, err
	case !o.Actor.System || !o.Create:
		return Compound{}, errs.New(errs.NotFound, "registry.import.nocompound").With(errs.Args{"Name": o.CompoundName})
	}
	return createCompound(ctx, tx, NewCompound{Name: o.CompoundName})
}

// parseFor parses with what is known of the compound: its name, its units (a new
// one among many is a warning), and its building when there is only one.
func parseFor(ctx context.Context, tx *db.Tx, c Compound, f *roster.File, m roster.Mapping) (roster.Result, error) {
	units, err := UnitsTx(ctx, tx, c.Community, c.ID)
	if err != nil {
		return roster.Result{}, err
	}
	o := roster.Options{Compound: c.Name}
	for _, u := range units {
		if o.KnownUnits == nil {
			o.KnownUnits, o.DefaultBuilding = map[string]bool{}, u.BuildingName
		}
		o.KnownUnits[roster.UnitKey(u.BuildingName, u.Name)] = true
		if o.DefaultBuilding != u.BuildingName {
			o.DefaultBuilding = ""
		}
	}
	return roster.Parse(f, m, o, nil), nil
}

// ColumnsOf lists the fields a mapping reads.
func ColumnsOf(m roster.Mapping) []roster.Field {
	out := []roster.Field{}
	for _, f := range m.Columns {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

func findings(list []roster.CellError, lang string) []Finding {
	out := make([]Finding, 0, len(list))
	for _, e := range list {
		out = append(out, Finding{Cell: e.Cell, Message: e.Message(lang)})
	}
	return out
}
