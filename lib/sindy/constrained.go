package sindy

// A Constraint holds coefficients, of one equation or several, to
//
//	sum of Times * coefficient = Value.
type Constraint struct {
	Sum   []Factor
	Value float64
}

// A Factor is a coefficient in a constraint, by its equation and term: {"x'", "y z", 1}.
type Factor struct {
	Of, Term string
	Times    float64
}

// Same holds two coefficients to one value.
func Same(of, term, ofOther, termOther string) Constraint {
	return Constraint{Sum: []Factor{{of, term, 1}, {ofOther, termOther, -1}}}
}

// Fixed holds a coefficient to a number.
func Fixed(of, term string, value float64) Constraint {
	return Constraint{Sum: []Factor{{of, term, 1}}, Value: value}
}

// EnergyPreserving holds the quadratic terms to give and take no energy, as the advection of a fluid
// doesn't: for E = sum of x_v^2 / 2 their part of E' is 0 at each state. Coefficients of the same product
// x_i x_j x_k then cancel: that of x_j x_k in x_i', of x_i x_k in x_j' and of x_i x_j in x_k'. With it the
// library must be polynomial.
func EnergyPreserving(variables ...string) []Constraint {
	n := len(variables)
	s := scope{variables: variables}
	var all []Constraint
	for i := range n {
		for j := i; j < n; j++ {
			for k := j; k < n; k++ {
				cube := variable(i, n).times(variable(j, n)).times(variable(k, n))
				var c Constraint
				for v, power := range cube.Powers {
					if power > 0 {
						square := Term{Powers: append([]int(nil), cube.Powers...)}
						square.Powers[v]--
						c.Sum = append(c.Sum, Factor{variables[v] + "'", s.name(square), 1})
					}
				}
				all = append(all, c)
			}
		}
	}
	return all
}
