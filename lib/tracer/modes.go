package tracer

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Modes are a root of the covariance exp(-r^2/(2 length^2)) on the cells: fields m_k, [y, x], such that sum_k z_k m_k with independent normal
// z_k has it. That covariance is a product of one along x and one along y, so its eigenvectors are products too. As many are kept as carry the
// share of the variance; then each cell's variance is made 1 again.
//
// On the sphere a degree of longitude is taken to be as long as in the middle of the basin.
func (b Basin) Modes(length, share float64) ([][]float64, error) {
	return b.modes(b.X.Values, b.Y.Values, length, share)
}

// modes on points of two axes.
func (b Basin) modes(x, y []float64, length, share float64) ([][]float64, error) {
	middle := (y[0] + y[len(y)-1]) / 2
	round := func(axis []float64, ends Ends, cells int, metres float64) float64 {
		if ends != Periodic {
			return 0
		}
		return (axis[1] - axis[0]) * metres * float64(cells)
	}
	east, north := b.MetresEast(middle), b.MetresNorth()
	vx, wx, err := gaussian(x, east, length, round(x, b.EndsX, b.X.Len(), east))
	if err != nil {
		return nil, err
	}
	vy, wy, err := gaussian(y, north, length, round(y, b.EndsY, b.Y.Len(), north))
	if err != nil {
		return nil, err
	}
	type pair struct {
		i, j int
		w    float64
	}
	var pairs []pair
	total := 0.0
	for j, a := range wy {
		for i, c := range wx {
			pairs = append(pairs, pair{i, j, a * c})
			total += a * c
		}
	}
	slices.SortStableFunc(pairs, func(a, c pair) int { return cmp.Compare(c.w, a.w) })
	var out [][]float64
	variance := make([]float64, len(x)*len(y))
	for sum, k := 0.0, 0; k < len(pairs) && sum < share*total; k++ {
		p := pairs[k]
		sum += p.w
		m := make([]float64, len(variance))
		for j := range y {
			for i := range x {
				v := math.Sqrt(p.w) * vy.At(j, p.j) * vx.At(i, p.i)
				m[j*len(x)+i] = v
				variance[j*len(x)+i] += v * v
			}
		}
		out = append(out, m)
	}
	for _, m := range out {
		for i := range m {
			m[i] /= math.Sqrt(variance[i])
		}
	}
	return out, nil
}

// gaussian gives eigenvectors and eigenvalues, none negative, of exp(-d^2/(2 length^2)) along an axis whose unit is so many metres. Round an
// axis of a circumference in m the images on both sides count too, which keeps it a covariance.
func gaussian(axis []float64, metres, length, round float64) (*mat.Dense, []float64, error) {
	n := len(axis)
	k := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			sum, d := 0.0, (axis[i]-axis[j])*metres
			images := 0
			if round > 0 {
				images = 1 + int(4*length/round)
			}
			for s := -images; s <= images; s++ {
				r := (d + float64(s)*round) / length
				sum += math.Exp(-r * r / 2)
			}
			k.SetSym(i, j, sum)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(k, true) {
		return nil, nil, fmt.Errorf("tracer: the covariance of length %g m has no eigenvalues; give a length between a cell's width and the basin's", length)
	}
	values := eigen.Values(nil)
	for i, v := range values {
		values[i] = math.Max(v, 0)
	}
	var v mat.Dense
	eigen.VectorsTo(&v)
	return &v, values, nil
}

// Swirls are modes of a streamfunction at the corners that is 0 along coasts, and has the variance 1 some lengths away.
func (b Basin) Swirls(length, share float64) ([][]float64, error) {
	x, y := b.Corners()
	modes, err := b.modes(x.Values, y.Values, length, share)
	if err != nil {
		return nil, err
	}
	fall := b.Offshore(length)
	for _, m := range modes {
		for i := range m {
			m[i] *= fall[i]
		}
		b.meet(func(low, high int) { m[high] = m[low] })
	}
	return modes, nil
}

// Offshore is 0 at corners on a coast and 1 - exp(-d^2/length^2) at a distance d from the nearest one.
func (b Basin) Offshore(length float64) []float64 {
	of, count := b.coasts()
	x, y := b.Corners()
	out := make([]float64, len(of))
	var shore [][2]float64
	for i, c := range of {
		if c >= 0 {
			shore = append(shore, [2]float64{x.Values[i%x.Len()], y.Values[i/x.Len()]})
		}
	}
	for i, c := range of {
		switch {
		case c >= 0:
		case count == 0:
			out[i] = 1
		default:
			near := math.Inf(1)
			for _, s := range shore {
				near = math.Min(near, b.Distance(s[0], s[1], x.Values[i%x.Len()], y.Values[i/x.Len()]))
			}
			out[i] = -math.Expm1(-near * near / (length * length))
		}
	}
	return out
}
