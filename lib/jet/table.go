package jet

import (
	"cmp"
	"maps"
	"slices"

	"github.com/gomlx/gomlx/support/exceptions"
)

// A slot is a part, or a sum of parts where a Laplacian isn't carried since its second derivatives are.
type slot []int

// A term is a product of two slots that adds to a part.
type term struct {
	left, right int
	factor      float64
}

// build closes a list of operators and works out their product rules.
func build(axes int, groups [][]int, list []operator) (*Set, error) {
	s := &Set{axes: axes, groups: groups, index: map[operator]int{}}
	s.close(list)
	slices.SortFunc(s.parts, func(p, q operator) int {
		return cmp.Or(
			cmp.Compare(p.order(axes), q.order(axes)),
			-cmp.Compare(p[:axes], q[:axes]), // the first axis first
			-cmp.Compare(p[axes:], q[axes:]))
	})
	// Derivatives before Laplacians of the same order.
	slices.SortStableFunc(s.parts, func(p, q operator) int {
		return cmp.Or(cmp.Compare(p.order(axes), q.order(axes)), cmp.Compare(s.laplacians(p), s.laplacians(q)))
	})
	for i, p := range s.parts {
		s.index[p] = i
		s.order = max(s.order, p.order(axes))
		s.slots = append(s.slots, slot{i})
	}
	for _, p := range s.parts {
		s.products = append(s.products, s.productsOf(p))
	}
	s.factorise()
	return s, nil
}

func (s *Set) laplacians(p operator) int {
	n := 0
	for _, power := range []byte(p[s.axes:]) {
		n += int(power)
	}
	return n
}

// close adds to a list all that the product rules need, and leaves out Laplacians that are sums of what is there.
func (s *Set) close(list []operator) {
	all := map[operator]int{}
	for len(list) > 0 {
		p := list[len(list)-1]
		list = list[:len(list)-1]
		// The Laplacian over one axis is a second derivative.
		for g, axes := range s.groups {
			if n := p[s.axes+g]; n > 0 && len(axes) == 1 {
				powers := []byte(p)
				powers[s.axes+g], powers[axes[0]] = 0, powers[axes[0]]+2*n
				p = operator(powers)
			}
		}
		if _, seen := all[p]; seen {
			continue
		}
		all[p] = 0
		for t := range s.leibniz(p) {
			list = append(list, t.left) // the rule is symmetric
		}
	}
	s.index = all
	for _, p := range slices.Sorted(maps.Keys(all)) {
		if s.laplacians(p) == 0 {
			continue
		}
		delete(all, p)
		if s.resolve(p) == nil {
			all[p] = 0
		}
	}
	s.parts = slices.Collect(maps.Keys(all))
	s.index = map[operator]int{}
}

// resolve gives the parts whose sum an operator is, with repetition: nil where the Set doesn't have it.
func (s *Set) resolve(p operator) slot {
	if i, ok := s.index[p]; ok {
		return slot{i}
	}
	var sum slot
	for _, q := range s.opened(p) {
		part := s.resolve(q)
		if part == nil {
			return nil
		}
		sum = append(sum, part...)
	}
	slices.Sort(sum)
	return sum
}

// must resolves an operator written in another Set's Laplacians, and panics where this Set doesn't have it.
func (s *Set) must(in *Set, p operator) slot {
	sum := s.resolveOf(in, p)
	if sum == nil {
		exceptions.Panicf("jet: %s isn't carried: the Set is %s; ask for it where the Set is made", in.name(p), s)
	}
	return sum
}

func (s *Set) resolveOf(in *Set, p operator) slot {
	if q, known := in.translated(p, s.groups); known {
		if sum := s.resolve(q); sum != nil {
			return sum
		}
	}
	var sum slot
	for _, q := range in.opened(p) {
		part := s.resolveOf(in, q)
		if part == nil {
			return nil
		}
		sum = append(sum, part...)
	}
	return sum
}

// slotOf is the number of the slot of an operator that the Set has.
func (s *Set) slotOf(p operator) int {
	sum := s.resolve(p)
	if sum == nil {
		panic("jet: " + s.name(p) + " isn't among " + s.String() + ", which is closed: this is a defect of jet's")
	}
	if i := slices.IndexFunc(s.slots, func(have slot) bool { return slices.Equal(have, sum) }); i >= 0 {
		return i
	}
	s.slots = append(s.slots, sum)
	return len(s.slots) - 1
}

func (s *Set) productsOf(p operator) []term {
	factors := map[[2]int]float64{}
	rules := s.leibniz(p)
	for _, t := range slices.SortedFunc(maps.Keys(rules), func(a, b split) int {
		return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
	}) {
		factors[[2]int{s.slotOf(t.left), s.slotOf(t.right)}] += rules[t]
	}
	var terms []term
	for pair, factor := range factors {
		terms = append(terms, term{pair[0], pair[1], factor})
	}
	slices.SortFunc(terms, func(a, b term) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right)) })
	return terms
}

// halved are the terms of half the square of a jet without its value, each pair once.
func halved(terms []term) []term {
	var list []term
	for _, t := range terms {
		switch {
		case t.left == 0 || t.left > t.right:
		case t.left == t.right:
			list = append(list, term{t.left, t.right, t.factor / 2})
		default:
			list = append(list, t)
		}
	}
	return list
}
