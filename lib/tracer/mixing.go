package tracer

import (
	"fmt"
	"math"
)

// checkMixing looks at the map of the diffusivity.
func (t Transport) checkMixing() error {
	if t.Mixing.Values == nil {
		return nil
	}
	b := t.Flow.Basin
	if err := b.Fits(t.Mixing); err != nil {
		return err
	}
	for i, v := range t.Mixing.Values {
		if !b.IsLand(i) && (t.Mixing.IsMissing(i) || !(v >= 0) || math.IsInf(v, 0)) {
			return fmt.Errorf("tracer: the mixing is %g in cell [%d, %d]; give a finite one, 0 or more, on all water", v, i/b.X.Len(), i%b.X.Len())
		}
	}
	return nil
}

// factors are numbers by face; none: all are 1.
type factors []float64

func (f factors) at(face int) float64 {
	if f == nil {
		return 1
	}
	return f[face]
}

// mixing at the faces, x [ny, nx+1] and y [ny+1, nx]: the mean of the cells on both sides, second order where it is smooth. At closed faces it is 0.
func (t Transport) mixing() (x, y factors) {
	if t.Mixing.Values == nil {
		return nil, nil
	}
	b, v := t.Flow.Basin, t.Mixing.Values
	ny, nx := b.Shape()
	x, y = make([]float64, ny*(nx+1)), make([]float64, (ny+1)*nx)
	between := func(j0, i0, j1, i1 int) float64 {
		p, inP := b.around(j0, i0)
		q, inQ := b.around(j1, i1)
		if !inP || !inQ || b.IsLand(p) || b.IsLand(q) {
			return 0
		}
		return (v[p] + v[q]) / 2
	}
	for j := range ny {
		for i := range nx + 1 {
			x[j*(nx+1)+i] = between(j, i-1, j, i)
		}
	}
	for j := range ny + 1 {
		for i := range nx {
			y[j*nx+i] = between(j-1, i, j, i)
		}
	}
	return x, y
}
