package pinn

import (
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// systematic draws n of the points, row-major [., d], with the given chances: in an order in which near points stand near each other, from
// one random offset by equal strides (Gerber and Chopin 2015, doi:10.1111/rssb.12104, draw so along a curve that fills space). So each
// neighbourhood gets its share to within one point, where independent draws leave holes and heaps. A chance above its share is drawn
// more than once.
func systematic(r *rand.Rand, points []float64, d int, chance []float64, n int) []int {
	order := zOrder(points, d)
	stride := floats.Sum(chance) / float64(n)
	at, sum := stride*r.Float64(), 0.0
	drawn := make([]int, 0, n)
	for _, i := range order {
		for sum += chance[i]; at < sum && len(drawn) < n; at += stride {
			drawn = append(drawn, i)
		}
	}
	for len(drawn) < n { // rounding
		drawn = append(drawn, order[len(order)-1])
	}
	return drawn
}

// zOrder sorts points along a Z-order curve: by the bits of their coordinates, taken in turn.
func zOrder(points []float64, d int) []int {
	n := len(points) / d
	lo, hi := slices.Clone(points[:d]), slices.Clone(points[:d])
	for i, v := range points {
		lo[i%d], hi[i%d] = min(lo[i%d], v), max(hi[i%d], v)
	}
	bits := 62 / d
	keys, order := make([]uint64, n), make([]int, n)
	for i := range n {
		order[i] = i
		for k := range d {
			if hi[k] > lo[k] {
				cell := uint64((points[i*d+k] - lo[k]) / (hi[k] - lo[k]) * float64(uint64(1)<<min(bits, 30)-1))
				for b := range min(bits, 30) {
					keys[i] |= cell >> b & 1 << (b*d + k)
				}
			}
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if keys[a] != keys[b] {
			if keys[a] < keys[b] {
				return -1
			}
			return 1
		}
		return a - b
	})
	return order
}
