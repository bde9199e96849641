package assimilation

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// IEnKS is the iterative ensemble Kalman smoother (Bocquet and Sakov 2014, doi:10.1002/qj.2236): 4D-Var in the space of an ensemble, with
// the ensemble's own covariance for the background's, and derivatives from members close to the mean, so that no adjoint is needed. For
// forecasts between observations that are long enough to bend.
type IEnKS struct {
	// Lag is how many records before the newest the ensemble lies. Default 1, the iterative filter (Sakov and others 2012,
	// doi:10.1175/MWR-D-11-00176.1). At each record, it costs Lag runs from one record to the next for each member and iteration.
	Lag int
	// Iterations at most. Default 10.
	Iterations int
	// Tolerance ends when the mean moves by less, in deviations of the ensemble. Default 1e-3.
	Tolerance float64
	// Inflation of the deviations, and FiniteSize, as in [EnKF].
	Inflation, FiniteSize float64
	// Rotate as in [EnKF].
	Rotate bool
	// Seed of the draws.
	Seed uint64
}

// closely is how far members stand from the mean for derivatives, in deviations of the ensemble.
const closely = 1e-4

// Run takes in a sequence from an ensemble [N][state].
func (f IEnKS) Run(s Sequence, initial [][]float64) ([][]float64, error) {
	if err := s.check(initial, 2); err != nil {
		return nil, err
	}
	if f.Lag == 0 {
		f.Lag = 1
	}
	if f.Iterations == 0 {
		f.Iterations = 10
	}
	if f.Tolerance == 0 {
		f.Tolerance = 1e-3
	}
	if f.Inflation == 0 {
		f.Inflation = 1
	}
	if f.Iterations < 0 || !(f.Tolerance > 0) || !(f.Inflation > 0) || !(f.FiniteSize >= 0) {
		return nil, fmt.Errorf("assimilation: %d iterations to a tolerance of %g with inflation %g and finite-size certainty %g; give positive numbers, or 0 for the defaults", f.Iterations, f.Tolerance, f.Inflation, f.FiniteSize)
	}
	random := rand.New(rand.NewPCG(f.Seed, 0x1e45))
	return slide(s, copied(initial), f.Lag, func(x [][]float64, from float64, o Observations) error {
		return f.analyse(s, x, from, o, random)
	})
}

// analyse changes members at a time by a later record: Gauss and Newton's steps on w for the mean x + A'w.
func (f IEnKS) analyse(s Sequence, members [][]float64, from float64, o Observations, random *rand.Rand) error {
	n := len(members)
	around := copied(members)
	mean := centre(around)
	root := math.Sqrt(float64(n - 1))
	w := make([]float64, n) // of the deviations over sqrt(n-1)
	var spec spectrum
	rho := 1.0
	for range f.Iterations {
		at := append([]float64(nil), mean...)
		for i, a := range around {
			for j, v := range a {
				at[j] += w[i] / root * v
			}
		}
		seen, off, err := f.linearised(s, at, around, from, o)
		if err != nil {
			return err
		}
		if seen == nil { // nothing was measured
			break
		}
		if spec, err = newSpectrum(seen); err != nil {
			return err
		}
		if f.FiniteSize > 0 {
			e, c := finiteCoefficients(spec, n, f.FiniteSize)
			rho = c / (e + dot(w, w)/float64(n-1)) / float64(n-1)
		}
		slope := times(seen, off)
		for i := range slope {
			slope[i] -= rho * w[i]
		}
		step := spec.inverse(rho, slope)
		for i := range w {
			w[i] += step[i]
		}
		if math.Sqrt(dot(step, step)/float64(n)) < f.Tolerance {
			break
		}
	}
	floats.Scale(1/root, w)
	all := weights{w, spec.function(1/math.Sqrt(rho), func(x float64) float64 { return 1 / math.Sqrt(x+rho) })}
	all.around.settle(n)
	if f.Rotate {
		all = all.turned(rotation(n, random))
	}
	return all.applyAll(members, after{inflation: f.Inflation})
}

// linearised runs a mean, and members close to it, to a record: what would be seen of the deviations over sqrt(n-1), and how far the mean
// is off, whitened.
func (f IEnKS) linearised(s Sequence, mean []float64, around [][]float64, from float64, o Observations) (*mat.Dense, []float64, error) {
	n := len(around)
	bundle := copied(append([][]float64{mean}, around...))
	for _, x := range bundle[1:] {
		for j := range x {
			x[j] = mean[j] + closely*x[j]
		}
	}
	if err := s.advance(bundle, from, o.Time); err != nil {
		return nil, nil, err
	}
	o, seen, off, err := o.offFrom(bundle)
	if err != nil || off == nil {
		return nil, nil, err
	}
	out := mat.NewDense(n, len(off), nil)
	for i := range around {
		row := out.RawRowView(i)
		for j := range row {
			row[j] = (seen[i+1][j] - seen[0][j]) / closely / math.Sqrt(float64(n-1))
		}
		o.Errors.Whiten(row)
	}
	return out, off, nil
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// times is S d.
func times(s mat.Matrix, d []float64) []float64 {
	var out mat.VecDense
	out.MulVec(s, mat.NewVecDense(len(d), d))
	return out.RawVector().Data
}
