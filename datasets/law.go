package datasets

import (
	"fmt"

	"sublunar/lib/ode"
)

// A law is a system's right side, compiled: a row of values, of which the first are given (1, the
// variables, the inputs) and each of the others is made of two before it or is a function of one; and
// for each variable the sum that its equation is.
type law struct {
	given int
	made  []step
	sums  [][]share
}

// A step makes the next value: the product of two, or, where there is a function, that of one times
// a factor.
type step struct {
	function func(float64) float64
	factor   float64
	a, b     int
}

// A share is a coefficient and the place of the value it multiplies.
type share struct {
	coefficient float64
	at          int
}

// Rate compiles the right side for an integrator: dx/dt at a time and a state, or for a map the next
// state. What it returns keeps its intermediate values, so each goroutine asks for its own.
func (s System) Rate() (ode.Rate, error) {
	rate, err := s.rate()
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return rate, nil
}

func (s System) rate() (ode.Rate, error) {
	l, err := s.compile()
	if err != nil {
		return nil, err
	}
	value := make([]float64, l.given+len(l.made))
	value[0] = 1
	n := len(s.Variables)
	return func(t float64, x, dx []float64) {
		copy(value[1:], x[:n])
		for i, in := range s.Inputs {
			value[1+n+i] = in.At(t)
		}
		for i, m := range l.made {
			if m.function != nil {
				value[l.given+i] = m.function(m.factor * value[m.a])
			} else {
				value[l.given+i] = value[m.a] * value[m.b]
			}
		}
		for v, sum := range l.sums {
			total := 0.0
			for _, s := range sum {
				total += s.coefficient * value[s.at]
			}
			dx[v] = total
		}
	}, nil
}

func (s System) compile() (*law, error) {
	terms, err := s.terms()
	if err != nil {
		return nil, err
	}
	l := &law{given: 1 + len(s.names()), sums: make([][]share, len(terms))}
	products, calls := map[[2]int]int{}, map[call]int{}
	next := func(m step) int {
		l.made = append(l.made, m)
		return l.given + len(l.made) - 1
	}
	// times is the place of the product of two values, made once: x y z reuses x y.
	times := func(a, b int) int {
		if a == 0 {
			return b
		}
		at, ok := products[[2]int{a, b}]
		if !ok {
			at = next(step{a: a, b: b})
			products[[2]int{a, b}] = at
		}
		return at
	}
	for v, equation := range terms {
		for _, t := range equation {
			at := 0
			for variable, power := range t.powers {
				for range power {
					at = times(at, 1+variable)
				}
			}
			for _, c := range t.calls {
				value, ok := calls[c]
				if !ok {
					value = next(step{function: functions[c.function], factor: c.factor, a: 1 + c.variable})
					calls[c] = value
				}
				at = times(at, value)
			}
			l.sums[v] = append(l.sums[v], share{s.Coefficients[s.Variables[v]+"'"][t.name], at})
		}
	}
	return l, nil
}
