package pinn

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// weigh writes the terms' weights into the points, those held out too.
func (k *collocator) weigh() {
	k.tr.weigh()
	for i, g := range k.tr.objective.groups {
		probe := k.held.groups[i]
		for j := range probe.points.scale {
			probe.points.scale[j] = g.points.scale[j%len(g.residuals)]
		}
	}
}

// size is the root of the weighted mean square of all residuals; infinite where one isn't finite.
func (k *collocator) size(o *objective, theta []float64) (float64, error) {
	r := make([]float64, o.Residuals())
	k.evaluations++
	if err := o.Jacobian(theta, r, nil); err != nil {
		return 0, err
	}
	return length(r), nil
}

// length of a vector; infinite where it isn't finite.
func length(r []float64) float64 {
	n := blas64.Nrm2(blas64.Vector{N: len(r), Inc: 1, Data: r})
	if math.IsNaN(n) {
		return math.Inf(1)
	}
	return n
}

// rms of each term, as stated; NaN for those that can't be worked out.
func (k *collocator) rms(o *objective, theta []float64) []float64 {
	all := make([]float64, len(k.tr.objective.terms))
	r := make([]float64, o.Residuals())
	if err := o.Jacobian(theta, r, nil); err != nil {
		r = slices.Repeat([]float64{math.NaN()}, len(r))
	}
	for i, t := range k.tr.objective.terms {
		sum := 0.0
		k.each(o, t, func(row int) { sum += r[row] * r[row] })
		all[i] = math.Sqrt(sum / (t.weight * t.balance))
	}
	return all
}

// each row of a term, in the order of an objective's residuals: that of the points, or that of those held out.
func (k *collocator) each(o *objective, t *term, do func(row int)) {
	g := o.groups[slices.Index(k.tr.objective.groups, t.group)]
	for _, p := range o.pieces() {
		if p.group != g {
			continue
		}
		n := p.to - p.from
		for i := range n {
			do(p.at + t.column*n + i)
		}
	}
}

// factored rows at theta. The first time, the terms are given weights that make their rows equally long.
func (k *collocator) factored(theta []float64) (*leastSquares, error) {
	m, n := k.tr.objective.Residuals(), k.tr.objective.Len()
	r, j := make([]float64, m), mat.NewDense(m, n, nil)
	k.jacobians++
	if err := k.tr.objective.Jacobian(theta, r, j); err != nil {
		return nil, err
	}
	raw := j.RawMatrix()
	if !k.balanced {
		k.balance(raw, r)
	}
	cols := len(k.unknown) + 1
	a := blas64.General{Rows: m, Cols: cols, Stride: n, Data: raw.Data}
	for i := range m {
		row := raw.Data[i*n : (i+1)*n]
		for at, from := range k.unknown {
			row[at] = row[from] // at is never after from
		}
		row[cols-1] = -r[i]
	}
	for _, v := range r {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, k.tr.explain(theta, errors.New("the residuals aren't finite"))
		}
	}
	return newLeastSquares(a), nil
}

// balance gives the terms weights that make their rows equally long, so that a stated weight means the same whatever a term's size and
// units are: the method's own rescaling (Chen, Chi, E and Yang 2022). The rows at hand are brought to them.
func (k *collocator) balance(rows blas64.General, r []float64) {
	k.balanced = true
	of := func(row int) blas64.Vector {
		return blas64.Vector{N: rows.Cols, Inc: 1, Data: rows.Data[row*rows.Stride:]}
	}
	for _, t := range k.tr.objective.terms {
		sum := 0.0
		k.each(k.tr.objective, t, func(row int) {
			l := blas64.Nrm2(of(row))
			sum += l * l
		})
		if sum > 0 {
			t.balance = t.weight / sum
		}
		f := math.Sqrt(t.balance)
		k.each(k.tr.objective, t, func(row int) {
			blas64.Scal(f, of(row))
			r[row] *= f
		})
	}
	k.weigh()
}
