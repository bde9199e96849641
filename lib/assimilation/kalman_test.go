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

// On a linear model a square-root filter of more members than components is the Kalman filter, to rounding: rotated or not, all at once or
// locally with a radius beyond all, and iterated. Errors taken for independent are the known-bad control.
func TestKalman(t *testing.T) {
	all := records(t, 5)
	want := kalman(spreadR, all, 0)
	model := newTurn(components)
	places := make([][]float64, components)
	for i := range places {
		places[i] = []float64{float64(i)}
	}
	for k := range all {
		for _, i := range seen {
			all[k].Places = append(all[k].Places, places[i])
		}
	}
	far := &assimilation.Localisation{Radius: 1e9, Places: places}
	for name, m := range map[string]assimilation.Method{
		"square root": assimilation.EnKF{}, "rotated": assimilation.EnKF{Rotate: true, Seed: 3}, "local": assimilation.EnKF{Localisation: far},
		"iterated": assimilation.IEnKS{Lag: 1}, "iterated, lag 3": assimilation.IEnKS{Lag: 3},
	} {
		for _, n := range []int{components + 1, 30} {
			members, err := m.Run(assimilation.Sequence{Model: model, Records: all}, exact(n, prior()))
			if err != nil {
				t.Fatal(err)
			}
			tolerance := 1e-11
			if _, iterated := m.(assimilation.IEnKS); iterated {
				tolerance = 1e-8 // derivatives by differences
			}
			if mean, p := off(moments(members), want); mean > tolerance || p > tolerance {
				t.Errorf("%s, %d members: off by %.2g and %.2g", name, n, mean, p)
			}
		}
	}
	for k := range all {
		all[k].Errors = assimilation.Independent{1, 1, math.Sqrt(0.5), math.Sqrt(0.3)}
	}
	members, err := assimilation.EnKF{}.Run(assimilation.Sequence{Model: model, Records: all}, exact(30, prior()))
	if err != nil {
		t.Fatal(err)
	}
	if mean, p := off(moments(members), want); mean < 1e-2 || p < 1e-2 {
		t.Errorf("errors taken for independent pass, off by %.2g and %.2g", mean, p)
	}
}

// The stochastic filter comes to Kalman's as the root of the number of members; the half-gain one has his mean after one analysis, and a
// covariance larger by a quarter of K H P H' K'.
func TestLimits(t *testing.T) {
	all := records(t, 3)
	want := kalman(spreadR, all, 0)
	s := assimilation.Sequence{Model: newTurn(components), Records: all}
	worst := func(n int) (sum float64) {
		for seed := range uint64(8) {
			members, err := assimilation.EnKF{Scheme: assimilation.Stochastic, Seed: seed}.Run(s, exact(n, prior()))
			if err != nil {
				t.Fatal(err)
			}
			mean, p := off(moments(members), want)
			sum += (mean + p) / 8
		}
		return sum
	}
	few, many := worst(100), worst(10_000)
	if order := math.Log10(few/many) / 2; !(order > 0.4 && order < 0.6) {
		t.Errorf("off by %.3g of 100 members and %.3g of 10,000: as their power %.2f, want a half", few, many, order)
	}

	one := all[0]
	g := prior()
	kalman := g.analysis(seenMatrix(), spreadR, one.Values)
	members := exact(20, g)
	if err := (assimilation.EnKF{Scheme: assimilation.Half}).Analyse(members, one, nil); err != nil {
		t.Fatal(err)
	}
	// K H P H' K' = (P - P_a) P^-1 (P - P_a)
	var gained, inner, extra mat.Dense
	gained.Sub(g.p, kalman.p)
	if err := inner.Solve(g.p, &gained); err != nil {
		t.Fatal(err)
	}
	extra.Mul(&gained, &inner)
	extra.Scale(0.25, &extra)
	kalman.p.Add(kalman.p, &extra)
	if mean, p := off(moments(members), kalman); mean > 1e-11 || p > 1e-11 {
		t.Errorf("half the gain: off by %.2g and %.2g", mean, p)
	}
}

// Optimal interpolation and 3D-Var are one Kalman analysis; values that weren't measured count as though they weren't there, of
// correlated errors too; an ensemble smoother with multiple data assimilation is one analysis where all is linear.
func TestOneAnalysis(t *testing.T) {
	o := records(t, 1)[0]
	g := prior()
	for name, drop := range map[string][]int{"all": nil, "with gaps": {1}} {
		h, r, values := seenMatrix(), mat.Matrix(spreadR), o.Values
		if drop != nil {
			o.Values = append([]float64(nil), o.Values...)
			o.Values[1] = math.NaN()
			h = mat.NewDense(3, components, nil)
			h.Set(0, 0, 1)
			h.Set(1, 3, 1)
			h.Set(2, 5, 1)
			r = mat.NewSymDense(3, []float64{1, 0, 0, 0, 0.5, -0.2, 0, -0.2, 0.3})
			values = []float64{o.Values[0], o.Values[2], o.Values[3]}
		}
		want := g.analysis(h, r, values)
		members := exact(9, g)
		mean, c, err := assimilation.Climate(members, 0)
		if err != nil {
			t.Fatal(err)
		}
		now := o
		now.Time = 0
		s := assimilation.Sequence{Model: newTurn(components), Records: []assimilation.Observations{now}}
		for _, m := range []assimilation.Method{assimilation.OI{Mean: mean, Covariance: c}, assimilation.Var3D{Covariance: c}} {
			x, err := m.Run(s, [][]float64{mean})
			if err != nil {
				t.Fatal(err)
			}
			if d, _ := off(gaussian{mat.NewVecDense(components, x[0]), want.p}, want); d > 1e-11 {
				t.Errorf("%s: %T is off by %.2g", name, m, d)
			}
		}
		forward := func(members, seenOf [][]float64) error {
			for i, x := range members {
				if err := seen.See(x, seenOf[i]); err != nil {
					return err
				}
			}
			return nil
		}
		for rounds := 1; rounds <= 4; rounds += 3 {
			found, err := assimilation.ESMDA{Rounds: rounds}.Fit(members, forward, o)
			if err != nil {
				t.Fatal(err)
			}
			if mean, p := off(moments(found), want); mean > 1e-11 || p > 1e-11 {
				t.Errorf("%s, %d rounds: off by %.2g and %.2g", name, rounds, mean, p)
			}
		}
		if err := (assimilation.EnKF{}).Analyse(members, o, nil); err != nil {
			t.Fatal(err)
		}
		if mean, p := off(moments(members), want); mean > 1e-11 || p > 1e-11 {
			t.Errorf("%s: an ensemble's analysis is off by %.2g and %.2g", name, mean, p)
		}
	}
}
