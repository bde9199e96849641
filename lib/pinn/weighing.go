package pinn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Weigher changes the weights of the terms, or of their points, as the fit goes on.
type Weigher interface {
	// weigh says whether weights were changed.
	weigh(tr *trainer) (bool, error)
}

// GradientNorm balances the terms by the norms of their gradients (Wang, Wang and Perdikaris 2021's idea in the form of 2023,
// doi:10.48550/arXiv.2308.08468): each term's weight is the sum of the norms over its own, so that none is drowned.
type GradientNorm struct {
	// Memory is what is left of the weights before. Default: 0.9.
	Memory float64
}

func (g GradientNorm) weigh(tr *trainer) (bool, error) {
	norms := make([]float64, len(tr.objective.terms))
	gradient := make([]float64, tr.objective.Len())
	for i, t := range tr.objective.terms {
		if _, err := tr.alone(t).Evaluate(tr.run.X(), gradient); err != nil {
			return false, err
		}
		norms[i] = floats.Norm(gradient, 2)
	}
	return true, tr.balance(norms, g.Memory)
}

// NTK balances the terms by the traces of their neural tangent kernels J J' (Wang, Yu and Perdikaris 2022,
// doi:10.1016/j.jcp.2021.110768): each term's weight is the sum of the traces over its own, so that all are learnt at one rate.
type NTK struct {
	// Memory is what is left of the weights before. Default: 0.9.
	Memory float64
	// Points of each term that are looked at. Default: 256.
	Points int
}

func (k NTK) weigh(tr *trainer) (bool, error) {
	if k.Points == 0 {
		k.Points = 256
	}
	traces := make([]float64, len(tr.objective.terms))
	for i, t := range tr.objective.terms {
		one := tr.alone(t)
		g := *one.groups[0]
		g.points = g.points.first(k.Points, len(g.shape.axes), len(g.funcs), len(g.residuals))
		one.groups[0] = &g
		j := mat.NewDense(one.Residuals(), one.Len(), nil)
		if err := one.Jacobian(tr.run.X(), make([]float64, one.Residuals()), j); err != nil {
			return false, err
		}
		size := mat.Norm(j, 2)
		traces[i] = size * size * float64(t.group.points.n) / float64(g.points.n)
	}
	return true, tr.balance(traces, k.Memory)
}

// first n of the points, evenly among them.
func (p points) first(n, axes, funcs, residuals int) points {
	if n >= p.n {
		return p
	}
	q := points{n: n}
	for i := range n {
		at := i * p.n / n
		q.x = append(q.x, p.x[at*axes:(at+1)*axes]...)
		q.given = append(q.given, p.given[at*funcs:(at+1)*funcs]...)
		q.scale = append(q.scale, p.scale[at*residuals:(at+1)*residuals]...)
		if p.normals != nil {
			q.normals = append(q.normals, p.normals[at*axes:(at+1)*axes]...)
		}
	}
	return q
}

// alone is the objective of one term, with the weight that it was stated with.
func (tr *trainer) alone(t *term) *objective {
	g := *t.group
	k := len(g.residuals)
	g.points.scale = make([]float64, g.points.n*k)
	for i := range g.points.n {
		g.points.scale[i*k+t.column] = math.Sqrt(t.weight / float64(g.points.n))
	}
	return tr.objective.only(&g)
}

// balance gives each term the sum of sizes over its own, by and by.
func (tr *trainer) balance(sizes []float64, memory float64) error {
	if memory == 0 {
		memory = 0.9
	}
	if !(memory >= 0 && memory < 1) {
		return fmt.Errorf("pinn: a memory of %g; give a share from 0 to 1", memory)
	}
	total := floats.Sum(sizes)
	for i, t := range tr.objective.terms {
		if sizes[i] > 0 && !math.IsInf(total/sizes[i], 0) {
			t.balance = memory*t.balance + (1-memory)*total/sizes[i]
		}
	}
	return nil
}

// Attention weighs each point by the residuals it has had (Anagnostopoulos, Toscano, Stergiopulos and Karniadakis 2024,
// doi:10.1016/j.cma.2024.116805):
//
//	w <- Decay w + Rate |r| / max |r|
//
// so that where the residual stays large the weight grows to Rate/(1 - Decay).
type Attention struct {
	// Decay of a weight. Default: 0.9, for a Weigher is asked every 25 steps. Rate of its growth. Default: 1 - Decay.
	Decay, Rate float64
}

func (a Attention) weigh(tr *trainer) (bool, error) {
	if a.Decay == 0 {
		a.Decay = 0.9
	}
	if a.Rate == 0 {
		a.Rate = 1 - a.Decay
	}
	if !(a.Decay > 0 && a.Decay < 1) || !(a.Rate > 0) {
		return false, fmt.Errorf("pinn: Attention of decay %g and rate %g; give a decay from 0 to 1, and a positive rate", a.Decay, a.Rate)
	}
	return true, tr.pointwise(func(t *term, size []float64) {
		top := floats.Max(size)
		for i := range size {
			if top > 0 {
				t.attention[i] = a.Decay*t.attention[i] + a.Rate*size[i]/top
			}
		}
	})
}

// SelfAdaptive weighs each point by a number that climbs as the loss falls (McClenny and Braga-Neto 2023,
// doi:10.1016/j.jcp.2022.111722): w <- w + Rate r^2 / mean r^2.
type SelfAdaptive struct {
	// Rate of the climb. Default: 0.1.
	Rate float64
	// Most that a weight may be. Default: 100.
	Most float64
}

func (a SelfAdaptive) weigh(tr *trainer) (bool, error) {
	if a.Rate == 0 {
		a.Rate = 0.1
	}
	if a.Most == 0 {
		a.Most = 100
	}
	if !(a.Rate > 0) || !(a.Most >= 1) {
		return false, fmt.Errorf("pinn: SelfAdaptive of rate %g, at most %g; give a positive rate, and at least 1 at most", a.Rate, a.Most)
	}
	return true, tr.pointwise(func(t *term, size []float64) {
		mean := floats.Dot(size, size) / float64(len(size))
		for i, s := range size {
			if mean > 0 {
				t.attention[i] = math.Min(t.attention[i]+a.Rate*s*s/mean, a.Most)
			}
		}
	})
}

// pointwise changes the weights of each term's points by the sizes of its residuals there.
func (tr *trainer) pointwise(change func(t *term, size []float64)) error {
	for _, t := range tr.objective.terms {
		r, err := tr.objective.residuals(t.group, tr.run.X())
		if err != nil {
			return err
		}
		n, k := t.group.points.n, len(t.group.residuals)
		size := make([]float64, n)
		for i := range size {
			size[i] = math.Abs(r[i*k+t.column])
		}
		if len(t.attention) != n {
			t.attention = make([]float64, n)
			for i := range t.attention {
				t.attention[i] = 1
			}
		}
		change(t, size)
	}
	return nil
}
