package field

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// cube is a grid whose value at (i, j, k) is 100 i + 10 j + k, with a third of the points missing.
func cube() Grid {
	g := Grid{Name: "u", Unit: "m", Axes: []Axis{Linspace("t", "s", 0, 1, 3), Linspace("y", "m", 4, 1, 4), Linspace("x", "m", 0, 8, 5)}}
	for i := range 3 {
		for j := range 4 {
			for k := range 5 {
				g.Values = append(g.Values, float64(100*i+10*j+k))
				g.Missing = append(g.Missing, (i+j+k)%3 == 0)
			}
		}
	}
	return g
}

// Each way to cut must agree with At on the whole grid, masks included, at every point.
func TestGridCuts(t *testing.T) {
	g := cube()
	for axis, name := range []string{"t", "y", "x"} {
		frames, err := g.Frames(name)
		if err != nil {
			t.Fatal(err)
		}
		window, err := g.Window(name, g.Axes[axis].Values[1], g.Axes[axis].Values[1])
		if err != nil || !slices.Equal(window.Values, frames[1].Values) || window.Check() != nil || len(window.Axes) != 3 {
			t.Errorf("the window along %s is %v, %v; want %v", name, window.Values, err, frames[1].Values)
		}
		for at, frame := range frames {
			if err := frame.Check(); err != nil {
				t.Fatal(err)
			}
			ends := g.Axes[axis].Values
			near, err := g.SliceAt(name, 0.99*ends[at]+0.005*(ends[0]+ends[len(ends)-1])) // a bit toward the middle
			if err != nil || !slices.Equal(near.Values, frame.Values) || !slices.Equal(near.Missing, frame.Missing) {
				t.Errorf("%s: the slice near point %d differs: %v", name, at, err)
			}
			shape := frame.Shape()
			for a := range shape[0] {
				for b := range shape[1] {
					want, err1 := g.At(slices.Insert([]int{a, b}, axis, at)...)
					got, err2 := frame.At(a, b)
					row, err3 := g.Row(name, a, b)
					if err1 != nil || err2 != nil || err3 != nil || !sameBits([]float64{got}, []float64{want}) {
						t.Fatalf("%s = %d, (%d, %d): %v, want %v (%v %v %v)", name, at, a, b, got, want, err1, err2, err3)
					}
					if c := row.Columns[0]; row.Check() != nil || !sameBits([]float64{orNaN(c.Values[at], c.IsMissing(at))}, []float64{want}) {
						t.Fatalf("the row along %s at (%d, %d): %v, want %v", name, a, b, c.Values[at], want)
					}
				}
			}
		}
	}
}

func TestGridArrayRoundTrip(t *testing.T) {
	g := cube()
	a, err := g.Array()
	if err != nil {
		t.Fatal(err)
	}
	back, err := a.Grid("u", "m", g.Axes...)
	if err != nil || !slices.Equal(back.Missing, g.Missing) || back.CountMissing() != g.CountMissing() {
		t.Fatalf("%v came back as %v, %v", g, back, err)
	}
	if lo, hi, ok := back.Range(); lo != 1 || hi != 233 || !ok { // 0 and 234 are missing
		t.Errorf("the range is %v to %v", lo, hi)
	}
}

func TestGridRefuses(t *testing.T) {
	g := cube()
	_, err := g.At(0, 0)
	fails(t, err, `grid "u" has 3 axes ("t", "y", "x"); 2 indices were given`)
	_, err = g.At(0, 4, 0)
	fails(t, err, `index 4 along "y"; it has 4 points, 0 to 3`)
	_, err = g.Slice("z", 0)
	fails(t, err, `has no axis "z"; it has "t", "y", "x"`)
	_, err = g.Slice("t", -1)
	fails(t, err, "index -1")
	_, err = g.SliceAt("y", 4.5)
	fails(t, err, "y = 4.5 lies outside the axis, which goes from 1 to 4")
	_, err = g.Row("x", 1)
	fails(t, err, "needs 2 indices")
	_, err = g.Window("x", 0.1, 0.2)
	fails(t, err, "no point has x in [0.1, 0.2]")
	_, err = g.Frames("z")
	fails(t, err, "no axis")

	short := cube()
	short.Values = short.Values[:59]
	fails(t, short.Check(), "has 59 values but its axes make 3 x 4 x 5 points")
	_, err = short.At(2, 3, 4)
	fails(t, err, "has 59 values")
	mask := cube()
	mask.Missing = mask.Missing[:3]
	fails(t, mask.Check(), "a mask of 3")
	_, err = mask.Slice("t", 1)
	fails(t, err, "a mask of 3")
	twice := cube()
	twice.Axes[1].Name = "t"
	fails(t, twice.Check(), `two axes named "t"`)

	a := NewArray(2, 3)
	_, err = a.Grid("u", "", Linspace("x", "", 0, 1, 2))
	fails(t, err, "shape (2, 3) but 1 axes were given")
	_, err = a.Grid("u", "", Linspace("y", "", 0, 1, 2), Linspace("x", "", 0, 1, 2))
	fails(t, err, `axis "x" has 2 points but the array has shape (2, 3), so its axis 1 needs 3`)
	_, err = a.Axis("x", "")
	fails(t, err, "it needs one axis")
	_, err = a.Reshape(4, 2)
	fails(t, err, "don't fit")
	_, err = a.Slice(1, 3)
	fails(t, err, "samples [1, 3)")
	_, err = a.At(1, 3)
	fails(t, err, "index [1 3]")
	fails(t, Array{Shape: []int{2, -1}}.Check(), "shape (2, -1) has 0 values")
	fails(t, Array{Shape: []int{1 << 32, 1 << 32}}.Check(), "make both agree")
}

// Split cuts samples in two that hold each of them once, in order, whatever n is. The control: a
// cut that leaves a sample out, or takes one twice, is seen.
func TestSplitPartitions(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	faithful := func(all, train, test Samples) bool {
		return train.Len()+test.Len() == all.Len() && slices.Equal(slices.Concat(train.X.Values, test.X.Values), all.X.Values) &&
			slices.Equal(slices.Concat(train.Y.Values, test.Y.Values), all.Y.Values)
	}
	for range 300 {
		n := 2 + r.IntN(20)
		all := Samples{NewArray(n, 1+r.IntN(3), 2), NewArray(n, r.IntN(3)+1)}
		for i := range all.X.Values {
			all.X.Values[i] = r.Float64()
		}
		for i := range all.Y.Values {
			all.Y.Values[i] = r.Float64()
		}
		cut := r.IntN(n+10) - 5
		train, test := all.Split(cut)
		if !faithful(all, train, test) || train.Len() != min(max(cut, 0), n) || train.X.Check() != nil || test.Y.Check() != nil {
			t.Fatalf("%v cut at %d: %v and %v", all, cut, train, test)
		}
		_, late := all.Split(1)
		head, _ := all.Split(2)
		if faithful(all, head, late) {
			t.Fatal("a sample that came twice was not seen")
		}
		mixed, err := all.Shuffled(3)
		if err != nil {
			t.Fatal(err)
		}
		width := len(all.X.Values) / n
		for i := range n { // each X keeps its Y
			k := slices.Index(all.X.Values, mixed.X.Values[i*width]) / width
			if y := len(all.Y.Values) / n; mixed.Y.Values[i*y] != all.Y.Values[k*y] {
				t.Fatalf("sample %d came with another's Y", k)
			}
		}
		slices.Sort(mixed.X.Values)
		if x := slices.Sorted(slices.Values(all.X.Values)); !slices.Equal(x, mixed.X.Values) {
			t.Fatal("shuffling lost a sample")
		}
	}
}

func TestSamplesRefuse(t *testing.T) {
	fails(t, Samples{NewArray(3, 2), NewArray(4)}.Check(), "X has 3 samples (shape (3, 2)) but Y has 4 (shape (4,))")
	fails(t, Samples{}.Check(), "X has no axes")
	fails(t, Samples{NewArray(0, 2), NewArray(0)}.Check(), "there are no samples")
	_, test := Samples{NewArray(3, 2), NewArray(3)}.Split(5)
	fails(t, test.Check(), "there are no samples")
	_, err := Samples{NewArray(3, 2), NewArray(3)}.Take(0, 3)
	fails(t, err, "sample 3; there are 3, 0 to 2")
}
