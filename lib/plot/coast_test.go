package plot

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sublunar/lib/field"
)

// star is a ring about a point whose radius wanders.
func star(r *rand.Rand, x, y, size float64, n int) (out [][2]float64) {
	for k := range n {
		a, d := 2*math.Pi*float64(k)/float64(n), size*(0.5+r.Float64())
		out = append(out, [2]float64{x + d*math.Cos(a), y + d*math.Sin(a)})
	}
	return append(out, out[0])
}

// winding is how often rings run about a point, counter-clockwise.
func winding(rings []polyline, x, y float64) (n int) {
	for _, l := range rings {
		for i := 1; i < len(l.x); i++ {
			left := (l.x[i]-l.x[i-1])*(y-l.y[i-1]) - (x-l.x[i-1])*(l.y[i]-l.y[i-1])
			switch {
			case l.y[i-1] <= y && l.y[i] > y && left > 0:
				n++
			case l.y[i-1] > y && l.y[i] <= y && left < 0:
				n--
			}
		}
	}
	return n
}

// A canvas fills by winding and the SVG by even and odd: both must see the lakes, and islands in them.
func TestLandIsTheSameByBothRules(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	inside, wrong := 0, 0
	for range 40 {
		rings := [][][2]float64{star(r, 0, 0, 10, 60), star(r, 0, 0, 3, 20), star(r, 0, 0, 0.8, 12), star(r, 30, 0, 4, 30)}
		for _, ring := range rings {
			if r.IntN(2) == 0 {
				slices.Reverse(ring)
			}
		}
		c := Coast(rings...).layers[0].(*coast)
		for range 200 {
			x, y := 60*r.Float64()-20, 30*r.Float64()-15
			odd := false
			for _, ring := range c.rings {
				odd = odd != ring.holds(x, y)
			}
			if w := winding(c.rings, x, y); odd != (w != 0) {
				t.Fatalf("(%g, %g) is land by even and odd: %t, but rings run %d times about it", x, y, odd, w)
			}
			if odd {
				inside++
			}
			if odd != (winding(closedOf(c.lines), x, y) != 0) {
				wrong++
			}
		}
	}
	// The control: rings as they were given, before they were turned.
	if inside < 500 || wrong < 50 {
		t.Errorf("%d points on land, and %d wrong without turning: the test shows nothing", inside, wrong)
	}
}

func closedOf(lines []polyline) (out []polyline) {
	for _, l := range lines {
		if n := len(l.x); l.x[0] == l.x[n-1] {
			out = append(out, l)
		}
	}
	return out
}

// What is left of a ring in a rectangle holds the points that the ring holds there, and no others.
func TestClippedRingHoldsTheSamePoints(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	held, unclipped := 0, 0
	for range 100 {
		ring := Coast(star(r, r.Float64()*4-2, r.Float64()*4-2, 2, 40)).layers[0].(*coast).rings[0]
		in := ring.clipped(-1, 1, -1, 1)
		if s, u := spanOf(in.x), spanOf(in.y); s.any && max(-s.lo, s.hi, -u.lo, u.hi) > 1+1e-12 {
			t.Fatalf("what is left reaches from (%g, %g) to (%g, %g)", s.lo, u.lo, s.hi, u.hi)
		}
		for range 100 {
			x, y := 3*r.Float64()-1.5, 3*r.Float64()-1.5
			want := ring.holds(x, y) && math.Max(math.Abs(x), math.Abs(y)) < 1
			if got := in.holds(x, y); got != want {
				t.Fatalf("(%g, %g) is held: %t, want %t", x, y, got, want)
			}
			if want {
				held++
			}
			if ring.holds(x, y) != want {
				unclipped++
			}
		}
	}
	if held < 300 || unclipped < 100 {
		t.Errorf("%d points held, %d told the clipped ring from the whole: the test shows nothing", held, unclipped)
	}
}

// A coast from -180 to 180 is drawn where a map from 0 to 360 shows it, and doesn't widen it.
func TestCoastComesRound(t *testing.T) {
	f := Overlay(Map(world()), Coast(shores()...))
	p := resolved(t, f)
	if p.x.lo != 0 || math.Abs(p.x.hi-360) > 1e-9 {
		t.Errorf("the map runs from %g to %g", p.x.lo, p.x.hi)
	}
	var x span
	for _, l := range f.layers[1].(*coast).filled(p) {
		x.join(spanOf(l.x))
	}
	if want := p.x.at(360 - 110); math.Abs(x.lo-want) > 3 {
		t.Errorf("land begins at pixel %g, want %g", x.lo, want)
	}
	// In plain units 360 means nothing.
	g := waves(5, 5)
	if got := Overlay(Map(g), Coast([][2]float64{{-355, 1}, {-350, 2}})); len(got.layers[1].(*coast).seen(resolved(t, got))) != 0 {
		t.Error("a coast in km comes round")
	}
}

// The edges along which a map of the globe is cut are land's bounds, but no shores.
func TestCutsAreNoShores(t *testing.T) {
	f := Overlay(Map(world()), Coast([][2]float64{{-180, -60}, {180, -60}, {180, -90}, {-180, -90}, {-180, -60}}))
	for _, l := range f.layers[1].(*coast).seen(resolved(t, f)) {
		if s := spanOf(l.y); s.lo < -60 {
			t.Errorf("a shore reaches %g°", s.lo)
		}
	}
}

// A coast is a layer that holds layers, and points on it bring a legend of names: the search for the first legend met both.
func TestCoastUnderPoints(t *testing.T) {
	spots := Scatter(field.Column{Name: "longitude", Unit: "degrees_east", Values: []float64{60, 61}}, field.Column{Name: "latitude", Unit: "degrees_north", Values: []float64{10, 11}})
	if _, err := Overlay(Map(world()), Coast(shores()...), spots).VegaLite(); err != nil {
		t.Error(err)
	}
}
