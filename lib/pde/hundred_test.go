package pde_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// A law is something that steps, from a start; its parameters are what one may ask the gradient by too.
type law struct {
	name       string
	points     []int
	fields     int
	offset     float64 // of the start
	parameters []float64
	next       func(state, parameters []*Node) []*Node
}

// laws are all equations of the package, and both fluxes of finite volumes.
func laws(t *testing.T) []law {
	line, plane := []int{24}, []int{10, 12}
	force := func(x, y float64) float64 { return math.Sin(x + y) }
	var all []law
	for _, c := range []struct {
		name   string
		e      pde.Equation
		points []int
		offset float64
		step   float64
	}{
		{"advection and diffusion", pde.AdvectionDiffusion{Velocity: []float64{0.7, -0.4}, Diffusion: 0.02}, plane, 0, 0.02},
		{"Burgers", pde.Burgers{Viscosity: 0.05}, line, 0.4, 0.01},
		{"KdV", pde.KdV{Dispersion: 0.1}, line, 0.4, 0.01},
		{"KS", pde.KuramotoSivashinsky{}, line, 0.4, 0.02},
		{"Schrödinger", pde.Schrodinger{}, line, 0.2, 0.01},
		{"lambda-omega", pde.LambdaOmega{Diffusion: 0.05, Twist: 0.8}, plane, 0.2, 0.02},
		{"Allen-Cahn", pde.AllenCahn{Diffusion: 0.05, Rate: 1}, line, 0.1, 0.02},
		{"Gray-Scott", pde.GrayScott{Feed: 0.3, Kill: 0.1, DiffusionU: 0.1, DiffusionV: 0.05}, line, 0.6, 0.02},
		{"Navier-Stokes", pde.NavierStokes{Viscosity: 0.02, Drag: 0.1, Forcing: force}, plane, 0, 0.02},
	} {
		stepper, err := pde.NewStepper(c.e, spectral.Box{Points: c.points}, c.step)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, law{name: c.name, points: c.points, fields: len(c.e.Fields()), offset: c.offset, next: stepper.Next})
	}
	for _, c := range []struct {
		name string
		flux func(velocity ...*Node) pde.Flux
	}{{"carried", pde.Carried}, {"carried centrally", pde.CarriedCentrally}} {
		all = append(all, law{name: c.name, points: plane, fields: 1, parameters: []float64{0.3, 0.05}, next: func(s, p []*Node) []*Node {
			v := pde.FiniteVolume{Box: spectral.Box{Points: plane}, Flux: c.flux(p[0], p[0]), Diffusion: p[1]}
			return []*Node{v.Advance(s[0], 0.05)}
		}})
	}
	// Above 0 all over: where the speed changes its sign its damping has a kink, and differences are right to a part in 10^5 only.
	return append(all, law{name: "steepening", points: line, fields: 1, offset: 1, parameters: []float64{0.05}, next: func(s, p []*Node) []*Node {
		v := pde.FiniteVolume{Box: spectral.Box{Points: line}, Flux: pde.Steepening(), Diffusion: p[0]}
		return []*Node{v.Advance(s[0], 0.02)}
	}})
}

// For each law: the gradient through 100 steps, by the state and the parameters, along a direction in which all of them move, is that of central
// differences of the steps alone. Through 99 steps it isn't.
func TestGradientThroughHundredSteps(t *testing.T) {
	engine := quick(t)
	for _, l := range laws(t) {
		a, err := pde.NewAdjoint(engine.Backend, l.next, weighted, pde.Checkpoints{Snapshots: 8})
		if err != nil {
			t.Fatal(err)
		}
		n := 1
		for _, p := range l.points {
			n *= p
		}
		// at is the state and the parameters, moved by h along the direction.
		direction := func(i, j int) float64 { return math.Cos(1.3*float64(j) + float64(i)) }
		at := func(h float64) (state, parameters []*tensors.Tensor) {
			for i := range l.fields {
				v := make([]float64, n)
				for j := range v {
					x := 2 * math.Pi * float64(j) / float64(n)
					v[j] = l.offset + 0.3*math.Sin(float64(i+1)*x) + 0.2*math.Cos(2*x+1) + h*direction(i, j)
				}
				state = append(state, tensor(v, l.points...))
			}
			for i, p := range l.parameters {
				parameters = append(parameters, tensors.FromScalar(p*(1+h*direction(9, i))))
			}
			return state, parameters
		}
		loss := func(h float64) float64 {
			state, parameters := at(h)
			out, err := a.Forward(100, state, parameters)
			if err != nil {
				t.Fatalf("%s: %v", l.name, err)
			}
			return weighed(out)
		}
		slope := func(steps int) float64 {
			state, parameters := at(0)
			g := gradient(t, a, steps, state, parameters)
			sum := 0.0
			for i, d := range g.State {
				for j, v := range flat(d) {
					sum += v * direction(i, j)
				}
			}
			for i, d := range g.Parameters {
				sum += flat(d)[0] * l.parameters[i] * direction(9, i)
			}
			if steps == 100 && math.Abs(g.Loss/loss(0)-1) > 1e-12 {
				t.Errorf("%s: the loss is %g, by the steps alone %g", l.name, g.Loss, loss(0))
			}
			if g.Stats.Held > 9 {
				t.Errorf("%s: %d states were held", l.name, g.Stats.Held)
			}
			return sum
		}
		const h = 1e-4
		// Of fourth order, so that rounding, some 1e-14 over h, is what is left.
		differences := (8*(loss(h)-loss(-h)) - (loss(2*h) - loss(-2*h))) / (12 * h)
		got, short := slope(100), slope(99)
		t.Logf("%s: slope %.6g, off by %.1e; through 99 steps by %.1e", l.name, got, math.Abs(got/differences-1), math.Abs(short/differences-1))
		if off := math.Abs(got/differences - 1); !(off < 1e-8) {
			t.Errorf("%s: the slope is %.10g, by differences %.10g", l.name, got, differences)
		}
		if off := math.Abs(short/differences - 1); off < 1e-5 {
			t.Errorf("%s: through a step less it is off by only %.1e: this test sees nothing", l.name, off)
		}
		a.Close()
	}
}

// weighed is the loss weighted, on the host.
func weighed(state []*tensors.Tensor) float64 {
	sum := 0.0
	for i, f := range state {
		for j, v := range flat(f) {
			sum += (math.Sin(float64(j)*(2.3+float64(i))) + 0.5) * (v + v*v)
		}
	}
	return sum
}
