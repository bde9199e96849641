package assimilation

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// A rotation is orthogonal and keeps the ones; a plain random orthogonal matrix, the control, doesn't. Its elements have mean 1/n, as they
// must if it is drawn evenly.
func TestRotation(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const n = 7
	wrong := func(m *mat.Dense) (orthogonal, ones float64) {
		var product mat.Dense
		product.Mul(m, m.T())
		for i := range n {
			product.Set(i, i, product.At(i, i)-1)
			row, column := 0.0, 0.0
			for j := range n {
				row, column = row+m.At(i, j), column+m.At(j, i)
			}
			ones = math.Max(ones, math.Max(math.Abs(row-1), math.Abs(column-1)))
		}
		return mat.Norm(&product, 2), ones
	}
	mean := mat.NewDense(n, n, nil)
	const draws = 4000
	for range draws {
		m := rotation(n, random)
		if o, s := wrong(m); o > 1e-13 || s > 1e-13 {
			t.Fatalf("off by %.2g and %.2g", o, s)
		}
		m.Scale(1./draws, m)
		mean.Add(mean, m)
	}
	for i := range n {
		for j := range n {
			if math.Abs(mean.At(i, j)-1./n) > 0.03 {
				t.Errorf("the mean of element %d, %d is %.3f, want %.3f", i, j, mean.At(i, j), 1./n)
			}
		}
	}
	plain := mat.NewDense(n, n, nil)
	normals(random, plain.RawMatrix().Data)
	var qr mat.QR
	qr.Factorize(plain)
	var q mat.Dense
	qr.QTo(&q)
	if o, s := wrong(&q); o > 1e-12 || s < 0.1 {
		t.Errorf("a plain orthogonal matrix passes: %.2g and %.2g", o, s)
	}
}

// The spectrum solves (S S' + rho) x = u whichever side is longer.
func TestSpectrum(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 3))
	for _, shape := range [][2]int{{8, 3}, {5, 9}, {6, 6}, {40, 1}} {
		n, m := shape[0], shape[1]
		s := mat.NewDense(n, m, nil)
		normals(random, s.RawMatrix().Data)
		spec, err := newSpectrum(s)
		if err != nil {
			t.Fatal(err)
		}
		u := make([]float64, n)
		normals(random, u)
		var a mat.Dense
		a.Mul(s, s.T())
		for i := range n {
			a.Set(i, i, a.At(i, i)+0.3)
		}
		var want mat.VecDense
		if err := want.SolveVec(&a, mat.NewVecDense(n, u)); err != nil {
			t.Fatal(err)
		}
		want.SubVec(&want, mat.NewVecDense(n, spec.inverse(0.3, u)))
		if off := mat.Norm(&want, 2); off > 1e-12 {
			t.Errorf("%v: off by %.2g", shape, off)
		}
		// Its functions too, as factors and dense.
		f := spec.function(1/0.3, func(x float64) float64 { return 1 / (x + 0.3) })
		var identity mat.Dense
		identity.Mul(&a, f.formed(n))
		for i := range n {
			identity.Set(i, i, identity.At(i, i)-1)
		}
		if off := mat.Norm(&identity, 2); off > 1e-11 {
			t.Errorf("%v: the inverse is off by %.2g", shape, off)
		}
		x, between, out, dense := mat.NewDense(n, 2, append(u, u...)), &mat.Dense{}, &mat.Dense{}, &mat.Dense{}
		f.times(x, between, out)
		dense.Mul(f.formed(n), x)
		dense.Sub(dense, out)
		if off := mat.Norm(dense, 2); off > 1e-11 {
			t.Errorf("%v: a product is off by %.2g", shape, off)
		}
	}
}
