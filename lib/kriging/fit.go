package kriging

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Settings of a fit. The zero value works.
type Settings struct {
	// Sites is how many of the measurements, evenly taken out of their order, the lengths and the noise are found from: the cost of that
	// grows as the third power. All are used for estimates. Default: 400.
	Sites int
	// Evaluations of the likelihood at most. Default: 100 for each length and the noise.
	Evaluations int
}

// A Model is a covariance with the measurements under it.
type Model struct {
	// Lengths over which the field changes, one for each axis, in its unit.
	Lengths []float64
	// Mean and Size of the field, and standard deviation of the Noise, in the unit of the values.
	Mean, Size, Noise float64
	// LogLikelihood of the sites, the natural logarithm.
	LogLikelihood float64

	axes   int
	x      []float64
	factor mat.Cholesky // of k + n^2
	weight *mat.VecDense
	ones   *mat.VecDense // (k + n^2)^-1 1
}

// Fit finds the covariance under which values [n] measured at x, row-major [n, axes], are most likely. A NaN was not measured. The same
// place may be measured more than once. It holds a matrix of n x n numbers, and takes up to 5,000.
//
// The errors name too few values, places that all agree along an axis, numbers that aren't finite, and values that are all the same.
func Fit(x []float64, axes int, values []float64, s Settings) (*Model, error) {
	x, values, err := measured(x, axes, values)
	if err != nil {
		return nil, err
	}
	if s.Sites == 0 {
		s.Sites = 400
	}
	if s.Evaluations == 0 {
		s.Evaluations = 100 * (axes + 1)
	}
	if s.Sites < 3 || s.Evaluations < 1 {
		return nil, fmt.Errorf("kriging: %d sites, %d evaluations; give at least 3 and 1, or 0 for the defaults", s.Sites, s.Evaluations)
	}
	some, at := sites(x, axes, values, s.Sites)
	lo, hi := spans(x, axes)
	start := make([]float64, axes+1) // logarithms of the lengths and of the noise
	for k := range axes {
		start[k] = math.Log((hi[k] - lo[k]) / 5)
	}
	start[axes] = math.Log(0.1)
	best, err := optimize.Minimize(optimize.Problem{Func: func(p []float64) float64 {
		for k := range axes { // far beyond what data can tell
			if l := math.Exp(p[k]) / (hi[k] - lo[k]); l < 1e-4 || l > 1e3 {
				return math.Inf(1)
			}
		}
		if p[axes] < math.Log(1e-5) || p[axes] > math.Log(1e3) {
			return math.Inf(1)
		}
		m := newModel(some, axes, p)
		if err := m.solve(at); err != nil {
			return math.Inf(1)
		}
		return -m.LogLikelihood
	}}, start, &optimize.Settings{FuncEvaluations: s.Evaluations, Converger: &optimize.FunctionConverge{Absolute: 1e-3, Iterations: 20}}, &optimize.NelderMead{})
	if best == nil {
		return nil, fmt.Errorf("kriging: no covariance makes the values likely: %w", err)
	}
	chosen := newModel(some, axes, best.X)
	if err := chosen.solve(at); err != nil {
		return nil, err
	}
	m := newModel(x, axes, best.X)
	if err := m.solve(values); err != nil {
		return nil, err
	}
	m.Size, m.Noise, m.LogLikelihood = chosen.Size, chosen.Noise, chosen.LogLikelihood
	return m, nil
}

// newModel of a covariance, with the noise as a share of the size.
func newModel(x []float64, axes int, p []float64) *Model {
	m := &Model{axes: axes, x: x, Lengths: make([]float64, axes), Noise: math.Exp(p[axes])}
	for k := range axes {
		m.Lengths[k] = math.Exp(p[k])
	}
	return m
}

// solve finds mean and size in closed form, and the weights of the values. It turns the noise from a share into the values' unit.
func (m *Model) solve(values []float64) error {
	n := len(values)
	k := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			k.SetSym(i, j, m.correlation(m.point(i), m.point(j)))
		}
		k.SetSym(i, i, 1+m.Noise*m.Noise)
	}
	if !m.factor.Factorize(k) {
		return fmt.Errorf("kriging: the %d measurements lie too close together for a noise of %.2g of the field's size", n, m.Noise)
	}
	one := mat.NewVecDense(n, nil)
	for i := range n {
		one.SetVec(i, 1)
	}
	m.ones, m.weight = mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	if err := solved(m.factor.SolveVecTo(m.ones, one)); err != nil {
		return err
	}
	v := mat.NewVecDense(n, values)
	m.Mean = mat.Dot(m.ones, v) / mat.Dot(m.ones, one)
	off := mat.NewVecDense(n, nil)
	off.AddScaledVec(v, -m.Mean, one)
	if err := solved(m.factor.SolveVecTo(m.weight, off)); err != nil {
		return err
	}
	variance := mat.Dot(off, m.weight) / float64(n)
	m.Size = math.Sqrt(variance)
	m.Noise *= m.Size
	m.LogLikelihood = -0.5 * (float64(n)*(math.Log(2*math.Pi*variance)+1) + m.factor.LogDet())
	return nil
}

// solved lets a badly conditioned matrix pass: with noise on its diagonal the estimates are as good as the noise.
func solved(err error) error {
	if _, poor := err.(mat.Condition); poor {
		return nil
	}
	return err
}

// correlation is Matérn's of order 5/2.
func (m *Model) correlation(a, b []float64) float64 {
	sum := 0.0
	for k, l := range m.Lengths {
		d := (a[k] - b[k]) / l
		sum += d * d
	}
	r := math.Sqrt(5 * sum)
	return (1 + r + r*r/3) * math.Exp(-r)
}

func (m *Model) point(i int) []float64 { return m.x[i*m.axes : (i+1)*m.axes] }

// At estimates the field at points, row-major [n, axes], each with one standard deviation.
func (m *Model) At(x []float64) (mean, deviation []float64, err error) {
	if len(x)%m.axes != 0 {
		return nil, nil, fmt.Errorf("kriging: %d coordinates aren't points of %d axes", len(x), m.axes)
	}
	if floats.HasNaN(x) {
		return nil, nil, fmt.Errorf("kriging: a point to estimate at is not a number")
	}
	n := m.weight.Len()
	near, back := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	total := mat.Sum(m.ones)
	for i := 0; i < len(x); i += m.axes {
		for j := range n {
			near.SetVec(j, m.correlation(x[i:i+m.axes], m.point(j)))
		}
		if err := solved(m.factor.SolveVecTo(back, near)); err != nil {
			return nil, nil, fmt.Errorf("kriging: %w", err)
		}
		left := 1 - mat.Dot(m.ones, near) // what the mean, which isn't known, adds
		mean = append(mean, m.Mean+mat.Dot(near, m.weight))
		deviation = append(deviation, m.Size*math.Sqrt(math.Max(0, 1-mat.Dot(near, back)+left*left/total)))
	}
	return mean, deviation, nil
}

// String is the covariance.
func (m *Model) String() string {
	return fmt.Sprintf("%d measurements: mean %.4g, size %.4g, lengths %.4g, noise %.4g", m.weight.Len(), m.Mean, m.Size, m.Lengths, m.Noise)
}
