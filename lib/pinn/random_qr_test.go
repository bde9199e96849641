package pinn

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// Tall and square, of full rank: the solution is that of another algorithm; the residual is orthogonal to the columns.
func TestLeastSquares(t *testing.T) {
	for _, shape := range [][2]int{{40, 40}, {60, 40}, {500, 40}} {
		m, n := shape[0], shape[1]
		r := rand.New(rand.NewPCG(uint64(m), 1))
		a, b := mat.NewDense(m, n, nil), mat.NewVecDense(m, nil)
		whole := mat.NewDense(m, n+1, nil)
		for i := range m {
			for j := range n {
				v := r.NormFloat64() * math.Pow(10, float64(j%7)-3) // columns of very different length
				a.Set(i, j, v)
				whole.Set(i, j, v)
			}
			b.SetVec(i, r.NormFloat64())
			whole.Set(i, n, b.AtVec(i))
		}
		s := newLeastSquares(whole.RawMatrix())
		if s.rank(1e-12) != n {
			t.Errorf("%v: rank %d", shape, s.rank(1e-12))
		}
		got := mat.NewVecDense(n, s.solve(n))
		var want, left, across mat.VecDense
		if err := want.SolveVec(a, b); err != nil {
			t.Fatal(err)
		}
		for j := range n {
			if math.Abs(got.AtVec(j)-want.AtVec(j)) > 1e-9*math.Max(1, math.Abs(want.AtVec(j))) {
				t.Errorf("%v: c[%d] = %g, want %g", shape, j, got.AtVec(j), want.AtVec(j))
			}
		}
		left.MulVec(a, got)
		left.SubVec(b, &left)
		across.MulVec(a.T(), &left)
		for j := range n {
			if l := mat.Norm(a.ColView(j), 2); math.Abs(across.AtVec(j)) > 1e-10*l {
				t.Errorf("%v: column %d and what is left aren't orthogonal: %g of %g", shape, j, across.AtVec(j), l)
			}
		}
	}
}

// Columns that are sums of others are found, and left out.
func TestRank(t *testing.T) {
	const m, n, independent = 200, 30, 17
	r := rand.New(rand.NewPCG(3, 1))
	whole := mat.NewDense(m, n+1, nil)
	mix := mat.NewDense(independent, n, nil)
	base := mat.NewDense(m, independent, nil)
	for _, d := range []*mat.Dense{mix, base} {
		for i := range d.RawMatrix().Data {
			d.RawMatrix().Data[i] = r.NormFloat64()
		}
	}
	var a mat.Dense
	a.Mul(base, mix)
	for i := range m {
		for j := range n {
			whole.Set(i, j, a.At(i, j))
		}
		whole.Set(i, n, a.At(i, 0)-2*a.At(i, 5))
	}
	s := newLeastSquares(whole.RawMatrix())
	if s.rank(1e-10) != independent {
		t.Errorf("rank %d, want %d", s.rank(1e-10), independent)
	}
	var left mat.VecDense
	left.MulVec(&a, mat.NewVecDense(n, s.solve(independent)))
	for i := range m {
		if d := left.AtVec(i) - (a.At(i, 0) - 2*a.At(i, 5)); math.Abs(d) > 1e-11 {
			t.Fatalf("row %d is missed by %g", i, d)
		}
	}
	if none := newLeastSquares(blas64.General{Rows: 3, Cols: 3, Stride: 3, Data: make([]float64, 9)}); none.rank(1e-12) != 0 || none.solve(0)[0] != 0 {
		t.Errorf("rank %d of a matrix of zeros", none.rank(1e-12))
	}
}

func BenchmarkLeastSquares(b *testing.B) {
	const m, n = 1500, 500
	r := rand.New(rand.NewPCG(3, 1))
	data, work := make([]float64, m*(n+1)), make([]float64, m*(n+1))
	for i := range data {
		data[i] = r.NormFloat64()
	}
	for b.Loop() {
		copy(work, data)
		newLeastSquares(blas64.General{Rows: m, Cols: n + 1, Stride: n + 1, Data: work})
	}
}
