package plot

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// A long line keeps, of each stretch of a pixel's width, how low and how high it goes.
func TestThinningKeepsExtremes(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	n := 100_000
	y, x := make([]float64, n), make([]float64, n)
	for i := range y {
		x[i], y[i] = float64(i), r.NormFloat64()
	}
	y[54_321], y[777] = 100, math.NaN()
	c := &curve{x: x, y: y}
	kept := c.shown()
	if len(kept) > 3000 || !slices.IsSorted(kept) || kept[0] != 0 || kept[len(kept)-1] != n-1 {
		t.Errorf("%d points are left, %d to %d", len(kept), kept[0], kept[len(kept)-1])
	}
	worst := func(kept []int) (d float64) {
		for s := range 500 {
			all, some := spanOf(y[s*n/500:(s+1)*n/500]), span{}
			for _, i := range kept {
				if i >= s*n/500 && i < (s+1)*n/500 {
					some.include(y[i])
				}
			}
			d = max(d, math.Abs(all.lo-some.lo), math.Abs(all.hi-some.hi))
		}
		return d
	}
	if d := worst(kept); d != 0 {
		t.Errorf("the line is off by %g", d)
	}
	if !slices.Contains(kept, 777) {
		t.Error("the gap is closed")
	}
	// The control: every so many points lose the spike.
	if d := worst(every(indicesTo(n), len(kept))); d < 10 {
		t.Errorf("taking every so many is off by %g only: the test shows nothing", d)
	}
}

func indicesTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// Of a crowd of points fewer are drawn, and the figure says so.
func TestCrowdsAreThinned(t *testing.T) {
	s := field.Series{Axis: field.Linspace("x", "", 0, 1, 20_000), Columns: []field.Column{{Name: "y", Values: make([]float64, 20_000)}}}
	if got := Points(s).String(); !strings.Contains(got, "20000 points") || !strings.Contains(got, "5000 of them shown") {
		t.Error(got)
	}
}

func pixels(t *testing.T, f *Figure) (at func(column, row int) (value float64, clear bool), width, height int) {
	t.Helper()
	p, err := f.resolve(480, 300)
	if err != nil {
		t.Fatal(err)
	}
	address := f.layers[0].(*heatmap).png(p)
	data, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(address, "data:image/png;base64,"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	at = func(column, row int) (float64, bool) {
		r, g, b, a := m.At(column, row).RGBA()
		if a == 0 {
			return 0, true
		}
		best, value := math.Inf(1), 0.0
		for k := range 1000 {
			v := float64(k) / 999
			c := p.shade.colours.At(v)
			d := math.Hypot(math.Hypot(float64(c.R)-float64(r>>8), float64(c.G)-float64(g>>8)), float64(c.B)-float64(b>>8))
			if d < best {
				best, value = d, p.shade.lo+v*(p.shade.hi-p.shade.lo)
			}
		}
		return value, false
	}
	return at, m.Bounds().Dx(), m.Bounds().Dy()
}

// Each pixel of a dense field has the colour of the point it lies on: the first row is the top, the
// greatest y, whatever way the axes were given; gaps are clear.
func TestPixelsAreWhereTheyShouldBe(t *testing.T) {
	const ny, nx = 70, 80
	f := func(x, y float64) float64 { return 3*x - 2*y }
	for _, c := range []struct{ downY, downX, reverse bool }{{}, {downY: true}, {downX: true}, {true, true, false}, {reverse: true}} {
		y, x := field.Linspace("y", "", 0, 1, ny), field.Linspace("x", "", 0, 1, nx)
		if c.downY {
			slices.Reverse(y.Values)
		}
		if c.downX {
			slices.Reverse(x.Values)
		}
		g := field.Grid{Name: "f", Axes: []field.Axis{y, x}}
		for _, y := range y.Values {
			for _, x := range x.Values {
				g.Values = append(g.Values, f(x, y))
				g.Missing = append(g.Missing, x > 0.9 && y > 0.9)
			}
		}
		fig := Heatmap(g)
		if c.reverse {
			fig.ReverseY()
		}
		at, width, height := pixels(t, fig)
		if width != nx || height != ny {
			t.Fatalf("%d x %d pixels", width, height)
		}
		for _, k := range [][2]int{{0, 0}, {nx - 1, ny - 1}, {nx - 1, 0}, {0, ny - 1}, {20, 50}} {
			x, y := float64(k[0])/(nx-1), 1-float64(k[1])/(ny-1)
			if c.reverse {
				y = 1 - y
			}
			v, clear := at(k[0], k[1])
			if gap := x > 0.9 && y > 0.9; clear != gap || !gap && math.Abs(v-f(x, y)) > 0.05 {
				t.Errorf("%+v: the pixel at (%g, %g) reads %g (clear: %v), want %g", c, x, y, v, clear, f(x, y))
			}
		}
	}
}

// Uneven and logarithmic axes: a pixel shows the cell it lies in.
func TestPixelsOfUnevenAxes(t *testing.T) {
	x := field.Axis{Name: "x"}
	g := field.Grid{Name: "f"}
	for k := range 100 {
		x.Values = append(x.Values, math.Pow(10, float64(k)/33))
	}
	y := field.Linspace("y", "", 0, 1, 60)
	g.Axes = []field.Axis{y, x}
	for range y.Values {
		for _, v := range x.Values {
			g.Values = append(g.Values, math.Log10(v))
		}
	}
	at, width, _ := pixels(t, Heatmap(g).LogX())
	if width != 100 {
		t.Errorf("even on a log axis, but %d pixels wide", width)
	}
	if v, _ := at(33, 0); math.Abs(v-1) > 0.03 {
		t.Errorf("ten reads %g", v)
	}
	at, width, _ = pixels(t, Heatmap(g))
	e := edges(x.Values, false)
	v, _ := at(width/2, 0)
	if want := math.Log10((e[0] + e[100]) / 2); math.Abs(v-want) > 0.05 {
		t.Errorf("the middle reads %g, want %g", v, want)
	}
}

func BenchmarkPNG(b *testing.B) {
	f := Heatmap(waves(512, 512))
	p, err := f.resolve(480, 300)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f.layers[0].(*heatmap).png(p)
	}
}
