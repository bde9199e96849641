package pde_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// A Gaussian carried round a torus spreads as on the plane; one step is exact.
func TestAdvectionDiffusion(t *testing.T) {
	e := pde.AdvectionDiffusion{Velocity: []float64{0.7, -0.4}, Diffusion: 0.02}
	x, y := pde.Periodic("x", "", -1, 1, 40), pde.Periodic("y", "", -1.5, 1.5, 60)
	puff := func(e pde.AdvectionDiffusion, t float64) func(x ...float64) float64 {
		along := func(x, c, length float64) float64 {
			s := 0.0
			for m := -4.0; m <= 4; m++ {
				d := x - c*t + m*length
				s += math.Exp(-d * d / (4 * e.Diffusion * (1 + t)))
			}
			return s / math.Sqrt(1+t)
		}
		return func(x ...float64) float64 { return along(x[0], e.Velocity[0], 2) * along(x[1], e.Velocity[1], 3) }
	}
	u0 := pde.Sample("u", puff(e, 0), x, y)
	for _, engine := range enginetest.All(t) {
		got := solve(t, engine.Backend, e, 1.7, 0, u0)[0]
		if d := distance(got, values(u0, puff(e, 1.7))); d > 1e-10 {
			t.Errorf("%s: off by %.1e", engine.Name, d)
		}
		turned := pde.AdvectionDiffusion{Velocity: []float64{0.7, 0.4}, Diffusion: 0.02}
		if d := distance(got, values(u0, puff(turned, 1.7))); d < 0.1 {
			t.Errorf("off a puff carried elsewhere by only %.1e: this test sees nothing", d)
		}
	}
}

// Even phases grow as u0 e^(Rt)/sqrt(1 + u0^2 (e^(2Rt) - 1)); layers far apart rest.
func TestAllenCahn(t *testing.T) {
	e := pde.AllenCahn{Diffusion: 0.01, Rate: 2}
	x := pde.Periodic("x", "", 0, 8, 256)
	even := pde.Sample("u", func(...float64) float64 { return 0.1 }, x)
	grown := math.Exp(2*1.5) * 0.1 / math.Sqrt(1+0.01*(math.Exp(4*1.5)-1))
	if got := solve(t, quick(t).Backend, e, 1.5, 0.005, even)[0][7]; math.Abs(got/grown-1) > 1e-8 {
		t.Errorf("an even phase became %.10g, want %.10g", got, grown)
	}
	layers := func(e pde.AllenCahn) field.Grid {
		return pde.Sample("u", func(x ...float64) float64 {
			s := math.Sqrt(e.Rate / (2 * e.Diffusion))
			return math.Tanh(s*(x[0]-2)) - math.Tanh(s*(x[0]-6)) - 1
		}, x)
	}
	moved := func(start field.Grid) float64 {
		return distance(solve(t, quick(t).Backend, e, 1, 0.01, start)[0], start.Values)
	}
	if d := moved(layers(e)); d > 1e-7 {
		t.Errorf("layers at rest moved by %.1e", d)
	}
	if d := moved(layers(pde.AllenCahn{Diffusion: 0.02, Rate: 2})); d < 0.01 {
		t.Errorf("thicker layers moved by only %.1e: this test sees nothing", d)
	}
}

// The energy of a flow down its gradient never grows, in two dimensions; back in time it does.
func TestAllenCahnEnergy(t *testing.T) {
	e := pde.AllenCahn{Diffusion: 0.05, Rate: 1}
	x, y := pde.Periodic("x", "", 0, 2*math.Pi, 32), pde.Periodic("y", "", 0, 2*math.Pi, 32)
	u0 := pde.Sample("u", func(x ...float64) float64 {
		return 0.6*math.Sin(x[0]+x[1]) + 0.5*math.Cos(2*x[0]-x[1]) + 0.2*math.Sin(3*x[1])
	}, x, y)
	energy := func(u []float64) float64 {
		s, h := 0.0, 2*math.Pi/32
		for i, v := range u {
			r, c := i/32, i%32
			// Slopes by a central difference of second order: good enough for a decrease of some percent a frame.
			ux := (u[(r+1)%32*32+c] - u[(r+31)%32*32+c]) / (2 * h)
			uy := (u[r*32+(c+1)%32] - u[r*32+(c+31)%32]) / (2 * h)
			s += e.Diffusion*(ux*ux+uy*uy)/2 + e.Rate*(1-v*v)*(1-v*v)/4
		}
		return s * h * h
	}
	run, err := pde.Solve(quick(t).Backend, e, []field.Grid{u0}, field.Linspace("t", "", 0, 3, 13), pde.Settings{Step: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < 13; i++ {
		if before, after := energy(frame(run[0], i-1)), energy(frame(run[0], i)); !(after < before) {
			t.Errorf("the energy grew from %g to %g", before, after)
		}
	}
}

// With equal diffusions and no killing, u + v diffuses and is fed, whatever the reaction does: each mode decays as e^-(D k^2 + F)t to 1.
func TestGrayScott(t *testing.T) {
	e := pde.GrayScott{Feed: 0.05, DiffusionU: 0.01, DiffusionV: 0.01}
	x := pde.Periodic("x", "", 0, 2*math.Pi, 48)
	u0 := pde.Sample("u", func(x ...float64) float64 { return 0.9 + 0.1*math.Cos(x[0]) }, x)
	v0 := pde.Sample("v", func(x ...float64) float64 { return 0.3 + 0.2*math.Sin(2*x[0]) }, x)
	const end = 6.0
	got := solve(t, quick(t).Backend, e, end, 0.05, u0, v0)
	both := append([]float64{}, got[0]...)
	for i, v := range got[1] {
		both[i] += v
	}
	decay := func(k float64) float64 { return math.Exp(-(0.01*k*k + 0.05) * end) }
	want := values(u0, func(x ...float64) float64 {
		return 1 + 0.2*decay(0) + 0.1*decay(1)*math.Cos(x[0]) + 0.2*decay(2)*math.Sin(2*x[0])
	})
	if d := distance(both, want); d > 1e-12 {
		t.Errorf("u + v is off by %.1e", d)
	}
	if d := distance(got[1], v0.Values); d < 0.5 {
		t.Errorf("v moved by only %.1e: this test sees nothing", d)
	}
	// Without space: u' = -u v^2 + F (1 - u), v' = u v^2 - (F + K) v, by small steps of Runge and Kutta.
	e = pde.GrayScott{Feed: 0.04, Kill: 0.06}
	rate := func(u, v float64) (float64, float64) { return -u*v*v + 0.04*(1-u), u*v*v - 0.1*v }
	u, v := 0.5, 0.4
	for range 4000 {
		const h = end / 4000
		a, b := rate(u, v)
		c, d := rate(u+h/2*a, v+h/2*b)
		f, g := rate(u+h/2*c, v+h/2*d)
		p, q := rate(u+h*f, v+h*g)
		u, v = u+h/6*(a+2*c+2*f+p), v+h/6*(b+2*d+2*g+q)
	}
	even := func(v float64) field.Grid { return pde.Sample("", func(...float64) float64 { return v }, x) }
	flat := solve(t, quick(t).Backend, e, end, 0.05, even(0.5), even(0.4))
	if d := math.Max(math.Abs(flat[0][3]/u-1), math.Abs(flat[1][5]/v-1)); d > 1e-8 {
		t.Errorf("without space off by %.1e", d)
	}
}

// Steps halved divide the error by 2^4 where reactions, forcing and drag are, too.
func TestOrderOfReactionsAndForcing(t *testing.T) {
	line, x, y := pde.Periodic("x", "", 0, 2*math.Pi, 48), pde.Periodic("x", "", 0, 1, 24), pde.Periodic("y", "", 0, 1, 24)
	wavy := func(a, b float64) field.Grid {
		return pde.Sample("", func(x ...float64) float64 { return a + b*math.Sin(x[0]) + b/2*math.Cos(2*x[0]) }, line)
	}
	for _, c := range []struct {
		name  string
		e     pde.Equation
		end   float64
		steps int
		start []field.Grid
	}{
		{"Allen-Cahn", pde.AllenCahn{Diffusion: 0.05, Rate: 2}, 1, 20, []field.Grid{wavy(0, 0.7)}},
		{"Gray-Scott", pde.GrayScott{Feed: 0.3, Kill: 0.1, DiffusionU: 0.1, DiffusionV: 0.05}, 4, 20, []field.Grid{wavy(0.8, 0.2), wavy(1, 0.4)}},
		{"Navier-Stokes", pde.NavierStokes{Viscosity: 0.01, Drag: 0.3, Forcing: func(x, y float64) float64 { return 5 * math.Sin(2*math.Pi*(x+y)) }}, 0.5, 20,
			[]field.Grid{pde.Sample("w", func(x ...float64) float64 {
				return 6*math.Sin(2*math.Pi*(x[0]-2*x[1])) + 5*math.Cos(4*math.Pi*x[1])
			}, x, y)}},
	} {
		at := func(steps int) []float64 {
			return solve(t, quick(t).Backend, c.e, c.end, c.end/float64(steps), c.start...)[0]
		}
		exact := at(8 * c.steps)
		if order := math.Log2(distance(at(c.steps), exact) / distance(at(2*c.steps), exact)); order < 3.6 || order > 4.5 {
			t.Errorf("%s: the order is %.2f", c.name, order)
		}
	}
}

// Forcing and drag on a single wave make no nonlinear term: w' = f - (nu k^2 + drag) w, with k^2 of the box's own lengths.
func TestForcedWave(t *testing.T) {
	const nu, drag, end = 0.002, 0.1, 3.0
	force := func(x, y float64) float64 { return 0.1 * (math.Sin(2*math.Pi*(x+y)) + math.Cos(2*math.Pi*(x+y))) }
	decay := nu*8*math.Pi*math.Pi + drag
	x, y := pde.Periodic("x", "", 0, 1, 16), pde.Periodic("y", "", 0, 2, 20)
	w0 := pde.Sample("w", zero, x, y)
	want := values(w0, func(x ...float64) float64 { return force(x[0], x[1]) * (1 - math.Exp(-decay*end)) / decay })
	for _, engine := range enginetest.All(t) {
		e := pde.NavierStokes{Viscosity: nu, Drag: drag, Forcing: func(x, y float64) float64 { return 7 + force(x, y) }}
		if d := distance(solve(t, engine.Backend, e, end, 0.5, w0)[0], want); d > 1e-12 {
			t.Errorf("%s: off by %.1e", engine.Name, d)
		}
		e.Forcing = func(x, y float64) float64 { return force(y, x+0.25) }
		if d := distance(solve(t, engine.Backend, e, end, 0.5, w0)[0], want); d < 0.1 {
			t.Errorf("%s: with another forcing off by only %.1e: this test sees nothing", engine.Name, d)
		}
	}
}

// Stirred flow: energy changes by -2 nu Z - 2 drag E + mean(p f), enstrophy by -nu mean(|grad w|^2) - 2 drag Z + mean(w f). The forcing f is
// a single wave of k^2 = 2, so that mean(p f) = mean(w f)/2.
func TestForcedBudgets(t *testing.T) {
	const n, nu, drag = 32, 0.02, 0.05
	force := func(x, y float64) float64 { return 0.8 * math.Sin(x+y) }
	x, y := pde.Periodic("x", "", 0, 2*math.Pi, n), pde.Periodic("y", "", 0, 2*math.Pi, n)
	w0 := pde.Sample("w", func(x ...float64) float64 {
		return math.Sin(x[0]+2*x[1]) + 1.5*math.Cos(2*x[0]-x[1]) + math.Sin(3*x[1]) + 0.7*math.Cos(x[0]+x[1]+0.4)
	}, x, y)
	f := pde.Sample("f", func(x ...float64) float64 { return force(x[0], x[1]) }, x, y).Values
	engine, times := quick(t), field.Linspace("t", "", 0, 2, 41)
	run, err := pde.Solve(engine.Backend, pde.NavierStokes{Viscosity: nu, Drag: drag, Forcing: force}, []field.Grid{w0}, times, pde.Settings{Step: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	u, v, err := pde.Velocity(engine.Backend, run[0])
	if err != nil {
		t.Fatal(err)
	}
	slopes := compiled(t, engine, func(w []*Node) []*Node {
		box := spectral.Box{Points: []int{n, n}}
		return []*Node{box.Derivative(w[0], 1, 0), box.Derivative(w[0], 0, 1)}
	}, run[0].Shape())(run[0].Values)
	var energy, enstrophy, gradients, input []float64
	for i := range times.Len() {
		energy = append(energy, (sum(frame(u, i), 2)+sum(frame(v, i), 2))/(2*n*n))
		enstrophy = append(enstrophy, sum(frame(run[0], i), 2)/(2*n*n))
		gradients = append(gradients, (sum(slopes[0][i*n*n:(i+1)*n*n], 2)+sum(slopes[1][i*n*n:(i+1)*n*n], 2))/(n*n))
		in := 0.0
		for j, w := range frame(run[0], i) {
			in += w * f[j] / (2 * n * n)
		}
		input = append(input, in)
	}
	lost, dragged, fed := 2*nu*integral(enstrophy, 0.05), 2*drag*integral(energy, 0.05), integral(input, 0.05)
	if off := math.Abs(energy[40]-energy[0]+lost+dragged-fed) / energy[0]; off > 1e-6 {
		t.Errorf("energy %g became %g, lost %g and %g, fed %g: off by %.1e", energy[0], energy[40], lost, dragged, fed, off)
	}
	changed := enstrophy[40] - enstrophy[0] + nu*integral(gradients, 0.05) + 2*drag*integral(enstrophy, 0.05) - 2*fed
	if off := math.Abs(changed) / enstrophy[0]; off > 1e-6 {
		t.Errorf("enstrophy %g became %g: off its budget by %.1e", enstrophy[0], enstrophy[40], off)
	}
	if least := math.Min(lost, math.Min(dragged, math.Abs(fed))); least < 1e-3 {
		t.Errorf("a term of the budget is only %.1e: this test sees nothing", least)
	}
}

func TestEquationsBadInput(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	line, plane := spectral.Box{Points: []int{8}}, spectral.Box{Points: []int{8, 8}}
	for _, c := range []struct {
		says string
		e    pde.Equation
		box  spectral.Box
	}{
		{"2 components on 1 space axes", pde.AdvectionDiffusion{Velocity: []float64{1, 2}}, line},
		{"diffusion of -1", pde.AdvectionDiffusion{Diffusion: -1}, line},
		{"velocity of [NaN]", pde.AdvectionDiffusion{Velocity: []float64{nan}}, line},
		{"rate of -2", pde.AllenCahn{Rate: -2}, line},
		{"diffusion of NaN", pde.AllenCahn{Diffusion: nan}, line},
		{"rates -1 and 0", pde.GrayScott{Feed: -1}, line},
		{"diffusions 0 and +Inf", pde.GrayScott{DiffusionV: inf}, line},
		{"a drag of -1", pde.NavierStokes{Drag: -1}, plane},
		{"the forcing is +Inf", pde.NavierStokes{Forcing: func(x, y float64) float64 { return 1 / x }}, plane},
		{"2 space axes; the state has 1", pde.NavierStokes{Forcing: func(x, y float64) float64 { return 1 }}, line},
	} {
		if _, err := pde.NewStepper(c.e, c.box, 0.1); err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "pde: ") {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

func ExampleNavierStokes() {
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	// The stirred flow of the Fourier neural operator's paper, from rest.
	e := pde.NavierStokes{Viscosity: 1e-3, Forcing: func(x, y float64) float64 {
		return 0.1 * (math.Sin(2*math.Pi*(x+y)) + math.Cos(2*math.Pi*(x+y)))
	}}
	w0 := pde.Sample("w", func(...float64) float64 { return 0 }, pde.Periodic("x", "", 0, 1, 32), pde.Periodic("y", "", 0, 1, 32))
	w, err := pde.Solve(engine, e, []field.Grid{w0}, field.Linspace("t", "", 0, 10, 3), pde.Settings{Step: 0.05})
	fmt.Println(w[0], err)
	// Output:
	// w on 3 x 32 x 32 points: -0.9779 to 0.9779
	//   t: 3 points, 0 to 10
	//   x: 32 points, 0 to 0.96875
	//   y: 32 points, 0 to 0.96875 <nil>
}
