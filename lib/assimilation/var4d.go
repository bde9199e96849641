package assimilation

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
	"sublunar/lib/parallel"
)

// Var4D is four-dimensional variational assimilation: the state from which the model passes nearest to a whole window of observations
// and to a background x_b (Le Dimet and Talagrand 1986, doi:10.1111/j.1600-0870.1986.tb00459.x),
//
//	least |w|²/2 + |r(x_b + F'w)|²/2,   B = F'F
//
// with the factors F of the background's covariance, which make the unknown w of one size in all directions. The unknown may hold more
// than a state: parameters, sources, the model's errors.
type Var4D struct {
	// Covariance of the background's errors.
	Covariance Covariance
	// Method of the search. Default optim.LBFGS. optim.GaussNewton, the incremental form (Courtier and others 1994,
	// doi:10.1002/qj.49712051912), takes fewer steps that cost more each; it wants a window that is an [optim.Products].
	Method optim.Method
	// Stop says when to end. Default: at most 200 steps, or a gradient of 1e-4 in w.
	Stop optim.Stop
	// Lag is how many records before the newest the unknown state lies, in Run. Default 1.
	Lag int
}

// A Fit is where a search ended.
type Fit struct {
	// State is x, the unknown.
	State []float64
	// Weights w of the background's factors.
	Weights []float64
	// Search says how it ended.
	Search optim.Result
}

// Fit seeks the unknown from a background and a window: any objective of the state whose value is half the sum of squares of what is left
// of the observations, whitened, as [Window]. A model on an accelerator gives it with the gradient.
func (v Var4D) Fit(background []float64, window optim.Objective) (Fit, error) {
	if err := v.Covariance.check(len(background)); err != nil {
		return Fit{}, err
	}
	if window == nil || window.Len() != len(background) {
		return Fit{}, fmt.Errorf("assimilation: a window of another size than the background's %d components; give one of the same state", len(background))
	}
	inner := weighted{v.Covariance, background, window}
	var objective optim.Objective = inner
	if p, ok := window.(optim.Products); ok {
		objective = weightedProducts{inner, p}
	}
	method, stop := v.Method, v.Stop
	if method == nil {
		method = optim.LBFGS{}
	}
	if stop.MaxSteps == 0 {
		stop.MaxSteps = 200
	}
	if stop.Gradient == 0 {
		stop.Gradient = 1e-4
	}
	found, err := optim.Minimise(objective, make([]float64, len(v.Covariance.Factors)), method, stop)
	if err != nil && found.X == nil {
		return Fit{}, fmt.Errorf("assimilation: 4D-Var: %w", err)
	}
	return Fit{inner.state(found.X), found.X, found}, err
}

// Posterior is the covariance of a fit's errors, (B^-1 + J'J)^-1 with the window's derivatives J at the state, as far as all is straight
// there. It costs one product a factor.
func (v Var4D) Posterior(at Fit, window optim.Products) (Covariance, error) {
	if err := v.Covariance.check(len(at.State)); err != nil {
		return Covariance{}, err
	}
	r := len(v.Covariance.Factors)
	s := mat.NewDense(r, window.Residuals(), nil)
	err := parallel.Each(r, func(k int) error { return window.Forward(at.State, v.Covariance.Factors[k], s.RawRowView(k)) })
	if err != nil {
		return Covariance{}, fmt.Errorf("assimilation: %w", err)
	}
	spec, err := newSpectrum(s)
	if err != nil {
		return Covariance{}, err
	}
	root := spec.function(1, func(x float64) float64 { return 1 / math.Sqrt(x+1) }).formed(r)
	out := Covariance{make([][]float64, r)}
	for k := range out.Factors {
		out.Factors[k] = make([]float64, len(at.State))
		v.Covariance.add(root.RawRowView(k), out.Factors[k])
	}
	return out, nil
}

// Run takes in a sequence from the first of the initial states. At each record the unknown is the state Lag records before, its
// background what came from the windows before, and the newest record alone is new; then all moves on by one (Bocquet and Sakov 2013,
// doi:10.5194/npg-20-803-2013, compare it so). Watch sees the newest record's forecast and analysis.
func (v Var4D) Run(s Sequence, initial [][]float64) ([][]float64, error) {
	if err := s.check(initial, 1); err != nil {
		return nil, err
	}
	if v.Lag == 0 {
		v.Lag = 1
	}
	return slide(s, copied(initial[:1]), v.Lag, func(x [][]float64, from float64, o Observations) error {
		window, err := NewWindow(Sequence{Model: s.Model, Start: from, Records: []Observations{o}}, len(x[0]), false)
		if err != nil {
			return err
		}
		fit, err := v.Fit(x[0], window)
		if err != nil {
			return err
		}
		copy(x[0], fit.State)
		return nil
	})
}

// weighted is the cost as a function of w.
type weighted struct {
	c          Covariance
	background []float64
	window     optim.Objective
}

func (o weighted) Len() int { return len(o.c.Factors) }

func (o weighted) state(w []float64) []float64 {
	x := append([]float64(nil), o.background...)
	o.c.add(w, x)
	return x
}

func (o weighted) Evaluate(w, g []float64) (float64, error) {
	var inner []float64
	if g != nil {
		inner = make([]float64, len(o.background))
	}
	f, err := o.window.Evaluate(o.state(w), inner)
	if err != nil {
		return 0, err
	}
	if g != nil {
		o.c.transposed(inner, g)
	}
	for k, v := range w {
		f += v * v / 2
		if g != nil {
			g[k] += v
		}
	}
	return f, nil
}

// weightedProducts has the residuals [w, r].
type weightedProducts struct {
	weighted
	products optim.Products
}

func (o weightedProducts) Residuals() int { return len(o.c.Factors) + o.products.Residuals() }

func (o weightedProducts) Forward(w, v, jv []float64) error {
	change := make([]float64, len(o.background))
	o.c.add(v, change)
	copy(jv, v)
	return o.products.Forward(o.state(w), change, jv[len(v):])
}

func (o weightedProducts) Reverse(w, weights, jw []float64) error {
	back := make([]float64, len(o.background))
	if err := o.products.Reverse(o.state(w), weights[len(w):], back); err != nil {
		return err
	}
	o.c.transposed(back, jw)
	for k := range jw {
		jw[k] += weights[k]
	}
	return nil
}
