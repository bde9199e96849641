package sindy_test

import (
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
)

// A system that the tests know the equations of.
type system struct {
	names []string
	rate  func(x []float64) []float64
	start []float64
}

// Lotka and Volterra's law, near the pelts' coefficients.
var predatorPrey = system{
	names: []string{"hare", "lynx"},
	rate: func(x []float64) []float64 {
		return []float64{0.55*x[0] - 0.028*x[0]*x[1], -0.8*x[1] + 0.024*x[0]*x[1]}
	},
	start: []float64{34, 5.9},
}

// Lorenz (1963), doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2.
var lorenz = system{
	names: []string{"x", "y", "z"},
	rate: func(x []float64) []float64 {
		return []float64{10 * (x[1] - x[0]), x[0]*(28-x[2]) - x[1], x[0]*x[1] - 8./3*x[2]}
	},
	start: []float64{-8, 7, 27},
}

// run integrates a system by the classical fourth-order method with a hundred steps a sample: another
// integrator than the package's own.
func (s system) run(samples int, dt float64) field.Series {
	out := field.Series{Axis: field.Axis{Name: "time", Unit: "s"}}
	for _, n := range s.names {
		out.Columns = append(out.Columns, field.Column{Name: n, Unit: "1"})
	}
	x := append([]float64(nil), s.start...)
	const steps = 100
	h := dt / steps
	along := func(k []float64, by float64) []float64 {
		y := make([]float64, len(x))
		for i := range y {
			y[i] = x[i] + by*k[i]
		}
		return y
	}
	for i := range samples {
		out.Axis.Values = append(out.Axis.Values, float64(i)*dt)
		for v := range x {
			out.Columns[v].Values = append(out.Columns[v].Values, x[v])
		}
		for range steps {
			k1 := s.rate(x)
			k2 := s.rate(along(k1, h/2))
			k3 := s.rate(along(k2, h/2))
			k4 := s.rate(along(k3, h))
			for v := range x {
				x[v] += h / 6 * (k1[v] + 2*k2[v] + 2*k3[v] + k4[v])
			}
		}
	}
	return out
}

// noisy multiplies every value by the exponential of normal noise.
func noisy(s field.Series, sigma float64, seed uint64) field.Series {
	r := rand.New(rand.NewPCG(seed, 0))
	out := field.Series{Axis: s.Axis}
	for _, c := range s.Columns {
		values := make([]float64, len(c.Values))
		for i, v := range c.Values {
			values[i] = v * math.Exp(sigma*r.NormFloat64())
		}
		out.Columns = append(out.Columns, field.Column{Name: c.Name, Unit: c.Unit, Values: values})
	}
	return out
}

// scaled gives the data in other units: column v times factors[v], time times the last.
func scaled(s field.Series, factors ...float64) field.Series {
	out := field.Series{Axis: field.Axis{Name: s.Axis.Name, Unit: s.Axis.Unit}}
	for _, t := range s.Axis.Values {
		out.Axis.Values = append(out.Axis.Values, t*factors[len(s.Columns)])
	}
	for v, c := range s.Columns {
		values := make([]float64, len(c.Values))
		for i := range values {
			values[i] = c.Values[i] * factors[v]
		}
		out.Columns = append(out.Columns, field.Column{Name: c.Name, Unit: c.Unit, Values: values})
	}
	return out
}
