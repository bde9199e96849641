package backend_test

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// parts lays a complex table's real and imaginary parts below one another.
func parts(z *Node) *Node { return Concatenate([]*Node{Real(z), Imag(z)}, 0) }

// dft is the plain discrete Fourier transform of each row of 6, its first so many values.
func dft(values int) func(x [][]float64) []float64 {
	return func(x [][]float64) []float64 {
		var re, im []float64
		for i := range 4 {
			for k := range values {
				sum := 0i
				for j := range 6 {
					sum += complex(x[0][6*i+j], 0) * cmplx.Exp(complex(0, -2*math.Pi*float64(j*k)/6))
				}
				re, im = append(re, real(sum)), append(im, imag(sum))
			}
		}
		return append(re, im...)
	}
}

func identity(x [][]float64) []float64 { return x[0] }

// xlaOnlyRows are what pure Go lacks.
var xlaOnlyRows = []row{
	shaped("RealFFT", smooth, func(x *Node) *Node { return parts(RealFFT(x)) }, dft(4)),
	shaped("FFT", smooth, func(x *Node) *Node { return parts(FFT(Complex(x, ZerosLike(x)))) }, dft(6)),
	shaped("InverseRealFFT", smooth, func(x *Node) *Node { return InverseRealFFT(RealFFT(x)) }, identity),
	shaped("InverseFFT", smooth, func(x *Node) *Node { return Real(InverseFFT(FFT(Complex(x, x)))) }, identity),
	shaped("a derivative by RealFFT", smooth, func(x *Node) *Node {
		k := MulScalar(Iota(x.Graph(), RealFFT(x).Shape().Clone(), 1), 1)
		return InverseRealFFT(Mul(RealFFT(x), Mul(k, k)))
	}, nil),
	two("Complex and Conj", left, right, smooth, func(x, y *Node) *Node { return Imag(Conj(Complex(x, y))) },
		func(_, y float64) float64 { return -y }),
	two("Abs of Complex", left, right, smooth, func(x, y *Node) *Node { return Abs(Complex(x, y)) }, math.Hypot),
	// The gradient of a complex product in GoMLX v0.28.3 lacks a conjugate, so weights times spectra are written in parts.
	two("Complex product", left, right, wrong, func(x, y *Node) *Node { z := Complex(x, y); return Real(Mul(z, z)) },
		func(x, y float64) float64 { return x*x - y*y }),
	two("Complex quotient", left, right, wrong, func(x, y *Node) *Node { z := Complex(x, y); return Real(Div(OnesLike(z), z)) },
		func(x, y float64) float64 { return x / (x*x + y*y) }),
	two("Complex Exp", left, right, wrong, func(x, y *Node) *Node { return Imag(Exp(Complex(x, y))) },
		func(x, y float64) float64 { return math.Exp(x) * math.Sin(y) }),
	two("Complex Einsum", spread(4, 9), spread(4, 9), wrong, func(x, y *Node) *Node {
		z := Complex(x, y)
		return Real(Einsum("ij,ij->ij", z, z))
	}, func(x, y float64) float64 { return x*x - y*y }),
	bilinear("spectral weights in parts", table, spread(2, 4, 4), 6, func(x, w *Node) *Node {
		y := RealFFT(x)
		a, b, c, d := Real(y), Imag(y), Squeeze(Slice(w, AxisElem(0)), 0), Squeeze(Slice(w, AxisElem(1)), 0)
		return InverseRealFFT(Complex(Sub(Mul(a, c), Mul(b, d)), Add(Mul(a, d), Mul(b, c))))
	}, nil),
	// So is that of a real transform over two axes at once; one axis after the other is right.
	shaped("RealFFT over two axes", wrong, func(x *Node) *Node { return parts(RealFFT(x, 4, 6)) }, nil),
	shaped("InverseRealFFT over two axes", wrong, func(x *Node) *Node { return InverseRealFFT(RealFFT(x, 4, 6), 4, 6) }, identity),
	shaped("two axes, one after the other", smooth, func(x *Node) *Node { return parts(FFT(Transpose(RealFFT(x), 0, 1))) }, nil),
	shaped("two axes, one after the other, and back", smooth, func(x *Node) *Node {
		z := FFT(Transpose(RealFFT(x), 0, 1))
		return InverseRealFFT(Transpose(InverseFFT(z), 0, 1))
	}, identity),
	shaped("DynamicSlice", smooth, func(x *Node) *Node {
		return DynamicSlice(x, []*Node{Const(x.Graph(), int32(1)), Const(x.Graph(), int32(2))}, []int{2, 3})
	}, from(2, 3, func(x []float64, i, j int) float64 { return x[6*(i+1)+j+2] })),
	shaped("DynamicUpdateSlice", smooth, func(x *Node) *Node {
		return DynamicUpdateSlice(x, Square(Slice(x, AxisRange(0, 1))), []*Node{Const(x.Graph(), int32(2)), Const(x.Graph(), int32(0))})
	}, from(4, 6, func(x []float64, i, j int) float64 {
		if i == 2 {
			return x[j] * x[j]
		}
		return x[6*i+j]
	})),
}

// TestConformXLAOnly holds XLA to plain Go and finite differences, and pure Go to lacking these: once it has them, they belong
// among the others, and lib/spectral may use them there.
func TestConformXLAOnly(t *testing.T) {
	all := engines(t)
	for _, r := range xlaOnlyRows {
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			t.Run(r.name+"/"+dtype.String(), func(t *testing.T) {
				bare := r
				bare.slope = flat
				if _, err := bare.evaluate(all[0], dtype, r.values()); err == nil {
					t.Error("pure Go has this now")
				}
				if len(all) < 2 {
					t.Skip("XLA is not there")
				}
				if err := r.check(all[1:], dtype); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
