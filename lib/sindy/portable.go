package sindy

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
)

// Export writes the equations to a file that needs no program: `sublunar export` makes a Go package and a binary of it, which follow them from any
// start. The state at the times is kept in the file, from a start that it has at the first of them, to check by. A function of the program's own
// leaves if its Name, or its Go, is a formula of the variables: tanh(x), x/(1+x).
func (m *Model) Export(path string, start []float64, times field.Axis) error {
	if m.Space != nil {
		return errors.New("sindy: a law of fields can't be exported yet; Evolve follows it here, and Save keeps it")
	}
	simulated, err := m.Simulate(start, times)
	if err != nil {
		return err
	}
	n := len(m.Variables)
	reference := portable.Reference{XShape: []int{times.Len()}, X: times.Values, YShape: []int{times.Len(), n}, Y: make([]float64, times.Len()*n)}
	out := &portable.Model{Kind: portable.Equations, About: m.String(), Tolerance: 1e-9, Map: m.Map, Logs: m.PerCapita && !m.Map,
		Time: portable.Quantity{Name: m.Time.Name, Unit: m.Time.Unit}}
	for v, name := range m.Variables {
		out.Inputs = append(out.Inputs, portable.Quantity{Name: name, Unit: m.Units[v]})
		for i, x := range simulated.Columns[v].Values {
			reference.Y[i*n+v] = x
		}
	}
	out.Outputs, out.References = out.Inputs, []portable.Reference{reference}
	program, tensors, err := m.program(out.Logs)
	if err != nil {
		return err
	}
	out.Programs, out.Tensors = []*portable.Program{program}, tensors
	return out.Write(path)
}

// program is the right sides in steps, in the order in which growth works them out: of logarithms, of which it gives the rates, or of the variables.
func (m *Model) program(logs bool) (*portable.Program, map[string]safetensors.Tensor, error) {
	n := len(m.Variables)
	b := portable.NewBuilder(n)
	var coefficients, denominators []float64
	for _, eq := range m.Equations {
		coefficients = append(coefficients, eq.Coefficients...)
		denominators = append(denominators, eq.Denominator...)
	}
	b.Array("coefficients", coefficients, len(m.Equations), len(m.Library))
	if len(denominators) == len(coefficients) {
		b.Array("denominators", denominators, len(m.Equations), len(m.Library))
	} else if denominators != nil {
		return nil, nil, errors.New("sindy: some equations are quotients and some aren't; such a model can't be exported yet")
	}
	x := make([]int, n)
	for v := range x {
		if x[v] = b.Input(v); logs {
			x[v] = b.Apply("exp", x[v])
		}
	}
	values := map[int]int{} // of terms
	sum := func(of string, v int, coefficients []float64) (int, error) {
		total := -1
		for k, c := range coefficients {
			if c == 0 {
				continue
			}
			if _, known := values[k]; !known {
				var err error
				if values[k], err = m.term(b, x, m.Library[k]); err != nil {
					return 0, err
				}
			}
			part := b.Apply("multiply", b.Element(of, v, k), values[k])
			if total < 0 {
				total = part
			} else {
				total = b.Apply("add", total, part)
			}
		}
		if total < 0 {
			return b.Number(0), nil
		}
		return total, nil
	}
	out := make([]int, n)
	for v, eq := range m.Equations {
		right, err := sum("coefficients", v, eq.Coefficients)
		if err != nil {
			return nil, nil, err
		}
		if eq.Denominator != nil {
			below, err := sum("denominators", v, eq.Denominator)
			if err != nil {
				return nil, nil, err
			}
			right = b.Apply("divide", right, below)
		}
		if m.PerCapita && m.Map {
			right = b.Apply("multiply", x[v], b.Apply("exp", right))
		}
		out[v] = right
	}
	program, tensors := b.Program(out...)
	return program, tensors, nil
}

// term is a product of powers and functions.
func (m *Model) term(b *portable.Builder, x []int, t Term) (int, error) {
	value := -1
	times := func(factor int) {
		if value < 0 {
			value = factor
		} else {
			value = b.Apply("multiply", value, factor)
		}
	}
	for v, power := range t.Powers {
		for range power {
			times(x[v])
		}
	}
	for _, f := range t.Functions {
		factor, err := m.function(b, x, f)
		if err != nil {
			return 0, err
		}
		times(factor)
	}
	if value < 0 {
		return b.Number(1), nil
	}
	return value, nil
}

// function is a sine or a cosine, or the formula that it is named by, if that gives the same numbers.
func (m *Model) function(b *portable.Builder, x []int, f Function) (int, error) {
	if f.Wave != 0 {
		return b.Apply([]string{"sin", "cos"}[min(f.Phase, 1)], b.Apply("multiply", b.Number(f.Wave), x[f.Of[0]])), nil
	}
	for _, text := range []string{f.Go, f.Name} {
		e, err := parseFormula(text, m.Variables)
		if err == nil && alikeAt(e, f, len(x)) {
			return e.steps(b, x), nil
		}
	}
	return 0, fmt.Errorf("sindy: %q is a function of the program, which no file can hold; name it by its formula, such as tanh(x) or x/(1+x), or set its Function.Go to one", f.Name)
}

// alikeAt says whether a formula gives a function's values at random states, wherever they are finite, and at some of them.
func alikeAt(e formula, f Function, n int) bool {
	r, seen := rand.New(rand.NewPCG(1, 0x666f726d)), 0
	for range 200 {
		state := make([]float64, n)
		for v := range state {
			state[v] = r.NormFloat64() * math.Exp(2*r.NormFloat64())
		}
		want, got := f.At(state), e.at(state)
		if math.IsNaN(want) || math.IsInf(want, 0) {
			continue
		}
		if seen++; !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) {
			return false
		}
	}
	return seen > 20
}
