package sindy

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// trapped draws a fit toward models that have a trapping region (Kaptanoglu and others 2021,
// doi:10.1103/PhysRevFluids.6.094401): where the constrained fit has none, the symmetric part A of its slope
// at the calmest centre is held against the nearest matrix whose eigenvalues are all negative, with a
// weight that grows until the fit has a region. Data that ask for growth pay in how well they are fitted.
func (r Regression) trapped(p *posing, j *joint, all []Constraint) (*Model, error) {
	if p.axes != nil || p.mapping || p.perCapita || p.equations != len(p.variables) {
		return nil, errors.New("sindy: Trapped is for x' = ... of all variables; leave it out for fields, maps, growth rates and inputs")
	}
	m := p.model()
	for weight := 0.0; weight < 1e12; weight = math.Max(1e-3, 4*weight) {
		c, cov, err := j.solve(all)
		if err != nil {
			return nil, err
		}
		m.Equations = j.equations(c, cov, 1)
		region, err := m.TrappingRegion()
		if err != nil {
			return nil, fmt.Errorf("%w (asked for by Trapped)", err)
		}
		if region.Rate < 0 {
			return m, nil
		}
		j.calm(m, region.Centre, math.Max(1e-3, 4*weight))
	}
	return nil, errors.New("sindy: no fit of these terms has a trapping region; lower the threshold, so that each variable keeps a damping term, or leave Trapped out")
}

// calm adds the penalty: the distance of the slope at a centre from its nearest matrix with eigenvalues of
// at most minus a hundredth of its size.
func (j *joint) calm(m *Model, centre []float64, weight float64) {
	n := len(centre)
	slope := m.slope(centre)
	var eigen mat.EigenSym
	if !eigen.Factorize(slope, true) {
		return
	}
	values := eigen.Values(nil)
	size := math.Max(math.Abs(values[0]), math.Abs(values[n-1]))
	var vectors, target mat.Dense
	eigen.VectorsTo(&vectors)
	down := mat.NewDiagDense(n, nil)
	for k, v := range values {
		down.SetDiag(k, math.Min(v, -0.01*size))
	}
	target.Product(&vectors, down, vectors.T())
	// The slope is linear in the coefficients: each unknown's own part of it.
	parts := mat.NewDense(n*n, len(j.in), nil)
	for a, at := range j.in {
		alone := j.p.model()
		for v := range j.p.problems {
			alone.Equations = append(alone.Equations, Equation{Coefficients: make([]float64, len(j.p.library))})
			if v == at[0] {
				alone.Equations[v].Coefficients[at[1]] = 1
			}
		}
		own := alone.slope(centre)
		for i := range n {
			for k := range n {
				parts.Set(i*n+k, a, own.At(i, k))
			}
		}
	}
	rows := 0.0
	for _, problem := range j.p.problems {
		rows += problem.Rows
	}
	j.penalty = &penalty{parts: parts, target: mat.NewVecDense(n*n, target.RawMatrix().Data), weight: weight * rows / (size * size)}
}

// A penalty is a weighted sum of squares of linear forms of the unknowns.
type penalty struct {
	parts  *mat.Dense // [forms, unknowns]
	target *mat.VecDense
	weight float64
}

// add adds the penalty to the Gram of unknowns in units of scale.
func (q *penalty) add(h *mat.Dense, g *mat.VecDense, scale []float64) {
	if q == nil {
		return
	}
	var square mat.Dense
	var left mat.VecDense
	square.Mul(q.parts.T(), q.parts)
	left.MulVec(q.parts.T(), q.target)
	for a := range scale {
		g.SetVec(a, g.AtVec(a)+q.weight*scale[a]*left.AtVec(a))
		for b := range scale {
			h.Set(a, b, h.At(a, b)+q.weight*scale[a]*scale[b]*square.At(a, b))
		}
	}
}
