package sindy

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// modes are the sums of an axis's test functions under which rows have independent errors. With the
// overlaps O_ab of the functions' derivatives of orders a and b, white noise gives rows errors of the
// covariances O_00 and O_11; both are diagonal in the solutions v of
//
//	O_11 v = lambda O_00 v,
//
// which are nearly waves, so that the overlaps of all other orders are nearly diagonal too.
type modes struct {
	mix      *mat.Dense    // [functions, modes]
	overlaps [][][]float64 // [order][order][mode], the first order not above the second
	weights  [][][]float64 // of the functions
	first    []int
}

// smallestMode is what part of the largest overlap a mode has at least: smaller ones are sums of test
// functions that cancel.
const smallestMode = 1e-6

// modesOf solves for an axis's modes; false where rounding hides them.
func modesOf(f testFunctions) (modes, bool) {
	m := modes{weights: f.weights, first: f.first}
	n, orders := f.count(), len(f.weights)
	var values mat.EigenSym
	if !values.Factorize(symmetric(m.overlap(0, 0)), true) {
		return m, false
	}
	sizes := values.Values(nil)
	first := 0
	for first < n-1 && sizes[first] < smallestMode*sizes[n-1] {
		first++
	}
	var vectors mat.Dense
	values.VectorsTo(&vectors)
	white := mat.DenseCopyOf(vectors.Slice(0, n, first, n))
	for k := range n - first {
		scale := 1 / math.Sqrt(sizes[first+k])
		for i := range n {
			white.Set(i, k, white.At(i, k)*scale)
		}
	}
	var changes mat.Dense
	changes.Product(white.T(), m.overlap(1, 1), white)
	if !values.Factorize(symmetric(&changes), true) {
		return m, false
	}
	vectors.Reset()
	values.VectorsTo(&vectors)
	m.mix = &mat.Dense{}
	m.mix.Mul(white, &vectors)
	m.overlaps = make([][][]float64, orders)
	for a := range orders {
		m.overlaps[a] = make([][]float64, orders)
		for b := a; b < orders; b++ {
			var product mat.Dense
			product.Product(m.mix.T(), m.overlap(a, b), m.mix)
			for k := range n - first {
				m.overlaps[a][b] = append(m.overlaps[a][b], product.At(k, k))
			}
		}
	}
	return m, true
}

// overlap is the matrix of the products of two derivatives' weights.
func (m modes) overlap(a, b int) *mat.Dense {
	n := len(m.first)
	all := mat.NewDense(n, n, nil)
	for i, from := range m.first {
		for j, other := range m.first {
			x, y := m.weights[a][i], m.weights[b][j]
			switch ahead := other - from; {
			case ahead >= len(x) || -ahead >= len(y):
				continue
			case ahead > 0:
				x = x[ahead:]
			default:
				y = y[-ahead:]
			}
			count := min(len(x), len(y))
			all.Set(i, j, blas64.Dot(blas64.Vector{N: count, Inc: 1, Data: x}, blas64.Vector{N: count, Inc: 1, Data: y}))
		}
	}
	return all
}

func symmetric(m *mat.Dense) *mat.SymDense {
	n, _ := m.Dims()
	s := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			s.SetSym(i, j, (m.At(i, j)+m.At(j, i))/2)
		}
	}
	return s
}

// mixed are rows of a grid of test functions, of the shape of its axes, mixed into modes along each.
func mixed(axes []modes, rows []float64) []float64 {
	shape := make([]int, len(axes))
	for i, m := range axes {
		shape[i] = len(m.first)
	}
	for axis, m := range axes {
		n, count := m.mix.Dims()
		outer, inner := 1, 1
		for _, d := range shape[:axis] {
			outer *= d
		}
		for _, d := range shape[axis+1:] {
			inner *= d
		}
		out := make([]float64, outer*count*inner)
		for o := range outer {
			blas64.Gemm(blas.Trans, blas.NoTrans, 1, m.mix.RawMatrix(),
				blas64.General{Rows: n, Cols: inner, Stride: inner, Data: rows[o*n*inner:]}, 0,
				blas64.General{Rows: count, Cols: inner, Stride: inner, Data: out[o*count*inner:]})
		}
		rows, shape[axis] = out, count
	}
	return rows
}

// outer are the products of factors along each axis, over the whole grid of modes.
func outer(factors [][]float64) []float64 {
	out := []float64{1}
	for _, f := range factors {
		next := make([]float64, 0, len(out)*len(f))
		for _, a := range out {
			for _, b := range f {
				next = append(next, a*b)
			}
		}
		out = next
	}
	return out
}
