package domain

import (
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func samplers(seed uint64) map[string]Sampler {
	return map[string]Sampler{"uniform": Uniform{seed}, "Sobol": Sobol{seed}, "Halton": Halton{seed}, "Latin hypercube": LatinHypercube{seed}, "default": nil}
}

// The count asked for is the count given, all points are in the region, the weights add up to its
// volume, and the same seed gives the same points, another one others.
func TestInside(t *testing.T) {
	for _, s := range samples() {
		volume, err := s.region.Volume()
		if err != nil {
			t.Fatal(err)
		}
		for name, how := range samplers(1) {
			for _, n := range []int{1, 2, 257} {
				points, err := s.region.Inside(n, how)
				if err != nil {
					t.Fatalf("%s, %s: %v", s.name, name, err)
				}
				d := s.region.Dims()
				if points.Len() != n || len(points.Values) != n*d {
					t.Fatalf("%s, %s: %d points asked for, %d given", s.name, name, n, points.Len())
				}
				if out, err := s.region.Outside(points.Values); out != nil || err != nil {
					t.Errorf("%s, %s: points %v lie outside (%v)", s.name, name, out, err)
				}
				if sum := points.Integral(func([]float64) float64 { return 1 }); math.Abs(sum-volume.Value) > 1e-10*sum {
					t.Errorf("%s, %s: the weights add up to %g, the volume is %v", s.name, name, sum, volume)
				}
				again, _ := s.region.Inside(n, how)
				if !reflect.DeepEqual(points, again) {
					t.Errorf("%s, %s: the same seed gives other points", s.name, name)
				}
				other, _ := s.region.Inside(n, samplers(2)[name])
				if how != nil && reflect.DeepEqual(points.Values, other.Values) {
					t.Errorf("%s, %s: another seed gives the same points", s.name, name)
				}
			}
		}
	}
}

// Moments of a disk, an ellipse and balls by Sobol's points, against those by hand: the maps from the
// cube keep the measure.
func TestMoments(t *testing.T) {
	for _, c := range []struct {
		name string
		r    Region
		want float64 // the integral of the squared distance from the origin
	}{
		{"disk", Disk("x", "y", 0, 0, 1), math.Pi / 2},
		{"ellipse", Ellipse("x", "y", 0, 0, 1, 3), math.Pi * 3 / 4 * (1 + 9)},
		{"ball", Ball([]string{"x", "y", "z"}, make([]float64, 3), 1), 4 * math.Pi / 5},
		{"ball in 6", Ball([]string{"a", "b", "c", "d", "e", "f"}, make([]float64, 6), 1), math.Pi * math.Pi * math.Pi * 6 / 6 / 8},
	} {
		points, err := c.r.Inside(1<<14, Sobol{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		got := points.Integral(func(p []float64) float64 {
			return apartBy(p, make([]float64, len(p))) * apartBy(p, make([]float64, len(p)))
		})
		if math.Abs(got-c.want) > 1e-3*c.want {
			t.Errorf("%s: the second moment is %g, want %g", c.name, got, c.want)
		}
		for i := range points.Axes {
			if first := points.Integral(func(p []float64) float64 { return p[i] }); math.Abs(first) > 2e-3*points.Measure.Value {
				t.Errorf("%s: the mean of %s is %g, want 0", c.name, points.Axes[i], first/points.Measure.Value)
			}
		}
	}
}

// chiSquare is the chance of counts as uneven, or more, where all cells are as likely.
func chiSquare(counts []int) float64 {
	n := 0
	for _, c := range counts {
		n += c
	}
	want, sum := float64(n)/float64(len(counts)), 0.0
	for _, c := range counts {
		sum += (float64(c) - want) * (float64(c) - want) / want
	}
	return 1 - distuv.ChiSquared{K: float64(len(counts) - 1)}.CDF(sum)
}

// Independent points fill cells of equal measure evenly, by chi-square: inside a disk, and along an
// ellipse. The controls are what people write first: a radius uniform in [0, R], an angle uniform.
func TestUniform(t *testing.T) {
	const n, cells = 20_000, 32
	disk := func(p []float64) int { // 4 rings of equal area times 8 sectors
		ring := min(3, int(4*(p[0]*p[0]+p[1]*p[1])))
		sector := min(7, int((math.Atan2(p[1], p[0])+math.Pi)/(2*math.Pi)*8))
		return 8*ring + sector
	}
	points, err := Disk("x", "y", 0, 0, 1).Inside(n, Uniform{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	fair, biased := make([]int, cells), make([]int, cells)
	for i := range n {
		p := points.At(i)
		fair[disk(p)]++
		r := math.Hypot(p[0], p[1])
		biased[disk([]float64{p[0] * r, p[1] * r})]++ // the radius r^2 is uniform
	}
	if chance := chiSquare(fair); chance < 1e-4 {
		t.Errorf("in the disk the points are uneven: a chance of %g", chance)
	}
	if chance := chiSquare(biased); chance > 1e-9 {
		t.Errorf("a uniform radius passes, with a chance of %g: this test sees nothing", chance)
	}

	// Cells of equal length along an ellipse of half-axes 2 and 1, found by walking it in small steps.
	const steps = 100_000
	bounds, length := make([]float64, 0, steps), 0.0
	for i := range steps {
		sin, cos := math.Sincos((float64(i) + 0.5) / steps * 2 * math.Pi)
		length += math.Hypot(2*sin, cos)
		bounds = append(bounds, length)
	}
	arc := func(angle float64) int {
		i := int(angle/(2*math.Pi)*steps+2*steps) % steps
		return min(cells-1, int(bounds[i]/length*cells))
	}
	b, err := Ellipse("x", "y", 0, 0, 2, 1).Boundary()
	if err != nil {
		t.Fatal(err)
	}
	points, err = b.Points(n, Uniform{Seed: 8})
	if err != nil {
		t.Fatal(err)
	}
	next, _ := Uniform{Seed: 9}.Sequence(1, n, 0)
	fair, biased = make([]int, cells), make([]int, cells)
	u := make([]float64, 1)
	for i := range n {
		p := points.At(i)
		fair[arc(math.Atan2(p[1], p[0]/2))]++
		next(u)
		biased[arc(2*math.Pi*u[0])]++
	}
	if chance := chiSquare(fair); chance < 1e-4 {
		t.Errorf("on the ellipse the points are uneven: a chance of %g", chance)
	}
	if chance := chiSquare(biased); chance > 1e-9 {
		t.Errorf("a uniform angle passes, with a chance of %g: this test sees nothing", chance)
	}
}

// Parts get points by area, and every part at least one; where there are fewer points than parts the
// count and the sum of the weights hold too.
func TestShares(t *testing.T) {
	corners := make([][2]float64, 100)
	for i := range corners {
		sin, cos := math.Sincos(float64(i) / 100 * 2 * math.Pi)
		corners[i] = [2]float64{cos, 3 * sin}
	}
	for _, r := range []Region{Box(Span("x", 0, 1), Span("y", 0, 1e-4)), Polygon("x", "y", corners...)} {
		b, err := r.Boundary()
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{1, 3, 4, 5, 99, 100, 101, 1000} {
			points, err := b.Points(n, Halton{})
			if err != nil {
				t.Fatal(err)
			}
			sum, seen := 0.0, map[int]int{}
			for i, w := range points.Weights {
				sum += w
				seen[points.Part[i]]++
			}
			if points.Len() != n || math.Abs(sum-b.Measure().Value) > 1e-12*sum {
				t.Errorf("%d points asked for, %d given; their weights add up to %g of %v", n, points.Len(), sum, b.Measure())
			}
			if n >= len(b.Parts()) && len(seen) != len(b.Parts()) {
				t.Errorf("of %d points, %d of %d parts have some", n, len(seen), len(b.Parts()))
			}
		}
	}
}
