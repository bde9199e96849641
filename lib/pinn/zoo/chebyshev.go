package zoo

import (
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/mat"
)

// chebyshev is the n+1 points cos(pi j/n), and the matrix that differentiates the polynomial through values there (Trefethen 2000,
// Spectral Methods in MATLAB, doi:10.1137/1.9780898719598).
func chebyshev(n int) (x []float64, d *mat.Dense) {
	x, d = make([]float64, n+1), mat.NewDense(n+1, n+1, nil)
	for j := range x {
		x[j] = math.Sin(math.Pi * float64(n-2*j) / float64(2*n)) // symmetric to the last bit
	}
	weight := func(j int) float64 {
		w := 1.0
		if j == 0 || j == n {
			w = 2
		}
		if j%2 != 0 {
			w = -w
		}
		return w
	}
	for i := range x {
		sum := 0.0
		for j := range x {
			if i != j {
				v := weight(i) / weight(j) / (x[i] - x[j])
				d.Set(i, j, v)
				sum += v
			}
		}
		d.Set(i, i, -sum) // constants have no slope
	}
	return x, d
}

// lagrange is the matrix from values at Chebyshev points to those of their polynomial at points at.
func lagrange(n int, at []float64) *mat.Dense {
	x, _ := chebyshev(n)
	m := mat.NewDense(len(at), n+1, nil)
	for i, y := range at {
		row, sum := m.RawRowView(i), 0.0
		for j := range x {
			if y == x[j] {
				clear(row)
				row[j], sum = 1, 1
				break
			}
			w := 1.0
			if j == 0 || j == n {
				w = 0.5
			}
			if j%2 != 0 {
				w = -w
			}
			row[j] = w / (y - x[j])
			sum += row[j]
		}
		for j := range row {
			row[j] /= sum
		}
	}
	return m
}

// evenly is n+1 even points from -1 to 1.
func evenly(n int) []float64 {
	x := make([]float64, n+1)
	for i := range x {
		x[i] = -1 + 2*float64(i)/float64(n)
	}
	return x
}

// along multiplies an array of d axes of side n by a matrix, along one of them, whose side becomes the matrix's rows.
func along(values []float64, sides []int, axis int, m *mat.Dense) ([]float64, []int) {
	rows, n := m.Dims()
	before, after := 1, 1
	for i, s := range sides {
		if i < axis {
			before *= s
		} else if i > axis {
			after *= s
		}
	}
	out := make([]float64, before*rows*after)
	for b := range before {
		from := mat.NewDense(n, after, values[b*n*after:(b+1)*n*after])
		mat.NewDense(rows, after, out[b*rows*after:(b+1)*rows*after]).Mul(m, from)
	}
	next := append([]int(nil), sides...)
	next[axis] = rows
	return out, next
}

// diagonal is the second derivative on [0, 1] between n+1 Chebyshev points with 0 at both ends, as V L V^-1, and its columns to the ends.
type diagonal struct {
	x          []float64 // the points, on [0, 1]
	v, inverse *mat.Dense
	values     []float64
	second     *mat.Dense // of all points
	inside     int
}

func newDiagonal(n int) (*diagonal, error) {
	x, d := chebyshev(n)
	s := &diagonal{x: make([]float64, n+1), inside: n - 1, second: new(mat.Dense)}
	for i := range x {
		s.x[i] = (x[i] + 1) / 2
	}
	s.second.Mul(d, d)
	s.second.Scale(4, s.second)
	var e mat.Eigen
	if !e.Factorize(s.second.Slice(1, n, 1, n), mat.EigenRight) {
		return nil, fmt.Errorf("zoo: no eigenvalues of %d Chebyshev points", n+1)
	}
	var vectors mat.CDense
	e.VectorsTo(&vectors)
	s.v, s.inverse = mat.NewDense(n-1, n-1, nil), new(mat.Dense)
	for i, l := range e.Values(nil) {
		s.values = append(s.values, real(l)) // they are real, and negative
		for j := range n - 1 {
			s.v.Set(j, i, real(vectors.At(j, i)))
		}
	}
	return s, s.inverse.Inverse(s.v)
}

// box solves lap u + shift u = f on [0, 1]^d with u = g on the boundary, and gives u on a grid of m+1 even points along each axis.
func (s *diagonal) box(d int, shift float64, f, g func(x ...float64) float64, m int) []float64 {
	n := len(s.x)
	sides := make([]int, d)
	inner := make([]int, d)
	all, count := 1, 1
	for i := range d {
		sides[i], inner[i] = n, s.inside
		all *= n
		count *= s.inside
	}
	whole := make([]float64, all) // g on the boundary, 0 inside
	right := make([]float64, 0, count)
	x, at := make([]float64, d), make([]int, d)
	places := make([]int, 0, count)
	for i := range whole {
		edge := false
		for k, rest := d-1, i; k >= 0; k-- {
			at[k] = rest % n
			rest /= n
			x[k] = s.x[at[k]]
			edge = edge || at[k] == 0 || at[k] == n-1
		}
		if edge {
			whole[i] = g(x...)
			continue
		}
		places = append(places, i)
		right = append(right, f(x...))
	}
	for axis := range d { // what the boundary's values give to the second derivatives inside
		bent, _ := along(whole, sides, axis, s.second)
		for k, place := range places {
			right[k] -= bent[place]
		}
	}
	for axis := range d {
		right, _ = along(right, inner, axis, s.inverse)
	}
	for i := range right {
		sum := shift
		for k, rest := d-1, i; k >= 0; k-- {
			sum += s.values[rest%s.inside]
			rest /= s.inside
		}
		right[i] /= sum
	}
	for axis := range d {
		right, _ = along(right, inner, axis, s.v)
	}
	for k, place := range places {
		whole[place] = right[k]
	}
	to := lagrange(n-1, evenly(m))
	for axis := range d {
		whole, sides = along(whole, sides, axis, to)
	}
	return whole
}

// finer solves with more and more points until the error is small enough.
func finer(c Case, method string, sizes []int, solve func(n int) ([]float64, error)) func(float64) (Cost, error) {
	return func(wanted float64) (Cost, error) {
		reference, err := c.Reference()
		if err != nil {
			return Cost{}, err
		}
		var all []float64
		for _, s := range reference {
			all = append(all, s.Values...)
		}
		var cost Cost
		for _, n := range sizes {
			began := time.Now()
			got, err := solve(n)
			if err != nil {
				return cost, err
			}
			cost = Cost{Method: fmt.Sprintf("%s, n = %d", method, n), Error: apart(got, all, c.Absolute), Seconds: time.Since(began).Seconds()}
			if cost.Error <= wanted {
				return cost, nil
			}
		}
		return cost, fmt.Errorf("zoo: %s: the classical solver reached %.3g, not %.3g", c.Name, cost.Error, wanted)
	}
}

func poissonByChebyshev(c Case) func(float64) (Cost, error) {
	u := c.Exact["u"]
	return finer(c, "Chebyshev collocation, diagonalised", []int{4, 6, 8, 10, 12, 14}, func(n int) ([]float64, error) {
		s, err := newDiagonal(n)
		if err != nil {
			return nil, err
		}
		return s.box(5, 0, func(x ...float64) float64 { return -math.Pi * math.Pi * u(x...) }, u, 6), nil
	})
}

func helmholtzByChebyshev(c Case) func(float64) (Cost, error) {
	u := c.Exact["u"]
	const square = helmholtzNumber * helmholtzNumber
	return finer(c, "Chebyshev collocation, diagonalised", []int{8, 12, 16, 20, 24, 28, 32}, func(n int) ([]float64, error) {
		s, err := newDiagonal(n)
		if err != nil {
			return nil, err
		}
		return s.box(2, square, func(x ...float64) float64 { return -square * u(x...) }, u, 100), nil
	})
}

// waveByChebyshev has each eigenvector of the second derivative swing by itself.
func waveByChebyshev(c Case) func(float64) (Cost, error) {
	u := c.Exact["u"]
	return finer(c, "Chebyshev collocation in x, exact in t", []int{8, 16, 24, 32, 40}, func(n int) ([]float64, error) {
		s, err := newDiagonal(n)
		if err != nil {
			return nil, err
		}
		first := mat.NewDense(n-1, 1, nil)
		for i := range n - 1 {
			first.Set(i, 0, u(s.x[i+1], 0))
		}
		var part mat.Dense
		part.Mul(s.inverse, first)
		swing := mat.NewDense(n-1, 101, nil)
		for i, l := range s.values {
			for t := range 101 {
				swing.Set(i, t, part.At(i, 0)*math.Cos(2*math.Sqrt(-l)*float64(t)/100))
			}
		}
		var inside mat.Dense
		inside.Mul(s.v, swing)
		whole := mat.NewDense(n+1, 101, nil)
		whole.Slice(1, n, 0, 101).(*mat.Dense).Copy(&inside)
		out, _ := along(whole.RawMatrix().Data, []int{n + 1, 101}, 0, lagrange(n, evenly(100)))
		return out, nil
	})
}
