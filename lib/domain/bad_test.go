package domain

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// Regions that make no sense are errors of their kind, that say what is wrong with what, in everything
// that is asked of them.
func TestBadRegions(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	unit := Box(Span("x", 0, 1), Span("y", 0, 1))
	corners := func(c ...[2]float64) Region { return Polygon("x", "y", c...) }
	for _, c := range []struct {
		name string
		r    Region
		want error
		say  string
	}{
		{"nothing", Region{}, ErrEmpty, "make one with Box"},
		{"bounds reversed", Interval("x", 1, -1), ErrEmpty, `axis "x" runs from 1 to -1`},
		{"bounds equal", Interval("x", 1, 1), ErrEmpty, `"x"`},
		{"bounds that rounding takes for one", Interval("t", 1e12, 1e12+1), ErrEmpty, "another origin"},
		{"a sliver", corners([2]float64{0, 0}, [2]float64{1, 1}, [2]float64{0.5, 0.5 + 1e-12}), ErrPolygon, "thicker"},
		{"NaN bound", Box(Span("x", 0, 1), Span("y", nan, 1)), ErrNotFinite, `"y"`},
		{"infinite bound", Interval("t", 0, inf), ErrNotFinite, `"t"`},
		{"no axes", Box(), ErrDimension, "Span"},
		{"no name", Interval("", 0, 1), ErrAxis, "without a name"},
		{"a name twice", Box(Span("x", 0, 1), Span("x", 0, 1)), ErrAxis, `"x"`},
		{"radius 0", Disk("x", "y", 0, 0, 0), ErrEmpty, "radius"},
		{"NaN centre", Disk("x", "y", nan, 0, 1), ErrNotFinite, "NaN"},
		{"a centre of too few", Ball([]string{"x", "y", "z"}, []float64{0, 0}, 1), ErrDimension, "3 axes"},
		{"a disk of one axis", Disk("x", "x", 0, 0, 1), ErrAxis, `"x"`},
		{"a flat ellipse", Ellipse("x", "y", 0, 0, 1, -1), ErrEmpty, "-1"},
		{"a NaN ellipse", Ellipse("x", "y", 0, 0, 1, nan), ErrNotFinite, "NaN"},
		{"two corners", corners([2]float64{0, 0}, [2]float64{1, 0}), ErrPolygon, "2 corners"},
		{"a bow tie", corners([2]float64{0, 0}, [2]float64{1, 1}, [2]float64{1, 0}, [2]float64{0, 1}), ErrPolygon, "side 0"},
		{"corners on a line", corners([2]float64{0, 0}, [2]float64{1, 1}, [2]float64{2, 2}), ErrPolygon, ""},
		{"a corner twice", corners([2]float64{0, 0}, [2]float64{1, 0}, [2]float64{0, 1}, [2]float64{0, 0}), ErrPolygon, "corners 3 and 0"},
		{"a spike", corners([2]float64{0, 0}, [2]float64{2, 0}, [2]float64{1, 0}, [2]float64{0, 1}), ErrPolygon, "turns back"},
		{"a touch", corners([2]float64{0, 0}, [2]float64{2, 0}, [2]float64{2, 1}, [2]float64{1, 0}, [2]float64{0, 1}), ErrPolygon, "side 0"},
		{"a NaN corner", corners([2]float64{0, 0}, [2]float64{1, nan}, [2]float64{0, 1}), ErrNotFinite, "corner 1"},
		{"nothing left", Difference(unit, Disk("x", "y", 0.5, 0.5, 1)), ErrEmpty, ""},
		{"nothing left, by sampling", Difference(Disk("x", "y", 0.5, 0.5, 0.5), unit), ErrEmpty, "none of 65536"},
		{"nothing shared", Intersection(unit, Disk("x", "y", 5, 5, 1)), ErrEmpty, "nothing"},
		{"only an edge shared", Intersection(unit, Box(Span("x", 1, 2), Span("y", 0, 1))), ErrEmpty, ""},
		{"unlike axes", Union(unit, Disk("x", "z", 0, 0, 1)), ErrAxis, "[x z]"},
		{"axes in another order", Union(unit, Disk("y", "x", 0, 0, 1)), ErrAxis, "order"},
		{"more axes", Union(unit, Interval("x", 0, 1)), ErrDimension, "2 axes"},
		{"a bad operand", Difference(unit, Disk("x", "y", 0, 0, -1)), ErrEmpty, "radius -1"},
		{"a bad first", Union(Region{}, unit), ErrEmpty, ""},
		{"time that is space", Over(unit, Span("y", 0, 1)), ErrAxis, `"y"`},
		{"time reversed", Over(unit, Span("t", 1, 0)), ErrEmpty, `"t"`},
		{"a move of too few", Translate(unit, 1), ErrDimension, "2 axes"},
		{"a move by NaN", Translate(unit, 1, nan), ErrNotFinite, ""},
		{"a turn of nothing", Rotate(unit, "x", "z", 1), ErrAxis, `"z"`},
		{"a turn on the spot", Rotate(unit, "x", "x", 1), ErrAxis, "two axes"},
		{"a turn by NaN", Rotate(unit, "x", "y", nan), ErrNotFinite, ""},
		{"shrunk to nothing", Scale(unit, 0), ErrEmpty, "positive factor"},
		{"scaled by NaN", Scale(unit, nan), ErrNotFinite, ""},
	} {
		_, volume := c.r.Volume()
		_, inside := c.r.Inside(10, nil)
		_, boundary := c.r.Boundary()
		_, grid := c.r.Grid(3)
		_, gauss := c.r.Gauss(3)
		_, out := c.r.Outside(nil)
		for _, err := range []error{c.r.Check(), volume, inside, boundary, grid, gauss, out} {
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.say) {
				t.Errorf("%s: %v; want %q, saying %q", c.name, err, c.want, c.say)
				break
			}
		}
	}
}

func TestBadRequests(t *testing.T) {
	r := Over(Disk("x", "y", 0, 0, 1), Span("t", 0, 1))
	first := func(_ any, err error) error { return err }
	boundary := func(k ...Pick) error { _, err := r.Boundary(k...); return err }
	rim, err := r.Boundary()
	if err != nil {
		t.Fatal(err)
	}
	many := make([]Axis, 50)
	for i := range many {
		many[i] = Span(strings.Repeat("x", i+1), 0, 1)
	}
	for _, c := range []struct {
		name string
		err  error
		want error
		say  string
	}{
		{"no points", first(r.Inside(0, nil)), ErrCount, "0 points"},
		{"no points of the boundary", first(rim.Points(-1, nil)), ErrCount, "-1 points"},
		{"no boundary", first(Boundary{}.Points(1, nil)), ErrPart, "Region.Boundary"},
		{"no boundary's formula", first(Boundary{}.Vanishing()), ErrPart, "Region.Boundary"},
		{"another axis", boundary(At("z", 0)), ErrAxis, "x, y, t"},
		{"no part there", boundary(At("t", 0.5)), ErrPart, "t = 0.5"},
		{"a curved part", boundary(At("x", 1)), ErrPart, "circle, t=0, t=1"},
		{"no value", boundary(At("t")), ErrPart, "without a value"},
		{"no such name", boundary(Named("side 9")), ErrPart, `"side 9"`},
		{"an unrelated region", boundary(On(Disk("x", "y", 0, 0, 1))), ErrPart, "the very Region"},
		{"a bad region", boundary(On(Region{})), ErrEmpty, ""},
		{"no test", boundary(Where(nil)), ErrPart, "no test"},
		{"a test that nothing passes", boundary(Where(func(p []float64) bool { return p[0] > 2 })), ErrPart, "chooses none"},
		{"two picks apart", boundary(At("t", 0).And(At("t", 1))), ErrPart, "t = 0 and t = 1"},
		{"an empty pick", boundary(Pick{}), ErrPart, "At, On, Named or Where"},
		{"rows of another length", first(r.Outside(make([]float64, 4))), ErrDimension, "4 numbers"},
		{"two counts for three axes", first(r.Grid(3, 3)), ErrDimension, "2 counts for 3 axes"},
		{"no cells", first(r.Grid(3, 0, 1)), ErrCount, "along y"},
		{"a grid that misses", first(Difference(Box(Span("x", 0, 1), Span("y", 0, 1)), Disk("x", "y", 0.5, 0.5, 0.1)).Grid(1)), ErrCount, "finer"},
		{"Gauss in a disk", first(r.Gauss(3)), ErrFormula, "isn't a box"},
		{"Sobol in 50 dimensions", first(Box(many...).Inside(4, Sobol{})), ErrDimension, "take Halton"},
	} {
		if !errors.Is(c.err, c.want) || !strings.Contains(c.err.Error(), c.say) {
			t.Errorf("%s: %v; want %q, saying %q", c.name, c.err, c.want, c.say)
		}
	}
	if points, err := Box(many...).Inside(4, Halton{}); err != nil || points.Len() != 4 {
		t.Errorf("Halton in 50 dimensions: %v", err)
	}
	if !math.IsNaN(r.Distance([]float64{0, 0})) || !math.IsNaN(r.Distance([]float64{0, 0, math.NaN()})) || r.Contains([]float64{0, 0}) || r.Normal(nil) != nil {
		t.Error("points of other dimensions, or NaN, have a distance")
	}
	rows, err := r.Outside([]float64{0, 0, 0.5, 2, 0, 0.5, 0, 0, math.NaN(), 1, 0, 1})
	if err != nil || len(rows) != 2 || rows[0] != 1 || rows[1] != 2 {
		t.Errorf("rows %v lie outside (%v), want 1 and 2", rows, err)
	}
}
