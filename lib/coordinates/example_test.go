package coordinates_test

import (
	"fmt"
	"math"
	"testing"

	"sublunar/lib/coordinates"
	"sublunar/lib/field"
)

// signal is one sensor that sees two waves.
func signal(n int) field.Series {
	s := field.Series{Axis: field.Linspace("t", "s", 0, 20, n), Columns: []field.Column{{Name: "x"}}}
	for _, t := range s.Axis.Values {
		s.Columns[0].Values = append(s.Columns[0].Values, math.Sin(t)+0.3*math.Sin(3*t))
	}
	return s
}

// One sensor's past tells two waves apart: four coordinates hold all.
func ExampleDelays() {
	v, basis, err := coordinates.Delays(signal(1000), coordinates.Window{Length: 100, Count: 5})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%v; explained by four: %.6f\n", v.Names(), basis.Explained[3])
	// Output: [v1 v2 v3 v4 v5]; explained by four: 1.000000
}

// circle are points of a circle, in three dimensions.
func circle(n int) [][]float64 {
	var points [][]float64
	for i := range n {
		angle := 2 * math.Pi * float64(i) / float64(n)
		points = append(points, []float64{math.Cos(angle), math.Sin(angle), 0.2 * math.Cos(angle)})
	}
	return points
}

// On a circle the coordinates are its sine and cosine, whose squares sum to 2.
func ExampleDiffusionMap() {
	m, err := coordinates.DiffusionMap(circle(200), coordinates.Diffusion{})
	if err != nil {
		panic(err)
	}
	least, most := math.Inf(1), 0.0
	for _, v := range m.Values {
		square := v[0]*v[0] + v[1]*v[1]
		least, most = math.Min(least, square), math.Max(most, square)
	}
	fmt.Printf("%.1f to %.1f\n", least, most)
	// Output: 2.0 to 2.0
}

// panned is a smooth picture that a camera has moved over.
func panned(side, count int) coordinates.Frames {
	return func(yield func([]float64, error) bool) {
		for k := range count {
			frame := make([]float64, 0, side*side)
			for i := range side {
				for j := range side {
					y, x := float64(i)-0.5*float64(k), float64(j)+0.25*float64(k)
					frame = append(frame, math.Exp(-((y-14)*(y-14)+(x-17)*(x-17))/20)+math.Exp(-((y-20)*(y-20)+(x-11)*(x-11))/9))
				}
			}
			if !yield(frame, nil) {
				return
			}
		}
	}
}

func ExampleRegister() {
	r, err := coordinates.Register(panned(32, 5), coordinates.Motion{Height: 32, Width: 32})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.1f down, %.1f right\n", r.Shifts[4][0], r.Shifts[4][1])
	// Output: 2.0 down, -1.0 right
}

// Coordinates that were turned and stretched still agree; those of another law don't.
func ExampleAgreement() {
	times := field.Linspace("t", "", 0, 10, 200)
	a := field.Series{Axis: times, Columns: []field.Column{{Name: "a"}, {Name: "b"}}}
	turned, other := field.Series{Axis: times, Columns: []field.Column{{Name: "a"}, {Name: "b"}}}, field.Series{Axis: times, Columns: []field.Column{{Name: "a"}, {Name: "b"}}}
	for _, t := range times.Values {
		x, y := math.Sin(t), math.Cos(2*t)
		for k, v := range []float64{x, y} {
			a.Columns[k].Values = append(a.Columns[k].Values, v)
		}
		for k, v := range []float64{2*x - y, x + y + 3} {
			turned.Columns[k].Values = append(turned.Columns[k].Values, v)
		}
		for k, v := range []float64{math.Sin(5 * t), math.Cos(7 * t)} {
			other.Columns[k].Values = append(other.Columns[k].Values, v)
		}
	}
	same, err := coordinates.Agreement(a, turned)
	if err != nil {
		panic(err)
	}
	not, err := coordinates.Agreement(a, other)
	fmt.Printf("%.2f %.2f %v\n", same, not, err)
	// Output: 1.00 0.00 <nil>
}

// Modes of the first half of a film miss nothing of the second where it goes on as before.
func ExampleBasis_Missed() {
	rows := random(200, 50, 3, 0, 1)
	basis, err := coordinates.POD(of(rows[:100]), coordinates.Modes{Count: 3})
	if err != nil {
		panic(err)
	}
	missed, err := basis.Missed(of(rows[100:]))
	fmt.Printf("%.4f %v\n", missed, err)
	// Output: 0.0000 <nil>
}

func BenchmarkDelays(b *testing.B) {
	s := signal(20_000)
	for b.Loop() {
		if _, _, err := coordinates.Delays(s, coordinates.Window{Length: 100}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRegister(b *testing.B) {
	frames := panned(64, 20)
	for b.Loop() {
		if _, err := coordinates.Register(frames, coordinates.Motion{Height: 64, Width: 64}); err != nil {
			b.Fatal(err)
		}
	}
}
