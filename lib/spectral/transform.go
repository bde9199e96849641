package spectral

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Forward transforms a real field x of shape [..., n_1, ..., n_d].
func (b Box) Forward(x *Node) Spectrum {
	b.mustCheck()
	if !x.DType().IsFloat() || x.DType() != dtypes.Float32 && x.DType() != dtypes.Float64 {
		exceptions.Panicf("spectral: a field is Float32 or Float64, got %s", x.Shape())
	}
	ends(x, b.Points, "a field")
	if !b.fast(x) {
		return b.forwardByMatrix(x)
	}
	z := RealFFT(x)
	for a := range len(b.Points) - 1 {
		z = b.along(a, z, func(z *Node) *Node { return FFT(z) })
	}
	return Spectrum{Real(z), Imag(z)}
}

// Inverse transforms back: the real field of shape [..., n_1, ..., n_d] that has these modes. Where a mode of the last axis stands
// for its own conjugate (the mean, and Nyquist's), the part that no real field has is left out.
func (b Box) Inverse(s Spectrum) *Node {
	b.mustCheck()
	s.check(b.Modes())
	if !b.fast(s.Re) {
		return b.inverseByMatrix(s)
	}
	z := Complex(s.Re, s.Im)
	for a := range len(b.Points) - 1 {
		z = b.along(a, z, func(z *Node) *Node { return InverseFFT(z) })
	}
	// FFT libraries differ in what they make of that part, so it is cleared.
	n := b.Points[len(b.Points)-1]
	mask := ExpandLeftToRank(constant(s.Re, matrixOf(paired, n)), z.Rank())
	return InverseRealFFT(Complex(Real(z), Mul(Imag(z), mask)), n)
}

// Derivative of a real field, of the given order along each axis: Derivative(u, 0, 2) is u_yy.
func (b Box) Derivative(x *Node, orders ...int) *Node {
	return b.Inverse(b.Forward(x).Times(b.Differential(orders...)))
}

// fast says whether to take the backend's FFT.
func (b Box) fast(x *Node) bool {
	return b.Route == ByFFT || b.Route == Auto && x.Graph().Backend().Capabilities().Operations[compute.OpTypeFFT]
}

// along applies f along one of the box's axes, where f works along the last.
func (b Box) along(axis int, x *Node, f func(*Node) *Node) *Node {
	axis += x.Rank() - len(b.Points)
	if axis == x.Rank()-1 {
		return f(x)
	}
	return Transpose(f(Transpose(x, axis, -1)), axis, -1)
}

func (b Box) mustCheck() {
	if err := b.Check(); err != nil {
		panic(err)
	}
}
