package tally

// index numbers names in the order of their coming, from 0.
type index map[string]int32

// add gives the number of a name, and whether it was new.
func (x index) add(name string) (int32, bool) {
	if i, ok := x[name]; ok {
		return i, false
	}
	i := int32(len(x))
	x[name] = i
	return i, true
}
