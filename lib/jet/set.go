package jet

import (
	"fmt"
	"slices"
	"strings"
)

// MaxOrder is the highest total order of a partial derivative.
const MaxOrder = 4

// A Set is the partial derivatives that a jet carries: closed downward, so that products and compositions of jets over it need
// nothing outside it. The value comes first, then the others by order. A Set isn't changed once made, and may be shared.
type Set struct {
	axes   int
	groups [][]int // the axes of each Laplacian, ascending
	parts  []operator
	index  map[operator]int
	order  int

	slots    []slot            // what products are made of: the parts, then sums of parts
	products [][]term          // for each part, the pairs of slots that add to it
	factors  [][]factorisation // for each power of a jet without its value, and each part
}

// Of gives the Set of the wanted partial derivatives by some of axes variables, and of all that they need. Each is a list of axes,
// with repetition and in any order: {0, 0} is the second derivative by x_0, {0, 1} the mixed one. The value is always there.
// An order above [MaxOrder], or an axis that isn't there, is an error.
func Of(axes int, wanted ...[]int) (*Set, error) {
	if axes < 1 || axes > 64 {
		return nil, fmt.Errorf("jet: %d axes; give 1 to 64, one for each variable that is differentiated by", axes)
	}
	s := &Set{axes: axes}
	list := []operator{s.identity()}
	for _, w := range wanted {
		p, err := s.partial(w)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return build(axes, nil, list)
}

// WithLaplacian gives the Set that has the Laplacian over these axes too (all, where none are named), collapsed into one part:
// it is carried as a sum, beside the value and the first derivatives, d+2 parts in place of 2d+1. Where the Set has the second
// derivatives themselves, the Laplacian is their sum and costs nothing.
func (s *Set) WithLaplacian(axes ...int) (*Set, error) { return s.WithLaplacianOf(nil, axes...) }

// WithLaplacianOf gives the Set that has the Laplacian over axes of a partial derivative: of = {2} is the Laplacian of the
// derivative by x_2, as a law of vorticity needs it.
func (s *Set) WithLaplacianOf(of []int, axes ...int) (*Set, error) { return s.collapsed(of, 1, axes) }

// WithBiharmonic gives the Set that has the Laplacian of the Laplacian over these axes (all, where none are named), collapsed:
// beside the value, the first and the second derivatives, it carries the gradient of the Laplacian, d parts, and one part for the
// biharmonic; the Laplacian is a sum of second derivatives. In three dimensions that is 14 parts in place of 25.
func (s *Set) WithBiharmonic(axes ...int) (*Set, error) { return s.collapsed(nil, 2, axes) }

func (s *Set) collapsed(of []int, power int, axes []int) (*Set, error) {
	group, err := s.sorted(axes)
	if err != nil {
		return nil, err
	}
	groups := slices.Clone(s.groups)
	g := slices.IndexFunc(groups, func(have []int) bool { return slices.Equal(have, group) })
	if g < 0 {
		g, groups = len(groups), append(groups, group)
	}
	wide := &Set{axes: s.axes, groups: groups}
	p, err := wide.partial(of)
	if err != nil {
		return nil, err
	}
	letters := []byte(p)
	letters[s.axes+g] = byte(power)
	if order := operator(letters).order(s.axes); order > MaxOrder {
		return nil, fmt.Errorf("jet: %s is of order %d; derivatives go up to order %d", wide.name(operator(letters)), order, MaxOrder)
	}
	list := []operator{operator(letters)}
	for _, have := range s.parts {
		list = append(list, have.widened(len(groups)-len(s.groups)))
	}
	return build(s.axes, groups, list)
}

// sorted are the axes of a Laplacian, ascending: all of them, where none are named.
func (s *Set) sorted(axes []int) ([]int, error) {
	if len(axes) == 0 {
		for a := range s.axes {
			axes = append(axes, a)
		}
	}
	group := slices.Sorted(slices.Values(axes))
	for i, a := range group {
		if a < 0 || a >= s.axes {
			return nil, fmt.Errorf("jet: a Laplacian over axis %d; the Set has axes 0 to %d", a, s.axes-1)
		}
		if i > 0 && group[i-1] == a {
			return nil, fmt.Errorf("jet: a Laplacian over axis %d twice; name each axis once", a)
		}
	}
	return group, nil
}

// Join gives the Set that has all that any of these has. They must have the same number of axes.
func Join(sets ...*Set) (*Set, error) {
	if len(sets) == 0 {
		return nil, fmt.Errorf("jet: no Sets to join; give at least one")
	}
	joined := sets[0]
	for _, s := range sets[1:] {
		if s.axes != joined.axes {
			return nil, fmt.Errorf("jet: Sets over %d and %d axes can't be joined", joined.axes, s.axes)
		}
		groups := slices.Clone(joined.groups)
		for _, g := range s.groups {
			if !slices.ContainsFunc(groups, func(have []int) bool { return slices.Equal(have, g) }) {
				groups = append(groups, g)
			}
		}
		var list []operator
		for _, p := range joined.parts {
			list = append(list, p.widened(len(groups)-len(joined.groups)))
		}
		for _, p := range s.parts {
			q, _ := s.translated(p, groups)
			list = append(list, q)
		}
		var err error
		if joined, err = build(joined.axes, groups, list); err != nil {
			return nil, err
		}
	}
	return joined, nil
}

// Before gives the Set that a jet needs so that its partial derivatives are jets over s: to take u = psi_y and v = -psi_x of a
// streamfunction with the derivatives in s, start from s.Before([]int{1}, []int{0}) and use [Jet.Partial].
func (s *Set) Before(partials ...[]int) (*Set, error) {
	list := slices.Clone(s.parts)
	for _, axes := range partials {
		by, err := s.partial(axes)
		if err != nil {
			return nil, err
		}
		for _, p := range s.parts {
			q := p.times(by)
			if order := q.order(s.axes); order > MaxOrder {
				return nil, fmt.Errorf("jet: %s is of order %d; derivatives go up to order %d", s.name(q), order, MaxOrder)
			}
			list = append(list, q)
		}
	}
	return build(s.axes, s.groups, list)
}

// Axes is the number of variables.
func (s *Set) Axes() int { return s.axes }

// Len is the number of parts, the value among them.
func (s *Set) Len() int { return len(s.parts) }

// Order is the highest total order of a part.
func (s *Set) Order() int { return s.order }

// Has says whether a jet over the Set has this partial derivative.
func (s *Set) Has(axes ...int) bool {
	p, err := s.partial(axes)
	return err == nil && s.resolve(p) != nil
}

// Same says whether two Sets have the same parts in the same order.
func (s *Set) Same(other *Set) bool {
	return s == other || s.axes == other.axes && slices.Equal(s.parts, other.parts) &&
		slices.EqualFunc(s.groups, other.groups, slices.Equal[[]int])
}

// String lists the parts: {u, u_0, u_1, u_00, lap(0,1) u}.
func (s *Set) String() string {
	names := make([]string, len(s.parts))
	for i, p := range s.parts {
		names[i] = s.name(p)
	}
	return "{" + strings.Join(names, ", ") + "}"
}
