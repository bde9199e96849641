package sindy

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/derivative"
	"sublunar/lib/sparse"
)

// Strong differentiates the data and takes the equations as they stand, a row for each sample,
//
//	x'(t_i) = sum of c_k terms_k(x(t_i)),
//
// as SINDy first did (Brunton, Proctor and Kutz 2016, doi:10.1073/pnas.1517384113). It is for clean data,
// and for laws that can't be integrated by parts: terms that multiply a derivative, u v_x, and Rational
// ones. Weak is better for the others, by far where there is noise.
type Strong struct {
	// Method differentiates along time, and its smoothed values go into the terms. Default
	// derivative.FiniteDifference{} for clean data; derivative.Spline{} is for noisy ones.
	Method derivative.Method
	// Space differentiates fields along the space axes. Default Method.
	Space derivative.Method
}

// The errors of derivatives follow the data's shape, which wrong terms can fit: more samples bring no
// more news of them beyond some number, and a law that leaves less than a ten-thousandth of x' is not made
// better by more terms.
const (
	independent     = 200
	derivativeFloor = 1e-8
)

// ofDerivatives is the default solver for rows of derivatives.
func ofDerivatives(samples int) Solver {
	return Subset{By: sparse.Information{PerRow: math.Min(1, independent/float64(samples)), Floor: derivativeFloor}}
}

func (s Strong) methods() (time, space derivative.Method) {
	time, space = s.Method, s.Space
	if time == nil {
		time = derivative.FiniteDifference{}
	}
	if space == nil {
		space = time
	}
	return time, space
}

// rows are the samples of a run.
func (s Strong) rows(p *posing, r run) (rows, error) {
	method, _ := s.methods()
	x, left := make([][]float64, len(p.variables)), make([][]float64, len(p.variables))
	failed := make([]error, len(x))
	parallel(len(x), func(v int) {
		smooth, rate, err := derivative.Differentiate(method, r.times, p.left(r, v), 1)
		if err != nil {
			failed[v] = fmt.Errorf("sindy: %s: %w", p.variables[v], err)
			return
		}
		left[v] = rate
		if p.perCapita {
			for i, l := range smooth {
				smooth[i] = math.Exp(l)
			}
		}
		x[v] = smooth
	})
	for _, err := range failed {
		if err != nil {
			return rows{}, err
		}
	}
	return rows{count: r.len(), b: slices.Concat(left[:p.equations]...), x: x}, nil
}
