package sindy

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/sparse"
)

// A tested run is a run with its test functions and the rows that they made.
type testedRun struct {
	run
	tests testFunctions
}

// whiten chooses and fits an equation's terms again in rows whose errors are independent and of one
// size. The rows of the weak form share samples, and the noise of a sample enters an equation both
// where it is differentiated and through its terms: to first order a row's error is
//
//	sum over samples j and variables u of (phi'(t_j) d(left)/dx_u + phi(t_j) d(right)/dx_u) e_uj,
//
// from which its covariance with another row's follows (Bortz, Messenger and Dukic 2023,
// doi:10.1007/s11538-023-01208-6), and with the covariance's root the generalised least squares. As
// that depends on the coefficients, all is repeated until they rest.
//
// A solver that judges terms by how sure they are chooses anew in each round; one that judges by size,
// or that was told, has chosen already.
func (r Regression) whiten(p *posing, v int, eq Equation) (Equation, error) {
	chosen := nonzero(eq.Coefficients)
	var bySize bool
	switch r.Solver.(type) {
	case STLSQ, SR3, MSTLSQ, These:
		bySize = true
	}
	const rounds, rest = 10, 1e-6
	for range rounds {
		white, ok, err := p.whitened(v, eq.Coefficients)
		if err != nil || !ok {
			return eq, err // Rows that say the same twice: the plain fit stands.
		}
		if !bySize {
			choice, err := r.Solver.Choose(white)
			if err != nil {
				return eq, fmt.Errorf("sindy: %w", err)
			}
			chosen, eq.Warnings = choice.Columns, choice.Warnings
		}
		f, err := leastSquares(white.Data, chosen)
		if err != nil {
			return eq, fmt.Errorf("sindy: %w", white.Collinear(chosen))
		}
		moved := 0.0
		for k, c := range f.coefficients {
			if c != eq.Coefficients[k] {
				moved = math.Max(moved, math.Abs(c-eq.Coefficients[k])/math.Max(math.Abs(c), math.Abs(eq.Coefficients[k])))
			}
		}
		eq.Coefficients, eq.Errors, eq.Freedom = f.coefficients, f.errors, f.freedom
		if moved < rest {
			break
		}
	}
	return eq, nil
}

// whitened is an equation's problem in independent rows, given its coefficients so far; false where the
// covariance has no root.
func (p *posing) whitened(v int, coefficients []float64) (*sparse.Problem, bool, error) {
	plain, count, columns := p.problems[v], p.made.count, len(p.library)
	made := rows{count: count, a: slices.Clone(p.made.a), b: slices.Clone(p.made.b[v*count : (v+1)*count])}
	from := 0
	for _, r := range p.tested {
		n := r.tests.count()
		root, ok := p.rowCovariance(r, v, coefficients)
		if !ok {
			return nil, false, nil
		}
		root.solve(made.b[from : from+n])
		parallel(columns, func(k int) { root.solve(made.a[k*count+from : k*count+from+n]) })
		from += n
	}
	grams, whole, err := p.gramsOf(made, 1)
	if err != nil {
		return nil, false, err
	}
	return &sparse.Problem{
		Gram: whole, Parts: grams, Allowed: plain.Allowed, Names: plain.Names, Of: plain.Of,
		Data: sparse.Rows{A: sparse.Stored(made.columns(columns, 0, count)), B: made.b},
	}, true, nil
}

// rowCovariance is the Cholesky factor of the covariance of one equation's rows, for noise of the
// deviations p.noise.
func (p *posing) rowCovariance(r testedRun, v int, coefficients []float64) (*bandCholesky, bool) {
	slope := p.slopes(r.run, coefficients) // of the right side, [variable][sample]
	rows := r.tests.count()
	// weights[q][u*length+j] is the weight of a sample's error in row q.
	weights := make([][]float64, rows)
	for q, first := range r.tests.first {
		value, change := r.tests.weights[0][q], r.tests.weights[1][q]
		w := make([]float64, len(p.noise)*len(value))
		for u, deviation := range p.noise {
			part := w[u*len(value):][:len(value)]
			for j := range value {
				part[j] = -value[j] * slope[u][first+j]
				if u == v {
					part[j] += change[j] * p.leftSlope(r.x[v][first+j])
				}
				part[j] *= deviation
				if p.perCapita {
					part[j] *= r.x[u][first+j] // the noise is a part of x
				}
			}
		}
		weights[q] = w
	}
	band := 0
	for q := range rows {
		for band < q && r.tests.first[q]-r.tests.first[q-band-1] < len(r.tests.weights[0][q-band-1]) {
			band++
		}
	}
	c := newBandCholesky(rows, band)
	for q := range rows {
		for s := max(0, q-band); s <= q; s++ {
			c.set(q, s, overlap(weights[q], weights[s], r.tests.first[q]-r.tests.first[s], len(p.noise)))
		}
	}
	return c, c.factorize()
}

// overlap is the product of two rows' weights, the second of which starts some samples before.
func overlap(late, early []float64, ahead, variables int) float64 {
	n, m := len(late)/variables, len(early)/variables
	sum := 0.0
	for u := range variables {
		a, b := late[u*n:(u+1)*n], early[u*m:(u+1)*m]
		for j := 0; j < n && j+ahead < m; j++ {
			sum += a[j] * b[j+ahead]
		}
	}
	return sum
}

// leftSlope is the derivative of what an equation differentiates: of x, or ln x.
func (p *posing) leftSlope(x float64) float64 {
	if p.perCapita {
		return 1 / x
	}
	return 1
}

// slopes are the derivatives of an equation's right side by each variable, along a run; by central
// differences, for terms may be any functions.
func (p *posing) slopes(r run, coefficients []float64) [][]float64 {
	const part = 1e-5
	slope := make([][]float64, len(p.variables))
	for u := range slope {
		h := part * deviationOf(r.x[u])
		if h == 0 {
			h = part
		}
		slope[u] = make([]float64, r.len())
		for _, side := range []float64{1, -1} {
			moved := append([][]float64(nil), r.x...)
			moved[u] = make([]float64, r.len())
			for i, x := range r.x[u] {
				moved[u][i] = x + side*h
			}
			table := p.products.table(moved, nil)
			for k, c := range coefficients {
				if c == 0 || p.slots[k] < 0 {
					continue
				}
				for i, f := range table[p.slots[k]] {
					slope[u][i] += side * c * f / (2 * h)
				}
			}
		}
	}
	return slope
}

func nonzero(coefficients []float64) []bool {
	out := make([]bool, len(coefficients))
	for k, c := range coefficients {
		out[k] = c != 0
	}
	return out
}
