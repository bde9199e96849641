package tracer_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// Without wandering a particle stays on its line of a steady flow, which is within the square of a cell of the formula's.
func TestDriftersKeepToStreamlines(t *testing.T) {
	var errs []float64
	for _, n := range []int{20, 40, 80} {
		f := ok(tracer.DoubleGyre(tracer.Box(200e3, 100e3, 2*n, n), field.Axis{}, tracer.Gyres{Speed: 0.5}))(t)
		psi := func(x, y float64) float64 { return math.Sin(2*math.Pi*x/200e3) * math.Sin(math.Pi*y/100e3) }
		tracks := ok(tracer.Drifters{Flow: f}.Drift([]float64{30e3, 130e3}, []float64{70e3, 20e3}, field.Linspace("t", "s", 0, 4e6, 200)))(t)
		worst := 0.0
		for k, first := range []float64{psi(30e3, 70e3), psi(130e3, 20e3)} {
			for i := range 200 {
				worst = math.Max(worst, math.Abs(psi(tracks.X.Values[k*200+i], tracks.Y.Values[k*200+i])-first))
			}
		}
		errs = append(errs, worst)
	}
	if order := math.Log2(errs[0]/errs[2]) / 2; order < 1.6 || errs[2] > 2e-3 {
		t.Errorf("off their lines by %.2g, order %.2f", errs, order)
	}
}

// In water at rest the mean square of the way along each axis is 2 D t.
func TestWanderingSpreads(t *testing.T) {
	const d, n, end = 30.0, 20_000, 1e6
	b := tracer.Box(100e3, 100e3, 10, 10)
	b.EndsX, b.EndsY = tracer.Periodic, tracer.Periodic
	x, y := make([]float64, n), make([]float64, n)
	for k := range x {
		x[k], y[k] = 50e3, 50e3
	}
	tracks := ok(tracer.Drifters{Flow: tracer.Still(b), Diffusivity: d}.Drift(x, y, field.Linspace("t", "s", 0, end, 2)))(t)
	for name, a := range map[string]field.Array{"x": tracks.X, "y": tracks.Y} {
		sum := 0.0
		for k := range n {
			way := a.Values[2*k+1] - 50e3
			sum += way * way
		}
		// The mean square of so many normal numbers has a relative deviation of sqrt(2/n).
		if z := (sum/n/(2*d*end) - 1) / math.Sqrt(2.0/n); math.Abs(z) > 4 {
			t.Errorf("along %s the mean square is %.4g, want %.4g: %.1f standard deviations", name, sum/n, 2*d*end, z)
		}
	}
}

// surprise is chi-squared of counts over its degrees of freedom, in standard deviations from 1. expected sums to what counts sum to.
func surprise(counts, expected []float64) float64 {
	chi, n := 0.0, 0.0
	for i, e := range expected {
		if e > 0 {
			chi += (counts[i] - e) * (counts[i] - e) / e
			n++
		}
	}
	return (chi - n + 1) / math.Sqrt(2*(n-1))
}

// What is even over the water stays even: with islands, walls, a flow that changes, on the plane and on the sphere. Particles that begin in
// one half are told from that.
func TestWellMixedStays(t *testing.T) {
	sphere := tracer.Region(-30, 20, 40, 80, 16, 12)
	sphere.EndsX, sphere.EndsY = tracer.Wall, tracer.Wall
	round := ok(tracer.DoubleGyre(sphere, field.Axis{}, tracer.Gyres{Speed: 0.3}))(t)
	changing := random(6, 12, 16, tracer.Periodic, tracer.Wall, field.Linspace("t", "s", 0, 30e3, 4))
	for _, c := range []struct {
		f              tracer.Flow
		diffusivity, t float64
	}{{changing, 20, 30e3}, {round, 2e5, 1e6}} {
		x, y, err := c.f.Basin.Scatter(5000, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, half := range []bool{false, true} {
			if half {
				middle := c.f.Basin.X.Values[8]
				var hx, hy []float64
				for k := range x {
					if x[k] < middle {
						hx, hy = append(hx, x[k]), append(hy, y[k])
					}
				}
				x, y = hx, hy
			}
			tracks := ok(tracer.Drifters{Flow: c.f, Diffusivity: c.diffusivity, Seed: 5}.Drift(x, y, field.Linspace("t", "s", 0, c.t, 2)))(t)
			if half {
				tracks = ok(tracer.Drifters{Flow: c.f, Seed: 5}.Drift(x, y, field.Linspace("t", "s", 0, c.t/1000, 2)))(t)
			}
			g := ok(tracks.Density(c.f.Basin, 1))(t)
			area := c.f.Basin.Areas()
			var counts, expected []float64
			total := 0.0
			for i := range g.Values {
				if !area.IsMissing(i) {
					total += area.Values[i]
				}
			}
			for i := range g.Values {
				if !area.IsMissing(i) {
					counts = append(counts, g.Values[i]*area.Values[i])
					expected = append(expected, float64(len(x))*area.Values[i]/total)
				}
			}
			if s := surprise(counts, expected); !half && s > 4 || half && s < 10 {
				t.Errorf("half %v: %.1f standard deviations from even", half, s)
			}
		}
	}
}

// The density of many particles is what the transport gives, to counting's error; with half the diffusivity more it isn't.
func TestDensityIsTheConcentration(t *testing.T) {
	const n, end = 20_000, 6e5
	f := ok(tracer.DoubleGyre(tracer.Box(200e3, 100e3, 80, 40), field.Axis{}, tracer.Gyres{Speed: 0.2}))(t)
	b := f.Basin
	x, y, err := b.Scatter(34*n, 3)
	if err != nil {
		t.Fatal(err)
	}
	var px, py []float64
	for k := range x { // one block of cells, evenly
		if x[k] > 35e3 && x[k] < 65e3 && y[k] > 20e3 && y[k] < 40e3 && len(px) < n {
			px, py = append(px, x[k]), append(py, y[k])
		}
	}
	tracks := ok(tracer.Drifters{Flow: f, Diffusivity: 100, Seed: 2}.Drift(px, py, field.Linspace("t", "s", 0, end, 2)))(t)
	g := ok(tracks.Density(b, 1))(t)
	for _, d := range []float64{100, 150} {
		first := b.Sample("dye", "1/m^2", func(x, y float64) float64 {
			if x > 35e3 && x < 65e3 && y > 20e3 && y < 40e3 {
				return float64(len(px)) / (30e3 * 20e3)
			}
			return 0
		})
		c := ok(tracer.Transport{Flow: f, Diffusivity: d, Scheme: tracer.MC}.Run(first, field.Linspace("t", "s", 0, end, 2)))(t)[1]
		counts, expected := make([]float64, 10*10), make([]float64, 10*10) // blocks of 8 x 4 cells
		for i := range c.Values {
			block := i/80/4*10 + i%80/8
			counts[block] += g.Values[i] * 2500 * 2500
			expected[block] += c.Values[i] * 2500 * 2500
		}
		for i := range expected {
			if expected[i] < 20 {
				counts[i], expected[i] = 0, 0
			}
		}
		s := surprise(counts, expected)
		t.Logf("diffusivity %g: %.1f standard deviations from counting's error", d, s)
		if d == 100 && s > 6 || d == 150 && s < 12 {
			t.Errorf("diffusivity %g: %.1f standard deviations from counting's error", d, s)
		}
	}
}

func TestDriftersLeaveAndAgree(t *testing.T) {
	f := ok(tracer.MeanderingJet(tracer.Region(-70, -60, 35, 42, 40, 30), field.Linspace("time", "s", 0, 2e6, 5), tracer.Jet{Drift: 0.1}))(t)
	times := field.Linspace("time", "s", 0, 2e6, 3)
	x, y := []float64{-69, -65, -69}, []float64{38.6, 38.5, 36}
	one := ok(tracer.Drifters{Flow: f, Diffusivity: 10, Workers: 1}.Drift(x, y, times))(t)
	two := ok(tracer.Drifters{Flow: f, Diffusivity: 10, Workers: 2}.Drift(x, y, times))(t)
	if fmt.Sprint(one) != fmt.Sprint(two) {
		t.Error("two workers give other tracks than one")
	}
	if !math.IsNaN(one.X.Values[2]) {
		t.Errorf("in the jet a particle is still at %g after 2000 km", one.X.Values[2])
	}
	other := ok(tracer.Drifters{Flow: f, Diffusivity: 10, Seed: 1}.Drift(x, y, times))(t)
	if other.X.Values[7] == one.X.Values[7] {
		t.Error("another seed gives the same track")
	}
}

func TestDriftersBadInput(t *testing.T) {
	f := random(6, 12, 16, tracer.Wall, tracer.Wall, field.Linspace("t", "s", 0, 10, 2))
	land := 0
	for f.Basin.Water(0, land) {
		land++
	}
	lx, ly := f.Basin.X.Values[land], f.Basin.Y.Values[0]
	still := field.Linspace("t", "s", 0, 1, 2)
	for _, c := range []struct {
		says string
		d    tracer.Drifters
		x, y []float64
		t    field.Axis
	}{
		{"is on land", tracer.Drifters{Flow: f}, []float64{lx}, []float64{ly}, still},
		{"is on land or outside", tracer.Drifters{Flow: f}, []float64{math.NaN()}, []float64{ly}, still},
		{"1 places along x and 0", tracer.Drifters{Flow: f}, []float64{lx}, nil, still},
		{"the flow is known from 0 to 10", tracer.Drifters{Flow: f}, []float64{500}, []float64{500}, field.Linspace("t", "s", 0, 11, 2)},
		{"a diffusivity of -1", tracer.Drifters{Flow: f, Diffusivity: -1}, []float64{500}, []float64{500}, still},
	} {
		if _, err := c.d.Drift(c.x, c.y, c.t); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

// BenchmarkDrift is a thousand particles for a day.
func BenchmarkDrift(b *testing.B) {
	f := ok(tracer.DoubleGyre(tracer.Box(200e3, 100e3, 80, 40), field.Axis{}, tracer.Gyres{Speed: 0.2}))(b)
	x, y, err := f.Basin.Scatter(1000, 1)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ok(tracer.Drifters{Flow: f, Diffusivity: 100}.Drift(x, y, field.Linspace("t", "s", 0, 86400, 2)))(b)
	}
}

func ExampleDrifters() {
	flow, err := tracer.DoubleGyre(tracer.Box(200e3, 100e3, 80, 40), field.Axis{}, tracer.Gyres{Speed: 0.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	tracks, err := tracer.Drifters{Flow: flow}.Drift([]float64{40e3}, []float64{30e3}, field.Linspace("time", "s", 0, 4e5, 3))
	if err != nil {
		fmt.Println(err)
		return
	}
	for k := range 3 {
		fmt.Printf("day %.1f: %.1f km east, %.1f km north\n", tracks.Times.Values[k]/86400, tracks.X.Values[k]/1e3, tracks.Y.Values[k]/1e3)
	}
	// Output:
	// day 0.0: 40.0 km east, 30.0 km north
	// day 2.3: 63.7 km east, 32.2 km north
	// day 4.6: 71.7 km east, 54.0 km north
}
