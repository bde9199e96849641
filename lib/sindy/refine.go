package sindy

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// Shooting sets how Refine follows the data.
type Shooting struct {
	// Steps is the greatest number of steps. Default 100.
	Steps int
	// Observe is called after each step with the sum of squares; nil for nobody. An error from it ends
	// the work there, with a result whose Status says so. Total is Steps until the last step is known.
	Observe func(field.Progress) error
}

// Refine is the classical fit of a known law: it keeps the model's terms, and moves its coefficients
// and the state at the first time until one unbroken trajectory comes nearest to all the data, in
// least squares: of ln x for a per-capita model (noise that is a part of x), else of x over its
// standard deviation. The model's own coefficients are the start; from These or from a regression they
// are near enough.
//
// Intervals come from the curvature at the minimum (Laplace): they hold where the data leave little
// room, and if the noise is independent from sample to sample.
func (m *Model) Refine(data field.Series, s Shooting) (*Refined, error) {
	if s.Steps == 0 {
		s.Steps = 100
	}
	if s.Steps < 0 {
		return nil, fmt.Errorf("sindy: %d steps; give 1 or more, or 0 for 100", s.Steps)
	}
	if got := data.Names(); strings.Join(got, "\n") != strings.Join(m.Variables, "\n") {
		return nil, fmt.Errorf("sindy: the data have the columns %s, but the model %s; select those, in that order", strings.Join(got, ", "), strings.Join(m.Variables, ", "))
	}
	x, err := states(data, m.PerCapita)
	if err != nil {
		return nil, err
	}
	w := newShot(m, x, data.Axis.Values)
	if spare := len(x)*len(m.Variables) - len(w.start); spare < 1 {
		return nil, fmt.Errorf("sindy: %d samples of %d variables are too few for %d parameters; use more data or a model with fewer terms", len(x), len(m.Variables), len(w.start))
	}
	fit := marquardt{residuals: w.residuals, step: w.differences, limit: s.Steps}
	if s.Observe != nil {
		fit.observe = func(step int, sum float64, last bool) error {
			total := s.Steps
			if last {
				total = step
			}
			return s.Observe(field.Progress{Step: step, Total: total, Values: []field.Value{{Name: "sum of squares", Value: sum}}})
		}
	}
	at, err := fit.minimise(w.start)
	if err != nil {
		return nil, fmt.Errorf("sindy: the trajectory fit failed: %w; start from other coefficients, or fit a shorter window first", err)
	}
	return w.refined(at)
}

// A Refined model is one whose coefficients a trajectory was fitted with.
type Refined struct {
	*Model
	// Initial is the state at the first time, and InitialErrors its standard errors.
	Initial, InitialErrors []float64
	// Parameters are the coefficients that aren't 0, equation by equation, then the initial state (its
	// logarithm, for a per-capita model); Covariance is theirs.
	Parameters []float64
	Covariance [][]float64
	// Residual is the standard deviation of the data about the trajectory: of ln x for a per-capita
	// model, else as a part of each variable's standard deviation.
	Residual float64
	// Scale is each variable's standard deviation, 1 for a per-capita model.
	Scale []float64
	// Status says how the fit ended.
	Status string
	// Steps of the minimisation, and trajectories computed.
	Steps, Solves int
}

// String writes the equations, then the start and how well the trajectory follows.
func (r *Refined) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, r.Model)
	b.WriteString("starting at")
	for v, name := range r.Variables {
		fmt.Fprintf(&b, " %s = %s", name, withInterval(r.Initial[v], r.Equations[0].interval95()*r.InitialErrors[v]))
	}
	fmt.Fprintf(&b, "; the data lie %.3g about it", r.Residual)
	if r.PerCapita {
		fmt.Fprintf(&b, " in the logarithm, a factor of %.3g", math.Exp(r.Residual))
	}
	fmt.Fprintf(&b, "\n(%s after %d steps)", r.Status, r.Steps)
	return b.String()
}

// A shot is a trajectory's fit in the making. Its parameters are the model's coefficients other than
// 0, equation by equation, then the initial state (its logarithm, for a per-capita model).
type shot struct {
	model *Model
	x     [][]float64
	times []float64
	scale []float64 // of each variable's residuals
	where []place   // of each coefficient
	start []float64
}

// A place is that of a coefficient in a model: above a quotient's bar or below it.
type place struct {
	equation, term int
	below          bool
}

// in gives the coefficient's and its standard error's places in a model.
func (p place) in(m *Model) (coefficient, err *float64) {
	eq := &m.Equations[p.equation]
	if p.below {
		return &eq.Denominator[p.term], &eq.DenominatorErrors[p.term]
	}
	return &eq.Coefficients[p.term], &eq.Errors[p.term]
}

func newShot(m *Model, x [][]float64, times []float64) *shot {
	w := &shot{model: m.clone(), x: x, times: times, scale: make([]float64, len(m.Variables))}
	for v, eq := range m.Equations {
		for k, c := range eq.Coefficients {
			if c != 0 {
				w.where = append(w.where, place{v, k, false})
				w.start = append(w.start, c)
			}
		}
		for k, c := range eq.Denominator {
			if c != 0 && eq.DenominatorErrors[k] != 0 { // else it is 1 by definition
				w.where = append(w.where, place{v, k, true})
				w.start = append(w.start, c)
			}
		}
	}
	for v := range m.Variables {
		if m.PerCapita {
			w.scale[v] = 1
			w.start = append(w.start, math.Log(x[0][v]))
			continue
		}
		var sum, sq float64
		for i := range x {
			sum += x[i][v]
		}
		for i := range x {
			sq += (x[i][v] - sum/float64(len(x))) * (x[i][v] - sum/float64(len(x)))
		}
		w.scale[v] = math.Sqrt(sq / float64(len(x)))
		if w.scale[v] == 0 {
			w.scale[v] = 1
		}
		w.start = append(w.start, x[0][v])
	}
	return w
}

// set puts parameters into the model and returns the initial state.
func (w *shot) set(p []float64) (initial []float64) {
	for j, at := range w.where {
		coefficient, _ := at.in(w.model)
		*coefficient = p[j]
	}
	initial = append([]float64(nil), p[len(w.where):]...)
	if w.model.PerCapita {
		for v := range initial {
			initial[v] = math.Exp(initial[v])
		}
	}
	return initial
}

func (w *shot) residuals(p []float64) []float64 {
	path, err := w.model.path(w.set(p), w.times, ode.Tolerance{Absolute: 1e-11, Relative: 1e-11, Steps: 20_000})
	if err != nil {
		return nil
	}
	var r []float64
	for i := range path {
		for v := range path[i] {
			d := (path[i][v] - w.x[i][v]) / w.scale[v]
			if w.model.PerCapita {
				d = math.Log(path[i][v] / w.x[i][v])
			}
			if math.IsNaN(d) || math.IsInf(d, 0) {
				return nil
			}
			r = append(r, d)
		}
	}
	return r
}

// differences are a hundred-thousandth of each parameter: far above the integrator's error, far below
// the curvature.
func (w *shot) differences(p []float64) []float64 {
	h := make([]float64, len(p))
	for j := range p {
		size := math.Abs(p[j])
		if v := j - len(w.where); v >= 0 {
			size = math.Max(size, w.scale[v]) // an initial state may be 0
		}
		h[j] = 1e-5 * math.Max(size, 1e-300)
	}
	return h
}

// refined reads the result off the minimum.
func (w *shot) refined(at minimum) (*Refined, error) {
	freedom := len(at.residuals) - len(at.p)
	spread := math.Sqrt(sumOfSquares(at.residuals) / float64(freedom))
	cov, err := covariance(at.jacobian, spread)
	if err != nil {
		return nil, err
	}
	errs := make([]float64, len(cov))
	for j := range errs {
		errs[j] = math.Sqrt(cov[j][j])
	}
	r := &Refined{Parameters: at.p, Covariance: cov, Residual: spread, Scale: w.scale, Steps: at.steps, Solves: at.solves, Status: "converged"}
	switch {
	case at.stopped != nil:
		r.Status = "stopped by its observer: " + at.stopped.Error()
	case !at.converged:
		r.Status = "not converged"
	}
	r.Initial = w.set(at.p)
	r.Model = w.model
	for j, at := range w.where {
		_, err := at.in(r.Model)
		*err = errs[j]
	}
	for v := range r.Equations {
		eq := &r.Equations[v]
		eq.Rows, eq.Freedom, eq.Residual, eq.Rounds = len(at.residuals), freedom, spread, at.steps
		e := errs[len(w.where)+v]
		if r.PerCapita {
			e *= r.Initial[v] // from the logarithm
		}
		r.InitialErrors = append(r.InitialErrors, e)
	}
	return r, nil
}

// covariance is spread^2 (J^T J)^-1, as W W^T with W = spread R^-1 and J = Q R, the columns of J first
// scaled to length 1.
func covariance(jacobian *mat.Dense, spread float64) ([][]float64, error) {
	rows, cols := jacobian.Dims()
	scaled := mat.NewDense(rows, cols, nil)
	scale := make([]float64, cols)
	for j := range scale {
		scale[j] = mat.Norm(jacobian.ColView(j), 2)
		for i := range rows {
			scaled.Set(i, j, jacobian.At(i, j)/scale[j])
		}
	}
	var qr mat.QR
	qr.Factorize(scaled)
	var r, root, product mat.Dense
	qr.RTo(&r)
	if !(qr.Cond() < maxCondition) || root.Inverse(r.Slice(0, cols, 0, cols)) != nil {
		return nil, errors.New("sindy: the data can't tell the parameters apart; use a model with fewer terms, or data that vary more")
	}
	product.Mul(&root, root.T())
	cov := make([][]float64, cols)
	for j := range cov {
		cov[j] = make([]float64, cols)
		for k := range cov[j] {
			cov[j][k] = spread * spread * product.At(j, k) / (scale[j] * scale[k])
		}
	}
	return cov, nil
}

// clone copies the model as far as a fit changes it.
func (m *Model) clone() *Model {
	c := *m
	c.Equations = make([]Equation, len(m.Equations))
	for v, eq := range m.Equations {
		eq.Coefficients = append([]float64(nil), eq.Coefficients...)
		eq.Errors = append([]float64(nil), eq.Errors...)
		eq.Denominator = append([]float64(nil), eq.Denominator...)
		eq.DenominatorErrors = append([]float64(nil), eq.DenominatorErrors...)
		c.Equations[v] = eq
	}
	return &c
}
