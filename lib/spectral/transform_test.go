package spectral_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/spectral"
)

// shapes of fields, batches before the box, with the number of the box's axes: even, odd, and both.
var shapes = []struct {
	dims []int
	axes int
}{{[]int{8}, 1}, {[]int{5}, 1}, {[]int{3, 6}, 1}, {[]int{4, 6}, 2}, {[]int{2, 5, 6}, 2}, {[]int{6, 7}, 2}, {[]int{4, 3, 6}, 3}, {[]int{2, 3, 4, 5}, 3}}

// dft is the definition, summed as it stands, for a field without batches.
func dft(x []float64, points []int) (re, im []float64) {
	modes := spectral.Box{Points: points}.Modes()
	for m := range size(modes) {
		sum := 0i
		for j, u := range x {
			phase, r, s := 0.0, m, j
			for a := len(points) - 1; a >= 0; a-- {
				phase += float64((r%modes[a])*(s%points[a])) / float64(points[a])
				r, s = r/modes[a], s/points[a]
			}
			sum += complex(u, 0) * cmplx.Exp(complex(0, -2*math.Pi*phase))
		}
		re, im = append(re, real(sum)), append(im, imag(sum))
	}
	return re, im
}

func size(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

func TestForward(t *testing.T) {
	for _, w := range ways(t) {
		for i, s := range shapes {
			points := s.dims[len(s.dims)-s.axes:]
			box := spectral.Box{Points: points, Route: w.route}
			x := spread(i, s.dims...)
			got := w.Run(t, func(x []*Node) []*Node {
				u := box.Forward(x[0])
				return []*Node{u.Re, u.Im, box.Inverse(u)}
			}, x)
			flat, _ := backend.Numbers(x)
			var re, im []float64
			for batch := range len(flat) / size(points) {
				r, i := dft(flat[batch*size(points):(batch+1)*size(points)], points)
				re, im = append(re, r...), append(im, i...)
			}
			if d := math.Max(distance(got[0], re), distance(got[1], im)); d > 1e-14 {
				t.Errorf("%s %v: the modes are off by %.1e", w.name, s.dims, d)
			}
			if d := distance(got[2], flat); d > 1e-14 {
				t.Errorf("%s %v: there and back is off by %.1e", w.name, s.dims, d)
			}
		}
	}
}

// A loss that looks at each part of each mode, and is no square, so that its gradient depends on where it is taken.
func loss(box spectral.Box, s spectral.Spectrum) *Node {
	weigh := func(x *Node, salt int) *Node {
		return Mul(Add(x, MulScalar(Square(x), 0.3)), ConstTensor(x.Graph(), spread(salt, x.Shape().Dimensions...)))
	}
	sum := Add(ReduceAllSum(weigh(s.Re, 1)), ReduceAllSum(weigh(s.Im, 2)))
	return Add(sum, ReduceAllSum(weigh(box.Inverse(s), 3)))
}

// Gradients through both directions agree on all ways, and with finite differences: also at modes that no real field has.
func TestGradient(t *testing.T) {
	for i, s := range shapes {
		points := s.dims[len(s.dims)-s.axes:]
		modes := append(append([]int{}, s.dims[:len(s.dims)-s.axes]...), spectral.Box{Points: points}.Modes()...)
		with := []*tensors.Tensor{spread(i, s.dims...), spread(i+1, modes...), spread(i+2, modes...)}
		var first [][]float64
		for _, w := range ways(t) {
			box := spectral.Box{Points: points, Route: w.route}
			whole := func(x []*Node) *Node {
				return loss(box, box.Forward(x[0]).Plus(spectral.Spectrum{Re: x[1], Im: x[2]}).Times(box.Differential(1)))
			}
			got := w.Run(t, func(x []*Node) []*Node { l := whole(x); return append(Gradient(l, x...), l) }, with...)
			if first == nil {
				first = got
			}
			for k := range got {
				if d := distance(got[k], first[k]); d > 1e-13 {
					t.Errorf("%s %v: result %d is off pure Go's by %.1e", w.name, s.dims, k, d)
				}
			}
			for k := range with {
				at, _ := backend.Numbers(with[k])
				const h = 1e-5
				probe := len(at) / 2
				var ends [2]float64
				for e, sign := range []float64{1, -1} {
					moved := append([]float64{}, at...)
					moved[probe] += sign * h
					there := append([]*tensors.Tensor{}, with...)
					there[k] = tensors.FromFlatDataAndDimensions(moved, with[k].Shape().Dimensions...)
					ends[e] = w.Run(t, func(x []*Node) []*Node { return []*Node{whole(x)} }, there...)[0][0]
				}
				if slope := (ends[0] - ends[1]) / (2 * h); math.Abs(slope-got[k][probe]) > 1e-6*(1+math.Abs(slope)) {
					t.Errorf("%s %v: the gradient by input %d is %g, finite differences give %g", w.name, s.dims, k, got[k][probe], slope)
				}
			}
		}
	}
}

// Derivatives of exp(sin x) converge faster than any power; those of a saw-tooth don't, and the test would see it.
func TestDerivativeConverges(t *testing.T) {
	smooth := func(x float64) (u, ux float64) { return math.Exp(math.Sin(x)), math.Cos(x) * math.Exp(math.Sin(x)) }
	rough := func(x float64) (u, ux float64) { return math.Abs(x - math.Pi), math.Copysign(1, x-math.Pi) }
	for _, w := range ways(t) {
		worst := func(f func(float64) (float64, float64), n int) float64 {
			u, want := make([]float64, n), make([]float64, n)
			for i := range u {
				u[i], want[i] = f(2 * math.Pi * (float64(i) + 0.5) / float64(n))
			}
			box := spectral.Box{Points: []int{n}, Route: w.route}
			got := w.Run(t, func(x []*Node) []*Node { return []*Node{box.Derivative(x[0], 1)} }, tensors.FromFlatDataAndDimensions(u, n))
			return distance(got[0], want)
		}
		if coarse, fine := worst(smooth, 12), worst(smooth, 24); coarse < 1e-5 || fine > 1e-9 || fine > coarse*1e-4 {
			t.Errorf("%s: errors %.1e on 12 points and %.1e on 24", w.name, coarse, fine)
		}
		if coarse, fine := worst(rough, 12), worst(rough, 24); fine < coarse*0.1 {
			t.Errorf("%s: a saw-tooth's errors are %.1e and %.1e: this test sees nothing", w.name, coarse, fine)
		}
	}
}

// The lengths scale the axes, and each order goes to its own.
func TestDerivativeInThree(t *testing.T) {
	points, lengths := []int{8, 10, 12}, []float64{2, 3, 5}
	u, want := make([]float64, 960), make([]float64, 960)
	a, b, c := 2*math.Pi/2, 4*math.Pi/3, 6*math.Pi/5
	for i := range u {
		x, y, z := 2*float64(i/120)/8, 3*float64(i/12%10)/10, 5*float64(i%12)/12
		u[i] = math.Sin(a*x) * math.Cos(b*y) * math.Sin(c*z)
		want[i] = a * math.Cos(a*x) * -b * b * math.Cos(b*y) * c * math.Cos(c*z)
	}
	for _, w := range ways(t) {
		box := spectral.Box{Points: points, Lengths: lengths, Route: w.route}
		got := w.Run(t, func(x []*Node) []*Node { return []*Node{box.Derivative(x[0], 1, 2, 1)} }, tensors.FromFlatDataAndDimensions(u, points...))
		if d := distance(got[0], want); d > 1e-13 {
			t.Errorf("%s: u_xyyz is off by %.1e", w.name, d)
		}
	}
}

func TestFloat32(t *testing.T) {
	for _, w := range ways(t) {
		box := spectral.Box{Points: []int{6, 8}, Route: w.route}
		x := spread(1, 6, 8)
		wide := w.Run(t, func(x []*Node) []*Node { return []*Node{box.Derivative(x[0], 1, 1)} }, x)
		narrow := w.Run(t, func(x []*Node) []*Node { return []*Node{box.Derivative(ConvertDType(x[0], dtypes.Float32), 1, 1)} }, x)
		if d := distance(narrow[0], wide[0]); d > 1e-5 || d == 0 {
			t.Errorf("%s: in Float32 u_xy is off by %.1e", w.name, d)
		}
	}
}

// What is used outside a loop and inside serves in both, whichever comes first.
func TestInALoop(t *testing.T) {
	for _, w := range ways(t) {
		box := spectral.Box{Points: []int{8}, Route: w.route}
		fourth := box.Differential(4)
		derive := func(x *Node) *Node { return box.Inverse(box.Forward(x).Times(fourth)) }
		loop := func(times, x *Node) *Node {
			inside := func(f func(times, x *Node) []*Node) *Function {
				return NewClosure(x.Graph(), func(g *Graph) []*Node { return f(Parameter(g, "times", times.Shape()), Parameter(g, "x", x.Shape())) })
			}
			more := inside(func(times, _ *Node) []*Node {
				return []*Node{GreaterThan(times, ScalarZero(times.Graph(), times.DType()))}
			})
			next := inside(func(times, x *Node) []*Node { return []*Node{AddScalar(times, -1), derive(x)} })
			return While(more, next, times, x)[1]
		}
		for _, f := range []func(x []*Node) []*Node{
			func(x []*Node) []*Node { return []*Node{loop(x[1], derive(x[0]))} },
			func(x []*Node) []*Node { return []*Node{derive(loop(x[1], x[0]))} },
		} {
			got := w.Run(t, f, tensors.FromFlatDataAndDimensions([]float64{0, 1, 0, -1, 0, 1, 0, -1}, 8), tensors.FromScalar(2.0))
			if d := distance(got[0], []float64{0, 4096, 0, -4096, 0, 4096, 0, -4096}); d > 1e-13 {
				t.Errorf("%s: sin 2x differentiated 12 times is off by %.1e", w.name, d)
			}
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct {
		box  spectral.Box
		says string
	}{
		{spectral.Box{}, "0 axes"},
		{spectral.Box{Points: []int{4, 4, 4, 4}}, "4 axes"},
		{spectral.Box{Points: []int{2}}, "needs 3 or more"},
		{spectral.Box{Points: []int{8}, Lengths: []float64{1, 2}}, "one for each axis"},
		{spectral.Box{Points: []int{8}, Lengths: []float64{math.NaN()}}, "positive length"},
		{spectral.Box{Points: []int{8}, Lengths: []float64{-1}}, "positive length"},
	} {
		if err := c.box.Check(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want %q", c.box, err, c.says)
		}
	}
	box := spectral.Box{Points: []int{8}}
	other := spectral.Box{Points: []int{6}}
	for _, c := range []struct {
		says string
		f    func(x *Node) *Node
	}{
		{"ends in axes [8]", func(x *Node) *Node { return box.Forward(x).Re }},
		{"ends in axes [5]", func(x *Node) *Node { return box.Inverse(other.Forward(x)) }},
		{"ends in axes [5]", func(x *Node) *Node { return other.Forward(x).Times(box.Differential(1)).Re }},
		{"must be the same", func(x *Node) *Node {
			return other.Inverse(spectral.Spectrum{Re: x, Im: AddScalar(other.Forward(x).Re, 1)})
		}},
		{"Float32 or Float64", func(x *Node) *Node { return other.Forward(ConvertDType(x, dtypes.Int32)).Re }},
		{"needs 3 or more", func(x *Node) *Node { return spectral.Box{Points: []int{1}}.Forward(x).Re }},
	} {
		if _, err := CallOnce(ways(t)[0].Backend, c.f, spread(0, 6)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

func ExampleBox_Derivative() {
	// u = sin x on 6 points of a circle, so u_x = cos x.
	box := spectral.Box{Points: []int{6}}
	u := make([]float64, 6)
	for i := range u {
		u[i] = math.Sin(2 * math.Pi * float64(i) / 6)
	}
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	ux, err := CallOnce(engine, func(u *Node) *Node { return box.Derivative(u, 1) }, u)
	if err != nil {
		fmt.Println(err)
		return
	}
	values, err := tensors.CopyFlatData[float64](ux)
	fmt.Printf("%.4g %v\n", values, err)
	// Output:
	// [1 0.5 -0.5 -1 -0.5 0.5] <nil>
}
