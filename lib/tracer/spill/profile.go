package spill

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// search gives the best start on a lattice of places and diffusivities, the amount being the best for each: what is seen is proportional to it.
func (f *spillFit) search() ([]float64, error) {
	const places, spreads = 20, 6
	best, least := []float64(nil), math.Inf(1)
	theta := make([]float64, unknowns)
	for d := range spreads {
		lo, hi := math.Log(f.Diffusivity[0]), math.Log(f.Diffusivity[1])
		theta[logDiffusivity] = lo + (hi-lo)*(float64(d)+0.5)/spreads
		for y := range places {
			theta[placeY] = (float64(y) + 0.5) / places
			for x := range places {
				theta[placeX] = (float64(x) + 0.5) / places
				theta[logAmount] = 0
				if err := f.residuals(theta, f.room); err != nil {
					return nil, err
				}
				hh, hy := 0.0, 0.0
				for i, v := range f.room {
					want := f.Observations[i].Value * f.weight[i]
					h := v + want
					hh, hy = hh+h*h, hy+h*want
				}
				if gain := hy * hy / hh; hy > 0 && -gain < least {
					least = -gain
					theta[logAmount] = math.Log(hy / hh)
					best = slices.Clone(theta)
				}
			}
		}
	}
	if best == nil {
		return nil, Inseparable{Names: []string{"place"}, Reach: math.Inf(1)}
	}
	return best, nil
}

// intervals of all unknowns by the profile of the likelihood: where the sum of squares, least over all others, is so much higher than the
// least of all that the ratio of likelihoods has the level (Venzon and Moolgavkar 1988, doi:10.2307/2347496; Bates and Watts 1988,
// doi:10.1002/9780470316757, with the variance estimated). The signed root of what it is higher goes nearly linearly with the unknown, so a secant finds it.
func (f *spillFit) intervals(theta []float64, squares, variance float64) (out [unknowns][2]float64, err error) {
	j := mat.NewDense(len(f.Observations), unknowns, nil)
	if err := f.slopes(theta, j); err != nil {
		return out, err
	}
	var information mat.SymDense
	information.SymOuterK(1/variance, j.T())
	var root mat.Cholesky
	if !root.Factorize(&information) {
		return out, Inseparable{Names: []string{"amount", "diffusivity", "place"}, Reach: math.Inf(1)}
	}
	var covariance mat.SymDense
	if err := root.InverseTo(&covariance); err != nil {
		return out, Inseparable{Names: []string{"amount", "diffusivity", "place"}, Reach: math.Inf(1)}
	}
	for k := range unknowns {
		for side, sign := range []float64{-1, 1} {
			v, err := f.edge(k, sign, theta, squares, variance, &covariance)
			if err != nil {
				return out, err
			}
			out[k][side] = v
		}
	}
	return out, nil
}

// edge is where the profile of an unknown reaches the quantile on one side.
func (f *spillFit) edge(k int, sign float64, theta []float64, squares, variance float64, covariance *mat.SymDense) (float64, error) {
	deviation := math.Sqrt(covariance.At(k, k))
	// From the estimate the others go along with it as the covariance says.
	at := func(v float64, from []float64) []float64 {
		start := slices.Clone(from)
		for i := range start {
			start[i] += covariance.At(i, k) / covariance.At(k, k) * (v - from[k])
		}
		start[k] = v
		return start
	}
	limit := f.limit(k)
	lost := func() error {
		name := names[k]
		reach := math.Exp(limit)
		out := Inseparable{Names: []string{name}, Reach: reach}
		if other := logAmount + logDiffusivity - k; k == logAmount || k == logDiffusivity {
			if d := covariance.At(other, k) / covariance.At(k, k); math.Abs(d) > 0.1 {
				power := -1 / d // the amount changes so many times as fast as the diffusivity
				if k == logDiffusivity {
					power = -d
				}
				out.Names, out.Known = []string{"amount", "diffusivity"}, combination(power)
			}
		}
		return out
	}
	v0, r0 := theta[k], 0.0
	v := theta[k] + sign*f.quantile*deviation
	from := theta
	for range 30 {
		if !(math.Abs(v-theta[k]) < limit) {
			return 0, lost()
		}
		best, s, err := f.fit(at(v, from), k)
		if err != nil {
			return 0, err
		}
		r := math.Sqrt(math.Max(s-squares, 0) / variance)
		if math.Abs(r-f.quantile) < 1e-3*f.quantile {
			return v, nil
		}
		slope := (r - r0) / (v - v0)
		if !(slope*sign > 0) {
			return 0, lost() // the likelihood doesn't fall any more
		}
		next := v + (f.quantile-r)/slope
		if far := theta[k] + 3*(v-theta[k]); (next-far)*sign > 0 {
			next = far
		}
		if (next-theta[k])*sign <= 0 { // behind the estimate
			next = (v + theta[k]) / 2
		}
		v0, r0, v, from = v, r, next, best
	}
	return 0, lost()
}
