package operator

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// Each way is another, each is undone by its inverse, and there are as many as a square or a cube has.
func TestTurns(t *testing.T) {
	for _, c := range []struct {
		s      Symmetry
		points []int
		ways   int
	}{{NoSymmetry, []int{3, 4}, 1}, {Flips, []int{5}, 2}, {Flips, []int{3, 4}, 4}, {Turns, []int{4, 4}, 8}, {Turns, []int{3, 3, 3}, 48}} {
		all := c.s.all(len(c.points))
		if len(all) != c.ways {
			t.Errorf("%d ways to lay %v points; want %d", len(all), c.points, c.ways)
		}
		for _, periodic := range []bool{false, true} {
			values := make([]float64, Shape{Points: c.points}.size(2))
			for i := range values {
				values[i] = float64(i)
			}
			seen := map[string]bool{}
			for i, turn := range all {
				turned := turn.apply(values, c.points, periodic)
				if i == 0 && !slices.Equal(turned, values) {
					t.Errorf("the first way changes something")
				}
				if back := turn.back().apply(turned, c.points, periodic); !slices.Equal(back, values) {
					t.Errorf("%v of %v points isn't undone", turn, c.points)
				}
				if periodic && !slices.Contains(turned[:2], 0) {
					t.Errorf("%v moves the first point of a periodic grid", turn)
				}
				var key strings.Builder
				for _, v := range turned {
					key.WriteByte(byte(v))
				}
				seen[key.String()] = true
			}
			if len(seen) != c.ways {
				t.Errorf("%d ways of %v points differ; want %d", len(seen), c.points, c.ways)
			}
		}
		drawn := map[string]bool{}
		r := rand.New(rand.NewPCG(1, 1))
		for range 2000 {
			d := c.s.draw(r, len(c.points))
			key := ""
			for a := range d.axes {
				key += string(rune('0'+d.axes[a])) + map[bool]string{true: "-", false: "+"}[d.flip[a]]
			}
			drawn[key] = true
		}
		if len(drawn) != c.ways {
			t.Errorf("%d ways are drawn of %d", len(drawn), c.ways)
		}
	}
}

// With the average over all ways, a flipped field gives the prediction, flipped; and it is no worse on average.
func TestAveraged(t *testing.T) {
	o := FNO{Modes: []int{4}, Channels: 6, Layers: 1, Grid: Ends}
	f, err := Fit(o, heat(40, 16, Ends, 1), Training{Epochs: 5, Symmetry: Flips})
	if err != nil {
		t.Fatal(err)
	}
	x := heat(3, 16, Ends, 2).X
	flipped := field.NewArray(x.Shape...)
	flip := Flips.all(1)[1]
	for i := range 3 {
		copy(flipped.Values[i*16:], flip.apply(x.Values[i*16:(i+1)*16], []int{16}, false))
	}
	off := func() float64 {
		a, err := f.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		b, err := f.Predict(flipped)
		if err != nil {
			t.Fatal(err)
		}
		most := 0.0
		for i := range 3 {
			most = max(most, furthest(flip.apply(a.Values[i*16:(i+1)*16], []int{16}, false), b.Values[i*16:(i+1)*16]))
		}
		return most
	}
	if alone := off(); alone < 1e-3 {
		t.Errorf("the operator alone is off by %.2g: this test sees nothing", alone)
	}
	f.Average = true
	if both := off(); !(both < 1e-5) {
		t.Errorf("off by %.2g", both)
	}
}
