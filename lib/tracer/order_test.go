package tracer_test

import (
	"math"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// turning is water that turns as a body round the middle of a square, once in a time, and a smooth hill beside the middle.
func turning(n int, period float64) (tracer.Flow, field.Grid) {
	b := tracer.Box(1, 1, n, n)
	b.EndsX, b.EndsY = tracer.Open, tracer.Open
	f := tracer.Steady(b, b.Streamfunction(func(x, y float64) float64 {
		return math.Pi / period * ((x-0.5)*(x-0.5) + (y-0.5)*(y-0.5))
	}))
	return f, b.Sample("hill", "", func(x, y float64) float64 {
		return math.Exp(-((x-0.5)*(x-0.5) + (y-0.65)*(y-0.65)) / (2 * 0.09 * 0.09))
	})
}

// After one turn the hill is where it was. Errors fall as the square of the cell's size without a limiter, nearly so with one, and by the
// first power upwind.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		scheme       tracer.Scheme
		least, worst float64 // order, and relative error on the finest grid
	}{{tracer.Fromm, 1.95, 0.02}, {tracer.VanLeer, 1.8, 0.03}, {tracer.MC, 1.9, 0.02}} {
		var errs []float64
		for _, n := range []int{48, 96} {
			f, hill := turning(n, 1)
			all := ok(tracer.Transport{Flow: f, Scheme: c.scheme, Signed: true}.Run(hill, field.Linspace("t", "s", 0, 1, 2)))(t)
			errs = append(errs, distance(all[1], hill))
		}
		order := math.Log2(errs[0] / errs[1])
		t.Logf("scheme %d: errors %.3g, order %.2f", c.scheme, errs, order)
		if order < c.least || errs[1] > c.worst {
			t.Errorf("scheme %d: errors %.3g, order %.2f; want %.2f", c.scheme, errs, order, c.least)
		}
	}
	f, hill := turning(64, 1)
	if smeared := distance(ok(tracer.Transport{Flow: f, Scheme: tracer.Upwind}.Run(hill, field.Linspace("t", "s", 0, 1, 2)))(t)[1], hill); smeared < 0.2 {
		t.Errorf("upwind has an error of %.2g: this test tells no schemes apart", smeared)
	}
}

// A wave in a periodic channel decays by diffusion and by decay as exp(-(D k^2 + Decay) t).
func TestDiffusionAndDecay(t *testing.T) {
	b := tracer.Box(2*math.Pi, 1, 64, 4)
	b.EndsX = tracer.Periodic
	first := b.Sample("wave", "", func(x, _ float64) float64 { return 2 + math.Cos(3*x) })
	last := ok(tracer.Transport{Flow: tracer.Still(b), Diffusivity: 0.02, Decay: 0.3}.Run(first, field.Linspace("t", "s", 0, 2, 2)))(t)[1]
	want := b.Sample("wave", "", func(x, _ float64) float64 {
		return math.Exp(-0.6) * (2 + math.Exp(-0.02*9*2)*math.Cos(3*x))
	})
	if off := distance(last, want); off > 2e-3 {
		t.Errorf("off by %.2g", off)
	}
}

// A shear flow between walls spreads a tracer along them as D (1 + 2 Pe^2/105), Pe = (half width) (mean speed)/D (Taylor 1953,
// doi:10.1098/rspa.1953.0139; Aris 1956, doi:10.1098/rspa.1956.0065): to 1%. With half of the speed it doesn't.
func TestTaylorAris(t *testing.T) {
	const half, d, peclet, nx, ny = 1.0, 1.0, 20.0, 480, 20
	for _, share := range []float64{1, 0.5} {
		mean := share * peclet * d / half
		b := tracer.Box(240, 2*half, nx, ny)
		b.EndsX = tracer.Periodic
		// u = 3/2 mean (1 - y^2), y from -1 to 1; psi is minus its integral. What is carried along by the mean goes round: subtract it.
		f := tracer.Steady(b, b.Streamfunction(func(_, y float64) float64 {
			y -= half
			return -1.5*mean*(y-y*y*y/3) + mean*y
		}))
		first := b.Sample("dye", "", func(x, _ float64) float64 { return math.Exp(-(x - 120) * (x - 120) / (2 * 25)) })
		// The spread settles in half^2/D, and grows evenly after.
		all := ok(tracer.Transport{Flow: f, Diffusivity: d, Scheme: tracer.Fromm, Signed: true}.Run(first, field.Axis{Name: "t", Unit: "s", Values: []float64{0, 3, 10}}))(t)
		var variance [2]float64
		for k, g := range all[1:] {
			var sum, one, two float64
			for i, c := range g.Values {
				x := b.X.Values[i%nx]
				sum, one, two = sum+c, one+c*x, two+c*x*x
			}
			variance[k] = two/sum - one*one/sum/sum
		}
		got, want := (variance[1]-variance[0])/(2*7), d*(1+2*peclet*peclet/105)
		t.Logf("dispersion %.4f, Taylor and Aris have %.4f", got, want)
		if off := math.Abs(got/want - 1); share == 1 && off > 0.01 || share < 1 && off < 0.1 {
			t.Errorf("dispersion %.4f, want %.4f", got, want)
		}
	}
}

// On the sphere a hill that the Earth's turning carries once round comes back, at the speed of its latitude.
func TestRoundTheSphere(t *testing.T) {
	b := tracer.Region(0, 360, 20, 60, 180, 20)
	b.EndsX, b.EndsY = tracer.Periodic, tracer.Wall
	const day = 86400.0
	f := tracer.Steady(b, b.Streamfunction(func(_, y float64) float64 {
		return -2 * math.Pi / (10 * day) * tracer.Radius * tracer.Radius * math.Sin(y*math.Pi/180)
	}))
	first := b.Sample("hill", "", func(x, y float64) float64 { return 1 + math.Exp(-(x-180)*(x-180)/1800-(y-40)*(y-40)/50) })
	run := tracer.Transport{Flow: f}
	all := ok(run.Run(first, field.Linspace("t", "s", 0, 10*day, 3)))(t)
	if off := distance(all[2], first); off > 0.005 {
		t.Errorf("after once round off by %.2g", off)
	}
	if off := distance(all[1], first); off < 0.1 {
		t.Errorf("half-way round off by only %.2g: it doesn't move", off)
	}
	if drift := ok(b.Total(all[2]))(t)/ok(b.Total(first))(t) - 1; math.Abs(drift) > 1e-12 {
		t.Errorf("the amount drifts by %.1e", drift)
	}
}

// Air brings a layer to balance as exp(-Piston t/Depth), and a flux fills it evenly; sources give their amounts to the last bit or so.
func TestSurfaceAndSources(t *testing.T) {
	b := tracer.Box(1000, 1000, 10, 10)
	zero := b.Sample("gas", "", func(_, _ float64) float64 { return 0 })
	air := tracer.Surface{Depth: 20, Piston: 1e-4, Toward: 3}
	last := ok(tracer.Transport{Flow: tracer.Still(b), Surface: air, Step: 1000}.Run(zero, field.Linspace("t", "s", 0, 1e5, 2)))(t)[1]
	if want := 3 * (1 - math.Exp(-0.5)); math.Abs(last.Values[7]/want-1) > 1e-4 {
		t.Errorf("towards balance %.6g, want %.6g", last.Values[7], want)
	}
	flux := b.Sample("flux", "", func(_, _ float64) float64 { return 2e-3 })
	last = ok(tracer.Transport{Flow: tracer.Still(b), Surface: tracer.Surface{Depth: 20, Flux: flux}}.Run(zero, field.Linspace("t", "s", 0, 1e5, 2)))(t)[1]
	if math.Abs(last.Values[7]/10-1) > 1e-12 {
		t.Errorf("by a flux %.6g, want 10", last.Values[7])
	}
	sources := []tracer.Source{{X: 120, Y: 330, Amount: 5, From: 70, Until: 170, Spread: 200}, {X: 900, Y: 900, Amount: 2, From: 100, Until: 100}}
	fields := ok(tracer.Transport{Flow: tracer.Still(b), Sources: sources, Diffusivity: 10}.Run(zero, field.Axis{Name: "t", Values: []float64{0, 120, 200}}))(t)
	for k, want := range []float64{0, 2.5 + 2, 7} {
		if got := ok(b.Total(fields[k]))(t); math.Abs(got-want) > 1e-12 {
			t.Errorf("frame %d holds %.15g, want %g", k, got, want)
		}
	}
}
