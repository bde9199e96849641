package kriging

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// A climatology finds a season that is one, exactly; and says the spread where there is more.
func TestClimatology(t *testing.T) {
	s, _ := fleet(t, arabian, 20, 10, 4)
	exact := s
	exact.Values = make([]float64, s.Len())
	for i := range exact.Values {
		exact.Values[i] = 20 + 2*math.Sin(2*math.Pi*s.Time[i]/tropicalYear) + 0.1*(s.Lat[i]-10)
	}
	c, err := FitClimatology(exact, Trend{Harmonics: 1, Slopes: true})
	if err != nil {
		t.Fatal(err)
	}
	mean, deviation, err := c.At([]float64{70, 50}, []float64{10, 20}, []float64{0, 0.25 * tropicalYear})
	if err != nil || math.Abs(mean[0]-20) > 1e-9 || math.Abs(mean[1]-23) > 1e-9 || deviation[0] > 1e-9 {
		t.Errorf("%v +- %v (%v)", mean, deviation, err)
	}
	rough, err := FitClimatology(s, Trend{Harmonics: 1})
	if err != nil || !(rough.Deviation > 1.2 && rough.Deviation < 3.5) {
		t.Errorf("%+v (%v)", rough, err)
	}
}

// The nearest is the nearest by brute force, in space and time together; its deviation is that of neighbours on other platforms.
func TestNearest(t *testing.T) {
	s := Scatter{Lon: []float64{60, 61, 60, 359}, Lat: []float64{10, 10, 10, 0}, Time: []float64{0, 0, 50, 0}, Values: []float64{1, 2, 4, 9}, Platform: []int{1, 2, 1, 3}}
	n, err := FitNearest(s, 100, 10)
	if err != nil {
		t.Fatal(err)
	}
	mean, _, err := n.At([]float64{60.4, 60.6, 60.1, -0.5}, []float64{10, 10, 10, 0}, []float64{0, 0, 40, 0})
	if err != nil || fmt.Sprint(mean) != "[1 2 4 9]" {
		t.Errorf("%v (%v)", mean, err)
	}
	want := math.Sqrt((1 + 1 + 4 + 64) / 4.0) // 1-2, 2-1, 4-2 and 9-1
	if math.Abs(n.Deviation-want) > 1e-12 {
		t.Errorf("deviation %g; want %g", n.Deviation, want)
	}
}

func TestBadBaselines(t *testing.T) {
	s, _ := fleet(t, arabian, 3, 3, 4)
	one := s
	one.Platform = make([]int, s.Len())
	for want, do := range map[string]func() error{
		"needs more":          func() error { _, err := FitClimatology(s.take(seq(3)), Trend{Harmonics: 1}); return err },
		"both above 0":        func() error { _, err := FitNearest(s, 0, 1); return err },
		"have no neighbours":  func() error { _, err := FitNearest(one, 1, 1); return err },
		"one of each for a p": func() error { n, _ := FitNearest(s, 1, 1); _, _, err := n.At([]float64{1}, nil, nil); return err },
		"finite places": func() error {
			n, _ := FitNearest(s, 1, 1)
			_, _, err := n.At([]float64{1}, []float64{math.NaN()}, []float64{2})
			return err
		},
		"one of each for": func() error {
			c, _ := FitClimatology(s, Trend{})
			_, _, err := c.At([]float64{1}, nil, nil)
			return err
		},
	} {
		if err := do(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q in it", err, want)
		}
	}
}

func ExampleFitNearest() {
	s := Scatter{Lon: []float64{60, 62}, Lat: []float64{10, 10}, Time: []float64{0, 5}, Values: []float64{24, 22}}
	n, err := FitNearest(s, 400, 50)
	if err != nil {
		panic(err)
	}
	mean, deviation, _ := n.At([]float64{60.5}, []float64{10}, []float64{0})
	fmt.Println(mean[0], deviation[0])
	// Output: 24 2
}

func ExampleFitClimatology() {
	s := Scatter{Lon: make([]float64, 4), Lat: make([]float64, 4), Time: []float64{0, 91.31, 182.62, 273.93}, Values: []float64{25, 27, 25, 23}}
	c, err := FitClimatology(s, Trend{Harmonics: 1})
	fmt.Printf("%.1f %.1f %v\n", c.Coefficients[0], c.Coefficients[2], err)
	// Output: 25.0 2.0 <nil>
}

func BenchmarkNearest(b *testing.B) {
	s, _ := fleet(b, arabian, 40, 10, 4)
	for b.Loop() {
		if _, err := FitNearest(s, 400, 50); err != nil {
			b.Fatal(err)
		}
	}
}
