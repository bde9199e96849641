package assimilation

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Scheme says how an ensemble's deviations from its mean follow the mean's analysis.
type Scheme int

const (
	// SquareRoot transforms them by the symmetric root (I + S S')^-1/2, which gives the Kalman filter's covariance with no draws: the
	// ensemble transform filter (Bishop and others 2001, doi:10.1175/1520-0493(2001)129<0420:ASWTET>2.0.CO;2; symmetric: Hunt and others
	// 2007, doi:10.1016/j.physd.2006.11.008). The default.
	SquareRoot Scheme = iota
	// Stochastic updates each member by observations with errors drawn for it (Burgers and others 1998,
	// doi:10.1175/1520-0493(1998)126<1719:ASITEK>2.0.CO;2). It forgets wrong shapes by its noise, and needs more members.
	Stochastic
	// Half updates deviations by half the gain, the first term of the root, which leaves the ensemble a little wide: the deterministic
	// filter of Sakov and Oke (2008, doi:10.1111/j.1600-0870.2007.00299.x).
	Half
)

// weights say how an ensemble's analysis comes from its deviations A [N, state]: the mean moves by A'mean, and the deviations become
// around A.
type weights struct {
	mean   []float64 // [N]
	around around    // [N, N]
}

// evidence is what observations say of an ensemble: deviations of what would be seen, whitened, [N, m], over sqrt(N-1); how far the mean
// is off, whitened, [m]; and draws of errors, whitened and of mean 0, [N, m], where the scheme wants them.
type evidence struct {
	s     *mat.Dense
	off   []float64
	draws *mat.Dense
}

// weigh finds the weights. With finite > 0 it widens the forecast by the finite-size prior of that certainty.
func (e evidence) weigh(scheme Scheme, finite float64) (weights, error) {
	n, m := e.s.Dims()
	root := math.Sqrt(float64(n - 1))
	spec, err := newSpectrum(e.s)
	if err != nil {
		return weights{}, err
	}
	toward := times(e.s, e.off)
	rho := 1.0
	if finite > 0 {
		rho = finiteSize(spec, toward, n, finite)
	}
	w := weights{mean: spec.inverse(rho, toward)}
	floats.Scale(1/root, w.mean)
	switch scheme {
	case Stochastic: // I + (draws - sqrt(N-1) S) S' (S S' + rho)^-1 / sqrt(N-1), with S S' = V diag(x) V'
		w.around.base = 1
		if spec.v == nil {
			break
		}
		var miss, seen mat.Dense
		miss.Scale(-root, e.s)
		miss.Add(&miss, e.draws)
		seen.Mul(e.s.T(), spec.v)
		for k, x := range spec.values {
			for i := range m {
				seen.Set(i, k, seen.At(i, k)/(x+rho)/root)
			}
		}
		w.around.left, w.around.right = mat.NewDense(n, len(spec.values), nil), spec.v
		w.around.left.Mul(&miss, &seen)
	case Half:
		w.around = spec.function(1, func(x float64) float64 { return 1 - 0.5*x/(x+rho) })
	default:
		w.around = spec.function(1/math.Sqrt(rho), func(x float64) float64 { return 1 / math.Sqrt(x+rho) })
	}
	w.around.settle(n)
	return w, nil
}
