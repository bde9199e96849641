package tracer_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/tracer"
)

// A single wave is carried westward at Beta/(k^2 + 1/Radius^2) (Rossby 1939), for it is a solution of the whole equation.
func TestRossbyWave(t *testing.T) {
	const side, beta, radius, end = 1e6, 2e-11, 8e4, 5e6
	k := 2 * math.Pi / side
	y, x := pde.Periodic("y", "m", 0, side, 16), pde.Periodic("x", "m", 0, side, 16)
	wave := func(shift float64) func(x ...float64) float64 {
		return func(at ...float64) float64 { return 1e-5 * math.Cos(2*k*(at[1]-shift)+k*at[0]) }
	}
	e := tracer.QuasiGeostrophic{Beta: beta, Radius: radius}
	frames := ok(pde.Solve(enginetest.All(t)[0].Backend, e, []field.Grid{pde.Sample("q", wave(0), y, x)}, field.Linspace("t", "s", 0, end, 2), pde.Settings{Step: end / 100}))(t)
	for _, against := range []float64{1, 1.05} {
		want := pde.Sample("q", wave(-against*beta/(5*k*k+1/radius/radius)*end), y, x)
		got := want
		got.Values = frames[0].Values[256:]
		if off := distance(got, want); against == 1 && off > 1e-6 || against != 1 && off < 1e-2 {
			t.Errorf("against %g of the wave's speed off by %.2g", against, off)
		}
	}
}

// Eddies have the speed asked for when they begin, then lose energy, not more than friction takes, and make no water, on any coast.
func TestTurbulence(t *testing.T) {
	engine := enginetest.All(t)[0].Backend
	for _, ends := range []tracer.Ends{tracer.Periodic, tracer.Wall} {
		b := tracer.Box(4e5, 4e5, 32, 32)
		b.EndsX, b.EndsY = ends, ends
		f := ok(tracer.Turbulence(engine, b, field.Linspace("time", "s", 0, 4e5, 3), tracer.Eddying{Speed: 0.2, Size: 1.3e5, Spin: 1e-3, Step: 2e4, Seed: 1}))(t)
		energy := func(at float64) float64 {
			u, v := f.Velocity(at)
			sum := 0.0
			for i := range u.Values {
				sum += u.Values[i]*u.Values[i] + v.Values[i]*v.Values[i]
			}
			return sum / float64(2*len(u.Values))
		}
		first, last := math.Sqrt(energy(0)), math.Sqrt(energy(4e5))
		if ends == tracer.Periodic && math.Abs(first/0.2-1) > 0.1 { // velocities at centres are smoothed
			t.Errorf("eddies begin at %.3g m/s, not 0.2", first)
		}
		if last >= first || last < 0.3*first {
			t.Errorf("eddies go from %.3g to %.3g m/s", first, last)
		}
	}
	b := tracer.Box(4e5, 4e5, 32, 32)
	for says, e := range map[string]tracer.Eddying{"four cells or more": {Size: 3e4}, "give finite numbers": {Speed: -1}} {
		if _, err := tracer.Turbulence(engine, b, field.Linspace("time", "s", 0, 1, 2), e); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	if _, err := tracer.Turbulence(engine, b, field.Axis{}, tracer.Eddying{}); err == nil || !strings.Contains(err.Error(), "needs times") {
		t.Error(err)
	}
}

// BenchmarkTurbulence is a day of eddies on 64 x 64 points, compiling too.
func BenchmarkTurbulence(b *testing.B) {
	engine := enginetest.Fastest(b).Backend
	basin := tracer.Box(4e5, 4e5, 64, 64)
	basin.EndsX, basin.EndsY = tracer.Periodic, tracer.Periodic
	for b.Loop() {
		ok(tracer.Turbulence(engine, basin, field.Linspace("time", "s", 0, 86400, 2), tracer.Eddying{Spin: 86400}))(b)
	}
}
