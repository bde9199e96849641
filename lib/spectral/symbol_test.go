package spectral_test

import (
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/spectral"
)

func TestWavenumbers(t *testing.T) {
	box := spectral.Box{Points: []int{4, 5, 6}, Lengths: []float64{2 * math.Pi, math.Pi, 4 * math.Pi}}
	for axis, want := range [][]float64{{0, 1, 2, -1}, {0, 2, 4, -4, -2}, {0, 0.5, 1, 1.5}} {
		got := box.Wavenumbers(axis)
		for i := range want {
			if len(got) != len(want) || math.Abs(got[i]-want[i]) > 1e-15 {
				t.Fatalf("axis %d: %v, want %v", axis, got, want)
			}
		}
	}
	if !slices.Equal(box.Modes(), []int{4, 5, 4}) {
		t.Errorf("modes %v", box.Modes())
	}
}

// At a Nyquist mode odd powers vanish and even ones stay, each axis for itself.
func TestNyquist(t *testing.T) {
	box := spectral.Box{Points: []int{4, 4}}
	xy, xxy := box.Differential(1, 1), box.Differential(2, 1)
	at := func(i, j int) int { return 3*i + j }
	if xy.Im != nil || xy.Re[at(1, 1)] != -1 || xy.Re[at(2, 1)] != 0 || xy.Re[at(1, 2)] != 0 || xy.Re[at(2, 2)] != 0 {
		t.Errorf("the symbol of u_xy is %v %v", xy.Re, xy.Im)
	}
	if xxy.Im[at(2, 1)] != -4 || xxy.Im[at(3, 1)] != -1 || xxy.Im[at(1, 2)] != 0 {
		t.Errorf("the symbol of u_xxy is i %v", xxy.Im)
	}
}

// What LowPass promises: of two fields cut at 2/3, the product's modes below that are those of the exact product. With no cut, or
// one at 5/6, they aren't.
func TestLowPass(t *testing.T) {
	const n, fine = 24, 96
	err := func(w way, fraction float64) float64 {
		coarse, wide := spectral.Box{Points: []int{n}, Route: w.route}, spectral.Box{Points: []int{fine}, Route: w.route}
		got := w.Run(t, func(x []*Node) []*Node {
			cut := coarse.Forward(x[0])
			if fraction > 0 {
				cut = cut.Times(coarse.LowPass(fraction))
			}
			exact := spectral.Spectrum{Re: padded(cut.Re, fine/2+1), Im: padded(cut.Im, fine/2+1)}
			a := coarse.Forward(Square(coarse.Inverse(cut)))
			b := wide.Forward(Square(wide.Inverse(exact)))
			keep := coarse.LowPass(2.0 / 3)
			c := spectral.Spectrum{Re: MulScalar(head(b.Re, n/2+1), float64(fine)/n), Im: MulScalar(head(b.Im, n/2+1), float64(fine)/n)}
			return []*Node{a.Times(keep).Re, c.Times(keep).Re}
		}, spread(1, n))
		return distance(got[0], got[1])
	}
	for _, w := range ways(t) {
		if e := err(w, 2.0/3); e > 1e-13 {
			t.Errorf("%s: the product is off by %.1e", w.name, e)
		}
		if none, weak := err(w, 0), err(w, 5.0/6); none < 1e-2 || weak < 1e-2 {
			t.Errorf("%s: off by %.1e with no cut and %.1e with a weak one: this test sees nothing", w.name, none, weak)
		}
	}
}

func padded(x *Node, n int) *Node {
	zeros := tensors.FromFlatDataAndDimensions(make([]float64, n-x.Shape().Dim(0)), n-x.Shape().Dim(0))
	return Concatenate([]*Node{x, ConstTensor(x.Graph(), zeros)}, 0)
}

func head(x *Node, n int) *Node { return Slice(x, AxisRange(0, n)) }

// A real multiplier and a complex one, against arithmetic by hand; and the sums.
func TestArithmetic(t *testing.T) {
	w := ways(t)[0]
	box := spectral.Box{Points: []int{4}}
	got := w.Run(t, func(x []*Node) []*Node {
		s := spectral.Spectrum{Re: x[0], Im: x[1]}
		r := s.Times(box.Symbol(func(k []float64) complex128 { return complex(k[0]+1, 2*k[0]) }))
		q := s.Plus(s.TimesI()).Minus(s.Scale(3))
		return []*Node{r.Re, r.Im, q.Re, q.Im}
	}, tensors.FromFlatDataAndDimensions([]float64{1, 2, 3}, 3), tensors.FromFlatDataAndDimensions([]float64{0, 4, 5}, 3))
	// (1+0i) 1, (2+4i)(2+2i), (3+5i) 1 since the average over k = +-2 is 1; and s (1+i-3).
	for i, want := range [][]float64{{1, -4, 3}, {0, 12, 5}, {-2, -8, -11}, {1, -6, -7}} {
		if !slices.Equal(got[i], want) {
			t.Errorf("part %d is %v, want %v", i, got[i], want)
		}
	}
}
