package tracer_test

import (
	"fmt"
	"math"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// Whatever psi, no water is made: what leaves a cell is rounding beside what passes its faces.
func TestDivergenceIsRounding(t *testing.T) {
	for seed := range uint64(20) {
		f := random(seed, 14, 17, tracer.Ends(seed%3), tracer.Ends(seed/3%3), field.Axis{})
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
		u, _ := f.Faces(0)
		fastest := 0.0
		for _, v := range u.Values {
			fastest = math.Max(fastest, math.Abs(v))
		}
		for i, d := range f.Divergence(0).Values {
			if math.Abs(d) > 1e-13*fastest/1000 {
				t.Errorf("seed %d: cell %d loses %g 1/s, of %g/1000", seed, i, d, fastest)
			}
		}
		// Velocities at centres, put back on faces, are no flow: this test sees what isn't one.
		if worst := recentred(f); worst < 1e-3*fastest/1000 {
			t.Errorf("seed %d: velocities at centres make only %g 1/s", seed, worst)
		}
	}
}

// recentred is the largest divergence by central differences of the velocity at centres.
func recentred(f tracer.Flow) float64 {
	u, v := f.Velocity(0)
	ny, nx := f.Basin.Shape()
	worst := 0.0
	for j := 1; j < ny-1; j++ {
		for i := 1; i < nx-1; i++ {
			at := j*nx + i
			worst = math.Max(worst, math.Abs((u.Values[at+1]-u.Values[at-1])/2000+(v.Values[at+nx]-v.Values[at-nx])/2600))
		}
	}
	return worst
}

// Ten thousand steps keep the amount to 1e-12 and make no new extrema, with land, ends of each kind, and a flow that changes.
func TestTenThousandSteps(t *testing.T) {
	for _, c := range []struct {
		ends   tracer.Ends
		scheme tracer.Scheme
	}{{tracer.Wall, tracer.VanLeer}, {tracer.Periodic, tracer.MC}} {
		f := random(3, 16, 16, c.ends, c.ends, field.Linspace("t", "s", 0, 1, 3))
		run := tracer.Transport{Flow: f, Diffusivity: 0.5, Scheme: c.scheme}
		largest := ok(run.LargestStep())(t)
		f.Times = field.Linspace("t", "s", 0, 10_000*largest, 3)
		run.Flow, run.Step = f, largest
		first := rough(f.Basin, 1)
		lo, hi, _ := first.Range()
		all := ok(run.Run(first, field.Linspace("t", "s", 0, 10_000*largest, 11)))(t)
		before := ok(f.Basin.Total(first))(t)
		for _, g := range all {
			if drift := ok(f.Basin.Total(g))(t)/before - 1; math.Abs(drift) > 1e-12 {
				t.Errorf("ends %d: the amount drifts by %.1e", c.ends, drift)
			}
			if a, b, _ := g.Range(); a < lo-1e-13 || b > hi+1e-13 {
				t.Errorf("ends %d: from %g to %g, began from %g to %g", c.ends, a, b, lo, hi)
			}
		}
	}
}

// No new extrema in a few steps from fields as rough as they come, where diffusion does least; without a limiter there are.
func TestNoNewExtrema(t *testing.T) {
	for _, scheme := range []tracer.Scheme{tracer.VanLeer, tracer.MC, tracer.Upwind, tracer.Fromm} {
		worst := 0.0
		for seed := range uint64(30) {
			f := random(seed, 12, 15, tracer.Ends(seed%3), tracer.Ends(seed/3%3), field.Axis{})
			run := tracer.Transport{Flow: f, Scheme: scheme, Inflow: func(_, _, _ float64) float64 { return 0.5 }}
			if seed%2 == 0 {
				run.Diffusivity = 300
			}
			run.Step = ok(run.LargestStep())(t)
			first := rough(f.Basin, seed)
			for i := range first.Values { // steps from 0 to 1
				first.Values[i] = math.Round(first.Values[i])
			}
			for _, g := range ok(run.Run(first, field.Linspace("t", "s", 0, 10*run.Step, 11)))(t) {
				lo, hi, _ := g.Range()
				worst = math.Max(worst, math.Max(-lo, hi-1))
			}
			if scheme == tracer.Fromm {
				break
			}
		}
		if scheme != tracer.Fromm && worst > 1e-14 || scheme == tracer.Fromm && worst < 0.01 {
			t.Errorf("scheme %d goes beyond the first values by %g", scheme, worst)
		}
	}
}

// Water at rest, and a tracer that is everywhere the same, stay.
func TestConstantStays(t *testing.T) {
	f := random(5, 20, 20, tracer.Periodic, tracer.Wall, field.Axis{})
	run := tracer.Transport{Flow: f, Diffusivity: 3}
	one := f.Basin.Sample("one", "", func(_, _ float64) float64 { return 1 })
	all := ok(run.Run(one, field.Linspace("t", "s", 0, 1e6, 2)))(t)
	if off := distance(all[1], one); off > 1e-12 {
		t.Errorf("a constant changes by %.1e", off)
	}
}

// How many workers there are changes nothing.
func TestWorkersAgree(t *testing.T) {
	f := random(7, 260, 300, tracer.Periodic, tracer.Open, field.Axis{})
	first := rough(f.Basin, 1)
	var results []field.Grid
	for _, workers := range []int{1, 3} {
		run := tracer.Transport{Flow: f, Diffusivity: 10, Workers: workers}
		step := ok(run.LargestStep())(t)
		results = append(results, ok(run.Run(first, field.Linspace("t", "s", 0, 5*step, 2)))(t)[1])
	}
	if fmt.Sprint(results[0].Values) != fmt.Sprint(results[1].Values) {
		t.Error("three workers give other numbers than one")
	}
}
