package domain

import (
	"errors"
	"math"
	"testing"
)

// dual is a value with its gradient: another algebra, and the formulas' slopes.
type dual struct {
	v float64
	g []float64
}

type duals struct{ dims int }

func (a duals) Constant(c float64) dual { return dual{c, make([]float64, a.dims)} }
func (a duals) Add(x, y dual) dual      { return a.mix(x.v+y.v, x, 1, y, 1) }
func (a duals) Sub(x, y dual) dual      { return a.mix(x.v-y.v, x, 1, y, -1) }
func (a duals) Mul(x, y dual) dual      { return a.mix(x.v*y.v, x, y.v, y, x.v) }
func (a duals) Div(x, y dual) dual      { return a.mix(x.v/y.v, x, 1/y.v, y, -x.v/(y.v*y.v)) }
func (a duals) Sqrt(x dual) dual        { r := math.Sqrt(x.v); return a.mix(r, x, 0.5/r, x, 0) }

func (a duals) mix(v float64, x dual, dx float64, y dual, dy float64) dual {
	g := make([]float64, a.dims)
	for i := range g {
		g[i] = dx*x.g[i] + dy*y.g[i]
	}
	return dual{v, g}
}

func slope(f Formula, p []float64) dual {
	x := make([]dual, len(p))
	for i, v := range p {
		x[i] = duals{len(p)}.Constant(v)
		x[i].g[i] = 1
	}
	return Evaluate(f, duals{len(p)}, x...)
}

// The formula is zero on its part of the boundary, its slope a little inside is the inward normal, and it
// is positive elsewhere in the region, on the rest of the boundary too.
func checkVanishing(t *testing.T, name string, r Region, picks ...Pick) {
	t.Helper()
	b, err := r.Boundary(picks...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	f, err := b.Vanishing()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	on, err := b.Points(500, Sobol{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	const h = 1e-7
	touching := name == "L of boxes" // two of its faces share a stretch
	flat := 0
	for i := range on.Len() {
		p, n := on.At(i), on.Normal(i)
		if v := f.At(p...); math.Abs(v) > 1e-7 {
			t.Errorf("%s: on the boundary at %v it is %g", name, p, v)
			return
		}
		in := append([]float64(nil), p...)
		for k := range in {
			in[k] -= h * n[k]
		}
		at, off := slope(f, in), 0.0
		for k := range n {
			off = math.Hypot(off, at.g[k]+n[k])
		}
		size := apartBy(at.g, make([]float64, len(p)))
		if off > 1e-2 && !(touching && size > 0.5 && size < 1.5) {
			flat++ // near an edge
		}
		if at.v <= 0 {
			t.Errorf("%s: inside at %v it is %g", name, in, at.v)
			return
		}
	}
	if flat > on.Len()/50 {
		t.Errorf("%s: at %d of %d points its slope isn't the inward normal", name, flat, on.Len())
	}
	inside, err := r.Inside(2000, Sobol{Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := r.Boundary()
	if err != nil {
		t.Fatal(err)
	}
	rest, err := whole.Points(1000, Sobol{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	// How far a place is from the part chosen: by its own points.
	for i := range inside.Len() + rest.Len() {
		var p []float64
		if i < inside.Len() {
			p = inside.At(i)
		} else {
			p = rest.At(i - inside.Len())
		}
		v := f.At(p...)
		if i < inside.Len() && !(v > 0) {
			t.Errorf("%s: inside at %v it is %g", name, p, v)
			return
		}
		if v < 1e-7 || math.IsNaN(v) {
			nearest := math.Inf(1)
			for k := range on.Len() {
				nearest = math.Min(nearest, apartBy(p, on.At(k)))
			}
			if nearest > 0.5 {
				t.Errorf("%s: at %v it is %g, far from the parts chosen", name, p, v)
				return
			}
		}
	}
}

func TestVanishing(t *testing.T) {
	for _, s := range samples() {
		checkVanishing(t, s.name, s.region)
	}
	plate, hole := Box(Span("x", -1, 1), Span("y", 0, 1)), Disk("x", "y", 0, 0.5, 0.2)
	space := Difference(plate, hole)
	over := Over(space, Span("t", 0, 1))
	checkVanishing(t, "one face", plate, At("x", -1))
	checkVanishing(t, "two faces", plate, At("x", -1), At("y", 0))
	checkVanishing(t, "the rim of a hole", space, On(hole))
	checkVanishing(t, "all but the rim", space, On(plate))
	checkVanishing(t, "start", over, At("t", 0))
	checkVanishing(t, "start and sides", over, At("t", 0), On(plate))
	l := Polygon("x", "y", lShape...)
	checkVanishing(t, "one side of an L", l, Named("side 2"))
	checkVanishing(t, "the inner corner of an L", l, Named("side 2", "side 3"))
	checkVanishing(t, "an L-shaped hole", Difference(Box(Span("x", -1, 3), Span("y", -1, 3)), l), On(l))
	square := Box(Span("x", 0, 1), Span("y", 0, 1))
	big := Box(Span("x", -1, 2), Span("y", -1, 2))
	checkVanishing(t, "a square hole", Difference(big, square), On(square))
	checkVanishing(t, "one edge of a square hole", Difference(big, square), At("x", 0))
	checkVanishing(t, "one edge of a union", Union(square, Translate(square, 0.5, 0.5)), At("x", 1))
	checkVanishing(t, "an island", Difference(big, Difference(Disk("x", "y", 0.5, 0.5, 1.4), square)))
	checkVanishing(t, "the island's edge", Difference(big, Difference(Disk("x", "y", 0.5, 0.5, 1.4), square)), At("x", 0))
	checkVanishing(t, "a hole of two", Difference(Disk("x", "y", 0, 0, 3), Union(Disk("x", "y", 0, 0, 1), Disk("x", "y", 1, 0, 1))))
	checkVanishing(t, "a lens-shaped hole", Difference(Disk("x", "y", 0, 0, 3), Intersection(Disk("x", "y", 0, 0, 1), Disk("x", "y", 1, 0, 1))))
	side := Union(square, Translate(square, 1, 0))
	checkVanishing(t, "one face of two in a plane", side, At("y", 0).And(On(square)))
	checkVanishing(t, "a hole that is a cylinder", Difference(
		Box(Span("x", -2, 2), Span("y", -2, 2), Span("z", -2, 2)), Product(Disk("x", "y", 0, 0, 1), Interval("z", -1, 1))), At("z", 1))
}

// What is known of the formulas in closed form.
func TestVanishingForms(t *testing.T) {
	for _, c := range []struct {
		r    Region
		p    []float64
		want float64
	}{
		{Interval("x", -1, 3), []float64{0}, 1 * 3 / 4.0},
		{Disk("x", "y", 1, 1, 2), []float64{1, 2}, 3 / 4.0},
		{Box(Span("x", 0, 1), Span("y", 0, 1)), []float64{0.5, 0.5}, 1 / 8.0},
	} {
		b, err := c.r.Boundary()
		if err != nil {
			t.Fatal(err)
		}
		f, err := b.Vanishing()
		if err != nil {
			t.Fatal(err)
		}
		if got := f.At(c.p...); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%v is %g at %v, want %g", f, got, c.p, c.want)
		}
	}
}

func TestNoVanishing(t *testing.T) {
	l := Polygon("x", "y", lShape...)
	for name, get := range map[string]func() (Boundary, error){
		"a test of points":  func() (Boundary, error) { return l.Boundary(Where(func(p []float64) bool { return p[0] > 1 })) },
		"a union with an L": func() (Boundary, error) { return Union(l, Disk("x", "y", 2, 0, 0.5)).Boundary() },
	} {
		b, err := get()
		if err != nil {
			t.Fatal(err)
		}
		if f, err := b.Vanishing(); !errors.Is(err, ErrFormula) {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a formula of two coordinates took one")
		}
	}()
	b, _ := Disk("x", "y", 0, 0, 1).Boundary()
	f, _ := b.Vanishing()
	f.At(1)
}
