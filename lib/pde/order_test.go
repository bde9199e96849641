package pde

import (
	"math"
	"math/cmplx"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/spectral"
)

// The coefficients against their power series near 0, where the closed forms cancel, and against the closed forms far from it.
func TestCoefficients(t *testing.T) {
	const h = 0.1
	for _, z := range []complex128{0, 1e-9, -1e-3i, 0.1 + 0.1i, -0.7, 1i, -1, -1.5 + 0.5i, -30, 40i, -3e4, 1e5i} {
		got := coefficients(z, h)
		phi1, phi2, phi3 := phi(z, 1), phi(z, 2), phi(z, 3)
		want := [6]complex128{cmplx.Exp(z / 2), cmplx.Exp(z), h / 2 * phi(z/2, 1),
			h * (phi1 - 3*phi2 + 4*phi3), h * (phi2 - 2*phi3), h * (4*phi3 - phi2)}
		for n := range got {
			if d := cmplx.Abs(got[n] - want[n]); !(d < 1e-14*(cmplx.Abs(want[n])+1e-2)) {
				t.Errorf("z = %v: coefficient %d is %v, want %v", z, n, got[n], want[n])
			}
		}
	}
}

// phi_n(z) = sum over j of z^j/(j+n)!, or (phi_(n-1)(z) - 1/(n-1)!)/z.
func phi(z complex128, n int) complex128 {
	if cmplx.Abs(z) < 2 {
		sum, term := 0i, complex(1/math.Gamma(float64(n+1)), 0)
		for j := 1; j < 40; j++ {
			sum += term
			term *= z / complex(float64(j+n), 0)
		}
		return sum
	}
	if n == 0 {
		return cmplx.Exp(z)
	}
	return (phi(z, n-1) - complex(1/math.Gamma(float64(n)), 0)) / z
}

// Halving the step divides the error by 2^4, for stiff equations too. With two coefficients exchanged it doesn't.
func TestOrder(t *testing.T) {
	engine := enginetest.All(t)[0].Backend // pure Go: four small equations, done before XLA has compiled them
	cases := []struct {
		name   string
		e      Equation
		length float64
		end    float64
		steps  int
	}{
		{"Burgers", Burgers{Viscosity: 0.1}, 2 * math.Pi, 1, 200},
		{"KdV", KdV{Dispersion: 0.1}, 2 * math.Pi, 1, 200},
		{"KS", KuramotoSivashinsky{}, 22, 2, 400},
		{"Schrödinger", Schrodinger{}, 2 * math.Pi, 1, 200},
	}
	for i, c := range cases {
		const n = 64
		box := spectral.Box{Points: []int{n}, Lengths: []float64{c.length}}
		start := make([]float64, n)
		for i := range start {
			x := 2 * math.Pi * float64(i) / n
			start[i] = math.Sin(x) + 0.5*math.Cos(2*x)
		}
		after := func(steps int, spoil bool) []float64 {
			s, err := NewStepper(c.e, box, c.end/float64(steps))
			if err != nil {
				t.Fatal(err)
			}
			if spoil {
				s.f1, s.f3 = s.f3, s.f1
			}
			out, err := CallOnceN(engine, func(times, x, y *Node) []*Node {
				fields := []*Node{x, y}[:len(c.e.Fields())]
				return repeat(times, parts(s.Forward(fields)), func(v []*Node) []*Node { return parts(s.Advance(whole(v))) })
			}, float64(steps), start, start)
			if err != nil {
				t.Fatal(err)
			}
			return append(out[0].Value().([]float64), out[1].Value().([]float64)...)
		}
		exact := after(4*c.steps, false)
		off := func(steps int, spoil bool) float64 {
			worst := 0.0
			for i, v := range after(steps, spoil) {
				worst = math.Max(worst, math.Abs(v-exact[i]))
			}
			return worst
		}
		if order := math.Log2(off(c.steps, false) / off(2*c.steps, false)); order < 3.7 || order > 4.4 {
			t.Errorf("%s: the order is %.2f", c.name, order)
		}
		if i > 0 {
			continue
		}
		if order := math.Log2(off(c.steps, true) / off(2*c.steps, true)); order > 3 {
			t.Errorf("%s: with coefficients exchanged the order is %.2f: this test sees nothing", c.name, order)
		}
	}
}
