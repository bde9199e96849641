package pinn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"

	"sublunar/lib/domain"
)

// An Adapter moves the collocation points as the fit goes on.
type Adapter interface {
	// adapt says whether points were moved.
	adapt(tr *trainer) (bool, error)
}

// Fixed keeps the points where they are.
type Fixed struct{}

func (Fixed) adapt(*trainer) (bool, error) { return false, nil }

// Fresh draws new points each time.
type Fresh struct{}

func (Fresh) adapt(tr *trainer) (bool, error) {
	return true, tr.each(func(g *group) ([]float64, []float64, error) {
		return tr.draw(g, g.points.n, 0)
	})
}

// ByResidual draws points where the residual is large (RAD: Wu, Zhu, Tan, Kartha and Lu 2023, doi:10.1016/j.cma.2022.115671), out of
// Candidates for each point, with a probability
//
//	p ~ |r|^Power / mean |r|^Power + Floor
//
// and, where Unbiased, a weight 1/p in the loss, so that this stays the mean square over the domain and only its variance falls.
type ByResidual struct {
	// Power. Default: 1. Good values: 0.5 to 2.
	Power float64
	// Floor is what is left to places where the residual is small. Default: 1.
	Floor float64
	// Candidates for each point. Default: 4.
	Candidates int
	// Unbiased weighs each point by 1/p.
	Unbiased bool
	// Apart is by how much the residual between the points must exceed that on them before points are moved. Default: 2. 1 or less
	// moves them each time.
	Apart float64
	// Most points. As long as there are fewer, their number is doubled whenever they are moved: few points make fast steps while
	// there is much to learn. Default: 4 times as many as there were at first.
	Most int
}

func (b ByResidual) adapt(tr *trainer) (bool, error) {
	if b.Apart == 0 {
		b.Apart = 2
	}
	if b.Power == 0 {
		b.Power = 1
	}
	if b.Floor == 0 {
		b.Floor = 1
	}
	if b.Candidates == 0 {
		b.Candidates = 4
	}
	if b.Most == 0 {
		b.Most = 4 * tr.Points
	}
	if !(b.Power > 0) || !(b.Floor >= 0) || b.Candidates < 1 || math.IsNaN(b.Apart) {
		return false, fmt.Errorf("pinn: ByResidual of power %g, floor %g, %d candidates, apart %g; give positive ones", b.Power, b.Floor, b.Candidates, b.Apart)
	}
	if b.Apart > 1 && !(tr.heldOut > b.Apart*tr.onPoints()) {
		return false, nil
	}
	return true, tr.each(func(g *group) ([]float64, []float64, error) {
		n, d := g.points.n, len(g.shape.axes)
		if n < b.Most {
			n = min(2*n, b.Most)
		}
		pool, counts, err := tr.draw(g, n*b.Candidates, 0)
		if err != nil {
			return nil, nil, err
		}
		size, err := tr.sizes(g, pool)
		if err != nil {
			return nil, nil, err
		}
		mean, all := 0.0, 0.0
		for i := range size {
			size[i] = math.Pow(size[i], b.Power)
			mean, all = mean+count(counts, i)*size[i], all+count(counts, i)
		}
		if mean /= all; mean == 0 || math.IsNaN(mean) {
			mean = 1
		}
		// The candidates have a density of 1/count, so to get p they are drawn by p count.
		p, chance := make([]float64, len(size)), make([]float64, len(size))
		for i := range size {
			p[i] = size[i]/mean + b.Floor
			chance[i] = p[i] * count(counts, i)
		}
		var x, weights []float64
		for _, i := range systematic(tr.random(), pool, d, chance, n) {
			x = append(x, pool[i*d:(i+1)*d]...)
			if b.Unbiased || counts != nil {
				weights = append(weights, 1/p[i])
			}
		}
		return x, balanced(weights), nil
	})
}

// R3 keeps the points whose residual is above the mean and draws the others anew (retain, resample, release: Daw and others 2023,
// https://proceedings.mlr.press/v202/daw23a.html).
type R3 struct{}

func (R3) adapt(tr *trainer) (bool, error) {
	return true, tr.each(func(g *group) ([]float64, []float64, error) {
		d := len(g.shape.axes)
		size, err := tr.sizes(g, g.points.x)
		if err != nil {
			return nil, nil, err
		}
		mean := 0.0
		for _, s := range size {
			mean += s / float64(len(size))
		}
		var x, counts []float64
		had := tr.counts(g)
		for i, s := range size {
			if s > mean {
				x, counts = append(x, g.points.x[i*d:(i+1)*d]...), append(counts, count(had, i))
			}
		}
		if n := g.points.n - len(x)/d; n > 0 {
			fresh, weights, err := tr.draw(g, n, 0)
			if err != nil {
				return nil, nil, err
			}
			x = append(x, fresh...)
			for i := range n {
				counts = append(counts, count(weights, i))
			}
		}
		if tr.Density == nil {
			counts = nil
		}
		return x, balanced(counts), nil
	})
}

// balanced scales weights to the mean 1.
func balanced(weights []float64) []float64 {
	if len(weights) > 0 {
		floats.Scale(float64(len(weights))/floats.Sum(weights), weights)
	}
	return weights
}

// count is how much point i counts; nil is 1 for all.
func count(counts []float64, i int) float64 {
	if counts == nil {
		return 1
	}
	return counts[i]
}

func (tr *trainer) random() *rand.Rand {
	return rand.New(rand.NewPCG(tr.Seed, uint64(tr.rounds)+0x9e3779b9))
}

// each lays new points under every group of equations.
func (tr *trainer) each(draw func(g *group) (x, quantity []float64, err error)) error {
	for _, g := range tr.objective.groups[:tr.parts] {
		x, quantity, err := draw(g)
		if err != nil {
			return err
		}
		if err := g.lay(x, nil); err != nil {
			return err
		}
		for _, t := range tr.objective.terms {
			if t.group == g {
				t.quantity = slices.Clone(quantity)
			}
		}
	}
	return nil
}

// draw gives n points of a group's region that weren't used before, by the Density asked for, and how much each counts: nil where all
// count the same.
func (tr *trainer) draw(g *group, n int, stream uint64) (x, counts []float64, err error) {
	return tr.drawBy(g, n, domain.Sobol{Seed: tr.Seed + 0x51ed*uint64(tr.rounds+1) + stream})
}

func (tr *trainer) drawBy(g *group, n int, how domain.Sampler) (x, counts []float64, err error) {
	if tr.Density == nil {
		points, err := g.region.Inside(n, how)
		return points.Values, nil, err
	}
	const candidates = 8
	pool, err := g.region.Inside(n*candidates, how)
	if err != nil {
		return nil, nil, err
	}
	density := make([]float64, pool.Len())
	for i := range density {
		if density[i] = tr.Density(pool.At(i)...); !(density[i] > 0) || math.IsInf(density[i], 0) {
			return nil, nil, fmt.Errorf("pinn: the density of points is %g at %.6g; give a positive one", density[i], pool.At(i))
		}
	}
	for _, i := range systematic(tr.random(), pool.Values, len(g.shape.axes), density, n) {
		x, counts = append(x, pool.At(i)...), append(counts, 1/density[i])
	}
	return x, balanced(counts), nil
}

// sizes are the root mean squares of a group's residuals, weighted as in the loss, at points.
func (tr *trainer) sizes(g *group, x []float64) ([]float64, error) {
	r, err := tr.objective.probe(g, x, tr.run.X())
	if err != nil {
		return nil, err
	}
	k := len(g.residuals)
	weights := make([]float64, k)
	for _, t := range tr.objective.terms {
		if t.group == g {
			weights[t.column] = t.weight * t.balance
		}
	}
	size := make([]float64, len(r)/k)
	for i := range size {
		for j := range k {
			size[i] += weights[j] * r[i*k+j] * r[i*k+j]
		}
		size[i] = math.Sqrt(size[i])
	}
	return size, nil
}

// counts are how much each of a group's points counts.
func (tr *trainer) counts(g *group) []float64 {
	for _, t := range tr.objective.terms {
		if t.group == g {
			return t.quantity
		}
	}
	return nil
}

// compare works out the residual of the equations between the points.
func (tr *trainer) compare() error {
	sum, all := 0.0, 0.0
	for _, g := range tr.objective.groups[:tr.parts] {
		x, counts, err := tr.draw(g, min(g.points.n, 10_000), 0x68656c64)
		if err != nil {
			return err
		}
		size, err := tr.sizes(g, x)
		if err != nil {
			return err
		}
		for i, s := range size {
			sum, all = sum+count(counts, i)*s*s, all+count(counts, i)
		}
	}
	if all > 0 {
		tr.heldOut = math.Sqrt(sum / all)
	}
	return nil
}

// onPoints is the root mean square of the equations' residuals on the points, of the same weights; 0 where there are no equations.
func (tr *trainer) onPoints() float64 {
	sum, all := 0.0, 0.0
	for _, g := range tr.objective.groups[:tr.parts] {
		size, err := tr.sizes(g, g.points.x)
		if err != nil {
			return math.NaN()
		}
		counts := tr.counts(g)
		for i, s := range size {
			sum, all = sum+count(counts, i)*s*s, all+count(counts, i)
		}
	}
	return math.Sqrt(sum / math.Max(all, 1))
}
