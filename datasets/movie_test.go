package datasets_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
)

// Dye's frames satisfy its equation, by central differences, to their order; and are the same again.
func TestDye(t *testing.T) {
	m, err := datasets.Dye(datasets.Filming{Frames: 3, Side: 64})
	if err != nil {
		t.Fatal(err)
	}
	var frames [][]float64
	for frame, err := range m.Frames {
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, append([]float64(nil), frame...))
	}
	h := m.Axes[1].Values[1]
	at := func(i, j int) float64 { return frames[1][i*64+j] }
	law := m.Coefficients["u_t"]
	worst := 0.0
	for i := 1; i < 63; i++ {
		for j := 1; j < 63; j++ {
			right := law["u_x"]*(at(i, j+1)-at(i, j-1))/(2*h) + law["u_y"]*(at(i+1, j)-at(i-1, j))/(2*h) +
				law["u_xx"]*(at(i, j+1)-2*at(i, j)+at(i, j-1))/(h*h) + law["u_yy"]*(at(i+1, j)-2*at(i, j)+at(i-1, j))/(h*h) +
				law["u_yx"]*(at(i+1, j+1)-at(i+1, j-1)-at(i-1, j+1)+at(i-1, j-1))/(4*h*h)
			left := (frames[2][i*64+j] - frames[0][i*64+j]) / (m.Times.Values[2] - m.Times.Values[0])
			worst = math.Max(worst, math.Abs(left-right))
		}
	}
	if worst > 1 { // of rates near 20
		t.Errorf("the law is off by %g", worst)
	}
	for frame := range m.Frames {
		if frame[100] != frames[0][100] {
			t.Error("the first frame is another when it is read again")
		}
		break
	}
}

// The ring's truth follows its law, and the pulse lies where it says.
func TestRing(t *testing.T) {
	m, err := datasets.RingSensors(datasets.Filming{Frames: 400, Side: 20})
	if err != nil {
		t.Fatal(err)
	}
	c, s := m.Truth.Columns[0].Values, m.Truth.Columns[1].Values
	step := m.Times.Values[1] - m.Times.Values[0]
	for i := 1; i < 399; i++ {
		if off := (c[i+1]-c[i-1])/(2*step) - (-s[i] - 0.4*s[i]*s[i]); math.Abs(off) > 1e-3 {
			t.Fatalf("at sample %d c' is off by %g", i, off)
		}
	}
}

// A shaken camera sees what a still one does, elsewhere.
func TestShaken(t *testing.T) {
	still, err := datasets.Shaken(datasets.Filming{Frames: 5, Side: 32, Seed: 1}, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"down", "right"} {
		c, err := still.Truth.Column(name)
		if err != nil || c.Values[4] != 0 {
			t.Errorf("a camera that is held still moves %v (%v)", c.Values, err)
		}
	}
	if _, err := datasets.Shaken(datasets.Filming{}, 1, 90); err == nil {
		t.Error("a shake of nearly the whole image, and no error")
	}
}

func TestNoiseOfFilming(t *testing.T) {
	clean, err := datasets.ConvectionSensors(datasets.Filming{Frames: 100, Side: 20})
	if err != nil {
		t.Fatal(err)
	}
	noisy, err := datasets.ConvectionSensors(datasets.Filming{Frames: 100, Side: 20, Noise: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	var all [2][]float64
	for k, m := range []datasets.Movie{clean, noisy} {
		for frame := range m.Frames {
			all[k] = append(all[k], frame...)
		}
	}
	var signal, left float64
	for i, v := range all[0] {
		signal += v * v
		left += (all[1][i] - v) * (all[1][i] - v)
	}
	if part := math.Sqrt(left / signal); math.Abs(part-0.5) > 0.05 {
		t.Errorf("noise of 0.5 is %g of the movie", part)
	}
	for _, f := range []datasets.Filming{{Frames: 1}, {Side: 3}, {Noise: -1}, {Noise: math.NaN()}} {
		if _, err := datasets.ConvectionSensors(f); err == nil || !strings.Contains(err.Error(), "2 frames") {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func ExampleDye() {
	movie, err := datasets.Dye(datasets.Filming{Frames: 10, Side: 32})
	if err != nil {
		panic(err)
	}
	count := 0
	for range movie.Frames {
		count++
	}
	fmt.Println(count, movie.Axes[0].Name, movie.Coefficients["u_t"]["u_xx"])
	// Output: 10 y 0.1
}

func BenchmarkDye(b *testing.B) {
	movie, err := datasets.Dye(datasets.Filming{Frames: 10})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for range movie.Frames {
		}
	}
}
