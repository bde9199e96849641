package pde_test

import (
	"math"
	"math/cmplx"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// advection is u_t = -c . grad u + d lap u - e lap^2 u, linear, which one step solves.
type advection struct{ c, d, e float64 }

func (advection) Fields() []string         { return []string{"u"} }
func (advection) Check(spectral.Box) error { return nil }
func (a advection) Linear(k []float64) []complex128 {
	l, q := 0i, 0.0
	for i, v := range k {
		l -= complex(0, a.c*v*float64(i+1))
		q += v * v
	}
	return []complex128{l - complex(a.d*q+a.e*q*q, 0)}
}

func (advection) Nonlinear(_ spectral.Box, v []spectral.Spectrum) []spectral.Spectrum {
	return []spectral.Spectrum{v[0].Scale(0)}
}

// A linear equation is solved exactly, whatever the step, in 1 to 3 dimensions.
func TestLinear(t *testing.T) {
	x, y, z := pde.Periodic("x", "", 0, 3, 12), pde.Periodic("y", "", -1, 1, 9), pde.Periodic("z", "", 0, 1, 8)
	a := advection{c: 0.7, d: 0.01, e: 1e-4}
	wave := func(k []float64, t float64) func(x ...float64) float64 {
		return func(x ...float64) float64 {
			phase := 0.0
			for i := range x {
				phase += k[i] * x[i]
			}
			return real(cmplx.Exp(complex(0, phase) + complex(t, 0)*a.Linear(k[:len(x)])[0]))
		}
	}
	k := []float64{2 * 2 * math.Pi / 3, math.Pi, 2 * math.Pi}
	for _, engine := range enginetest.All(t) {
		for n := 1; n <= 3; n++ {
			axes := []field.Axis{x, y, z}[:n]
			got := solve(t, engine.Backend, a, 2, 0, pde.Sample("u", wave(k, 0), axes...))[0]
			if d := distance(got, pde.Sample("u", wave(k, 2), axes...).Values); d > 1e-13 {
				t.Errorf("%s in %dD: off by %.1e", engine.Name, n, d)
			}
		}
	}
}

// One soliton goes round its circle.
func TestKdVSoliton(t *testing.T) {
	const a, length = 1.2, 40.0
	soliton := func(t float64) func(x ...float64) float64 {
		return func(x ...float64) float64 {
			at := math.Remainder(x[0]-a*a*t, length)
			return 3 * a * a / math.Pow(math.Cosh(a*at/2), 2)
		}
	}
	u0 := pde.Sample("u", soliton(0), pde.Periodic("x", "", -length/2, length/2, 256))
	got := solve(t, enginetest.Fastest(t).Backend, pde.KdV{}, length/(a*a), 0.005, u0)[0]
	// What is left is the step's; the tail at the far side, e^(-a length/2), is less.
	if d := distance(got, u0.Values); d > 1e-7 {
		t.Errorf("after a round the soliton is off by %.1e", d)
	}
	if d := distance(got, values(u0, soliton(1))); d < 0.1 {
		t.Errorf("off a soliton elsewhere by only %.1e: this test sees nothing", d)
	}
}

// Cole and Hopf: u = -2 nu (ln p)_x with p_t = nu p_xx. From u = sin x, p begins as exp(cos x/(2 nu)); its modes are summed here.
func TestBurgersColeHopf(t *testing.T) {
	const nu, end, n = 0.1, 1.5, 256
	p0 := func(x float64) float64 { return math.Exp((math.Cos(x) - 1) / (2 * nu)) }
	exact := func(x ...float64) float64 {
		p, px := 0.0, 0.0
		for k := range 60 {
			mode := 0.0
			for j := range n {
				y := 2 * math.Pi * float64(j) / n
				mode += p0(y) * math.Cos(float64(k)*y) / n
			}
			if k > 0 {
				mode *= 2
			}
			mode *= math.Exp(-nu * float64(k*k) * end)
			p += mode * math.Cos(float64(k)*x[0])
			px -= mode * float64(k) * math.Sin(float64(k)*x[0])
		}
		return -2 * nu * px / p
	}
	u0 := pde.Sample("u", func(x ...float64) float64 { return math.Sin(x[0]) }, pde.Periodic("x", "", 0, 2*math.Pi, n))
	want := values(u0, exact)
	got := solve(t, enginetest.Fastest(t).Backend, pde.Burgers{Viscosity: nu}, end, end/800, u0)[0]
	if d := distance(got, want); d > 1e-10 {
		t.Errorf("off by %.1e", d)
	}
	if d := distance(solve(t, enginetest.Fastest(t).Backend, pde.Burgers{Viscosity: 1.001 * nu}, end, end/800, u0)[0], want); d < 1e-5 {
		t.Errorf("with another viscosity off by only %.1e: this test sees nothing", d)
	}
}

// A moving soliton of the Schrödinger equation, whose phase turns.
func TestSchrodingerSoliton(t *testing.T) {
	const a, length, end = 1.5, 32.0, 4.0
	c := 2 * math.Pi / length * 5 // the phase fits the box
	psi := func(x, t float64) complex128 {
		at := math.Remainder(x-c*t, length)
		phase := c*(at+c*t) + (a*a-c*c)*t/2
		return complex(a/math.Cosh(a*at), 0) * cmplx.Exp(complex(0, phase))
	}
	x := pde.Periodic("x", "", -length/2, length/2, 192)
	at := func(t float64) (u, v field.Grid) {
		return pde.Sample("u", func(x ...float64) float64 { return real(psi(x[0], t)) }, x),
			pde.Sample("v", func(x ...float64) float64 { return imag(psi(x[0], t)) }, x)
	}
	u0, v0 := at(0)
	u, v := at(end)
	got := solve(t, quick(t).Backend, pde.Schrodinger{}, end, 0.002, u0, v0)
	if d := math.Max(distance(got[0], u.Values), distance(got[1], v.Values)); d > 1e-8 {
		t.Errorf("off by %.1e", d)
	}
}

// A plane wave of the lambda-omega system, with both parameters away from their defaults.
func TestLambdaOmegaWave(t *testing.T) {
	e := pde.LambdaOmega{Diffusion: 0.3, Twist: 0.8}
	x, y := pde.Periodic("x", "", 0, 2*math.Pi, 12), pde.Periodic("y", "", 0, 2*math.Pi, 16)
	r2 := 1 - e.Diffusion*2 // of the wave vector (1, -1)
	part := func(f func(float64) float64, t float64) field.Grid {
		return pde.Sample("", func(x ...float64) float64 { return math.Sqrt(r2) * f(x[0]-x[1]-e.Twist*r2*t) }, x, y)
	}
	got := solve(t, quick(t).Backend, e, 2, 0.005, part(math.Cos, 0), part(math.Sin, 0))
	if d := math.Max(distance(got[0], part(math.Cos, 2).Values), distance(got[1], part(math.Sin, 2).Values)); d > 1e-10 {
		t.Errorf("off by %.1e", d)
	}
}

// Taylor and Green's vortices decay in place.
func TestTaylorGreen(t *testing.T) {
	const nu, end = 0.02, 3.0
	x, y := pde.Periodic("x", "", 0, 2*math.Pi, 24), pde.Periodic("y", "", 0, 4*math.Pi, 32)
	// With wave vector (1, 1/2), w = cos x cos(y/2) is an eigenfunction of the Laplacian: -5/4.
	w0 := pde.Sample("w", func(x ...float64) float64 { return math.Cos(x[0]) * math.Cos(x[1]/2) }, x, y)
	for _, engine := range enginetest.All(t) {
		got := solve(t, engine.Backend, pde.NavierStokes{Viscosity: nu}, end, 0.5, w0)[0]
		decay := math.Exp(-1.25 * nu * end)
		if d := distance(got, values(w0, func(x ...float64) float64 { return decay * math.Cos(x[0]) * math.Cos(x[1]/2) })); d > 1e-13 {
			t.Errorf("%s: the vorticity is off by %.1e", engine.Name, d)
		}
		u, v, err := pde.Velocity(engine.Backend, w0)
		if err != nil {
			t.Fatal(err)
		}
		// p = w/(5/4), u = p_y, v = -p_x.
		du := distance(u.Values, values(w0, func(x ...float64) float64 { return -0.4 * math.Cos(x[0]) * math.Sin(x[1]/2) }))
		dv := distance(v.Values, values(w0, func(x ...float64) float64 { return 0.8 * math.Sin(x[0]) * math.Cos(x[1]/2) }))
		if math.Max(du, dv) > 1e-13 {
			t.Errorf("%s: the velocity is off by %.1e and %.1e", engine.Name, du, dv)
		}
	}
}

// Gradients through unrolled steps, by the initial state, against finite differences; and the same on both backends. An Adjoint's tests go
// through more steps, and more equations.
func TestGradientOfAStep(t *testing.T) {
	cases := []struct {
		name   string
		e      pde.Equation
		points []int
		step   float64
	}{
		{"Schrödinger", pde.Schrodinger{}, []int{12}, 0.05},
		{"Navier-Stokes", pde.NavierStokes{Viscosity: 0.01}, []int{8, 9}, 0.2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			stepper, err := pde.NewStepper(c.e, spectral.Box{Points: c.points}, c.step)
			if err != nil {
				t.Fatal(err)
			}
			n := 1
			for _, p := range c.points {
				n *= p
			}
			count := len(c.e.Fields())
			start := make([]float64, count*n)
			for i := range start {
				start[i] = math.Sin(1.7*float64(i)) + 0.3*math.Cos(0.9*float64(i*i))
			}
			shape := append([]int{count}, c.points...)
			loss := func(x *Node) *Node {
				x = Reshape(x, shape...)
				var fields []*Node
				for i := range count {
					fields = append(fields, Squeeze(Slice(x, AxisElem(i)), 0))
				}
				v := stepper.Forward(fields)
				v = stepper.Advance(v)
				sum := ScalarZero(x.Graph(), x.DType())
				for i, f := range stepper.Inverse(v) {
					weights := AddScalar(Sin(MulScalar(IotaFull(x.Graph(), f.Shape()), 2.3+float64(i))), 0.5)
					sum = Add(sum, ReduceAllSum(Mul(weights, Square(f))))
				}
				return sum
			}
			var first []float64
			for _, engine := range enginetest.All(t) {
				both, err := NewExec(engine.Backend, func(x *Node) []*Node { l := loss(x); return []*Node{l, Gradient(l, x)[0]} })
				if err != nil {
					t.Fatal(err)
				}
				at := func(x []float64) (float64, []float64) {
					out, err := both.Call(x)
					if err != nil {
						t.Fatal(err)
					}
					return out[0].Value().(float64), out[1].Value().([]float64)
				}
				_, g := at(start)
				if first == nil {
					first = g
				}
				if d := distance(g, first); d > 1e-12 {
					t.Errorf("%s: off pure Go's by %.1e", engine.Name, d)
				}
				for _, probe := range []int{0, n / 3, len(start) - 1} {
					const h = 1e-5
					moved := append([]float64{}, start...)
					moved[probe] += h
					up, _ := at(moved)
					moved[probe] -= 2 * h
					down, _ := at(moved)
					if slope := (up - down) / (2 * h); math.Abs(slope-g[probe]) > 1e-7*(1+math.Abs(slope)) {
						t.Errorf("%s: by value %d the gradient is %g, finite differences give %g", engine.Name, probe, g[probe], slope)
					}
				}
			}
		})
	}
}
