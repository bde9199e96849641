package jet_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/janpfeifer/must"

	"sublunar/lib/backend"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// The angle of a point that goes round the origin grows evenly.
func ExampleAtan2() {
	s := must.M1(jet.Of(1, []int{0, 0}))
	out := values(func(points *Node) []*Node {
		t := s.Inputs(points)
		angle := jet.Atan2(jet.Sin(t), jet.Cos(t))
		return []*Node{angle.Value(), angle.D(0), Add(angle.D(0, 0), OnesLike(points))}
	}, [][]float64{{1}, {3}, {4}})
	fmt.Printf("angles %.4f, rates %.4f, 1 + their rates %.4f\n", out[0], out[1], out[2])
	// Output:
	// angles [1.0000 3.0000 -2.2832], rates [1.0000 1.0000 1.0000], 1 + their rates [1.0000 1.0000 1.0000]
}

// series is an arc tangent on nodes by other halvings, for nested gradients.
func series(x *Node) *Node {
	for range 5 {
		x = Div(x, AddScalar(Sqrt(AddScalar(Square(x), 1)), 1))
	}
	x2 := Square(x)
	sum := ZerosLike(x)
	for k := 15; k > 0; k -= 2 {
		sum = AddScalar(Neg(Mul(x2, sum)), 1/float64(k))
	}
	return MulScalar(Mul(x, sum), 32)
}

// Arc tangents are those of Go's library, from the smallest number to the largest.
func TestAtan(t *testing.T) {
	s := sound(t)(jet.Of(1))
	x := []float64{0, 1e-300, 1e-9, 0.1, 0.5, 1, 1 + 1e-9, 2, 10, 1e5, 1e9, 1e15, 1e17, 1e200, math.MaxFloat64}
	for _, v := range x {
		x = append(x, -v)
	}
	on(t, func(t *testing.T, engine enginetest.Engine) {
		graph := func(in []*Node) []*Node { return []*Node{jet.Atan(s.Inputs(in[0])).Value()} }
		double := engine.Run(t, graph, fromValues(x, len(x), 1))[0]
		half := engine.Run(t, graph, single(fromValues(x, len(x), 1)))[0]
		for i, v := range x {
			want := math.Atan(v)
			if !(math.Abs(double[i]-want) <= 1e-15*math.Abs(want)) {
				t.Errorf("atan %v = %.17g, want %.17g", v, double[i], want)
			}
			if !(math.Abs(half[i]-want) <= 5e-7*math.Abs(want)+1e-40) {
				t.Errorf("in single precision atan %v = %.9g, want %.9g", v, half[i], want)
			}
		}
	})
}

// Angles are those of Go's library all round, on the axes and the diagonals too, near the origin and far from it.
func TestAtan2(t *testing.T) {
	s := sound(t)(jet.Of(2))
	var points []float64
	for _, r := range []float64{1e-150, 1e-3, 1, 1e150} {
		for k := range 64 {
			sin, cos := math.Sincos(2 * math.Pi * (float64(k) + 0.3) / 64)
			points = append(points, r*cos, r*sin)
		}
		points = append(points, r, 0, 0, r, -r, 0, 0, -r, r, r, -r, r, -r, -r, r, -r)
	}
	n := len(points) / 2
	on(t, func(t *testing.T, engine enginetest.Engine) {
		got := engine.Run(t, func(in []*Node) []*Node {
			p := s.Inputs(in[0])
			return []*Node{jet.Atan2(p.Column(1), p.Column(0)).Value()}
		}, fromValues(points, n, 2))[0]
		for i := range n {
			if want := math.Atan2(points[2*i+1], points[2*i]); !(math.Abs(got[i]-want) <= 1e-15*math.Abs(want)) {
				t.Errorf("the angle of %v is %.17g, want %.17g", points[2*i:2*i+2], got[i], want)
			}
		}
		origin := engine.Run(t, func(in []*Node) []*Node {
			p := s.Inputs(in[0])
			return []*Node{jet.Atan2(p.Column(1), p.Column(0)).Value()}
		}, fromValues([]float64{0, 0}, 1, 2))[0]
		if !math.IsNaN(origin[0]) {
			t.Errorf("the origin's angle is %v", origin[0])
		}
	})
}

// A point is its distance times the cosine and the sine of its angle: so all derivatives agree with those, in every quadrant. The angle
// with its arguments the other way round obeys no such rule.
func TestPolar(t *testing.T) {
	on(t, func(t *testing.T, engine enginetest.Engine) {
		if engine.Name == "XLA" {
			return // compiling takes seconds
		}
		for turn := range 4 {
			sin, cos := math.Sincos(math.Pi / 2 * (float64(turn) + 0.3)) // where its points lie
			away := func(swap bool) float64 {
				return apart(t, engine, func(x jet.Jet, w []*Node) (jet.Jet, jet.Jet) {
					f, g := jet.Tanh(jet.Dense(x, w[0], nil)), jet.Sin(jet.Dense(x, w[1], nil))
					f, g = jet.AddScalar(f, 2*cos), jet.AddScalar(g, 2*sin)
					r := jet.Sqrt(jet.Add(jet.Square(f), jet.Square(g)))
					angle := jet.Atan2(g, f)
					if swap {
						angle = jet.Atan2(f, g)
					}
					return jet.Concat(jet.Mul(r, jet.Cos(angle)), jet.Mul(r, jet.Sin(angle))), jet.Concat(f, g)
				})
			}
			if e := away(false); !(e < 1e-13) {
				t.Errorf("quarter %d: parts differ by %.2g", turn, e)
			}
			if turn == 0 && away(true) < 1e-2 {
				t.Error("swapped arguments aren't seen")
			}
		}
	})
}

// The angle is harmonic in the plane, and its slope is that of a vortex.
func TestAngleIsHarmonic(t *testing.T) {
	s := sound(t)(sound(t)(jet.Of(2)).WithBiharmonic())
	s = sound(t)(jet.Join(s, sound(t)(sound(t)(jet.Of(2)).WithLaplacian())))
	on(t, func(t *testing.T, engine enginetest.Engine) {
		out := engine.Run(t, func(in []*Node) []*Node {
			p := s.Inputs(in[0])
			x, y := p.Column(0), p.Column(1)
			r2 := Add(Square(x.Value()), Square(y.Value()))
			u := jet.Atan2(y, x)
			return []*Node{u.D(0), Div(Neg(y.Value()), r2), u.D(1), Div(x.Value(), r2), u.Laplacian(0, 1), ZerosLike(r2), u.Biharmonic(0, 1), ZerosLike(r2)}
		}, fromValues([]float64{1, 0.5, 0.2, 1, -0.7, 1, -1, 0.01, -1, -0.3, -0.2, -1, 0.4, -0.9, 1, 0, 0, 1, -1, 0, 0, -1}, 11, 2))
		for i := 0; i < len(out); i += 2 {
			if e := distance(out[i], out[i+1]); !(e < 1e-12) {
				t.Errorf("result %d is %v, not %v", i/2, out[i], out[i+1])
			}
		}
	})
}

// Jets that don't go together are refused by name.
func TestBadAngles(t *testing.T) {
	one, two := sound(t)(jet.Of(1)), sound(t)(jet.Of(2))
	for want, angle := range map[string]func(x *Node) jet.Jet{
		"different Sets":           func(x *Node) jet.Jet { return jet.Atan2(two.Inputs(x), one.Constant(x)) },
		"an angle of an empty Jet": func(x *Node) jet.Jet { return jet.Atan2(jet.Jet{}, two.Inputs(x)) },
		"sides must be equal":      func(x *Node) jet.Jet { return jet.Atan2(two.Inputs(x), two.Constant(ConstAs(x, []float64{1, 2, 3}))) },
		"a function of an empty":   func(*Node) jet.Jet { return jet.Atan(jet.Jet{}) },
	} {
		_, err := CallOnceN(enginetest.Fastest(t).Backend, func(x *Node) []*Node { return []*Node{angle(x).Value()} }, [][]float64{{1, 2}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwanted words of %q", err, want)
		}
	}
}

// BenchmarkAtan2 is the angle of 2,048 points with the parts of a biharmonic.
func BenchmarkAtan2(b *testing.B) {
	s, err := jet.Of(2)
	if err == nil {
		s, err = s.WithBiharmonic()
	}
	if err != nil {
		b.Fatal(err)
	}
	exec := must.M1(NewExec(enginetest.Fastest(b).Backend, func(x *Node) *Node {
		p := s.Inputs(x)
		return ReduceAllSum(Square(jet.Atan2(p.Column(1), p.Column(0)).Biharmonic()))
	}))
	points := uniform(1, 0.1, 1, 2048, 2)
	call := func() {
		out, err := exec.Call(points)
		if err == nil {
			_, err = backend.Numbers(out[0])
		}
		if err != nil {
			b.Fatal(err)
		}
		out[0].MustFinalizeAll()
	}
	call()
	for b.Loop() {
		call()
	}
}
