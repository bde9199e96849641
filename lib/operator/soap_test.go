package operator

import (
	"math"
	"sublunar/lib/backend"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"
)

// stepped is one step of the optimiser on a matrix w with a gradient g, after some steps with moments m and v.
func stepped(t *testing.T, o soap, w, g, m, v, left, right *mat.Dense, rate, first, second float64) [][]float64 {
	t.Helper()
	tensor := func(d *mat.Dense) *tensors.Tensor {
		r, c := d.Dims()
		return tensors.FromFlatDataAndDimensions(mat.DenseCopyOf(d).RawMatrix().Data, r, c)
	}
	r, c := w.Dims()
	none := func(n int) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(make([]float64, n*n), n, n) }
	blocks := []Block{{Name: "w", Shape: []int{r, c}, Decays: true}}
	return engines(t)[0].Run(t, func(in []*Node) []*Node {
		scalar := func(v float64) *Node { return Scalar(in[0].Graph(), in[0].DType(), v) }
		p, m2, v2, means := o.step(blocks, in[:1], in[1:2], in[2:3], in[3:4], in[4:6], in[6:8], scalar(rate), scalar(first), scalar(second))
		if means == nil {
			means = in[4:6]
		}
		return []*Node{p[0], m2[0], v2[0], means[0], means[1]}
	}, tensor(w), tensor(m), tensor(v), tensor(g), none(r), none(c), tensor(left), tensor(right))
}

func dense(seed uint64, r, c int) *mat.Dense {
	values, _ := backend.Numbers(normal(seed, r, c))
	return mat.NewDense(r, c, values)
}

// The step in a basis is Adam's on what is turned, turned back; written here by gonum's matrices.
func TestSOAPStep(t *testing.T) {
	const rate, first, second, decay = 0.1, 1.3, 1.7, 0.2
	w, g, m := dense(1, 3, 2), dense(2, 3, 2), dense(3, 3, 2)
	v := dense(4, 3, 2)
	v.Apply(func(_, _ int, x float64) float64 { return x * x }, v)
	basis := func(seed uint64, n int) *mat.Dense {
		var qr mat.QR
		qr.Factorize(dense(seed, n, n))
		var q mat.Dense
		qr.QTo(&q)
		return &q
	}
	left, right := basis(5, 3), basis(6, 2)
	got := stepped(t, soap{adamW{decay}, []rotation{{0, 3, 2}}}, w, g, m, v, left, right, rate, first, second)

	var scaled, m2, l mat.Dense
	scaled.Scale(1/math.Max(1, mat.Norm(g, 2)), g)
	m2.Apply(func(i, j int, x float64) float64 { return 0.9*x + 0.1*scaled.At(i, j) }, m)
	var gr, mr, by, moved mat.Dense
	gr.Product(left.T(), &scaled, right)
	mr.Product(left.T(), &m2, right)
	v2 := mat.NewDense(3, 2, nil)
	v2.Apply(func(i, j int, x float64) float64 { return 0.99*x + 0.01*gr.At(i, j)*gr.At(i, j) }, v)
	mr.Apply(func(i, j int, x float64) float64 { return x * first / (math.Sqrt(v2.At(i, j)*second) + 1e-8) }, &mr)
	by.Product(left, &mr, right.T())
	moved.Apply(func(i, j int, x float64) float64 { return x - rate*(by.At(i, j)+decay*x) }, w)
	l.Mul(&scaled, scaled.T())
	l.Scale(1-basisMoment, &l)
	for i, want := range []*mat.Dense{&moved, &m2, v2, &l} {
		if off := furthest(got[i], want.RawMatrix().Data); !(off < 1e-12) {
			t.Errorf("result %d is off by %.2g", i, off)
		}
	}
	// With no rotation it is Adam's.
	plain := stepped(t, soap{adamW{decay}, nil}, w, g, m, v, left, right, rate, first, second)
	if furthest(plain[0], got[0]) < 1e-3 {
		t.Error("the basis makes no difference: this test sees nothing")
	}
}
