package optim

import (
	"gonum.org/v1/gonum/floats"
)

// operator is a Jacobian that multiplies at the point last formed.
type operator interface {
	form(x, g []float64) error
	times(v, jv []float64) error
	reverse(w, jw []float64) error
	diagonal(d []float64)
	residuals() []float64
}

// conjugateSystem solves by conjugate gradients on the unknowns D p (Hestenes and Stiefel 1952,
// doi:10.6028/jres.049.044), from p = 0: ended early it still lowers the quadratic.
type conjugateSystem struct {
	operator
	linear
	jv []float64 // J times a direction
}

func newConjugate(from operator, residuals int, l linear) *conjugateSystem {
	return &conjugateSystem{operator: from, linear: l, jv: make([]float64, residuals)}
}

// apply sets a to (J'J + mu D²) in the unknowns D p times u, and gives u'a.
func (s *conjugateSystem) apply(mu float64, d, u, v, a []float64) (float64, error) {
	floats.DivTo(v, u, d)
	if err := s.times(v, s.jv); err != nil {
		return 0, err
	}
	if err := s.reverse(s.jv, a); err != nil {
		return 0, err
	}
	floats.Div(a, d)
	floats.AddScaled(a, mu, u)
	s.stats.Products++
	return floats.Dot(s.jv, s.jv) + mu*floats.Dot(u, u), nil
}

func (s *conjugateSystem) solve(mu float64, d, b, _, p []float64) (bool, error) {
	n := len(p)
	clear(p) // D p, until the end
	left, u, v, a := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	floats.DivTo(left, b, d)
	floats.Scale(-1, left)
	copy(u, left)
	rest := floats.Dot(left, left)
	enough := s.tolerance * s.tolerance * rest
	for range s.iterations {
		if rest <= enough || rest == 0 {
			break
		}
		bend, err := s.apply(mu, d, u, v, a)
		if err != nil {
			return false, err
		}
		if !(bend > 0) {
			break
		}
		step := rest / bend
		floats.AddScaled(p, step, u)
		floats.AddScaled(left, -step, a)
		was := rest
		rest = floats.Dot(left, left)
		floats.Scale(rest/was, u)
		floats.Add(u, left)
	}
	floats.Div(p, d)
	return sound(p), nil
}

func (s *conjugateSystem) curvature(v []float64) (float64, error) {
	err := s.times(v, s.jv)
	return floats.Dot(s.jv, s.jv), err
}

func (s *conjugateSystem) add(scale float64, v, b, w []float64) error {
	return addProducts(s, scale, v, b, w, len(s.jv))
}

// matrixFree is the operator of an objective that gives products.
type matrixFree struct {
	Products
	x, jv []float64
	stats *Stats
	scale float64
}

// form takes the gradient from the objective, and its curvature along it.
func (m *matrixFree) form(x, g []float64) error {
	m.x = x
	m.stats.Evaluations++
	if _, err := m.Evaluate(x, g); err != nil {
		return err
	}
	m.scale = 1
	square := floats.Dot(g, g)
	if square == 0 || !finite(square) {
		return nil
	}
	if err := m.times(g, m.jv); err != nil {
		return err
	}
	if scale := floats.Dot(m.jv, m.jv) / square; scale > 0 {
		m.scale = scale
	}
	return nil
}

func (m *matrixFree) times(v, jv []float64) error   { return m.Forward(m.x, v, jv) }
func (m *matrixFree) reverse(w, jw []float64) error { return m.Reverse(m.x, w, jw) }
func (m *matrixFree) residuals() []float64          { return nil }

// diagonal isn't known: in its place stands the curvature along the gradient, the same for all.
func (m *matrixFree) diagonal(d []float64) {
	for i := range d {
		d[i] = m.scale
	}
}
