package zoo

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/jet"
	"sublunar/lib/pinn"
)

// seriesPoints are as many as any window's end needs: its modes have fallen to rounding long before the 256th.
const seriesPoints = 512

// ending is the field that a window ends with, periodic on [-1, 1], as a series of waves. A chain of the windows' networks would say the same,
// and make each window's graph longer than the last.
func ending(s *pinn.Solution, field string, t float64) (func(x jet.Jet) jet.Jet, error) {
	var at []float64
	for j := range seriesPoints {
		at = append(at, -1+2*float64(j)/seriesPoints, t)
	}
	values, err := s.At(field, at)
	if err != nil {
		return nil, err
	}
	return series(values), nil
}

// series through values at n even points from -1 on, without the mode n/2:
//
//	u(x) = a_0 + sum_k a_k cos(pi k (x + 1)) + b_k sin(pi k (x + 1))
func series(values []float64) func(x jet.Jet) jet.Jet {
	n := len(values)
	modes := fourier.NewFFT(n).Coefficients(nil, values)[:n/2]
	waves := [][]float64{make([]float64, len(modes))}
	cosines, sines := make([][]float64, len(modes)), make([][]float64, len(modes))
	for k, c := range modes {
		twice := 2 / float64(n)
		if k == 0 {
			twice = 1 / float64(n)
		}
		waves[0][k] = math.Pi * float64(k)
		cosines[k], sines[k] = []float64{twice * real(c)}, []float64{-twice * imag(c)}
	}
	return func(x jet.Jet) jet.Jet {
		phase := jet.Dense(jet.AddScalar(x, 1), ConstAs(x.Value(), waves), nil)
		return jet.Add(jet.Dense(jet.Cos(phase), ConstAs(x.Value(), cosines), nil), jet.Dense(jet.Sin(phase), ConstAs(x.Value(), sines), nil))
	}
}
