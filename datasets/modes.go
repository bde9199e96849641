package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
)

// Starts says from where and how often a system is set off. Its zero value is what each maker says, with no noise.
type Starts struct {
	// Count of the runs. Default 100.
	Count int
	// Samples of each run, and the Step between them. Defaults: 250 samples, 0.02 apart.
	Samples int
	Step    float64
	// Noise is white and Gaussian, of each value and of each rate by itself. It is absolute, in their own units; the values are of
	// a size near 1. 0 is none.
	Noise float64
	// Seed of the starts and the noise.
	Seed uint64
	// Outside sets the runs off from around the box of the usual starts, half as wide again, and not from within: to see what a
	// model does where it has never been.
	Outside bool
}

// A Lifting is many sensors that see few variables, over several runs.
type Lifting struct {
	// Seen by the sensors, one series for each run: columns s1, s2 ... over "time".
	Seen []field.Series
	// Rates of what is seen, by time: columns s1', s2' ...
	Rates []field.Series
	// Truth behind it.
	Truth []field.Series
	// Place of each sensor.
	Place field.Axis
	// Coefficients of the truth's law.
	Coefficients map[string]map[string]float64
}

// LorenzModes is Lorenz's system seen by 128 sensors on a line, in the manner of Champion, Lusch, Kutz and Brunton 2019
// (doi:10.1073/pnas.1906995116): with the Legendre polynomials P_k at the place s in [-1, 1] and x, y, z a fortieth of Lorenz's,
//
//	u(s) = x P_0 + y P_1 + z P_2 + x^3 P_3 + y^3 P_4 + z^3 P_5.
//
// So six patterns hold all that is seen, and three numbers lie behind them: no three patterns do. Runs start anywhere in a box of
// half widths 36, 48 and 41 about (0, 0, 25), in Lorenz's own units, much wider than the attractor. The paper takes 1024 runs to
// learn from, 100 to test, and noise of 1e-6.
func LorenzModes(s Starts) (Lifting, error) {
	s, err := s.with(100, 250, 0.02)
	if err != nil {
		return Lifting{}, err
	}
	const sensors, scale = 128, 1. / 40
	out := Lifting{Place: field.Linspace("place", "", -1, 1, sensors), Coefficients: equations{
		"x'": {"x": -10, "y": 10},
		"y'": {"x": 28, "y": -1, "x z": -1 / scale},
		"z'": {"z": -8. / 3, "x y": 1 / scale},
	}}
	modes := make([][]float64, 6)
	for k := range modes {
		for _, at := range out.Place.Values {
			modes[k] = append(modes[k], legendre(k, at))
		}
	}
	law := lorenz()
	law.Coefficients = out.Coefficients
	rate, err := law.Rate()
	if err != nil {
		return Lifting{}, err
	}
	random := rand.New(rand.NewPCG(s.Seed, 5))
	for range s.Count {
		run, err := law.Run(Trajectory{Samples: s.Samples, Step: s.Step, Initial: s.start(random, scale)})
		if err != nil {
			return Lifting{}, err
		}
		seen, rates := field.Series{Axis: run.Axis}, field.Series{Axis: run.Axis}
		for i := range sensors {
			name := fmt.Sprint("s", i+1)
			seen.Columns = append(seen.Columns, field.Column{Name: name, Values: make([]float64, s.Samples)})
			rates.Columns = append(rates.Columns, field.Column{Name: name + "'", Values: make([]float64, s.Samples)})
		}
		var x, dx [3]float64
		for at, t := range run.Axis.Values {
			for k := range x {
				x[k] = run.Columns[k].Values[at]
			}
			rate(t, x[:], dx[:])
			for i := range sensors {
				v, d := s.Noise*random.NormFloat64(), s.Noise*random.NormFloat64()
				for k := range x {
					low, high := modes[k][i], modes[k+3][i]
					v += low*x[k] + high*x[k]*x[k]*x[k]
					d += (low + 3*high*x[k]*x[k]) * dx[k]
				}
				seen.Columns[i].Values[at], rates.Columns[i].Values[at] = v, d
			}
		}
		out.Seen, out.Rates, out.Truth = append(out.Seen, seen), append(out.Rates, rates), append(out.Truth, run)
	}
	return out, nil
}

func (s Starts) with(count, samples int, step float64) (Starts, error) {
	if s.Count == 0 {
		s.Count = count
	}
	if s.Samples == 0 {
		s.Samples = samples
	}
	if s.Step == 0 {
		s.Step = step
	}
	if s.Count < 1 || s.Samples < 2 || !(s.Step > 0) || math.IsInf(s.Step, 0) || !(s.Noise >= 0) || math.IsInf(s.Noise, 0) {
		return s, fmt.Errorf("datasets: %d runs of %d samples, %v apart, with noise of %v; give 1 run or more, 2 samples or more, a step above 0, and noise of 0 or more", s.Count, s.Samples, s.Step, s.Noise)
	}
	return s, nil
}

// start is a place in the box, or around it.
func (s Starts) start(random *rand.Rand, scale float64) []float64 {
	middle, half := [3]float64{0, 0, 25}, [3]float64{36, 48, 41}
	width := 1.0
	if s.Outside {
		width = 1.5
	}
	for {
		at, inside := make([]float64, 3), true
		for k := range at {
			u := width * (2*random.Float64() - 1)
			inside = inside && math.Abs(u) < 1
			at[k] = scale * (middle[k] + half[k]*u)
		}
		if inside != s.Outside {
			return at
		}
	}
}

// legendre is Legendre's polynomial of degree n at x, by Bonnet's recursion.
func legendre(n int, x float64) float64 {
	before, now := 1.0, x
	if n == 0 {
		return before
	}
	for k := 1; k < n; k++ {
		before, now = now, (float64(2*k+1)*x*now-float64(k)*before)/float64(k+1)
	}
	return now
}
