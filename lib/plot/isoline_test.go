package plot

import (
	"math"
	"math/rand/v2"
	"testing"

	"sublunar/lib/field"
)

// planeOf samples f on n x n points of the square from -1 to 1.
func planeOf(t *testing.T, n int, f func(x, y float64) float64) *plane {
	t.Helper()
	g := field.Grid{Name: "f", Axes: []field.Axis{field.Linspace("y", "", -1, 1, n), field.Linspace("x", "", -1, 1, n)}}
	for _, y := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			g.Values = append(g.Values, f(x, y))
		}
	}
	p, err := flat("test", g)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// offCircle is how far points lie from the circle of radius r.
func offCircle(lines []polyline, r float64) (worst float64) {
	for _, l := range lines {
		for i := range l.x {
			worst = max(worst, math.Abs(math.Hypot(l.x[i], l.y[i])-r))
		}
	}
	return worst
}

// The level of x² + y² is a circle: one ring, whose points lie on it as nearly as linear interpolation
// can: with an error of second order in the spacing.
func TestIsolineIsACircle(t *testing.T) {
	const r = 0.7
	square := func(x, y float64) float64 { return x*x + y*y }
	var worst []float64
	for _, n := range []int{20, 40, 80, 160} {
		lines := planeOf(t, n, square).isolines(r * r)
		if len(lines) != 1 {
			t.Fatalf("%d points a side: %d lines", n, len(lines))
		}
		l := lines[0]
		if last := len(l.x) - 1; l.x[0] != l.x[last] || l.y[0] != l.y[last] {
			t.Errorf("the ring is open")
		}
		worst = append(worst, offCircle(lines, r))
	}
	for i := 1; i < len(worst); i++ {
		if order := math.Log2(worst[i-1] / worst[i]); order < 1.6 {
			t.Errorf("order %.2f: the errors are %.2g", order, worst)
		}
	}
	// The control: crossings put half-way along the sides of the cells converge to first order only,
	// so the test tells them from interpolated ones.
	half := func(n int) float64 {
		p := planeOf(t, n, func(x, y float64) float64 { return math.Copysign(1, square(x, y)-r*r) })
		return offCircle(p.isolines(0), r)
	}
	if order := math.Log2(half(20)/half(160)) / 3; order > 1.4 {
		t.Errorf("crossings half-way along have order %.2f: the test shows nothing", order)
	}
}

// Every point of a line has the level, by interpolation along its side of a cell; lines end only at the
// border; and lines of different levels never cross.
func TestIsolinesOfNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	p := planeOf(t, 17, func(x, y float64) float64 { return r.NormFloat64() })
	points := 0
	for _, level := range []float64{-1, -0.2, 0, 0.3, 1.1} {
		for _, l := range p.isolines(level) {
			for i := range l.x {
				points++
				if v := bilinear(p, l.x[i], l.y[i]); math.Abs(v-level) > 1e-9 {
					t.Fatalf("the level at (%g, %g) is %g, not %g", l.x[i], l.y[i], v, level)
				}
			}
			last := len(l.x) - 1
			ring := l.x[0] == l.x[last] && l.y[0] == l.y[last]
			if !ring && !(border(l.x[0], l.y[0]) && border(l.x[last], l.y[last])) {
				t.Errorf("a line ends inside, at (%g, %g)", l.x[last], l.y[last])
			}
		}
	}
	if points < 200 {
		t.Errorf("%d points: too few to show anything", points)
	}
}

func border(x, y float64) bool { return math.Abs(x) == 1 || math.Abs(y) == 1 }

func bilinear(p *plane, x, y float64) float64 {
	n := len(p.x) - 1
	i, j := min(int((x+1)/2*float64(n)), n-1), min(int((y+1)/2*float64(n)), n-1)
	u, v := (x-p.x[i])/(p.x[i+1]-p.x[i]), (y-p.y[j])/(p.y[j+1]-p.y[j])
	return (1-v)*((1-u)*p.at(j, i)+u*p.at(j, i+1)) + v*((1-u)*p.at(j+1, i)+u*p.at(j+1, i+1))
}

// In a saddle the middle of the cell decides which corners belong together.
func TestSaddle(t *testing.T) {
	high := &plane{x: []float64{0, 1}, y: []float64{0, 1}, values: []float64{3, 0, 0, 3}}
	for level, middleHigh := range map[float64]bool{1: true, 2: false} {
		lines := high.isolines(level)
		if len(lines) != 2 {
			t.Fatalf("%d lines", len(lines))
		}
		// With a high middle the high corners, (0,0) and (1,1), are joined: each line cuts off a low one.
		for _, l := range lines {
			x, y := (l.x[0]+l.x[1])/2, (l.y[0]+l.y[1])/2
			if nearLow := math.Abs(x-y) > 0.4; nearLow != middleHigh {
				t.Errorf("level %g: a line passes (%g, %g)", level, x, y)
			}
		}
	}
}

func TestIsolinesStopAtGaps(t *testing.T) {
	p := planeOf(t, 21, func(x, y float64) float64 { return y })
	p.values[10*21+10] = math.NaN()
	lines := p.isolines(0.03)
	if len(lines) != 2 {
		t.Fatalf("%d lines, want one on each side of the gap", len(lines))
	}
	for _, l := range lines {
		for _, x := range l.x {
			if math.Abs(x) < 0.1-1e-12 {
				t.Errorf("a line enters the gap at x = %g", x)
			}
		}
	}
}

func TestSimplifiedStaysNear(t *testing.T) {
	var l polyline
	for i := range 1000 {
		a := float64(i) / 999 * 2 * math.Pi
		l.x, l.y = append(l.x, 100*math.Cos(a)), append(l.y, 100*math.Sin(a))
	}
	s := l.simplified(func(x, y float64) (float64, float64) { return x, y }, 0.1)
	if len(s.x) > 140 || len(s.x) < 50 {
		t.Errorf("%d points are left", len(s.x))
	}
	for i := range l.x {
		near := math.Inf(1)
		for k := 1; k < len(s.x); k++ {
			near = min(near, distance(l.x[i], l.y[i], s.x[k-1], s.y[k-1], s.x[k], s.y[k]))
		}
		if near > 0.1+1e-9 {
			t.Fatalf("point %d is %g from the line", i, near)
		}
	}
}

func BenchmarkIsolines(b *testing.B) {
	c := Contour(waves(256, 256)).layers[0].(*contour)
	for b.Loop() {
		c.isolines(0.2)
	}
}
