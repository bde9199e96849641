package sindy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Sum holds the terms of all the libraries, each once.
func Sum(libraries ...Library) Library {
	return combined(libraries, func(_ scope, parts [][]Term) ([]Term, error) { return slices.Concat(parts...), nil })
}

// Product holds each term of one library times each of the other: Product(Polynomials(1),
// Derivatives(Polynomials(1), 2)) has u u_xx. A term in which a derivative is multiplied can't be
// integrated by parts, and is refused.
func Product(a, b Library) Library {
	return combined([]Library{a, b}, func(_ scope, parts [][]Term) ([]Term, error) {
		if n := len(parts[0]) * len(parts[1]); n > 4*maxTerms {
			return nil, fmt.Errorf("sindy: a product of libraries makes %d terms, more than %d; lower a degree", n, maxTerms)
		}
		var all []Term
		for _, t := range parts[0] {
			for _, u := range parts[1] {
				all = append(all, t.times(u))
			}
		}
		return all, nil
	})
}

// Only is the part of a library that holds no variables but these: Only(Polynomials(3), "x", "y") has
// no z.
func Only(l Library, variables ...string) Library {
	return combined([]Library{l}, func(s scope, parts [][]Term) ([]Term, error) {
		for _, name := range variables {
			if !slices.Contains(s.variables, name) {
				return nil, fmt.Errorf("sindy: Only: there is no variable %q; there is %s", name, strings.Join(s.variables, ", "))
			}
		}
		return slices.DeleteFunc(parts[0], func(t Term) bool {
			for v, name := range s.variables {
				if t.takes(v) && !slices.Contains(variables, name) {
					return true
				}
			}
			return false
		}), nil
	})
}

// Derivatives are the space derivatives of a library's terms, of all orders from 1 on: for u over x,
// Derivatives(Polynomials(2), 2) is u_x, u_xx, (u^2)_x, (u^2)_xx; over x and y mixed ones too. The
// derivative is of the whole term, as a flux stands in a conservation law, and as integration by parts
// needs it: the u u_x of a textbook is 1/2 (u^2)_x here. Good values: 2 to 4; Sum adds the
// terms themselves.
func Derivatives(l Library, order int) Library {
	return combined([]Library{l}, func(s scope, parts [][]Term) ([]Term, error) {
		if order < 1 {
			return nil, fmt.Errorf("sindy: derivatives up to order %d; give 1 or more", order)
		}
		if len(s.axes) == 0 {
			return nil, errors.New("sindy: Derivatives is for fields, but these data have no space axis; give field.Grids, or leave it out")
		}
		orders, err := monomials(len(s.axes), order) // of d/dx, d/dy ...
		if err != nil {
			return nil, err
		}
		var all []Term
		for _, t := range parts[0] {
			if t.isConstant() {
				continue
			}
			if t.hasDerivative() {
				return nil, fmt.Errorf("sindy: Derivatives of %s, which has one already; give Derivatives a higher order", s.name(t))
			}
			for _, o := range orders[1:] {
				d := t
				d.Orders = o.Powers
				all = append(all, d)
			}
		}
		return all, nil
	})
}

// PerEquation gives equations libraries of their own: {"x'": Polynomials(1), "y'": Polynomials(3)}.
// Each equation of the data must be named.
func PerEquation(libraries map[string]Library) Library {
	var names []string
	for of := range libraries {
		names = append(names, of)
	}
	slices.Sort(names)
	var parts []Library
	for _, of := range names {
		parts = append(parts, libraries[of])
	}
	all := Sum(parts...)
	all.equations = libraries
	return all
}

// allowed says for each equation which of the terms its own library has, and units allow; nil for all.
func (l Library) allowed(p *posing) ([][]bool, error) {
	allowed, err := l.own(p)
	if err != nil || !l.consistent {
		return allowed, err
	}
	if allowed == nil {
		allowed = make([][]bool, p.equations)
	}
	for v := range allowed {
		consistent, err := l.consistentWith(p, v)
		if err != nil {
			return nil, err
		}
		for k, own := range allowed[v] {
			consistent[k] = consistent[k] && own
		}
		allowed[v] = consistent
	}
	return allowed, nil
}

// own says for each equation which of the terms its own library has; nil where there are no own ones.
func (l Library) own(p *posing) ([][]bool, error) {
	if l.equations == nil {
		return nil, nil
	}
	allowed := make([][]bool, p.equations)
	for v := range allowed {
		own, ok := l.equations[p.of(v)]
		if !ok {
			return nil, fmt.Errorf("sindy: PerEquation gives %s no library; give each equation one", p.of(v))
		}
		var err error
		if allowed[v], err = p.holds(own); err != nil {
			return nil, err
		}
	}
	if len(l.equations) != p.equations {
		return nil, fmt.Errorf("sindy: PerEquation has %d libraries for %d equations; give each equation one, named as x' is", len(l.equations), p.equations)
	}
	return allowed, nil
}

// holds says which of the terms a library has.
func (p *posing) holds(l Library) ([]bool, error) {
	terms, err := l.terms(p.scope)
	if err != nil {
		return nil, err
	}
	has := make([]bool, len(p.library))
	for k, t := range p.library {
		has[k] = slices.ContainsFunc(terms, func(u Term) bool { return p.name(t) == p.name(u) })
	}
	return has, nil
}

// combined makes one library of the lists of several.
func combined(libraries []Library, combine func(s scope, parts [][]Term) ([]Term, error)) Library {
	return Library{list: func(s scope) ([]Term, error) {
		var parts [][]Term
		for _, l := range libraries {
			if l.perCapita || l.equations != nil || l.rational != nil || l.consistent {
				return nil, errors.New("sindy: PerCapita, PerEquation, Consistent and Rational are for the whole library; put them outermost")
			}
			if l.list == nil {
				return nil, errors.New("sindy: one of the libraries is empty; give each, such as Polynomials(2)")
			}
			terms, err := l.list(s)
			if err != nil {
				return nil, err
			}
			parts = append(parts, terms)
		}
		return combine(s, parts)
	}}
}
