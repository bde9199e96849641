package pinn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

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
		x, err := tr.candidates(g, g.points.n, 0)
		return x, nil, err
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
		pool, err := tr.candidates(g, n*b.Candidates, 0)
		if err != nil {
			return nil, nil, err
		}
		size, err := tr.sizes(g, pool)
		if err != nil {
			return nil, nil, err
		}
		mean := 0.0
		for i := range size {
			size[i] = math.Pow(size[i], b.Power)
			mean += size[i] / float64(len(size))
		}
		if mean == 0 || math.IsNaN(mean) {
			mean = 1
		}
		r := tr.random()
		x, weights := make([]float64, 0, n*d), make([]float64, 0, n)
		density := make([]float64, len(size))
		total := 0.0
		for i := range size {
			density[i] = size[i]/mean + b.Floor
			total += density[i]
		}
		for _, i := range systematic(r, density, total, n) {
			x = append(x, pool[i*d:(i+1)*d]...)
			if b.Unbiased {
				weights = append(weights, total/float64(len(size))/density[i])
			}
		}
		if !b.Unbiased {
			weights = nil
		}
		return x, weights, nil
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
		var x []float64
		for i, s := range size {
			if s > mean {
				x = append(x, g.points.x[i*d:(i+1)*d]...)
			}
		}
		if n := g.points.n - len(x)/d; n > 0 {
			fresh, err := tr.candidates(g, n, 0)
			if err != nil {
				return nil, nil, err
			}
			x = append(x, fresh...)
		}
		return x, nil, nil
	})
}

// systematic draws n numbers with probabilities in proportion to density: one random offset, then equal strides. A density above its
// share is drawn more than once.
func systematic(r *rand.Rand, density []float64, total float64, n int) []int {
	stride := total / float64(n)
	at, sum := stride*r.Float64(), 0.0
	var drawn []int
	for i, p := range density {
		for sum += p; at < sum && len(drawn) < n; at += stride {
			drawn = append(drawn, i)
		}
	}
	for len(drawn) < n {
		drawn = append(drawn, len(density)-1)
	}
	return drawn
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

// candidates are points of a group's region that weren't used before.
func (tr *trainer) candidates(g *group, n int, stream uint64) ([]float64, error) {
	points, err := g.region.Inside(n, domain.Sobol{Seed: tr.Seed + 0x51ed*uint64(tr.rounds+1) + stream})
	return points.Values, err
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

// compare works out the residual of the equations between the points.
func (tr *trainer) compare() error {
	sum, count := 0.0, 0
	for _, g := range tr.objective.groups[:tr.parts] {
		x, err := tr.candidates(g, min(g.points.n, 10_000), 0x68656c64)
		if err != nil {
			return err
		}
		size, err := tr.sizes(g, x)
		if err != nil {
			return err
		}
		for _, s := range size {
			sum += s * s
		}
		count += len(size)
	}
	if count > 0 {
		tr.heldOut = math.Sqrt(sum / float64(count))
	}
	return nil
}

// onPoints is the root mean square of the equations' residuals on the points, of the same weights; 0 where there are no equations.
func (tr *trainer) onPoints() float64 {
	sum, count := 0.0, 0
	for _, g := range tr.objective.groups[:tr.parts] {
		size, err := tr.sizes(g, g.points.x)
		if err != nil {
			return math.NaN()
		}
		for _, s := range size {
			sum += s * s
		}
		count += len(size)
	}
	return math.Sqrt(sum / float64(max(1, count)))
}
