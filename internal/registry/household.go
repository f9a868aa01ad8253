package registry

import (
	"slices"
	"strings"

	"mulin/internal/registry/roster"
)

// The relations of a resident to the home.
const (
	relationHead   = "head"
	relationFamily = "family"
	relationTenant = "tenant"
)

// household is who owns and who lives in a home, by name.
type household struct {
	owners    []string
	residents []resident
}

type resident struct{ name, relation string }

// after is the household once a row of a file with these columns is true.
func (h household) after(row roster.Row, has map[roster.Field]bool) household {
	next := household{owners: h.owners}
	if has[roster.FieldOwner] {
		next.owners = row.Owners
	}
	if !has[roster.FieldMembers] && !has[roster.FieldOccupant] {
		next.residents = h.withOwners(next.owners)
		return next
	}
	family, tenants := row.Members, row.Occupants
	if !has[roster.FieldMembers] {
		family = without(h.living(relationHead, relationFamily), slices.Concat(h.owners, next.owners))
	}
	if !has[roster.FieldOccupant] { // owners who are there stay
		tenants = slices.Concat(h.living(relationTenant), with(next.owners, h.living(relationHead, relationFamily, relationTenant)))
	}
	next.residents = settle(next.owners, family, tenants)
	return next
}

// withOwners moves new owners in and past owners out.
func (h household) withOwners(owners []string) []resident {
	gone, come := without(h.owners, owners), without(owners, h.owners)
	var out []resident
	for _, r := range h.residents {
		if !slices.Contains(gone, r.name) {
			out = append(out, r)
		}
	}
	family, tenants := household{residents: out}.living(relationHead, relationFamily), household{residents: out}.living(relationTenant)
	for _, name := range come {
		if livesIn(name, family, tenants) && !slices.ContainsFunc(out, func(r resident) bool { return r.name == name }) {
			out = append(out, resident{name, relationFamily})
		}
	}
	return withHead(out)
}

// settle says who lives in a home with these owners, family and tenants.
func settle(owners, family, tenants []string) []resident {
	var out []resident
	named := slices.Concat(family, tenants)
	family = without(family, owners)
	strangers := without(tenants, slices.Concat(owners, family))
	for _, name := range owners {
		if livesIn(name, family, strangers) || slices.Contains(named, name) {
			out = append(out, resident{name, relationFamily})
		}
	}
	for _, name := range family {
		out = append(out, resident{name, relationFamily})
	}
	for _, name := range strangers {
		out = append(out, resident{name, relationTenant})
	}
	return withHead(out)
}

// livesIn tells whether an owner is taken to live in their home: not when it is
// let out, not when the owner is no natural person.
func livesIn(owner string, family, tenants []string) bool {
	return kindOf(owner) == "natural" && (len(family) > 0 || len(tenants) == 0)
}

// withHead makes the first of the family the head when there is none.
func withHead(list []resident) []resident {
	if slices.ContainsFunc(list, func(r resident) bool { return r.relation == relationHead }) {
		return list
	}
	for i := range list {
		if list[i].relation == relationFamily {
			list[i].relation = relationHead
			break
		}
	}
	return list
}

// living lists the residents of these relations, one relation after the other:
// who is head now stays the first.
func (h household) living(relations ...string) []string {
	var out []string
	for _, relation := range relations {
		for _, r := range h.residents {
			if r.relation == relation {
				out = append(out, r.name)
			}
		}
	}
	return out
}

func without(names, others []string) []string {
	var out []string
	for _, n := range names {
		if !slices.Contains(others, n) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// with keeps the names that are among the others.
func with(names, others []string) []string { return without(names, without(names, others)) }

// kindOf tells a company or the developer from a natural person by the name: the
// developer's unsold parts count as one head (SPC 2020 on ownership, 9).
func kindOf(name string) string {
	contains := func(s string) bool { return strings.Contains(name, s) }
	switch {
	case slices.ContainsFunc([]string{"开发商", "開發商", "房地产", "房地產", "置业", "置業"}, contains):
		return "developer"
	case contains("公司"):
		return "company"
	}
	return "natural"
}
