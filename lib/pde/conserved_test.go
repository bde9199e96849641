package pde_test

import (
	"math"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
)

func sum(values []float64, power int) float64 {
	s := 0.0
	for _, v := range values {
		s += math.Pow(v, float64(power))
	}
	return s
}

// frame i of a solution.
func frame(g field.Grid, i int) []float64 {
	n := len(g.Values) / g.Axes[0].Len()
	return g.Values[i*n : (i+1)*n]
}

// KdV keeps mass and momentum; the cube, which it doesn't keep, shows that something happened.
func TestKdVConserves(t *testing.T) {
	u0 := pde.Sample("u", func(x ...float64) float64 { return math.Cos(x[0]) + 0.5*math.Sin(2*x[0]) }, pde.Periodic("x", "", 0, 2*math.Pi, 96))
	got := solve(t, quick(t).Backend, pde.KdV{Dispersion: 0.022}, 2, 0.002, u0)[0]
	if d := math.Abs(sum(got, 1)) / 96; d > 1e-13 {
		t.Errorf("the mass went from 0 to %.1e a point", d)
	}
	if d := math.Abs(sum(got, 2)/sum(u0.Values, 2) - 1); d > 1e-8 {
		t.Errorf("the momentum changed by %.1e", d)
	}
	if d := math.Abs(sum(got, 3)/sum(u0.Values, 3) - 1); d < 0.1 {
		t.Errorf("the cube changed by only %.1e: this test sees nothing", d)
	}
}

func TestSchrodingerConservesPower(t *testing.T) {
	x, y := pde.Periodic("x", "", 0, 2*math.Pi, 24), pde.Periodic("y", "", 0, 2*math.Pi, 20)
	u0 := pde.Sample("u", func(x ...float64) float64 { return math.Cos(x[0]) + 0.3*math.Sin(x[1]) }, x, y)
	v0 := pde.Sample("v", func(x ...float64) float64 { return 0.5 * math.Sin(x[0]+2*x[1]) }, x, y)
	for _, engine := range enginetest.All(t) {
		got := solve(t, engine.Backend, pde.Schrodinger{}, 0.5, 0.005, u0, v0)
		power := (sum(got[0], 2) + sum(got[1], 2)) / (sum(u0.Values, 2) + sum(v0.Values, 2))
		if math.Abs(power-1) > 1e-9 || distance(got[0], u0.Values) < 0.1 {
			t.Errorf("%s: the power changed by %.1e, while u moved by %.1e", engine.Name, power-1, distance(got[0], u0.Values))
		}
	}
}

// integral of samples at even steps h, by Simpson's rule.
func integral(v []float64, h float64) float64 {
	s := 0.0
	for i := 0; i+2 < len(v); i += 2 {
		s += h / 3 * (v[i] + 4*v[i+1] + v[i+2])
	}
	return s
}

// The Kuramoto-Sivashinsky equation feeds energy u^2/2 by u_xx and takes it by u_xxxx: the change is what the two integrate to.
func TestKSEnergyBudget(t *testing.T) {
	const n, length = 128, 22.0
	x := pde.Periodic("x", "", 0, length, n)
	u0 := pde.Sample("u", func(x ...float64) float64 {
		return math.Cos(2*math.Pi*x[0]/length) + math.Sin(6*math.Pi*x[0]/length)
	}, x)
	times := field.Linspace("t", "", 0, 10, 201)
	run, err := pde.Solve(quick(t).Backend, pde.KuramotoSivashinsky{}, []field.Grid{u0}, times, pde.Settings{Step: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	var fed, taken []float64
	for i := range times.Len() {
		// sum of |k U|^2 and |k^2 U|^2 over the modes, by Parseval.
		f, d := 0.0, 0.0
		for m := 1; m < 40; m++ {
			var re, im float64
			for j, u := range frame(run[0], i) {
				a := 2 * math.Pi * float64(j*m%n) / n
				re, im = re+u*math.Cos(a)/n, im+u*math.Sin(a)/n
			}
			k := 2 * math.Pi * float64(m) / length
			f += 2 * k * k * (re*re + im*im)
			d += 2 * k * k * k * k * (re*re + im*im)
		}
		fed, taken = append(fed, f), append(taken, d)
	}
	energy := func(i int) float64 { return sum(frame(run[0], i), 2) / (2 * n) }
	change, gain, loss := energy(200)-energy(0), integral(fed, 0.05), integral(taken, 0.05)
	if off := math.Abs(change-(gain-loss)) / loss; off > 1e-6 || loss < 1 {
		t.Errorf("the energy changed by %g, fed %g and taken %g: off by %.1e of the loss", change, gain, loss, off)
	}
}

// Flow without viscosity keeps energy and enstrophy, though its modes are cut off; with viscosity their losses are 2 nu times
// enstrophy and palinstrophy.
func TestNavierStokesBudgets(t *testing.T) {
	const n = 32
	x, y := pde.Periodic("x", "", 0, 2*math.Pi, n), pde.Periodic("y", "", 0, 2*math.Pi, n)
	w0 := pde.Sample("w", func(x ...float64) float64 {
		return math.Sin(x[0]+2*x[1]) + 1.5*math.Cos(2*x[0]-x[1]) + math.Sin(3*x[1]) + 0.7*math.Cos(3*x[0]+0.4)
	}, x, y)
	engine := quick(t)
	for _, nu := range []float64{0, 0.02} {
		times := field.Linspace("t", "", 0, 2, 41)
		run, err := pde.Solve(engine.Backend, pde.NavierStokes{Viscosity: nu}, []field.Grid{w0}, times, pde.Settings{Step: 0.01})
		if err != nil {
			t.Fatal(err)
		}
		u, v, err := pde.Velocity(engine.Backend, run[0])
		if err != nil {
			t.Fatal(err)
		}
		var energy, enstrophy []float64
		for i := range times.Len() {
			energy = append(energy, (sum(frame(u, i), 2)+sum(frame(v, i), 2))/(2*n*n))
			enstrophy = append(enstrophy, sum(frame(run[0], i), 2)/(2*n*n))
		}
		lost := 2 * nu * integral(enstrophy, 0.05)
		if off := math.Abs(energy[0]-energy[40]-lost) / energy[0]; off > 1e-6 {
			t.Errorf("viscosity %g: energy %g became %g, lost %g: off by %.1e", nu, energy[0], energy[40], lost, off)
		}
		if change := math.Abs(enstrophy[40]/enstrophy[0] - 1); (nu == 0) != (change < 1e-6) {
			t.Errorf("viscosity %g: the enstrophy changed by %.1e", nu, change)
		}
		if moved := distance(frame(run[0], 40), w0.Values); moved < 0.3 {
			t.Errorf("viscosity %g: the flow moved by only %.1e", nu, moved)
		}
	}
}
