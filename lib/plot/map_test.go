package plot

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/lib/field"
)

func resolved(t *testing.T, f *Figure) *panel {
	t.Helper()
	p, err := f.resolve(480, 300)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A degree of longitude is cos(latitude) as wide as one of latitude; a map of metres is as wide as it is long.
func TestMapHasTheProportionsOfTheGround(t *testing.T) {
	for _, middle := range []float64{0, 40, -60} {
		p := resolved(t, Map(sphere("t", "K", 20, 40, middle-5, middle+5, 0, 15, func(lat, lon float64) float64 { return lat + lon })))
		east, north := p.w/(p.x.hi-p.x.lo), p.h/(p.y.hi-p.y.lo)
		if got, want := east/north, math.Cos(middle*math.Pi/180); math.Abs(got-want) > 0.005 {
			t.Errorf("at %g° a degree east is %.3f of one north, want %.3f", middle, got, want)
		}
		if h := resolved(t, Heatmap(sphere("t", "K", 20, 40, middle-5, middle+5, 0, 15, func(lat, lon float64) float64 { return lat + lon }))); middle == -60 &&
			math.Abs(h.w/(h.x.hi-h.x.lo)/(h.h/(h.y.hi-h.y.lo))-0.5) < 0.1 {
			t.Error("a Heatmap has the ground's proportions too: the test shows nothing")
		}
	}
	p := resolved(t, Map(basin(0)).Size(600, 200))
	if p.w != p.h || p.h != 200 {
		t.Errorf("a square basin within 600 x 200 is drawn %g x %g", p.w, p.h)
	}
}

func TestDegreesAndKilometres(t *testing.T) {
	written := func(s scale, count int) string {
		var out []string
		for _, t := range s.marks(count) {
			out = append(out, t.label)
		}
		return strings.Join(out, " ")
	}
	for want, s := range map[string]scale{
		"180° 150°W 120°W 90°W 60°W 30°W 0°": {lo: -180, hi: 0, as: eastward},
		"120°E 150°E 180° 150°W 120°W":       {lo: 110, hi: 250, as: eastward},
		"20°S 10°S 0° 10°N 20°N":             {lo: -21, hi: 22, as: northward},
		"0.2°W 0.0° 0.2°E 0.4°E":             {lo: -0.3, hi: 0.5, as: eastward},
		"0 500 1000":                         {lo: 0, hi: 1.1e6, as: kilometres},
	} {
		count := 5
		if strings.Count(want, " ") == 6 {
			count = 8
		}
		if got := written(s, count); got != want {
			t.Errorf("%v is marked %s, want %s", s, got, want)
		}
	}
}

// The shore is as long as the sides that cells with a value share with cells without, counted one by one.
func TestShoreIsTheEdgeOfTheMask(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		ny, nx := 2+r.IntN(12), 2+r.IntN(12)
		g := field.Grid{Name: "t", Axes: []field.Axis{field.Linspace("y", "m", 0, float64(ny-1), ny), field.Linspace("x", "m", 0, float64(nx-1), nx)}}
		for range ny * nx {
			g.Values, g.Missing = append(g.Values, 1), append(g.Missing, r.IntN(3) == 0)
		}
		g.Missing[0] = false
		want := 0
		for j := range ny {
			for i := range nx {
				if i > 0 && g.Missing[j*nx+i] != g.Missing[j*nx+i-1] {
					want++
				}
				if j > 0 && g.Missing[j*nx+i] != g.Missing[(j-1)*nx+i] {
					want++
				}
			}
		}
		f := Map(g)
		length := 0.0
		for _, l := range f.layers[0].(*heatmap).shore(resolved(t, f)) {
			length += math.Hypot(l.x[1]-l.x[0], l.y[1]-l.y[0])
		}
		if math.Abs(length-float64(want)) > 1e-9 {
			t.Fatalf("the shore is %g long, want %d", length, want)
		}
	}
}

func TestGroundIsLandOrAGap(t *testing.T) {
	for want, f := range map[string]*Figure{
		land:    Map(basin(0)),
		nothing: Overlay(Map(basin(0)), Coast([][2]float64{{0, 0}, {1e6, 1e6}})),
		"":      Map(surface(5, 5)),
	} {
		if got := f.ground(); got != want {
			t.Errorf("the ground is %q, want %q", got, want)
		}
	}
	if got := Heatmap(basin(0)).ground(); got != nothing {
		t.Errorf("a heatmap's gaps are %q", got)
	}
}

// The arrow above the axes is as long as an arrow of its value, and points east as one does.
func TestSampleArrow(t *testing.T) {
	for _, speed := range []float64{0.003, 0.17, 1, 1.99, 4.9, 730} {
		u := sphere("u", "m/s", 9, 9, 40, 60, 0, 30, func(float64, float64) float64 { return speed })
		still := sphere("v", "m/s", 9, 9, 40, 60, 0, 30, func(float64, float64) float64 { return 0 })
		f := Overlay(Map(surface(5, 5)), Quiver(u, still))
		p := resolved(t, f)
		q := p.quiver()
		a, s := q.arrows(p)[0], q.sample(p)
		v := niceStep(speed)
		if v > speed*1.001 {
			v = niceStep(speed / 2.5)
		}
		if want := v / speed * math.Hypot(a.x[1]-a.x[0], a.y[1]-a.y[0]); s.text != figure(v)+" m/s" || math.Abs(s.pixels-want) > 1e-9 {
			t.Errorf("arrows of %g m/s have a sample of %q and %.2f pixels, want %g and %.2f", speed, s.text, s.pixels, v, want)
		}
		p = resolved(t, Overlay(Map(surface(5, 5)), Quiver(u, u)))
		if b := p.quiver().arrows(p)[0]; math.Abs((b.x[1]-b.x[0])+(b.y[1]-b.y[0])) > 1e-9 {
			t.Errorf("north-east is drawn along (%g, %g)", b.x[1]-b.x[0], b.y[0]-b.y[1])
		}
		p = resolved(t, f.Arrows(2*speed))
		if half := p.quiver().arrows(p)[0]; math.Abs((half.x[1]-half.x[0])-(a.x[1]-a.x[0])/2) > 1e-9 {
			t.Error("Arrows of twice the speed doesn't halve them")
		}
	}
}

func TestSpotsShareTheScaleOfTheField(t *testing.T) {
	x, y, v := floats()
	v.Values[0] = 99
	p := resolved(t, Overlay(Map(surface(20, 20)), Spots(x, y, v)))
	if p.shade.hi != 99 || p.shade.title != "temperature (°C)" {
		t.Errorf("the colours end at %g of %q", p.shade.hi, p.shade.title)
	}
	svg, err := Overlay(Map(surface(20, 20)), Spots(x, y, v)).SVG()
	if err != nil || !strings.Contains(svg, `fill="`+p.shade.colour(99)+`" stroke="`+ink) {
		t.Errorf("%v; no spot of the end colour", err)
	}
}

func TestTracksBreak(t *testing.T) {
	f := Overlay(Map(world()), Tracks([][2]float64{{350, 0}, {358, 1}, {2, 2}, {10, 3}, {math.NaN(), 0}, {30, 0}, {31, 1}}))
	p := resolved(t, f)
	if parts := f.layers[1].(*tracks).parts(p); len(parts) != 3 {
		t.Errorf("a path over the meridian and a gap is drawn in %d parts, want 3", len(parts))
	}
}

func TestMapRefusals(t *testing.T) {
	mixed, upside, polar := surface(4, 4), surface(4, 4), surface(4, 4)
	mixed.Axes[0] = field.Linspace("depth", "m", 0, 10, 4)
	upside.Axes[0], upside.Axes[1] = upside.Axes[1], upside.Axes[0]
	polar.Axes[0] = field.Linspace("lat", "degrees", 80, 100, 4)
	seconds := waves(4, 4)
	seconds.Axes[1].Unit = "s"
	lon, lat, v := floats()
	none := field.Column{Name: "none", Values: make([]float64, 25)}
	for i := range none.Values {
		none.Values[i] = math.NaN()
	}
	over := field.Linspace("t", "s", 0, 1, 2)
	m := Map(basin(0))
	for say, f := range map[string]*Figure{
		`put degrees_north upward and degrees_east to the right`: Map(mixed),
		`longitude (degrees_east) upward`:                        Map(upside),
		`the latitudes reach from 80 to 100`:                     Map(polar),
		`give both one unit, or degrees_north`:                   Map(seconds),
		`Map of "cube"`:                                          Map(field.Grid{Name: "cube", Values: []float64{1}, Axes: []field.Axis{field.Linspace("x", "", 0, 0, 1)}}),
		`Coast of nothing`:                                       Coast([][2]float64{{1, 2}}),
		`Coast: line 2 reaches infinity`:                         Coast(nil, [][2]float64{{math.Inf(1), 2}}),
		`Tracks of nothing`:                                      Tracks(nil, [][2]float64{{math.NaN(), 0}}),
		`Tracks: path 1 reaches infinity`:                        Tracks([][2]float64{{0, math.Inf(-1)}}),
		`Spots of "none": no point has a place and a value`:      Spots(lon, lat, none),
		`Spots: "longitude" has 25 values but "short" has 1`:     Spots(lon, lat, field.Column{Name: "short", Values: []float64{1}}),
		`Arrows(-1)`:      Map(basin(0)).Arrows(-1),
		`Film of nothing`: Film(over),
		`Film has 1 figures but the axis "t" has 2`:          Film(over, m),
		`Film: figure 2 is nil`:                              Film(over, m, nil),
		`Film: figure 2 is itself several`:                   Film(over, m, Multiples(1, m)),
		`Film: figure 2 lays 2 things over one another, but`: Film(over, m, Overlay(m, Spots(lon, lat, v))),
		`Film: figure 2 draws something else than the first`: Film(over, m, Spots(lon, lat, v)),
		`Film: figure 2 lies on other axes`:                  Film(over, m, Map(basinOf(12, 0))),
		`Overlay of frames over`:                             Overlay(Film(over, m, m), Film(field.Linspace("t", "s", 0, 2, 2), m, m)),
		`frame 2: plot: Coast of nothing`:                    Film(over, m, Coast()),
	} {
		err := drawn(f)
		if err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("the error is %v, want one that says %q", err, say)
		}
	}
}

func BenchmarkSVGMap(b *testing.B) { benchmark(b, charts()["map"]) }
