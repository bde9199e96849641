package sindy

import (
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// A weighed is what rows of fields were made of, kept to tell what the noise does to their squares.
type weighed struct {
	fields []field.Grid
	sweep  *sweep
}

// undiluted fits an equation's chosen terms again with the noise taken off the Gram matrix. The columns of A
// are means of noisy terms: even when each is right on average, their squares are too large by the noise's
// variance, which draws coefficients toward 0 (errors in variables: Fuller 1987, doi:10.1002/9780470316665).
// For rows that weigh the terms f_j by w_j,
//
//	A'A is too large by  rows * (w_j . w_k) * mean of cov(f_j, f_k),
//
// and the covariance at a point is what the product of the two corrected terms has on average beyond the
// corrected product. A'b is right: the weights in time of a term and of a rate are even and odd.
func (p *posing) undiluted(v int, eq Equation, covariance func(j, k int) float64) Equation {
	var columns []int
	for k, c := range eq.Coefficients {
		if c != 0 {
			columns = append(columns, k)
		}
	}
	n, problem := len(columns), p.problems[v]
	if n == 0 {
		return eq
	}
	gram, left := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	scale := make([]float64, n)
	for i, j := range columns {
		scale[i] = 1 / math.Sqrt(problem.AA[j*problem.Columns+j])
	}
	for i, j := range columns {
		left.SetVec(i, problem.AB[v*problem.Columns+j]*scale[i])
		for m := range i + 1 {
			k := columns[m]
			noise := problem.Rows * p.overlapOf(p.library[j], p.library[k]) * covariance(j, k)
			gram.SetSym(i, m, (problem.AA[j*problem.Columns+k]-noise)*scale[i]*scale[m])
		}
	}
	var root mat.Cholesky
	var c mat.VecDense
	if !root.Factorize(gram) || !(root.Cond() < 1e8) || root.SolveVecTo(&c, left) != nil {
		return eq // the noise is nearly all there is: the diluted fit stands
	}
	// The errors grow as the coefficients do.
	for i, k := range columns {
		was := eq.Coefficients[k]
		eq.Coefficients[k] = c.AtVec(i) * scale[i]
		eq.Errors[k] *= math.Max(1, math.Abs(eq.Coefficients[k]/was))
	}
	return eq
}

// dilutedBy is the covariance of an equation's terms at a point.
func (p *posing) dilutedBy(eq Equation) func(j, k int) float64 {
	var columns []int
	at := map[int]int{}
	for k, c := range eq.Coefficients {
		if c != 0 {
			at[k] = len(columns)
			columns = append(columns, k)
		}
	}
	all := p.covariances(columns)
	return func(j, k int) float64 { return all[max(at[j], at[k])][min(at[j], at[k])] }
}

// overlapOf is the product of two terms' weights, summed over the points of a test function.
func (p *posing) overlapOf(a, b Term) float64 {
	order := func(t Term, axis int) int {
		if t.Orders == nil {
			return 0
		}
		return t.Orders[axis]
	}
	dot := func(f testFunctions, a, b int) float64 {
		q := f.count() / 2
		x, y := f.weights[a][q], f.weights[b][q]
		return blas64.Dot(blas64.Vector{N: len(x), Inc: 1, Data: x}, blas64.Vector{N: len(y), Inc: 1, Data: y})
	}
	product := dot(p.weighed.sweep.time, 0, 0)
	for axis, f := range p.weighed.sweep.tests {
		product *= dot(f, order(a, axis), order(b, axis))
	}
	return product
}

// covariances of the chosen terms' products, by the noise, on average over the points.
func (p *posing) covariances(columns []int) [][]float64 {
	e := tabulator{variables: len(p.variables)}
	slots := make([]int, len(columns))
	pairs := make([][]int, len(columns))
	for i, k := range columns {
		t := p.library[k]
		slots[i] = e.slot(Term{Powers: t.Powers, Functions: t.Functions})
		for m := range i + 1 {
			u := p.library[columns[m]]
			pairs[i] = append(pairs[i], e.slot(Term{Powers: t.Powers, Functions: t.Functions}.times(Term{Powers: u.Powers, Functions: u.Functions})))
		}
	}
	variances := make([]float64, len(p.noise))
	for v, deviation := range p.noise {
		variances[v] = deviation * deviation
	}
	corrections := e.unbias(variances)
	const enough = 100_000 // points, for a mean to a part of a percent
	u := p.weighed.fields
	stride := max(1, len(u[0].Values)/enough)
	x := make([][]float64, len(u))
	for i := 0; i < len(u[0].Values); i += stride {
		present := true
		for v := range u {
			present = present && !math.IsNaN(u[v].Values[i])
		}
		for v := range u {
			if present {
				x[v] = append(x[v], u[v].Values[i])
			}
		}
	}
	table := e.table(x, nil)
	corrections.apply(table)
	out := make([][]float64, len(columns))
	known := map[[2]int]float64{} // derivatives of one product have the same
	for i := range out {
		for m, pair := range pairs[i] {
			if slots[i] < 0 || slots[m] < 0 { // a constant has no noise
				out[i] = append(out[i], 0)
				continue
			}
			key := [2]int{slots[i], slots[m]}
			mean, ok := known[key]
			if !ok {
				for q, product := range table[pair] {
					mean += (table[slots[i]][q]*table[slots[m]][q] - product) / float64(len(x[0]))
				}
				known[key] = mean
			}
			out[i] = append(out[i], mean)
		}
	}
	return out
}

// noisyFields says that noise stands out of the rounding errors.
func (p *posing) noisyFields() bool {
	for v, deviation := range p.noise {
		if !(deviation <= 1e-8*deviationOf(p.weighed.fields[v].Values)) { // or values are missing
			return true
		}
	}
	return false
}
