package pinn

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"sublunar/lib/domain"
	"sublunar/lib/network"
	"sublunar/lib/optim"
)

// A collocator solves for the coefficients of random features.
type collocator struct {
	Collocation
	features RandomFeatures
	tr       *trainer
	held     *objective // the same terms at other points
	unknown  []int      // the parameters that are: all but the features' scales
	linear   bool
	balanced bool    // the terms' weights make their rows equally long
	zero     float64 // the residuals between the points with all coefficients 0

	tried                  []Tried
	evaluations, jacobians int
}

func newCollocator(p Problem, f RandomFeatures, c Collocation) (*collocator, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	d, fields := p.Domain.Dims(), len(p.fields())
	if err := f.Check(d, fields); err != nil {
		return nil, err
	}
	for _, of := range p.fields() {
		if of.Network != nil {
			return nil, fmt.Errorf("pinn: field %q has a Network of its own; Collocate makes every field of random features", of.Name)
		}
	}
	k := &collocator{features: f.filled(d)}
	k.features.Scale = f.Scale
	var err error
	if k.Collocation, err = c.filled((k.features.Count+1)*fields+len(p.Constants), fields, d); err != nil {
		return nil, err
	}
	k.tr, err = newTrainer(p, k.features, Training{Method: optim.GaussNewton{}, Points: k.Points, BoundaryPoints: k.BoundaryPoints,
		Sampler: k.Sampler, Seed: k.Seed, Start: c.Start})
	if err != nil {
		return nil, err
	}
	for i := range k.tr.objective.Len() {
		if axis, _ := k.scaleOf(i); axis < 0 {
			k.unknown = append(k.unknown, i)
		}
	}
	if rows := k.tr.objective.Residuals(); rows < k.unknowns() {
		k.tr.close()
		return nil, fmt.Errorf("pinn: %d residuals for %d unknown coefficients; give more Points, or a smaller Count of features", rows, k.unknowns())
	}
	if err := k.layHeldOut(); err != nil {
		k.tr.close()
		return nil, err
	}
	return k, nil
}

func (k *collocator) unknowns() int { return len(k.unknown) }

// scaleOf says along which axis a parameter is the scale of features, by its number in their network, and which network that is; -1
// where it is none.
func (k *collocator) scaleOf(i int) (axis, part int) {
	for p, part := range k.tr.objective.shape.parts {
		if i >= part.offset && i < part.offset+len(part.axes) {
			return i - part.offset, p
		}
	}
	return -1, -1
}

// layHeldOut lays the equations and conditions over as many other points. Data are few, and have none.
func (k *collocator) layHeldOut() error {
	held := *k.tr.objective
	held.groups = nil
	conditions := k.tr.problem.Conditions
	for i, g := range k.tr.objective.groups {
		probe := *g
		how := domain.Sobol{Seed: k.Seed + 0x68656c64}
		var points domain.Points
		var err error
		switch j := i - k.tr.parts; {
		case j < 0:
			points, err = g.region.Inside(g.points.n, how)
		case j < len(conditions) && k.tr.problem.Domain.Dims() > 1:
			var edge domain.Boundary
			if edge, err = k.tr.problem.Domain.Boundary(conditions[j].On...); err == nil {
				points, err = edge.Points(g.points.n, how)
			}
		default: // an end of an interval, and data
			held.groups = append(held.groups, g)
			continue
		}
		if err != nil {
			return fmt.Errorf("pinn: %s: %w", g.title(), err)
		}
		if err := probe.lay(points.Values, points.Normals); err != nil {
			return err
		}
		held.groups = append(held.groups, &probe)
	}
	k.held = &held
	k.weigh()
	return nil
}

// theta0 are parameters with all coefficients 0, or those of Start, and features of a scale.
func (k *collocator) theta0(scale float64) []float64 {
	shape := k.tr.objective.shape
	theta := shape.start(0)
	clear(theta[:shape.weights])
	if k.Start != nil {
		copy(theta, k.Start)
	}
	for i := range shape.weights {
		if axis, _ := k.scaleOf(i); axis >= 0 {
			theta[i] = scale
			if len(k.features.Along) > 0 {
				theta[i] *= k.features.Along[axis]
			}
		}
	}
	return theta
}

// isLinear tries whether the residuals at the middle of two sets of coefficients are the means of those at the sets.
func (k *collocator) isLinear() (bool, error) {
	scale := k.features.Scale
	if scale == 0 {
		scale = 4
	}
	random := rand.New(rand.NewPCG(k.Seed, 0x6c696e65))
	a, b, middle := k.theta0(scale), k.theta0(scale), k.theta0(scale)
	for _, i := range k.unknown {
		a[i] += random.NormFloat64() / math.Sqrt(float64(len(a)))
		b[i] += random.NormFloat64() / math.Sqrt(float64(len(a)))
		middle[i] = (a[i] + b[i]) / 2
	}
	var r [3][]float64
	for i, theta := range [][]float64{a, b, middle} {
		r[i] = make([]float64, k.held.Residuals())
		k.evaluations++
		if err := k.held.Jacobian(theta, r[i], nil); err != nil {
			return false, err
		}
	}
	off, size := 0.0, 0.0
	for i := range r[0] {
		off = math.Max(off, math.Abs(r[2][i]-(r[0][i]+r[1][i])/2))
		size = math.Max(size, math.Max(math.Abs(r[0][i]), math.Abs(r[1][i])))
	}
	if math.IsNaN(size) || math.IsInf(size, 0) {
		return false, k.tr.explain(a, errors.New("with random coefficients"))
	}
	return off <= 1e-10*size, nil
}

var _ network.Network = RandomFeatures{}
