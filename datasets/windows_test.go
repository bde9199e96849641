package datasets

import (
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// counted histories hold numbers that tell their place: 10,000 the run, 100 the frame, 1 the point.
func counted(runs, frames int, points ...int) Histories {
	h := Histories{Name: "u", Times: field.Linspace("t", "s", 0, float64(frames-1), frames), Values: field.NewArray(append([]int{runs, frames}, points...)...)}
	per := part{shape: points}.size()
	for i := range h.Values.Values {
		h.Values.Values[i] = float64(i/(frames*per)*10_000 + i/per%frames*100 + i%per)
	}
	for _, n := range points {
		h.Axes = append(h.Axes, field.Linspace("x", "m", 0, 1, n))
	}
	return h
}

// A source is what an operator fits from.
type source interface {
	Len() int
	Shapes() (x, y []int)
	Read(i int, x, y []float64) error
}

var _ source = Windows{}

func TestWindows(t *testing.T) {
	w, err := counted(3, 5, 2, 2).Windows(2, 1)
	if err != nil {
		t.Fatal(err)
	}
	x, y := w.Shapes()
	if w.Len() != 9 || !slices.Equal(x, []int{9, 2, 2, 2}) || !slices.Equal(y, []int{9, 2, 2, 1}) {
		t.Errorf("%d windows of %v and %v", w.Len(), x, y)
	}
	in, out := make([]float64, 8), make([]float64, 4)
	if err := w.Read(4, in, out); err != nil { // run 1, from frame 1 on
		t.Fatal(err)
	}
	if !slices.Equal(in, []float64{10100, 10200, 10101, 10201, 10102, 10202, 10103, 10203}) || !slices.Equal(out, []float64{10300, 10301, 10302, 10303}) {
		t.Errorf("window 4 is %v and %v", in, out)
	}
	s, err := w.Samples()
	if err != nil || s.Check() != nil || !slices.Equal(s.X.Values[4*8:5*8], in) || !slices.Equal(s.Y.Values[4*4:5*4], out) {
		t.Errorf("%v as samples, %v", s, err)
	}
	// A window across two runs would be a pair that no law makes.
	for i := range w.Len() {
		if err := w.Read(i, in, out); err != nil || int(in[0])/10_000 != int(out[0])/10_000 {
			t.Errorf("window %d goes from %g to %g: %v", i, in[0], out[0], err)
		}
	}
	all, err := counted(3, 5, 2).Windows(2, 3)
	if err != nil || all.Len() != 3 {
		t.Errorf("%d whole runs, %v", all.Len(), err)
	}
}

func TestSplitHistories(t *testing.T) {
	h := counted(3, 4, 2)
	train, test := h.Split(2)
	if train.Check() != nil || test.Check() != nil || train.Len() != 2 || test.Len() != 1 || test.Values.Values[0] != 20_000 {
		t.Errorf("split into %v and %v", train, test)
	}
	if none, all := h.Split(-3); none.Len() != 0 || all.Len() != 3 || none.Check() == nil {
		t.Errorf("split into %v and %v", none, all)
	}
	g, err := h.Run(1)
	if v, _ := g.At(2, 1); err != nil || g.Check() != nil || v != 10_201 || g.Axes[0].Name != "t" {
		t.Errorf("run 1 is %v, %v", g, err)
	}
	if _, err := h.Run(3); err == nil || !strings.Contains(err.Error(), "run 3; there are 3") {
		t.Errorf("run 3: %v", err)
	}
}

func TestBadWindows(t *testing.T) {
	h := counted(2, 4, 3)
	for _, c := range [][2]int{{0, 1}, {1, 0}, {3, 2}, {-1, 2}} {
		if _, err := h.Windows(c[0], c[1]); err == nil || !strings.Contains(err.Error(), "no more together than the 4") {
			t.Errorf("%v: %v", c, err)
		}
	}
	w, err := h.Windows(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Read(6, make([]float64, 3), make([]float64, 3)); err == nil || !strings.Contains(err.Error(), "window 6; there are 6") {
		t.Errorf("the seventh of six: %v", err)
	}
	if err := w.Read(0, make([]float64, 3), make([]float64, 2)); err == nil || !strings.Contains(err.Error(), "room for 3 and 2") {
		t.Errorf("too little room: %v", err)
	}
	if _, err := (Windows{}).Samples(); err == nil || (Windows{}).Len() != 0 {
		t.Errorf("no windows: %v", err)
	}
	for says, spoil := range map[string]func(h *Histories){
		"make both agree":     func(h *Histories) { h.Times.Values = h.Times.Values[:3] },
		"t\" has no values":   func(h *Histories) { h.Times.Values = nil },
		"without a run":       func(h *Histories) { h.Values = field.NewArray(0, 4, 3) },
		"has 24 values":       func(h *Histories) { h.Values.Shape = []int{3, 4, 3} },
		"the times: field: a": func(h *Histories) { h.Times.Values = []float64{0, 1, 1, 2} },
	} {
		h := counted(2, 4, 3)
		spoil(&h)
		if _, err := h.Windows(1, 1); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func BenchmarkWindows(b *testing.B) {
	w, err := counted(10, 20, 64, 64).Windows(10, 1)
	if err != nil {
		b.Fatal(err)
	}
	x, y := make([]float64, 64*64*10), make([]float64, 64*64)
	i := 0
	for b.Loop() {
		if err := w.Read(i%w.Len(), x, y); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
