package tally

import (
	"strconv"

	"mulin/internal/kit/area"
)

// Roll is a frozen roll (表决权清册), ready for counting: its parts have numbers,
// from 0 in the order given. It can be counted on any number of times, also at once.
type Roll struct {
	parts  []Part
	number index   // of parts
	heads  []int32 // number of the head, by part
	nHeads int
	total  area.AreaCm2
}

const excluded int32 = -1 // in Roll.heads

// NewRoll checks and numbers the parts, which may not change afterwards. The error
// is a *[Fault].
func NewRoll(parts []Part) (*Roll, error) {
	r, f := newRoll(parts)
	if f != nil {
		return nil, f
	}
	return r, nil
}

// Number gives the number of a part; false when the roll does not have it.
func (r *Roll) Number(part string) (int32, bool) {
	n, ok := r.number[part]
	return n, ok
}

func newRoll(parts []Part) (*Roll, *Fault) {
	if len(parts) > MaxParts {
		return nil, &Fault{Code: TooManyParts, Pointer: "/roll", Value: strconv.Itoa(len(parts))}
	}
	r := &Roll{parts: parts, number: make(index, len(parts)), heads: make([]int32, len(parts))}
	heads := make(index, len(parts))
	for i := range parts {
		if f := r.add(i, heads); f != nil {
			return nil, f
		}
	}
	if r.nHeads = len(heads); r.nHeads == 0 {
		return nil, &Fault{Code: EmptyRoll, Pointer: "/roll"}
	}
	return r, nil
}

func (r *Roll) add(i int, heads index) *Fault {
	p := &r.parts[i]
	if f := p.check(i); f != nil {
		return f
	}
	if _, fresh := r.number.add(p.Name); !fresh {
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
