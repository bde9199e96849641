package datasets

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// coarse are the laws on grids that pure Go solves at once, from waves that such grids resolve.
func coarse(t *testing.T) map[string]fieldLaw {
	laws := map[string]fieldLaw{
		"Burgers": burgers(Field{Points: 32}), "KdV": kdv(Field{Points: 32}), "KS": ks(Field{Points: 48}), "NLS": nls(Field{Points: 16}),
		"reaction-diffusion": reactionDiffusion(Field{Points: 40}), "Navier-Stokes": navierStokes(Field{Points: 24}),
	}
	// A time in which each changes by percents.
	change := map[string]float64{"Burgers": 0.1, "KdV": 1e-3, "KS": 0.1, "NLS": 0.01, "reaction-diffusion": 0.004, "Navier-Stokes": 0.02}
	for name, l := range laws {
		l.lead, l.every = 0, 1
		l.times = field.Linspace("t", "", 0, change[name], 7)
		l.step = change[name] / 60
		for i, g := range l.initial {
			l.initial[i] = pde.Sample(g.Name, func(x ...float64) float64 {
				sum := 0.3
				for a, axis := range g.Axes {
					k := 2 * math.Pi / (float64(axis.Len()) * (axis.Values[1] - axis.Values[0]))
					sum += math.Sin(k*x[a]+float64(i)) + 0.4*math.Cos(2*k*x[a]+float64(a))
				}
				return sum
			}, g.Axes...)
		}
		laws[name] = l
	}
	return laws
}

// The coefficients, read by their terms' names, give the rate at which the fields change. A changed coefficient doesn't.
func TestCoefficients(t *testing.T) {
	for name, l := range coarse(t) {
		e, err := Field{}.evolve(func(Field) fieldLaw { return l })
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if name == "Navier-Stokes" {
			engine, _ := backend.New()
			u, v, err := pde.Velocity(engine, e.Fields[0])
			if err != nil {
				t.Fatal(err)
			}
			e.Fields = append(e.Fields, u, v)
		}
		for of, terms := range e.Coefficients {
			want := rate(t, e, strings.TrimSuffix(of, "_t"))
			if off := residual(t, e, terms, want); off > 1e-7 {
				t.Errorf("%s: %s is off by %.1e of its size", name, of, off)
			}
			for term := range terms {
				wrong := map[string]float64{}
				for k, c := range terms {
					wrong[k] = c
				}
				wrong[term] *= 1.01
				if off := residual(t, e, wrong, want); off < 1e-6 {
					t.Errorf("%s: with 1%% more of %s, %s is off by only %.1e: this test sees nothing", name, term, of, off)
				}
			}
		}
	}
}

// rate is the time derivative of a field in the middle of seven frames, by differences of sixth order.
func rate(t *testing.T, e Evolution, name string) []float64 {
	g, err := e.Field(name)
	if err != nil {
		t.Fatal(err)
	}
	n, h := len(g.Values)/7, g.Axes[0].Values[1]-g.Axes[0].Values[0]
	out := make([]float64, n)
	for i := range out {
		for j, c := range []float64{-1. / 60, 3. / 20, -3. / 4, 0, 3. / 4, -3. / 20, 1. / 60} {
			out[i] += c / h * g.Values[j*n+i]
		}
	}
	return out
}

// residual is what a sum of terms leaves of a rate, over the rate's size.
func residual(t *testing.T, e Evolution, terms map[string]float64, want []float64) float64 {
	left := slices.Clone(want)
	for term, c := range terms {
		for i, v := range evaluate(t, e, term) {
			left[i] -= c * v
		}
	}
	worst, size := 0.0, 0.0
	for i := range left {
		worst, size = math.Max(worst, math.Abs(left[i])), math.Max(size, math.Abs(want[i]))
	}
	return worst / size
}

// evaluate is a term such as "u", "u^2 v", "v_xx" or "(u w)_y" in the middle frame.
func evaluate(t *testing.T, e Evolution, term string) []float64 {
	product, along, _ := strings.Cut(term, "_")
	shape := e.Fields[0].Shape()[1:]
	out := slices.Repeat([]float64{1}, len(e.Fields[0].Values)/7)
	for _, factor := range strings.Fields(strings.Trim(product, "()")) {
		name, power, raised := strings.Cut(factor, "^")
		times := 1
		if raised {
			times, _ = strconv.Atoi(power)
		}
		g, err := e.Field(name)
		if err != nil {
			t.Fatal(err)
		}
		for range times {
			for i := range out {
				out[i] *= g.Values[3*len(out)+i]
			}
		}
	}
	for _, axis := range along {
		a := int(axis - 'x')
		x := e.Fields[0].Axes[1+a].Values
		out = derivative(out, shape, a, float64(len(x))*(x[1]-x[0]))
	}
	return out
}

// derivative along an axis of a periodic field, line by line.
func derivative(u []float64, shape []int, axis int, length float64) []float64 {
	n, stride := shape[axis], 1
	for _, d := range shape[axis+1:] {
		stride *= d
	}
	f := fourier.NewFFT(n)
	out, line := make([]float64, len(u)), make([]float64, n)
	for start := range u {
		if start/stride%n != 0 {
			continue
		}
		for i := range line {
			line[i] = u[start+i*stride]
		}
		modes := f.Coefficients(nil, line)
		for k := range modes {
			modes[k] *= complex(0, 2*math.Pi*float64(k)/length)
		}
		if n%2 == 0 {
			modes[n/2] = 0
		}
		for i, v := range f.Sequence(nil, modes) {
			out[start+i*stride] = v / float64(n)
		}
	}
	return out
}
