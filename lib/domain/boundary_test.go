package domain

import (
	"errors"
	"math"
	"reflect"
	"testing"
)

// Picks choose the parts they name, by their measure.
func TestPicks(t *testing.T) {
	plate, hole, notch := Box(Span("x", -1, 1), Span("y", 0, 1)), Disk("x", "y", 0, 0.5, 0.25), Disk("x", "y", 1, 0, 0.5)
	space := Difference(plate, hole, notch)
	moved := Translate(space, 10, 0)
	over := Over(space, Span("t", 0, 2))
	area := 2 - math.Pi/16 - math.Pi/16
	left := func(p []float64) bool { return p[0] < 0 }
	twice := Union(Disk("x", "y", 0, 0, 1), Disk("x", "y", 3, 0, 1))
	for _, c := range []struct {
		name string
		r    Region
		pick []Pick
		want float64
	}{
		{"one end", Interval("x", -1, 1), []Pick{At("x", -1)}, 1},
		{"both ends", Interval("x", -1, 1), []Pick{At("x", -1, 1)}, 2},
		{"a face", space, []Pick{At("x", -1)}, 1},
		{"a face cut by the notch", space, []Pick{At("x", 1)}, 0.5},
		{"a pair of faces", space, []Pick{At("x", -1, 1)}, 1.5},
		{"two picks", space, []Pick{At("x", -1), At("y", 1)}, 3},
		{"the same twice", space, []Pick{At("x", -1), Named("x=-1")}, 1},
		{"the rim of the hole", space, []Pick{On(hole)}, math.Pi / 2},
		{"the rim of the notch", space, []Pick{On(notch)}, math.Pi / 4},
		{"the plate's own", space, []Pick{On(plate)}, 5},
		{"everything", space, []Pick{On(space)}, 5 + 3*math.Pi/4},
		{"circles", space, []Pick{Named("circle")}, 3 * math.Pi / 4},
		{"after a move", moved, []Pick{On(hole)}, math.Pi / 2},
		{"a moved face", moved, []Pick{At("x", 9)}, 1},
		{"where", space, []Pick{Where(left)}, 3 + math.Pi/4},
		{"where, on a part", space, []Pick{On(hole).And(Where(left))}, math.Pi / 4},
		{"two tests at once", space, []Pick{Where(left).And(Where(func(p []float64) bool { return p[1] > 0.5 })).And(On(hole))}, math.Pi / 8},
		{"a part and a test", space, []Pick{At("x", -1), Where(left)}, 3 + math.Pi/4},
		{"the start", over, []Pick{At("t", 0)}, area},
		{"the end", over, []Pick{At("t", 2)}, area},
		{"the sides over time", over, []Pick{On(space)}, 2 * (5 + 3*math.Pi/4)},
		{"a hole over time", over, []Pick{On(hole)}, math.Pi},
		{"a face over time", over, []Pick{At("x", -1)}, 2},
		{"a side of a polygon", Polygon("x", "y", lShape...), []Pick{Named("side 2")}, 1},
		{"a polygon's flat side", Polygon("x", "y", lShape...), []Pick{At("y", 0)}, 2},
		{"two by one name", twice, []Pick{Named("circle")}, 4 * math.Pi},
	} {
		b, err := c.r.Boundary(c.pick...)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		near(t, c.name, b.Measure(), c.want)
		points, err := b.Points(100, Sobol{Seed: 1})
		if err != nil || points.Len() != 100 {
			t.Errorf("%s: %d points (%v)", c.name, points.Len(), err)
		}
		for i := range points.Len() {
			if d := c.r.Distance(points.At(i)); math.Abs(d) > 1e-11 {
				t.Errorf("%s: a point is %g off the boundary", c.name, d)
				break
			}
		}
	}
}

// In space and time the normals of sides have no time in them, and those of start and end nothing else.
func TestNormalsOverTime(t *testing.T) {
	space := Disk("x", "y", 0, 0, 1)
	over := Over(space, Span("t", 0, 1))
	for _, c := range []struct {
		pick Pick
		time float64
	}{{At("t", 0), -1}, {At("t", 1), 1}, {On(space), 0}} {
		b, err := over.Boundary(c.pick)
		if err != nil {
			t.Fatal(err)
		}
		points, err := b.Points(64, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range points.Len() {
			p, n := points.At(i), points.Normal(i)
			want := []float64{0, 0, c.time}
			if c.time == 0 {
				want = []float64{p[0], p[1], 0}
			}
			if apartBy(n, want) > 1e-12 {
				t.Errorf("%v: at %v the normal is %v, want %v", c.pick, p, n, want)
			}
		}
	}
}

func TestPoints(t *testing.T) {
	b, err := Box(Span("x", 0, 1), Span("y", 0, 2)).Boundary(At("y", 2))
	if err != nil {
		t.Fatal(err)
	}
	points, err := b.Points(8, LatinHypercube{})
	if err != nil {
		t.Fatal(err)
	}
	y, err := points.Column("y")
	if want := []float64{2, 2, 2, 2, 2, 2, 2, 2}; err != nil || !reflect.DeepEqual(y, want) {
		t.Errorf("column y is %v (%v)", y, err)
	}
	if _, err := points.Column("z"); !errors.Is(err, ErrAxis) {
		t.Errorf("a column that isn't there: %v", err)
	}
	again, _ := b.Points(8, LatinHypercube{})
	if !reflect.DeepEqual(points, again) {
		t.Error("the same seed gives other points")
	}
}

// Gauss-Legendre points integrate polynomials exactly; a grid's, products of linear functions.
func TestGrids(t *testing.T) {
	r := Over(Box(Span("x", -1, 1), Span("y", 0, 1)), Span("t", 0, 2))
	points, err := r.Gauss(3, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	got := points.Integral(func(p []float64) float64 { return math.Pow(p[0], 4) * math.Pow(p[1], 3) * p[2] })
	if want := 2.0 / 5 / 4 * 2; points.Len() != 12 || math.Abs(got-want) > 1e-13 {
		t.Errorf("%d points of Gauss and Legendre give %.16g, want %.16g", points.Len(), got, want)
	}
	if sixth := points.Integral(func(p []float64) float64 { return math.Pow(p[0], 6) }); math.Abs(sixth-4.0/7) < 1e-3 {
		t.Error("three points integrate x^6: this test sees nothing")
	}
	grid, err := r.Grid(4, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	got = grid.Integral(func(p []float64) float64 { return (1 + p[0]) * p[1] * p[2] })
	if want := 2.0 * 0.5 * 2; grid.Len() != 24 || math.Abs(got-want) > 1e-13 {
		t.Errorf("a grid of %d gives %g, want %g", grid.Len(), got, want)
	}
	disk, err := Disk("x", "y", 0, 0, 1).Grid(100)
	if err != nil {
		t.Fatal(err)
	}
	if share := float64(disk.Len()) / 10_000; math.Abs(share-math.Pi/4) > 3e-3 {
		t.Errorf("of a grid around a disk %g lies in it, want %g", share, math.Pi/4)
	}
}
