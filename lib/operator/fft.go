package operator

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/spectral"
)

// long is the number of points along an axis from which on the FFT is the faster on XLA's CPU (BenchmarkSpectral).
const long = 512

// fast says whether to take the backend's FFT. Products with matrices cost points times modes along an axis, and do less besides.
func (l spectralLayer) fast(like *Node, points []int) bool {
	if l.grid != Periodic || l.length != 1 || l.route == spectral.ByMatrix {
		return false
	}
	return l.route == spectral.ByFFT || slices.Max(points) >= long && like.Graph().Backend().Capabilities().Operations[compute.OpTypeFFT]
}

func scale(points []int) float64 {
	n := 1.0
	for _, p := range points {
		n *= float64(p)
	}
	return n
}

// forwardByFFT is forward by the FFT of all modes. That has both signs of the wavenumbers but along its last axis, which ours has but along the first:
// so the first axis goes last.
func (l spectralLayer) forwardByFFT(x *Node) *Node {
	d := len(l.modes)
	points := turned(x.Shape().Dimensions[:d])
	front := []int{d, d + 1}
	for a := range d {
		front = append(front, (a+1)%d)
	}
	s := spectral.Box{Points: points, Route: spectral.ByFFT}.Forward(TransposeAllAxes(x, front...)) // [batch, channels, k_2, ..., k_1]
	z := Stack([]*Node{s.Re, s.Im}, 0)
	for a, m := range turned(l.modes) {
		low := cut(z, 3+a, 0, m)
		if a < d-1 && m > 1 {
			low = Concatenate([]*Node{cut(z, 3+a, points[a]-m+1, points[a]), low}, 3+a)
		}
		z = low
	}
	order := []int{d + 2}
	for a := range d - 1 {
		order = append(order, 3+a)
	}
	return MulScalar(TransposeAllAxes(z, append(order, 0, 1, 2)...), 1/scale(points))
}

// inverseByFFT is inverse by the FFT: the modes that were left out are 0.
func (l spectralLayer) inverseByFFT(z *Node, points []int) *Node {
	d := len(l.modes)
	points = turned(points)
	back := []int{d, d + 1, d + 2}
	for a := range d {
		back = append(back, (a+1)%d)
	}
	z = MulScalar(TransposeAllAxes(z, back...), scale(points)) // [2, batch, channels, k_2, ..., k_1]
	for a, m := range turned(l.modes) {
		none := func(n int) *Node {
			dims := slices.Clone(z.Shape().Dimensions)
			dims[3+a] = n
			return Zeros(z.Graph(), shapes.Make(z.DType(), dims...))
		}
		if a == d-1 {
			if n := points[a]/2 + 1 - m; n > 0 {
				z = Concatenate([]*Node{z, none(n)}, 3+a)
			}
			continue
		}
		all := []*Node{cut(z, 3+a, m-1, 2*m-1)}
		if n := points[a] - (2*m - 1); n > 0 {
			all = append(all, none(n))
		}
		if m > 1 {
			all = append(all, cut(z, 3+a, 0, m-1))
		}
		z = Concatenate(all, 3+a)
	}
	part := func(i int) *Node { return Squeeze(cut(z, 0, i, i+1), 0) }
	u := spectral.Box{Points: points, Route: spectral.ByFFT}.Inverse(spectral.Spectrum{Re: part(0), Im: part(1)})
	order := []int{d + 1}
	for a := range d - 1 {
		order = append(order, 2+a)
	}
	return TransposeAllAxes(u, append(order, 0, 1)...)
}

// turned has the first of some numbers last.
func turned(all []int) []int { return append(slices.Clone(all[1:]), all[0]) }

// cut takes a range of one axis.
func cut(x *Node, axis, from, to int) *Node {
	return SliceAxis(x, axis, AxisRange(from, to))
}
