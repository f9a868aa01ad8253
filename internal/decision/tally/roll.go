package tally

import (
	"strconv"

	"mulin/internal/kit/area"
)

// roll is the frozen roll, ready for counting: parts and heads by number.
type roll struct {
	parts  []Part
	index  index // of part names
	heads  []int32
	nHeads int
	total  area.AreaCm2
}

const excluded int32 = -1 // in roll.heads

// newRoll numbers parts and heads; the fault names the part.
func newRoll(parts []Part) (*roll, *Fault) {
	if len(parts) > MaxParts {
		return nil, &Fault{Code: TooManyParts, Pointer: "/roll", Value: strconv.Itoa(len(parts))}
	}
	r := &roll{parts: parts, index: newIndex(len(parts)), heads: make([]int32, len(parts))}
	heads := newIndex(len(parts))
	for i := range parts {
		if f := r.add(i, &heads); f != nil {
			return nil, f
		}
	}
	if r.nHeads = len(heads.names); r.nHeads == 0 {
		return nil, &Fault{Code: EmptyRoll, Pointer: "/roll"}
	}
	return r, nil
}

func (r *roll) add(i int, heads *index) *Fault {
	p := &r.parts[i]
	if f := p.check(i); f != nil {
		return f
	}
	if _, fresh := r.index.add(p.Name); !fresh {
		return &Fault{Code: Twice, Pointer: pointer("roll", i, "part"), Value: p.Name}
	}
	if p.Excluded {
		r.heads[i] = excluded
		return nil
	}
	r.heads[i], _ = heads.add(p.Head)
	if r.total += p.Area; r.total > MaxArea {
		return &Fault{Code: TooMuchArea, Pointer: pointer("roll", i, "area_cm2"), Value: strconv.FormatInt(int64(r.total), 10)}
	}
	return nil
}

func (p *Part) check(i int) *Fault {
	switch {
	case p.Name == "":
		return &Fault{Code: BadText, Pointer: pointer("roll", i, "part")}
	case p.Head == "":
		return &Fault{Code: BadText, Pointer: pointer("roll", i, "head")}
	case p.Area > MaxArea || p.Area < 0 || p.Area == 0 && !p.Excluded:
		return &Fault{Code: BadArea, Pointer: pointer("roll", i, "area_cm2"), Value: strconv.FormatInt(int64(p.Area), 10)}
	}
	return nil
}
