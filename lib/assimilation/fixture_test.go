package assimilation_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/assimilation"
)

// turn is a linear model of n components: x becomes M x at each whole unit of time.
type turn struct{ m *mat.Dense }

func newTurn(n int) turn {
	m := mat.NewDense(n, n, draw(n*n, 11))
	m.Scale(0.5/math.Sqrt(float64(n)), m)
	for i := range n {
		m.Set(i, (i+1)%n, m.At(i, (i+1)%n)+0.8)
	}
	return turn{m}
}

func (l turn) times(v []float64, m mat.Matrix, from, to float64) error {
	for range int(math.Round(to - from)) {
		var out mat.VecDense
		out.MulVec(m, mat.NewVecDense(len(v), v))
		copy(v, out.RawVector().Data)
	}
	return nil
}

func (l turn) Advance(members [][]float64, from, to float64) error {
	return assimilation.Each(func(x []float64, from, to float64) error { return l.times(x, l.m, from, to) }).Advance(members, from, to)
}
func (l turn) Tangent(_, v []float64, from, to float64) error { return l.times(v, l.m, from, to) }
func (l turn) Adjoint(_, w []float64, from, to float64) error { return l.times(w, l.m.T(), from, to) }

const components = 6

// A gaussian is a mean and a covariance, kept whole.
type gaussian struct {
	mean *mat.VecDense
	p    *mat.Dense
}

// forecast is M m, M P M' + Q.
func (g gaussian) forecast(m mat.Matrix, q float64) gaussian {
	var mean mat.VecDense
	var p mat.Dense
	mean.MulVec(m, g.mean)
	p.Mul(m, g.p)
	p.Mul(&p, m.T())
	for i := range mean.Len() {
		p.Set(i, i, p.At(i, i)+q)
	}
	return gaussian{&mean, &p}
}

// analysis is Kalman's (1960, doi:10.1115/1.3662552).
func (g gaussian) analysis(h, r mat.Matrix, y []float64) gaussian {
	var hp, s, gain, kh, p mat.Dense
	hp.Mul(h, g.p)
	s.Mul(&hp, h.T())
	s.Add(&s, r)
	if err := gain.Solve(&s, &hp); err != nil {
		panic(err)
	}
	off := mat.NewVecDense(len(y), append([]float64(nil), y...))
	var seen, mean mat.VecDense
	seen.MulVec(h, g.mean)
	off.SubVec(off, &seen)
	mean.MulVec(gain.T(), off)
	mean.AddVec(&mean, g.mean)
	kh.Mul(gain.T(), h)
	p.Mul(&kh, g.p)
	p.Sub(g.p, &p)
	return gaussian{&mean, &p}
}

// What is seen of the linear model, with errors that are correlated.
var (
	seen    = assimilation.Elements{0, 2, 3, 5}
	spreadR = mat.NewSymDense(4, []float64{1, 0.6, 0, 0, 0.6, 1, 0, 0, 0, 0, 0.5, -0.2, 0, 0, -0.2, 0.3})
)

func seenMatrix() *mat.Dense {
	h := mat.NewDense(len(seen), components, nil)
	for k, i := range seen {
		h.Set(k, i, 1)
	}
	return h
}

func correlated(t testing.TB) assimilation.Errors {
	first, second := mat.NewSymDense(2, []float64{1, 0.6, 0.6, 1}), mat.NewSymDense(2, []float64{0.5, -0.2, -0.2, 0.3})
	e, err := assimilation.Correlated(first, second)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func records(t testing.TB, n int) []assimilation.Observations {
	var out []assimilation.Observations
	for k := range n {
		out = append(out, assimilation.Observations{Time: float64(k + 1), Values: draw(len(seen), uint64(20+k)), Operator: seen, Errors: correlated(t)})
	}
	return out
}

// exact are members whose mean and covariance are exactly those given.
func exact(n int, g gaussian) [][]float64 {
	z := mat.NewDense(n, components, draw(n*components, 31))
	for j := range components {
		mean := 0.0
		for i := range n {
			mean += z.At(i, j) / float64(n)
		}
		for i := range n {
			z.Set(i, j, z.At(i, j)-mean)
		}
	}
	var gram mat.SymDense
	gram.SymOuterK(1, z.T())
	var own mat.Cholesky
	own.Factorize(&gram)
	var c mat.TriDense
	own.UTo(&c)
	var q mat.Dense
	var inverse mat.TriDense
	if err := inverse.InverseTri(&c); err != nil {
		panic(err)
	}
	q.Mul(z, &inverse)
	var chol mat.Cholesky
	sym := mat.NewSymDense(components, nil)
	for i := range components {
		for j := i; j < components; j++ {
			sym.SetSym(i, j, g.p.At(i, j))
		}
	}
	if !chol.Factorize(sym) {
		panic("not positive")
	}
	var l mat.TriDense
	chol.LTo(&l)
	var x mat.Dense
	x.Mul(&q, l.T())
	x.Scale(math.Sqrt(float64(n-1)), &x)
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, components)
		for j := range out[i] {
			out[i][j] = g.mean.AtVec(j) + x.At(i, j)
		}
	}
	return out
}

func prior() gaussian {
	p := mat.NewDense(components, components, nil)
	for i := range components {
		for j := range components {
			p.Set(i, j, math.Exp(-math.Abs(float64(i-j)))*2)
		}
	}
	return gaussian{mat.NewVecDense(components, draw(components, 30)), p}
}

func moments(members [][]float64) gaussian {
	n := len(members)
	mean, p := mat.NewVecDense(components, nil), mat.NewDense(components, components, nil)
	for _, x := range members {
		mean.AddScaledVec(mean, 1/float64(n), mat.NewVecDense(components, x))
	}
	for _, x := range members {
		var d mat.VecDense
		d.SubVec(mat.NewVecDense(components, x), mean)
		p.RankOne(p, 1/float64(n-1), &d, &d)
	}
	return gaussian{mean, p}
}

// off is the largest difference of means and of covariances.
func off(a, b gaussian) (mean, p float64) {
	for i := range components {
		mean = math.Max(mean, math.Abs(a.mean.AtVec(i)-b.mean.AtVec(i)))
		for j := range components {
			p = math.Max(p, math.Abs(a.p.At(i, j)-b.p.At(i, j)))
		}
	}
	if math.IsNaN(mean + p) {
		return math.Inf(1), math.Inf(1)
	}
	return mean, p
}

func kalman(r mat.Matrix, all []assimilation.Observations, q float64) gaussian {
	g, h := prior(), seenMatrix()
	for _, o := range all {
		g = g.forecast(newTurn(components).m, q).analysis(h, r, o.Values)
	}
	return g
}

// shared errors: one part common to all n, one of each one's own.
func shared(n int, common, own float64) assimilation.Errors {
	r := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			r.SetSym(i, j, common*common)
		}
		r.SetSym(i, i, common*common+own*own)
	}
	e, err := assimilation.Correlated(r)
	if err != nil {
		panic(err)
	}
	return e
}

func copied(members [][]float64) (out [][]float64) {
	for _, x := range members {
		out = append(out, append([]float64(nil), x...))
	}
	return out
}
