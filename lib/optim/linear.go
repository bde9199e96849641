package optim

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Solver is a way to solve the damped Gauss-Newton equations
//
//	(J'J + mu diag(d)²) p = -J'r
//
// of Len = P parameters and N residuals.
type Solver int

// The ways to solve.
const (
	// Auto takes Kernel where residuals are fewer than parameters, else Cholesky, and Conjugate where
	// the objective forms no matrix.
	Auto Solver = iota
	// Cholesky factors the normal equations [P, P] anew for each damping: P³/3 multiplications. Its
	// relative rounding is that of J'J, the square of J's condition number.
	Cholesky
	// Kernel solves in the space of residuals by Woodbury's identity: p = -D⁻¹J'(J D⁻¹ J' + mu)⁻¹ r, N³/3
	// multiplications for a damping.
	Kernel
	// QR factors J once, 2 N P² multiplications, and [R; sqrt(mu) D] for each damping, 2 P³. It doesn't
	// square the condition number.
	QR
	// Sketched is Cholesky of (SJ)'(SJ) with the exact gradient. S adds each of the residuals' rows, with
	// random signs, to a few of 4 P rows: a sparse embedding (Kane and Nelson 2014, doi:10.1145/2559902).
	// For a Jacobian in memory that has far more residuals than parameters; each step is worth less than an exact one.
	Sketched
	// Conjugate is conjugate gradients, to a tolerance: products with J and J' alone.
	Conjugate
)

var solvers = [...]string{Auto: "auto", Cholesky: "Cholesky", Kernel: "kernel", QR: "QR", Sketched: "sketched", Conjugate: "conjugate gradients"}

// String names the solver.
func (s Solver) String() string {
	if s < 0 || int(s) >= len(solvers) {
		return fmt.Sprintf("solver %d", int(s))
	}
	return solvers[s]
}

// system is the equations at one point.
type system interface {
	// form evaluates them at x, and sets g to J'r.
	form(x, g []float64) error
	// diagonal sets d to that of J'J.
	diagonal(d []float64)
	// solve sets p to the solution for b = J'w, w being nil where the system has no residuals. ok says
	// that the matrix was positive definite to rounding.
	solve(mu float64, d, b, w, p []float64) (ok bool, err error)
	// residuals at the point, nil where the system has none.
	residuals() []float64
	// reverse sets jw to J'w, where the system has residuals.
	reverse(w, jw []float64) error
	// curvature is v'J'Jv.
	curvature(v []float64) (float64, error)
	// add adds scale J'Jv to b and, unless it is nil, scale J v to w.
	add(scale float64, v, b, w []float64) error
}

// settings of the solvers.
type linear struct {
	solver     Solver
	rows       int
	seed       uint64
	tolerance  float64
	iterations int
	stats      *Stats
}

// filled is the settings with their defaults.
func (l linear) filled(n int) (linear, error) {
	if l.tolerance == 0 {
		l.tolerance = 1e-6
	}
	if l.iterations == 0 {
		l.iterations = min(n, 1000)
	}
	switch {
	case l.solver < Auto || l.solver > Conjugate:
		return l, fmt.Errorf("optim: %v isn't a way to solve; give one of the constants", l.solver)
	case !(l.tolerance > 0 && l.tolerance < 1):
		return l, fmt.Errorf("optim: a tolerance of %v; give a relative one, such as 1e-6", l.tolerance)
	case l.iterations < 0 || l.rows < 0:
		return l, fmt.Errorf("optim: %d iterations and %d rows of a sketch; give positive numbers, or 0 for the defaults", l.iterations, l.rows)
	}
	return l, nil
}

// newSystem chooses a solver by what the objective gives.
func newSystem(o Objective, l linear) (system, error) {
	n := o.Len()
	normal, isNormal := o.(LeastSquares)
	jacobian, isJacobian := o.(Jacobian)
	products, isProducts := o.(Products)
	solver := l.solver
	if solver == Auto {
		switch {
		case isJacobian && jacobian.Residuals() < n:
			solver = Kernel
		case isNormal || isJacobian:
			solver = Cholesky
		default:
			solver = Conjugate
		}
	}
	lacks := func(what string) error {
		return fmt.Errorf("optim: %v asks for an objective that has %s; %T has not", solver, what, o)
	}
	switch solver {
	case Cholesky:
		if isNormal {
			return &normalSystem{from: normal, a: mat.NewSymDense(n, nil)}, nil
		}
		if isJacobian {
			return &normalSystem{dense: newDense(jacobian), a: mat.NewSymDense(n, nil)}, nil
		}
		return nil, lacks("Normal or Jacobian")
	case Kernel:
		if isJacobian {
			return &kernelSystem{dense: *newDense(jacobian)}, nil
		}
		return nil, lacks("Jacobian")
	case QR:
		if isJacobian {
			return &qrSystem{dense: *newDense(jacobian)}, nil
		}
		return nil, lacks("Jacobian")
	case Sketched:
		if isJacobian {
			return newSketch(jacobian, l), nil
		}
		return nil, lacks("Jacobian")
	default:
		if isProducts {
			from := &matrixFree{Products: products, jv: make([]float64, products.Residuals()), stats: l.stats}
			return newConjugate(from, products.Residuals(), l), nil
		}
		if isJacobian {
			return newConjugate(newDense(jacobian), jacobian.Residuals(), l), nil
		}
		return nil, lacks("Forward and Reverse, or Jacobian")
	}
}

// dense is a Jacobian that lies in memory.
type dense struct {
	from Jacobian
	r    []float64
	j    *mat.Dense
}

func newDense(from Jacobian) *dense {
	n := from.Residuals()
	return &dense{from: from, r: make([]float64, n), j: mat.NewDense(n, from.Len(), nil)}
}

func (s *dense) form(x, g []float64) error {
	if err := s.from.Jacobian(x, s.r, s.j); err != nil {
		return err
	}
	return s.reverse(s.r, g)
}

func (s *dense) residuals() []float64 { return s.r }

func (s *dense) times(v, jv []float64) error {
	mat.NewVecDense(len(jv), jv).MulVec(s.j, mat.NewVecDense(len(v), v))
	return nil
}

func (s *dense) reverse(w, jw []float64) error {
	mat.NewVecDense(len(jw), jw).MulVec(s.j.T(), mat.NewVecDense(len(w), w))
	return nil
}

func (s *dense) curvature(v []float64) (float64, error) {
	jv := make([]float64, len(s.r))
	err := s.times(v, jv)
	return floats.Dot(jv, jv), err
}

func (s *dense) add(scale float64, v, b, w []float64) error {
	return addProducts(s, scale, v, b, w, len(s.r))
}

func addProducts(s operator, scale float64, v, b, w []float64, residuals int) error {
	jv, jjv := make([]float64, residuals), make([]float64, len(v))
	if err := s.times(v, jv); err != nil {
		return err
	}
	if err := s.reverse(jv, jjv); err != nil {
		return err
	}
	floats.AddScaled(b, scale, jjv)
	if w != nil {
		floats.AddScaled(w, scale, jv)
	}
	return nil
}

func (s *dense) diagonal(d []float64) {
	clear(d)
	for i := range s.r {
		for k, v := range s.j.RawRowView(i) {
			d[k] += v * v
		}
	}
}

// checkSystem names the first number of a system that isn't finite.
func checkSystem(g, diagonal []float64) error {
	for i := range g {
		if !finite(g[i]) || !finite(diagonal[i]) {
			return fmt.Errorf("optim: the objective is finite but its derivative by parameter %d isn't (gradient %v, Gauss-Newton diagonal %v); look for square roots, logarithms or divisions by 0", i, g[i], diagonal[i])
		}
	}
	return nil
}

// damp adds mu d² to a diagonal.
func damp(a *mat.SymDense, mu float64, d []float64) {
	raw := a.RawSymmetric()
	for i, v := range d {
		raw.Data[i*raw.Stride+i] += mu * v * v
	}
}

// sound says that all numbers are finite.
func sound(v []float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
