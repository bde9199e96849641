package pde_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

func wave(n int) field.Grid {
	return pde.Sample("u", func(x ...float64) float64 { return math.Sin(x[0]) }, pde.Periodic("x", "m", 0, 2*math.Pi, n))
}

// What comes back is laid out and named as what went in; uneven times and both routes give the same states.
func TestSolve(t *testing.T) {
	u0 := wave(32)
	u0.Unit = "m/s"
	even := field.Linspace("t", "s", 1, 2, 11)
	uneven := field.Axis{Name: "t", Unit: "s", Values: []float64{1, 1.1, 1.4, 2}}
	var first []float64
	for _, engine := range enginetest.All(t) {
		for _, route := range []spectral.Route{spectral.Auto, spectral.ByMatrix} {
			s := pde.Settings{Step: 0.005, Route: route}
			a, err := pde.Solve(engine.Backend, pde.Burgers{Viscosity: 0.1}, []field.Grid{u0}, even, s)
			if err != nil {
				t.Fatal(err)
			}
			if got := a[0].String(); !strings.HasPrefix(got, "u (m/s) on 11 x 32 points") || !strings.Contains(got, "t (s): 11 points, 1 to 2\n  x (m)") {
				t.Errorf("the result is %s", got)
			}
			if a[0].Check() != nil || distance(frame(a[0], 0), u0.Values) != 0 {
				t.Error("the first frame isn't the initial state")
			}
			if first == nil {
				first = a[0].Values
			}
			if d := distance(a[0].Values, first); d > 1e-13 {
				t.Errorf("%s by route %d: off the first by %.1e", engine.Name, route, d)
			}
			if route != spectral.Auto {
				continue
			}
			b, err := pde.Solve(engine.Backend, pde.Burgers{Viscosity: 0.1}, []field.Grid{u0}, uneven, s)
			if err != nil {
				t.Fatal(err)
			}
			for i, j := range []int{0, 1, 4, 10} {
				if d := distance(frame(b[0], i), frame(a[0], j)); d > 1e-11 {
					t.Errorf("%s: uneven times are off by %.1e at %g", engine.Name, d, uneven.Values[i])
				}
			}
		}
	}
}

func TestObserve(t *testing.T) {
	enough := errors.New("enough")
	var last field.Progress
	out, err := pde.Solve(quick(t).Backend, pde.Burgers{Viscosity: 0.1}, []field.Grid{wave(16)}, field.Linspace("t", "", 0, 1, 11), pde.Settings{
		Observe: func(p field.Progress) error {
			last = p
			if p.Step == 4 {
				return enough
			}
			return nil
		}})
	if !errors.Is(err, enough) || len(out) != 1 || out[0].Check() != nil || out[0].Axes[0].Len() != 4 {
		t.Errorf("stopped with %v and %v", err, out)
	}
	if got := last.String(); got != "step 4 of 11: t 0.3, rms u 0.6858" {
		t.Errorf("heard %q", got)
	}
}

func TestBadInput(t *testing.T) {
	hole := wave(16)
	hole.Values[3] = math.NaN()
	odd := wave(16)
	odd.Axes[0].Values[5] += 0.1
	down := pde.Sample("u", zero, field.Linspace("x", "", 1, 0, 16))
	plane := pde.Sample("u", zero, pde.Periodic("x", "", 0, 1, 8), pde.Periodic("y", "", 0, 1, 8))
	times := field.Linspace("t", "", 0, 1, 3)
	burgers := pde.Burgers{Viscosity: 0.1}
	for _, c := range []struct {
		says    string
		e       pde.Equation
		initial []field.Grid
		times   field.Axis
		s       pde.Settings
	}{
		{"missing or not finite", burgers, []field.Grid{hole}, times, pde.Settings{}},
		{"even steps", burgers, []field.Grid{odd}, times, pde.Settings{}},
		{"must ascend", burgers, []field.Grid{down}, times, pde.Settings{}},
		{"even steps, 3 or more", burgers, []field.Grid{wave(2)}, times, pde.Settings{}},
		{"0 axes", burgers, []field.Grid{{Name: "u", Values: []float64{1}}}, times, pde.Settings{}},
		{"2 fields were given", burgers, []field.Grid{wave(16), wave(16)}, times, pde.Settings{}},
		{"different axes", pde.LambdaOmega{}, []field.Grid{wave(16), wave(18)}, times, pde.Settings{}},
		{"1 space axes; the state has 2", burgers, []field.Grid{plane}, times, pde.Settings{}},
		{"2 space axes; the state has 1", pde.NavierStokes{}, []field.Grid{wave(16)}, times, pde.Settings{}},
		{"viscosity of -1", pde.Burgers{Viscosity: -1}, []field.Grid{wave(16)}, times, pde.Settings{}},
		{"viscosity of NaN", pde.NavierStokes{Viscosity: math.NaN()}, []field.Grid{plane}, times, pde.Settings{}},
		{"dispersion of NaN", pde.KdV{Dispersion: math.NaN()}, []field.Grid{wave(16)}, times, pde.Settings{}},
		{"diffusion of -1", pde.LambdaOmega{Diffusion: -1}, []field.Grid{wave(16), wave(16)}, times, pde.Settings{}},
		{"has no values", burgers, []field.Grid{wave(16)}, field.Axis{Name: "t"}, pde.Settings{}},
		{"the times descend", burgers, []field.Grid{wave(16)}, field.Linspace("t", "", 1, 0, 3), pde.Settings{}},
		{"a step of -1", burgers, []field.Grid{wave(16)}, times, pde.Settings{Step: -1}},
		{"backend", burgers, []field.Grid{wave(16)}, times, pde.Settings{Route: spectral.ByFFT}},
	} {
		engine := enginetest.All(t)[0]
		if _, err := pde.Solve(engine.Backend, c.e, c.initial, c.times, c.s); err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "pde: ") {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	if _, err := pde.NewStepper(burgers, spectral.Box{Points: []int{8}}, 0); err == nil {
		t.Error("a step of 0 passed")
	}
	if _, _, err := pde.Velocity(quick(t).Backend, wave(16)); err == nil || !strings.Contains(err.Error(), "2 space axes") {
		t.Errorf("a velocity on a line: %v", err)
	}
}

// A wave that breaks without viscosity ends in infinities; the frames until then come with the error.
func TestBlowUp(t *testing.T) {
	u0 := pde.Sample("u", func(x ...float64) float64 { return 100 * math.Sin(x[0]) }, pde.Periodic("x", "", 0, 2*math.Pi, 32))
	out, err := pde.Solve(quick(t).Backend, pde.KuramotoSivashinsky{}, []field.Grid{u0}, field.Linspace("t", "", 0, 20, 21), pde.Settings{})
	if err == nil || !strings.Contains(err.Error(), "take a shorter Step") || len(out) != 1 || out[0].Check() != nil {
		t.Fatalf("%v, %v", out, err)
	}
	if lo, hi, ok := out[0].Range(); !ok || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		t.Errorf("frames from %g to %g", lo, hi)
	}
}

func ExampleSolve() {
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	u0 := pde.Sample("u", func(x ...float64) float64 { return math.Sin(x[0]) }, pde.Periodic("x", "", 0, 2*math.Pi, 64))
	u, err := pde.Solve(engine, pde.Burgers{Viscosity: 0.1}, []field.Grid{u0}, field.Linspace("t", "", 0, 2, 5), pde.Settings{Step: 0.01})
	fmt.Println(u[0], err)
	steep, _ := u[0].At(4, 24)
	fmt.Printf("u at x = %.4f, t = 2: %.4g\n", u[0].Axes[1].Values[24], steep)
	// Output:
	// u on 5 x 64 points: -1 to 1
	//   t: 5 points, 0 to 2
	//   x: 64 points, 0 to 6.18501 <nil>
	// u at x = 2.3562, t = 2: 0.7144
}
