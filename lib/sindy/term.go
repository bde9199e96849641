package sindy

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Term is a product of powers of the variables and of functions of them, x^2 sin(y); or, for fields,
// a space derivative of such a product, (u^2)_xx; or a product of those, u v_x.
type Term struct {
	// Powers of each variable: [1, 2] is x y^2.
	Powers []int
	// Functions that multiply the powers.
	Functions []Function
	// Orders of the space derivative that is taken of the product so far, along each axis: [0, 2] is
	// the second along y. Nil for none.
	Orders []int
	// Times are further factors, which have derivatives of their own.
	Times []Term
}

// At is the term's value at a state; NaN for a term with derivatives, which a state doesn't tell.
func (t Term) At(x []float64) float64 {
	if t.hasDerivative() {
		return math.NaN()
	}
	v := 1.0
	for i, p := range t.Powers {
		for range p {
			v *= x[i]
		}
	}
	for _, f := range t.Functions {
		v *= f.At(x)
	}
	return v
}

// derivative is the order of the derivative that stands before the product, along all axes together.
func (t Term) derivative() (order int) {
	for _, o := range t.Orders {
		order += o
	}
	return order
}

func (t Term) hasDerivative() bool { return t.derivative() > 0 || len(t.Times) > 0 }

// isConstant says that the term is 1.
func (t Term) isConstant() bool {
	return !slices.ContainsFunc(t.Powers, func(p int) bool { return p != 0 }) && len(t.Functions) == 0 && !t.hasDerivative()
}

// takes says whether the term holds a variable, under a derivative or not.
func (t Term) takes(variable int) bool {
	return t.Powers[variable] > 0 ||
		slices.ContainsFunc(t.Functions, func(f Function) bool { return slices.Contains(f.Of, variable) }) ||
		slices.ContainsFunc(t.Times, func(u Term) bool { return u.takes(variable) })
}

// variable is the term of one variable alone.
func variable(v, of int) Term {
	t := Term{Powers: make([]int, of)}
	t.Powers[v] = 1
	return t
}

// times is the product of two terms. Derivatives stay as they are: u times v_x is u v_x.
func (t Term) times(u Term) Term {
	if t.derivative() > 0 {
		t = Term{Powers: make([]int, len(t.Powers)), Times: []Term{t}}
	}
	if u.derivative() > 0 {
		u = Term{Powers: make([]int, len(u.Powers)), Times: []Term{u}}
	}
	p := Term{Powers: slices.Clone(t.Powers)}
	for v, power := range u.Powers {
		p.Powers[v] += power
	}
	p.Functions = append(slices.Clone(t.Functions), u.Functions...)
	slices.SortStableFunc(p.Functions, func(f, g Function) int { return strings.Compare(f.Name, g.Name) })
	p.Times = append(slices.Clone(t.Times), u.Times...)
	return p
}

// A scope is what a library's terms are made of: the names of the variables, and of the space axes of
// a field.
type scope struct{ variables, axes []string }

// name writes a term: "1", "x", "x^2", "x y", "u_xx", "(u^2)_x", "u v_x".
func (s scope) name(t Term) string {
	var parts []string
	for i, p := range t.Powers {
		switch {
		case p == 1:
			parts = append(parts, s.variables[i])
		case p > 1:
			parts = append(parts, fmt.Sprintf("%s^%d", s.variables[i], p))
		}
	}
	bare := len(parts) == 1 && !strings.Contains(parts[0], "^") && len(t.Functions) == 0
	for _, f := range t.Functions {
		parts = append(parts, f.Name)
	}
	if t.derivative() > 0 {
		product := strings.Join(parts, " ")
		if !bare {
			product = "(" + product + ")"
		}
		parts = []string{product + "_" + s.index(t.Orders)}
	}
	var further []string
	for _, f := range t.Times {
		further = append(further, s.name(f))
	}
	slices.Sort(further)
	if parts = append(parts, further...); parts == nil {
		return "1"
	}
	return strings.Join(parts, " ")
}

// index is a derivative's index: "xxy", or "lon,lon" where an axis has a longer name.
func (s scope) index(orders []int) string {
	var letters []string
	between := ""
	for axis, order := range orders {
		for range order {
			letters = append(letters, s.axes[axis])
		}
		if len([]rune(s.axes[axis])) > 1 {
			between = ","
		}
	}
	return strings.Join(letters, between)
}
