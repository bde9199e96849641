package spectral

import (
	"math"
	"sync"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// The matrices work on the parts of a spectrum laid end to end along the last axis, [Re Im]: so each transform of an axis is one
// product.

// forwardByMatrix is Forward by products with matrices.
func (b Box) forwardByMatrix(x *Node) Spectrum {
	last := len(b.Points) - 1
	s := split(times(x, matrixOf(fromReal, b.Points[last])))
	for a := range last {
		s = b.mix(a, s, matrixOf(forward, b.Points[a]))
	}
	return s
}

// inverseByMatrix is Inverse by products with matrices.
func (b Box) inverseByMatrix(s Spectrum) *Node {
	last := len(b.Points) - 1
	for a := range last {
		s = b.mix(a, s, matrixOf(inverse, b.Points[a]))
	}
	return times(join(s), matrixOf(toReal, b.Points[last]))
}

// mix multiplies a spectrum along one axis by a matrix.
func (b Box) mix(axis int, s Spectrum, m *tensors.Tensor) Spectrum {
	axis += s.Re.Rank() - len(b.Points)
	turned := Spectrum{Transpose(s.Re, axis, -1), Transpose(s.Im, axis, -1)}
	turned = split(times(join(turned), m))
	return Spectrum{Transpose(turned.Re, axis, -1), Transpose(turned.Im, axis, -1)}
}

func join(s Spectrum) *Node { return Concatenate([]*Node{s.Re, s.Im}, -1) }

func split(x *Node) Spectrum {
	half := x.Shape().Dim(-1) / 2
	return Spectrum{
		Slice(x, AxisRange().Spacer(), AxisRange(0, half)),
		Slice(x, AxisRange().Spacer(), AxisRange(half)),
	}
}

// times is x [..., in] by a matrix [in, out].
func times(x *Node, m *tensors.Tensor) *Node {
	return EinsumAxes(x, constant(x, m), [][2]int{{x.Rank() - 1, 0}}, nil)
}

// A kind of matrix, with what it takes and gives.
type kind int

const (
	fromReal kind = iota // n values to the n/2+1 modes of a real transform
	toReal               // and back
	forward              // n modes to n modes, of a complex transform
	inverse              // and back
	paired               // no matrix: 1 for the modes of a real transform, but 0 for those that are their own conjugates
)

type matrixKey struct {
	kind kind
	n    int
}

var matrices sync.Map // by matrixKey

// matrixOf is made once for each kind and length, so that a graph holds one copy of it.
func matrixOf(k kind, n int) *tensors.Tensor {
	key := matrixKey{k, n}
	if m, ok := matrices.Load(key); ok {
		return m.(*tensors.Tensor)
	}
	m, _ := matrices.LoadOrStore(key, makeMatrix(k, n))
	return m.(*tensors.Tensor)
}

func makeMatrix(k kind, n int) *tensors.Tensor {
	half := n/2 + 1
	rows, columns := 2*n, 2*n
	switch k {
	case fromReal:
		rows, columns = n, 2*half
	case toReal:
		rows, columns = 2*half, n
	case paired:
		mask := make([]float64, half)
		for m := range mask {
			if m > 0 && 2*m < n {
				mask[m] = 1
			}
		}
		return tensors.FromFlatDataAndDimensions(mask, half)
	}
	values := make([]float64, rows*columns)
	for r := range rows {
		for c := range columns {
			values[r*columns+c] = entry(k, n, r, c)
		}
	}
	return tensors.FromFlatDataAndDimensions(values, rows, columns)
}

// entry is what part r of the input gives to part c of the output.
func entry(k kind, n, r, c int) float64 {
	half := n/2 + 1
	switch k {
	case fromReal: // U_m = sum u_j (cos - i sin)(2 pi j m/n)
		if c < half {
			return cosine(r*c, n)
		}
		return -sine(r*(c-half), n)
	case toReal: // u_j = 1/n sum (Re cos - Im sin), twice for a mode whose conjugate is left out
		m, weight := r%half, 2/float64(n)
		if m == 0 || 2*m == n {
			weight = 1 / float64(n)
		}
		if r < half {
			return weight * cosine(m*c, n)
		}
		return -weight * sine(m*c, n)
	}
	sign, scale := -1.0, 1.0
	if k == inverse {
		sign, scale = 1, 1/float64(n)
	}
	angle := (r % n) * (c % n)
	switch {
	case (r < n) == (c < n): // real to real, imaginary to imaginary
		return scale * cosine(angle, n)
	case r < n: // real to imaginary
		return scale * sign * sine(angle, n)
	default:
		return -scale * sign * sine(angle, n)
	}
}

// cosine and sine of 2 pi i/n, right to the last bit but one, and exactly 0 and 1 where they are that.
func cosine(i, n int) float64 { return sine(4*i+n, 4*n) }

func sine(i, n int) float64 {
	i %= n
	switch {
	case 2*i > n:
		return -sine(n-i, n)
	case 4*i > n:
		return sine(n-2*i, 2*n)
	case 8*i > n:
		return math.Cos(2 * math.Pi * float64(n-4*i) / float64(4*n))
	}
	return math.Sin(2 * math.Pi * float64(i) / float64(n))
}
