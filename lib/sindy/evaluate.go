package sindy

import (
	"fmt"
	"slices"
)

// A tabulator evaluates a library's products (its terms less their derivatives) on columns of states,
// each from one that is a factor of it: x^2 y costs one multiplication when x y is known.
type tabulator struct {
	variables int
	steps     []product
	powers    [][]int // of each product; nil where it has a function
	slots     map[string]int
}

// A product is an earlier one times a variable or a function.
type product struct {
	from     int // -1 for 1
	variable int // -1 where a function multiplies
	function Function
}

// slot is the number of a term's product, added where it is new; -1 for the constant.
func (e *tabulator) slot(t Term) int {
	key := fmt.Sprint(t.Powers)
	for _, f := range t.Functions {
		key += "|" + f.Name
	}
	if e.slots == nil {
		e.slots = map[string]int{}
	}
	if at, ok := e.slots[key]; ok {
		return at
	}
	step := product{variable: -1}
	rest := Term{Powers: slices.Clone(t.Powers), Functions: t.Functions}
	if n := len(t.Functions); n > 0 {
		step.function, rest.Functions = t.Functions[n-1], t.Functions[:n-1]
	} else {
		for step.variable = len(t.Powers) - 1; step.variable >= 0 && t.Powers[step.variable] == 0; step.variable-- {
		}
		if step.variable < 0 {
			return -1
		}
		rest.Powers[step.variable]--
	}
	step.from = e.slot(rest)
	e.steps = append(e.steps, step)
	var powers []int
	if len(t.Functions) == 0 {
		powers = slices.Clone(t.Powers)
	}
	e.powers = append(e.powers, powers)
	e.slots[key] = len(e.steps) - 1
	return len(e.steps) - 1
}

// table has the values of every product at n states, of shape [products][n]; x has the shape
// [variables][n]. out is used again where it is large enough.
func (e *tabulator) table(x [][]float64, out [][]float64) [][]float64 {
	n := len(x[0])
	if len(out) < len(e.steps) || len(out) > 0 && cap(out[0]) < n {
		out = make([][]float64, len(e.steps))
		for i := range out {
			out[i] = make([]float64, n)
		}
	}
	out = out[:len(e.steps)]
	state := make([]float64, e.variables)
	for i, step := range e.steps {
		out[i] = out[i][:n]
		values := out[i]
		switch {
		case step.variable >= 0 && step.from < 0:
			copy(values, x[step.variable])
		case step.variable >= 0:
			multiply(values, out[step.from], x[step.variable])
		default:
			for j := range values {
				for v := range state {
					state[v] = x[v][j]
				}
				values[j] = step.function.At(state)
			}
			if step.from >= 0 {
				multiply(values, values, out[step.from])
			}
		}
	}
	return out
}

// column has the values of one product at the states x, of shape [variables][n].
func (e *tabulator) column(slot int, x [][]float64, to []float64) {
	if slot < 0 {
		copy(to, constant(1, len(to)))
		return
	}
	step := e.steps[slot]
	e.column(step.from, x, to)
	if step.variable >= 0 {
		multiply(to, to, x[step.variable])
		return
	}
	state := make([]float64, e.variables)
	for j := range to {
		for v := range state {
			state[v] = x[v][j]
		}
		to[j] *= step.function.At(state)
	}
}

func multiply(to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = a[i] * b[i]
	}
}
