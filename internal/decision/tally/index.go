package tally

// index numbers names in the order of their coming, from 0.
type index struct {
	m     map[string]int32
	names []string
}

func newIndex(n int) index { return index{m: make(map[string]int32, n)} }

// add gives the number of a name, and whether it was new.
func (x *index) add(name string) (int32, bool) {
	if i, ok := x.m[name]; ok {
		return i, false
	}
	i := int32(len(x.names))
	x.m[name] = i
	x.names = append(x.names, name)
	return i, true
}

// find gives the number of a name; false when there is none.
func (x *index) find(name string) (int32, bool) {
	i, ok := x.m[name]
	return i, ok
}
