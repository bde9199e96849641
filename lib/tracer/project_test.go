package tracer_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// A flow that makes no water and passes no coast is its own nearest one, round islands and across ends of each kind.
func TestFlowsStay(t *testing.T) {
	for seed := range uint64(9) {
		f := random(seed, 24, 31, tracer.Ends(seed%3), tracer.Ends(seed/3%3), field.Linspace("time", "s", 0, 1, 2))
		same, removed, err := f.Around()
		if err != nil {
			t.Fatal(err)
		}
		if removed.Energy > 1e-18 {
			t.Errorf("seed %d: %v is removed from a flow", seed, removed)
		}
		u, _ := f.Faces(0.3)
		v, _ := same.Faces(0.3)
		for i := range u.Values {
			if math.Abs(u.Values[i]-v.Values[i]) > 1e-8 {
				t.Fatalf("seed %d: face %d had %g, has %g", seed, i, u.Values[i], v.Values[i])
			}
		}
	}
}

// Water that goes across a basin without coasts is kept, in both directions, by a psi that jumps.
func TestThroughFlow(t *testing.T) {
	b := tracer.Box(1000, 800, 10, 8)
	b.EndsX, b.EndsY = tracer.Periodic, tracer.Periodic
	u, v := b.Sample("u", "m/s", func(_, _ float64) float64 { return 0.3 }), b.Sample("v", "m/s", func(_, _ float64) float64 { return -0.2 })
	f, removed, err := tracer.FromVelocity(b, u, v)
	if err != nil {
		t.Fatal(err)
	}
	gu, gv := f.Velocity(0)
	if off := distance(gu, u) + distance(gv, v); off > 1e-12 || removed.Energy > 1e-20 {
		t.Errorf("the wind changes by %g; %v", off, removed)
	}
}

// What has nothing but divergence is removed whole; a mixture loses just that part. Without coasts both are orthogonal.
func TestDivergenceIsRemoved(t *testing.T) {
	b := tracer.Box(2*math.Pi, 2*math.Pi, 64, 64)
	b.EndsX, b.EndsY = tracer.Periodic, tracer.Periodic
	for _, share := range []float64{0, 0.36, 1} {
		turn, spread := math.Sqrt(1-share), math.Sqrt(share)
		u := b.Sample("u", "m/s", func(x, y float64) float64 {
			return -turn*math.Sin(x)*math.Cos(y) + spread*math.Cos(x)*math.Sin(y)
		})
		v := b.Sample("v", "m/s", func(x, y float64) float64 {
			return turn*math.Cos(x)*math.Sin(y) + spread*math.Sin(x)*math.Cos(y)
		})
		f, removed, err := tracer.FromVelocity(b, u, v)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(removed.Energy-share) > 1e-3 {
			t.Errorf("%v, want %g of the energy", removed, share)
		}
		if want := 2 * spread; math.Abs(removed.Divergence-want) > 0.01*want+1e-12 {
			t.Errorf("%v, want %g 1/s", removed, want)
		}
		gu, _ := f.Velocity(0)
		want := b.Sample("u", "m/s", func(x, y float64) float64 { return -turn * math.Sin(x) * math.Cos(y) })
		if turn > 0 && distance(gu, want) > 0.005 {
			t.Errorf("share %g: what stays is off by %.2g", share, distance(gu, want))
		}
	}
}

// A stream meets an island in a channel: the flow goes round it, half on each side by symmetry, and the energy that is left is orthogonal to
// that removed. An island whose streamfunction were given, such as that of one wall, would take all to one side.
func TestIslandFloats(t *testing.T) {
	b := tracer.Box(40e3, 21e3, 40, 21)
	b.EndsX = tracer.Open
	b.Land = make([]bool, 40*21)
	for j := 8; j < 13; j++ {
		for i := 15; i < 22; i++ {
			b.Land[j*40+i] = true
		}
	}
	f, removed, err := tracer.FromVelocity(b, b.Sample("u", "m/s", func(_, _ float64) float64 { return 0.5 }), b.Sample("v", "m/s", func(_, _ float64) float64 { return 0 }))
	if err != nil {
		t.Fatal(err)
	}
	u, _ := f.Faces(0)
	below, above := 0.0, 0.0
	for j := range 8 {
		below += u.Values[j*41+18]
		above += u.Values[(20-j)*41+18]
	}
	if below <= 0 || math.Abs(above/below-1) > 1e-8 {
		t.Errorf("%g m/s go below the island, %g above", below, above)
	}
	if removed.Energy < 0.01 || removed.Energy > 0.5 {
		t.Errorf("round an island %v", removed)
	}
}

// Eddies on the sphere in balance with a height: their velocities come back, and little is removed.
func TestFromHeight(t *testing.T) {
	b := tracer.Region(-40, -20, 30, 45, 160, 120)
	eta := b.Sample("height", "m", func(x, y float64) float64 {
		return 0.2 * math.Exp(-((x+30)*(x+30)+(y-38)*(y-38))/4)
	})
	f, removed, err := tracer.FromHeight(b, eta)
	if err != nil {
		t.Fatal(err)
	}
	if removed.Energy > 1e-3 || removed.Energy == 0 {
		t.Errorf("%v", removed)
	}
	u, v := f.Velocity(0)
	// By hand, but for the part with divergence, which is up to a thirtieth (the root of its share of the energy): eta_y = -2 (y - 38)/4 eta per degree, on the latitude of its cell.
	j, i := 52, 80
	x, y := b.X.Values[i], b.Y.Values[j]
	h := 0.2 * math.Exp(-((x+30)*(x+30)+(y-38)*(y-38))/4)
	by := 9.80665 / (2 * 7.292115e-5 * math.Sin(y*math.Pi/180)) / (6371e3 * math.Pi / 180)
	wantU := by * (y - 38) / 2 * h
	at := j*160 + i
	if math.Abs(u.Values[at]/wantU-1) > 0.04 {
		t.Errorf("u is %g, by hand %g", u.Values[at], wantU)
	}
	j, i = 64, 72
	x, y = b.X.Values[i], b.Y.Values[j]
	h = 0.2 * math.Exp(-((x+30)*(x+30)+(y-38)*(y-38))/4)
	by = 9.80665 / (2 * 7.292115e-5 * math.Sin(y*math.Pi/180)) / (6371e3 * math.Pi / 180 * math.Cos(y*math.Pi/180))
	if want := -by * (x + 30) / 2 * h; math.Abs(v.Values[j*160+i]/want-1) > 0.04 {
		t.Errorf("v is %g, by hand %g", v.Values[j*160+i], want)
	}
	// A high turns clockwise in the north: psi is high where the water is.
	psi := f.Psi[0].Values
	if psi[64*161+80] < psi[0] {
		t.Errorf("a high of water has psi %g, far away it is %g", psi[64*161+80], psi[0])
	}
}

func TestProjectionBadInput(t *testing.T) {
	b := tracer.Box(1000, 1000, 4, 4)
	flat := b.Sample("u", "m/s", func(_, _ float64) float64 { return 0 })
	hole := b.Sample("u", "m/s", func(_, _ float64) float64 { return 0 })
	hole.Values[5] = math.NaN()
	masked := b
	masked.Land = make([]bool, 16)
	masked.Land[0] = true
	tropics := tracer.Region(0, 10, -10, 10, 4, 4)
	short := flat
	short.Axes, short.Values = []field.Axis{flat.Axes[0], {Name: "x", Unit: "m", Values: flat.Axes[1].Values[:3]}}, flat.Values[:12]
	years := field.Grid{Name: "u", Unit: "m/s", Axes: append([]field.Axis{{Name: "time", Unit: "yr", Values: []float64{0}}}, flat.Axes...), Values: flat.Values}
	for _, c := range []struct {
		says string
		run  func() error
	}{
		{"water by the basin's mask", func() error { _, _, err := tracer.FromVelocity(masked, hole, flat); return err }},
		{"on this basin it is [4, 4]", func() error { _, _, err := tracer.FromVelocity(b, short, flat); return err }},
		{"times in \"yr\"", func() error { _, _, err := tracer.FromVelocity(b, years, years); return err }},
		{"needs latitudes", func() error { _, _, err := tracer.FromHeight(b, flat); return err }},
		{"within 5 degrees of the equator", func() error {
			_, _, err := tracer.FromHeight(tropics, tropics.Sample("height", "m", func(_, _ float64) float64 { return 0 }))
			return err
		}},
	} {
		if err := c.run(); err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "tracer: ") {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	// With no mask of its own a basin takes what is missing for land.
	f, _, err := tracer.FromVelocity(b, hole, flat)
	if err != nil || f.Basin.Water(1, 1) || !f.Basin.Water(1, 2) {
		t.Errorf("a hole: %v", err)
	}
}

func BenchmarkFromVelocity(b *testing.B) {
	f := random(1, 256, 256, tracer.Open, tracer.Wall, field.Axis{})
	u, v := f.Velocity(0)
	for b.Loop() {
		_, removed, err := tracer.FromVelocity(f.Basin, u, v)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(removed.Iterations), "iterations")
	}
}

// A basin takes the last two axes of a grid, and is land where a value is missing at any time.
func TestBasinOf(t *testing.T) {
	like := tracer.Box(3, 2, 3, 2)
	g := field.Grid{Name: "u", Axes: []field.Axis{field.Linspace("time", "s", 0, 1, 2), like.Y, like.X}, Values: make([]float64, 12), Missing: make([]bool, 12)}
	g.Missing[1], g.Missing[6+5] = true, true
	b := ok(tracer.BasinOf(g))(t)
	if want := []bool{false, true, false, false, false, true}; !slices.Equal(b.Land, want) || b.EndsX != tracer.Open || b.EndsY != tracer.Open {
		t.Errorf("land %v, ends %d and %d; want %v, open ones", b.Land, b.EndsX, b.EndsY, want)
	}
	g.Missing = nil
	if b := ok(tracer.BasinOf(g))(t); b.Land != nil {
		t.Errorf("land %v where nothing is missing", b.Land)
	}
	// Files in single precision have even axes that are uneven at the last digits.
	single := field.Axis{Name: "latitude", Unit: "degrees_north"}
	for i := range 30 {
		single.Values = append(single.Values, float64(float32(41.1+0.2*float64(i))))
	}
	g = field.Grid{Name: "uo", Axes: []field.Axis{single, like.X}, Values: make([]float64, 90)}
	g.Axes[1].Unit = "degrees_east"
	b = ok(tracer.BasinOf(g))(t)
	if _, _, err := tracer.FromVelocity(b, g, g); err != nil {
		t.Error(err)
	}
	single.Values[7] += 0.01
	if _, err := tracer.BasinOf(g); err == nil || !strings.Contains(err.Error(), "even steps") {
		t.Errorf("a latitude a twentieth of a cell off: %v", err)
	}
}
