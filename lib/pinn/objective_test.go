package pinn

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/domain"
	"sublunar/lib/network"
)

// several is a problem with everything in it: two equations that share points, a condition with normals, data, a constant.
func several(t testing.TB) *trainer {
	t.Helper()
	p := Problem{
		Domain: domain.Box(domain.Span("x", 0, 2), domain.Span("y", -1, 1)),
		Fields: []Field{{Name: "u", Scale: 2}, {Name: "v", Axes: []string{"y"}}},
		Equations: []Equation{
			{Name: "first", Weight: 3, Residual: func(p *Point) *Node {
				u := p.Field("u")
				return Sub(Mul(p.Constant("k"), u.Laplacian("x", "y")), Mul(u.Value(), p.Field("v").D("y")))
			}},
			{Name: "second", Residual: func(p *Point) *Node {
				return Add(p.Field("v").D("y", "y"), p.Func(func(x ...float64) float64 { return math.Sin(x[0]) }))
			}},
		},
		Conditions: []Condition{Neumann("u", func(x ...float64) float64 { return x[1] }, domain.At("x", 0, 2))},
		Constants:  []Constant{{Name: "k", Start: 0.7, Positive: true}},
		Data:       []Data{{Field: "u", X: []float64{0.5, 0.5, 1, 0, 1.5, -0.5}, Values: []float64{1, 2, math.NaN()}, Noise: 0.1}},
	}
	tr, err := newTrainer(p, network.MLP{Hidden: []int{4, 4}}, Training{Points: 33, BoundaryPoints: 7, Block: 10})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.close)
	return tr
}

// The gradient, J, J'J and what geodesic acceleration asks for are those of the value.
func TestObjectiveAgreesWithItself(t *testing.T) {
	o := several(t).objective
	n := o.Len()
	theta := o.shape.start(4)
	if want := 2*33 + 7 + 2; o.Residuals() != want {
		t.Fatalf("%d residuals, want %d", o.Residuals(), want)
	}
	g := make([]float64, n)
	f, err := o.Evaluate(theta, g)
	if err != nil {
		t.Fatal(err)
	}
	r, j := make([]float64, o.Residuals()), mat.NewDense(o.Residuals(), n, nil)
	if err := o.Jacobian(theta, r, j); err != nil {
		t.Fatal(err)
	}
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) {
			t.Errorf("%s: %.12g, want %.12g", what, got, want)
		}
	}
	near("half the squares", floats.Dot(r, r)/2, f, 1e-13)
	a, jr := mat.NewSymDense(n, nil), make([]float64, n)
	half, err := o.Normal(theta, a, jr)
	if err != nil {
		t.Fatal(err)
	}
	near("the value beside J'J", half, f, 1e-13)
	var want mat.Dense
	want.Mul(j.T(), j)
	direct := mat.NewVecDense(n, nil)
	direct.MulVec(j.T(), mat.NewVecDense(len(r), r))
	at := func(step float64, v []float64) []float64 {
		x, r := make([]float64, n), make([]float64, o.Residuals())
		floats.AddScaledTo(x, theta, step, v)
		if err := o.Jacobian(x, r, nil); err != nil {
			t.Fatal(err)
		}
		return r
	}
	const h = 1e-5
	for i := range n {
		near("J'r", direct.AtVec(i), g[i], 1e-12)
		near("J'r beside J'J", jr[i], g[i], 1e-12)
		for k := range n {
			near("J'J", a.At(i, k), want.At(i, k), 1e-12)
		}
		unit := make([]float64, n)
		unit[i] = 1
		ahead, behind := at(h, unit), at(-h, unit)
		for k := range r {
			near("J", j.At(k, i), (ahead[k]-behind[k])/(2*h), 1e-8)
		}
	}
	v, jb := make([]float64, n), make([]float64, n)
	for i := range v {
		v[i] = 0.01 * math.Sin(float64(i))
	}
	if err := o.Bend(theta, v, jb); err != nil {
		t.Fatal(err)
	}
	ahead, behind := at(0.5, v), at(-0.5, v)
	for k := range r {
		ahead[k] = (ahead[k] - 2*r[k] + behind[k]) / 0.25
	}
	direct.MulVec(j.T(), mat.NewVecDense(len(r), ahead))
	for i := range jb {
		near("J' of the bend", jb[i], direct.AtVec(i), 1e-3)
	}
}

// Mini-batches go round all the points, and their mean is the whole.
func TestBatches(t *testing.T) {
	o := several(t).objective
	theta := o.shape.start(4)
	whole, err := o.Evaluate(theta, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.batch = 11 // a third of the points inside, all of the others
	sum, different := 0.0, false
	var first float64
	for i := range 3 {
		f, err := o.Evaluate(theta, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = f
		}
		different = different || f != first
		sum += f / 3
	}
	if math.Abs(sum-whole) > 1e-12*whole || !different {
		t.Errorf("mean of the batches %.14g, whole %.14g; different: %v", sum, whole, different)
	}
}
