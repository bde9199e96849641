package domain

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A sample is a region with what is known of it by hand; surface NaN where it isn't.
type sample struct {
	name            string
	region          Region
	volume, surface float64
	exact           bool // Distance is the true distance
}

var lShape = [][2]float64{{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {0, 2}}

func samples() []sample {
	x, y, z, t := Span("x", -1, 1), Span("y", 0, 1), Span("z", 2, 5), Span("t", 0, 2)
	plate := Box(x, y)
	// Two circles of radius 1 whose centres are 1 apart share a lens.
	lens := 2*math.Pi/3 - math.Sqrt(3)/2
	left, right := Disk("x", "y", 0, 0, 1), Disk("x", "y", 1, 0, 1)
	return []sample{
		{"interval", Interval("x", -1, 2), 3, 2, true},
		{"rectangle", plate, 2, 6, true},
		{"box", Box(x, y, z), 6, 2 * (2*1 + 1*3 + 2*3), true},
		{"disk", Disk("x", "y", 0.3, -0.2, 1.5), math.Pi * 2.25, 3 * math.Pi, true},
		{"ball", Ball([]string{"x", "y", "z"}, []float64{1, 2, 3}, 0.5), math.Pi / 6, math.Pi, true},
		{"ball in 5", Ball([]string{"a", "b", "c", "d", "e"}, make([]float64, 5), 1), 8 * math.Pi * math.Pi / 15, 8 * math.Pi * math.Pi / 3, true},
		// The perimeter of an ellipse of half-axes 2 and 1: 8 E(3/4) (Abramowitz and Stegun, table 17.1).
		{"ellipse", Ellipse("x", "y", 0, 1, 2, 1), 2 * math.Pi, 9.688448220547675, true},
		{"triangle", Polygon("x", "y", [2]float64{0, 0}, [2]float64{0, 3}, [2]float64{4, 0}), 6, 12, true},
		{"L", Polygon("x", "y", lShape...), 3, 8, true},
		{"L of boxes", Union(Box(Span("x", 0, 2), Span("y", 0, 1)), Box(Span("x", 0, 1), Span("y", 0, 2))), 3, 8, false},
		{"L by difference", Difference(Box(Span("x", 0, 2), Span("y", 0, 2)), Box(Span("x", 1, 2), Span("y", 1, 2))), 3, 8, false},
		{"boxes side by side", Union(Box(Span("x", 0, 1), Span("y", 0, 1)), Box(Span("x", 1, 2), Span("y", 0, 1))), 2, 6, false},
		{"plate with a hole", Difference(plate, Disk("x", "y", 0, 0.5, 0.25)), 2 - math.Pi/16, 6 + math.Pi/2, false},
		{"plate with a notch", Difference(plate, Disk("x", "y", 0, 0, 0.5)), 2 - math.Pi/8, 5 + math.Pi/2, false},
		{"lens", Intersection(left, right), lens, 4 * math.Pi / 3, false},
		{"two circles", Union(left, right), 2*math.Pi - lens, 8 * math.Pi / 3, false},
		{"crescent", Difference(left, right), math.Pi - lens, 2 * math.Pi, false},
		{"two apart", Union(left, Disk("x", "y", 5, 0, 1)), 2 * math.Pi, 4 * math.Pi, false},
		{"cylinder", Product(Disk("x", "y", 0, 0, 1), Interval("z", 0, 3)), 3 * math.Pi, 2*math.Pi + 6*math.Pi, true},
		{"notch over time", Over(Difference(plate, Disk("x", "y", 0, 0, 0.5)), t), 4 - math.Pi/4, 2*(5+math.Pi/2) + 2*(2-math.Pi/8), false},
		{"moved", Translate(Scale(Rotate(plate, "x", "y", 0.7), 3), 1, -2), 18, 18, true},
		{"ball less a corner", Difference(Ball([]string{"x", "y", "z"}, make([]float64, 3), 1), Box(Span("x", 0, 2), Span("y", 0, 2), Span("z", 0, 2))),
			4 * math.Pi / 3 * 7 / 8, 4*math.Pi*7/8 + 3*math.Pi/4, false},
	}
}

// Volumes and surfaces against those by hand: to rounding where they say that they are exact, within
// five standard errors where they are estimates.
func TestMeasures(t *testing.T) {
	for _, s := range samples() {
		volume, err := s.region.Volume()
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		near(t, s.name+": volume", volume, s.volume)
		b, err := s.region.Boundary()
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		near(t, s.name+": surface", b.Measure(), s.surface)
		if s.exact && (volume.Error > 0 || b.Measure().Error > 0) {
			t.Errorf("%s: the measures of a plain shape are estimates", s.name)
		}
	}
}

func near(t *testing.T, what string, got Measure, want float64) {
	t.Helper()
	if off := math.Abs(got.Value - want); !(off <= 5*got.Error+1e-12*want) {
		t.Errorf("%s is %v, want %.8g", what, got, want)
	}
	if got.Error > 2e-3*want {
		t.Errorf("%s has an error of %g: it says little", what, got.Error)
	}
}

// around draws a point of a box twice as wide as the region's.
func around(axes []Axis, r *rand.Rand) []float64 {
	p := make([]float64, len(axes))
	for i, a := range axes {
		p[i] = (a.Lo+a.Hi)/2 + 2*(r.Float64()-0.5)*a.length()
	}
	return p
}

// The distance is never more than what the boundary's points say, and for plain shapes no less. Between
// two points it differs by no more than they are apart. A distance 1% too long is the control.
func TestDistance(t *testing.T) {
	for _, s := range samples() {
		if s.region.Dims() > 3 {
			continue // no number of points is dense on its surface
		}
		r := rand.New(rand.NewPCG(1, 2))
		b, err := s.region.Boundary()
		if err != nil {
			t.Fatal(err)
		}
		count := map[int]int{1: 2, 2: 4000, 3: 6000}[s.region.Dims()]
		points, err := b.Points(count, Sobol{Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		long, longer := 0, 0
		for range 200 {
			p, q := around(s.region.Axes(), r), around(s.region.Axes(), r)
			d, nearest := s.region.Distance(p), math.Inf(1)
			for i := range points.Len() {
				nearest = math.Min(nearest, apartBy(p, points.At(i)))
			}
			if math.Abs(d) > nearest+1e-12 {
				long++
			}
			if 1.01*math.Abs(d) > nearest+1e-12 {
				longer++
			}
			gap := map[int]float64{1: 1e-12, 2: 1e-2, 3: 0.25}[s.region.Dims()]
			if s.exact && math.Abs(d) < nearest-gap*math.Max(1, d) {
				t.Errorf("%s: %v is %g away, by the points %g", s.name, p, d, nearest)
			}
			if rise := math.Abs(d - s.region.Distance(q)); rise > apartBy(p, q)*(1+1e-12) {
				t.Errorf("%s: from %v to %v the distance changes by %g, more than they are apart", s.name, p, q, rise)
			}
		}
		if long > 0 {
			t.Errorf("%s: at %d points the distance is more than that of a point of the boundary", s.name, long)
		}
		if s.exact && longer == 0 {
			t.Errorf("%s: a distance 1%% too long passes: this test sees nothing", s.name)
		}
	}
}

func apartBy(p, q []float64) float64 {
	sum := 0.0
	for i := range p {
		sum += (p[i] - q[i]) * (p[i] - q[i])
	}
	return math.Sqrt(sum)
}

// The normal is the gradient of the distance, by central differences, on the boundary and off it. Where
// they disagree the point must be near an edge, where the distance has none: a few points do.
func TestNormal(t *testing.T) {
	const h = 1e-6
	for _, s := range samples() {
		r := rand.New(rand.NewPCG(4, 5))
		off, turned := 0, 0
		for range 300 {
			p := around(s.region.Axes(), r)
			n := s.region.Normal(p)
			g := make([]float64, len(p))
			for i := range p {
				up, down := append([]float64(nil), p...), append([]float64(nil), p...)
				up[i] += h
				down[i] -= h
				g[i] = (s.region.Distance(up) - s.region.Distance(down)) / (2 * h)
			}
			if apartBy(n, g) > 1e-5 {
				off++
			}
			negate(n)
			if apartBy(n, g) > 1e-5 {
				turned++
			}
		}
		if off > 1 {
			t.Errorf("%s: at %d of 300 points the normal isn't the gradient of the distance", s.name, off)
		}
		if turned < 299 {
			t.Errorf("%s: normals turned inwards pass: this test sees nothing", s.name)
		}
	}
}

// Boundary points are on the boundary, their normals point out, and the divergence theorem holds: the
// integral of p . n is the number of dimensions times the volume. A hole's normals turned round must not pass.
func TestBoundaryPoints(t *testing.T) {
	for _, s := range samples() {
		b, err := s.region.Boundary()
		if err != nil {
			t.Fatal(err)
		}
		points, err := b.Points(4096, Sobol{Seed: 6})
		if err != nil {
			t.Fatal(err)
		}
		d := s.region.Dims()
		flux, wrong, total := 0.0, 0.0, 0.0
		size := 0.0
		for _, a := range s.region.Axes() {
			size = math.Max(size, a.length())
		}
		for i, w := range points.Weights {
			p, n := points.At(i), points.Normal(i)
			if off := math.Abs(s.region.Distance(p)); off > 1e-12*size {
				t.Errorf("%s: %v on %s is %g off the boundary", s.name, p, points.Parts[points.Part[i]], off)
				break
			}
			out, in := append([]float64(nil), p...), append([]float64(nil), p...)
			dot := 0.0
			for k := range p {
				out[k] += 1e-7 * size * n[k]
				in[k] -= 1e-7 * size * n[k]
				dot += p[k] * n[k]
			}
			if s.region.Contains(out) || !s.region.Contains(in) {
				t.Errorf("%s: at %v on %s the normal %v doesn't point out", s.name, p, points.Parts[points.Part[i]], n)
				break
			}
			flux += w * dot
			if points.Parts[points.Part[i]] == "circle" {
				dot = -dot
			}
			wrong += w * dot
			total += w
		}
		if math.Abs(total-points.Measure.Value) > 1e-10*total {
			t.Errorf("%s: the weights add up to %g, the measure is %v", s.name, total, points.Measure)
		}
		if want := float64(d) * s.volume; math.Abs(flux-want) > 3e-3*want {
			t.Errorf("%s: the integral of p . n is %g, want %g", s.name, flux, want)
		} else if s.name == "plate with a notch" && math.Abs(wrong-want) < 3e-3*want {
			t.Errorf("%s: turned normals pass: this test sees nothing", s.name)
		}
	}
}
