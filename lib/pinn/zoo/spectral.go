package zoo

import (
	"fmt"
	"math"
	"time"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// A spectralRun is one solution of an equation that is periodic on [-1, 1], from t = 0 to 1, by ETDRK4 with n points.
type spectralRun struct {
	equation pde.Equation
	initial  []float64 // on the n points -1, -1 + 2/n, ...
	n        int
	step     float64
}

// solve gives the solution on 257 points from -1 to 1 (both ends) and 101 times, time by time within a point as the cases' points are.
func (r spectralRun) solve() ([]float64, error) {
	const across, frames = 256, 101
	if r.n%across != 0 && across%r.n != 0 {
		return nil, fmt.Errorf("zoo: %d points hold no grid of %d", r.n, across)
	}
	engine, err := backend.New()
	if err != nil {
		return nil, err
	}
	u0 := field.Grid{Name: "u", Axes: []field.Axis{pde.Periodic("x", "", -1, 1, r.n)}, Values: r.initial}
	all, err := pde.Solve(engine, r.equation, []field.Grid{u0}, field.Linspace("t", "", 0, 1, frames), pde.Settings{Step: r.step})
	if err != nil {
		return nil, err
	}
	out := make([]float64, 0, (across+1)*frames)
	for i := range across + 1 {
		for frame := range frames {
			row := all[0].Values[frame*r.n : (frame+1)*r.n]
			if r.n >= across {
				out = append(out, row[(i*(r.n/across))%r.n])
			} else {
				out = append(out, interpolated(row, float64(i)/across))
			}
		}
	}
	return out, nil
}

// interpolated is the trigonometric polynomial through a row at a share of its period.
func interpolated(row []float64, at float64) float64 {
	n := len(row)
	sum := 0.0
	for j, v := range row {
		d := at - float64(j)/float64(n)
		s := math.Sin(math.Pi * d)
		if math.Abs(s) < 1e-12 {
			return v
		}
		sum += v * math.Sin(math.Pi*float64(n)*d) / math.Tan(math.Pi*d) / float64(n)
	}
	return sum
}

// sampled is a function of x on n points from -1 on.
func sampled(f func(x ...float64) float64, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = f(-1 + 2*float64(i)/float64(n))
	}
	return v
}

// spectrally doubles the number of points until the error is small enough.
func spectrally(c Case, with func(n int) spectralRun, from, to int) func(float64) (Cost, error) {
	return func(wanted float64) (Cost, error) {
		reference, err := c.Reference()
		if err != nil {
			return Cost{}, err
		}
		var cost Cost
		for n := from; n <= to; n *= 2 {
			began := time.Now()
			got, err := with(n).solve()
			if err != nil {
				continue // too coarse to stay finite
			}
			cost = Cost{Method: fmt.Sprintf("ETDRK4, %d modes, steps of %.3g", n, with(n).step),
				Error: apart(got, reference[0].Values, false), Seconds: time.Since(began).Seconds()}
			if cost.Error <= wanted {
				return cost, nil
			}
		}
		return cost, fmt.Errorf("zoo: %s: the classical solver reached %.3g, not %.3g", c.Name, cost.Error, wanted)
	}
}
