package sindy

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// A whiteField is the regression of one of the fields' equations in rows whose errors are independent, of
// variances that follow from the law: white noise of the deviation s in the fields gives a row the
// variance
//
//	V(c) = s^2 |phi_t|^2 + sum over j, k of c_j c_k cov(f_j, f_k) (w_j . w_k)
//
// for terms f_j weighed by w_j, the noise taken to be as strong in the terms everywhere (Bortz, Messenger
// and Dukic 2023, doi:10.1007/s11538-023-01208-6). The misfit, the sum of r^2 / V(c) over the rows, is how
// far the data must be moved, in standard deviations squared, to obey the law, and about the number of
// rows for the true one (errors in variables: Fuller 1987, doi:10.1002/9780470316665). Laws of other terms
// have other variances, and are compared by it.
type whiteField struct {
	p          *posing
	equation   int
	count      int         // rows
	a          [][]float64 // [term][count]
	b          []float64
	covariance [][]float64 // of the terms' products at a point
	rate       []float64   // the variance by the left side
	orders     [][]int     // each kind of derivative
	kind       []int       // of each term
	pairs      [][][]float64
}

// white mixes the rows into modes, for all equations; nil where some rows are missing.
func (p *posing) white() []*whiteField {
	s := p.weighed.sweep
	axes, grid := make([]modes, 0, 4), 1
	for _, f := range append([]testFunctions{s.time}, s.tests...) {
		m, ok := modesOf(f)
		if !ok {
			return nil
		}
		axes, grid = append(axes, m), grid*f.count()
	}
	if grid != p.made.count {
		return nil
	}
	terms := len(p.library)
	shared := whiteField{p: p, a: make([][]float64, terms)}
	parallel(terms, func(k int) { shared.a[k] = mixed(axes, p.made.a[k*grid:(k+1)*grid]) })
	shared.count = len(shared.a[0])
	all := make([]int, terms)
	for k, t := range p.library {
		all[k] = k
		orders := t.Orders
		if orders == nil {
			orders = make([]int, len(s.tests))
		}
		kind := slices.IndexFunc(shared.orders, func(o []int) bool { return slices.Equal(o, orders) })
		if kind < 0 {
			kind = len(shared.orders)
			shared.orders = append(shared.orders, orders)
		}
		shared.kind = append(shared.kind, kind)
	}
	shared.covariance = p.covariances(all)
	for a, x := range shared.orders {
		shared.pairs = append(shared.pairs, nil)
		for _, y := range shared.orders[:a+1] {
			factors := [][]float64{axes[0].overlaps[0][0]}
			for i, m := range axes[1:] {
				factors = append(factors, m.overlaps[min(x[i], y[i])][max(x[i], y[i])])
			}
			shared.pairs[a] = append(shared.pairs[a], outer(factors))
		}
	}
	factors := [][]float64{axes[0].overlaps[1][1]}
	for _, m := range axes[1:] {
		factors = append(factors, m.overlaps[0][0])
	}
	rate := outer(factors)
	var out []*whiteField
	for v := range p.equations {
		w := shared
		w.equation, w.b = v, mixed(axes, p.made.b[v*grid:(v+1)*grid])
		w.rate = slices.Clone(rate)
		blas64.Scal(p.noise[v]*p.noise[v], vector(w.rate))
		out = append(out, &w)
	}
	return out
}

func vector(values []float64) blas64.Vector {
	return blas64.Vector{N: len(values), Inc: 1, Data: values}
}

// noise is the covariance of two terms in each row, over that at a point.
func (w *whiteField) noise(j, k int) []float64 {
	return w.pairs[max(w.kind[j], w.kind[k])][min(w.kind[j], w.kind[k])]
}

// between is the covariance of two terms' products at a point.
func (w *whiteField) between(j, k int) float64 { return w.covariance[max(j, k)][min(j, k)] }

// weights are one over the rows' variances under a law.
func (w *whiteField) weights(columns []int, c []float64) []float64 {
	out := slices.Clone(w.rate)
	for i, j := range columns {
		for m, k := range columns {
			blas64.Axpy(c[i]*c[m]*w.between(j, k), vector(w.noise(j, k)), vector(out))
		}
	}
	for q, v := range out {
		// Estimated covariances may take a little too much off.
		out[q] = 1 / math.Max(v, 1e-6*w.rate[q])
	}
	return out
}

// A whiteLaw is terms with their coefficients.
type whiteLaw struct {
	columns   []int
	c, errors []float64
	weights   []float64
	left      []float64 // of each row
	misfit    float64
}

// fit solves for the coefficients of terms, with weights that follow from them, in rounds; false where
// noise is nearly all there is of the terms.
func (w *whiteField) fit(columns []int) (whiteLaw, bool) {
	n := len(columns)
	l := whiteLaw{columns: slices.Clone(columns), c: make([]float64, n), errors: make([]float64, n), left: slices.Clone(w.b)}
	start := Equation{Coefficients: make([]float64, len(w.a)), Errors: make([]float64, len(w.a))}
	for _, k := range columns {
		start.Coefficients[k] = math.SmallestNonzeroFloat64
	}
	start = w.p.undiluted(w.equation, start, w.between)
	for i, k := range columns {
		l.c[i] = start.Coefficients[k]
	}
	const rounds, rest = 8, 1e-3
	for range rounds {
		l.weights = w.weights(columns, l.c)
		moved, ok := w.solve(&l)
		if !ok {
			return l, false
		}
		if moved < rest {
			break
		}
	}
	for i, k := range columns {
		blas64.Axpy(-l.c[i], vector(w.a[k]), vector(l.left))
	}
	for q, r := range l.left {
		l.misfit += r * r * l.weights[q]
	}
	return l, true
}

// solve is one round of a fit, and returns by what part the coefficients moved most.
func (w *whiteField) solve(l *whiteLaw) (moved float64, ok bool) {
	n := len(l.columns)
	if n == 0 {
		return 0, true
	}
	plain, gram, right := mat.NewSymDense(n, nil), mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	scale, weighted := make([]float64, n), make([]float64, w.count)
	for i, j := range l.columns {
		for q, x := range w.a[j] {
			weighted[q] = x * l.weights[q]
		}
		scale[i] = 1 / math.Sqrt(blas64.Dot(vector(weighted), vector(w.a[j])))
		right.SetVec(i, blas64.Dot(vector(weighted), vector(w.b))*scale[i])
		for m, k := range l.columns[:i+1] {
			unit := scale[i] * scale[m]
			all := blas64.Dot(vector(weighted), vector(w.a[k]))
			plain.SetSym(i, m, all*unit)
			gram.SetSym(i, m, (all-w.between(j, k)*blas64.Dot(vector(w.noise(j, k)), vector(l.weights)))*unit)
		}
	}
	var root mat.Cholesky
	var c mat.VecDense
	var inverse mat.SymDense
	if !root.Factorize(gram) || !(root.Cond() < 1e10) || root.SolveVecTo(&c, right) != nil || root.InverseTo(&inverse) != nil {
		return 0, false
	}
	var spread mat.Dense
	spread.Product(&inverse, plain, &inverse)
	for i := range n {
		next := c.AtVec(i) * scale[i]
		moved = math.Max(moved, math.Abs(next-l.c[i])/math.Max(math.Abs(next), math.Abs(l.c[i])))
		l.c[i], l.errors[i] = next, math.Sqrt(spread.At(i, i))*scale[i]
	}
	return moved, true
}
