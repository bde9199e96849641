package sindy_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// frameOf is one frame of a grid over time.
func frameOf(t testing.TB, g field.Grid, at int) field.Grid {
	t.Helper()
	points := len(g.Values) / g.Axes[0].Len()
	return field.Grid{Name: g.Name, Unit: g.Unit, Axes: g.Axes[1:], Values: g.Values[at*points : (at+1)*points]}
}

func distanceOf(a, b []float64) float64 {
	var off, size float64
	for i, v := range a {
		off += (v - b[i]) * (v - b[i])
		size += v * v
	}
	return math.Sqrt(off / size)
}

// A law that was found, followed from the first frame, makes the other frames again; textbook forms of it
// too.
func TestEvolve(t *testing.T) {
	for name, of := range map[string]func(datasets.Field) (datasets.Evolution, error){"Burgers": datasets.Burgers, "KdV": datasets.KdV} {
		made, err := of(datasets.Field{})
		if err != nil {
			t.Fatal(err)
		}
		u := made.Fields[0]
		powers := sindy.Polynomials(3)
		found, err := sindy.Regression{Library: sindy.Sum(powers, sindy.Derivatives(powers, 4))}.FitFields(u)
		if err != nil {
			t.Fatal(err)
		}
		const frames = 21
		times := field.Axis{Name: "t", Values: u.Axes[0].Values[:frames]}
		again, err := found.Evolve([]field.Grid{frameOf(t, u, 0)}, times, sindy.Evolving{})
		if err != nil {
			t.Fatal(err)
		}
		off := distanceOf(frameOf(t, u, frames-1).Values, frameOf(t, again[0], frames-1).Values)
		t.Logf("%s: off by %.2g after %d frames", name, off, frames-1)
		if off > 1e-4 {
			t.Errorf("%s: the last frame is off by %.2g", name, off)
		}
	}
}

// Two axes, one equation that is all linear: exact to rounding, in one step.
func TestEvolveIsExact(t *testing.T) {
	m := &sindy.Model{
		Variables: []string{"u"}, Units: []string{""}, Space: []string{"y", "x"}, Time: field.Axis{Name: "t"},
		Library:   []sindy.Term{{Powers: []int{1}, Orders: []int{0, 1}}, {Powers: []int{1}, Orders: []int{2, 0}}, {Powers: []int{1}, Orders: []int{1, 1}}},
		Equations: []sindy.Equation{{Of: "u_t", Terms: []string{"u_x", "u_yy", "u_yx"}, Coefficients: []float64{-0.7, 0.1, 0.05}}},
	}
	axis := func(name string, n int) field.Axis {
		return field.Linspace(name, "", 0, 2*math.Pi*float64(n-1)/float64(n), n)
	}
	g := field.Grid{Name: "u", Axes: []field.Axis{axis("y", 16), axis("x", 24)}}
	solution := func(t, y, x float64) float64 {
		return math.Exp(-0.1*4*t-0.05*2*3*t)*math.Sin(2*y+3*(x-0.7*t)) + math.Exp(-0.1*t)*math.Cos(y)
	}
	at := func(time float64) (values []float64) {
		for _, y := range g.Axes[0].Values {
			for _, x := range g.Axes[1].Values {
				values = append(values, solution(time, y, x))
			}
		}
		return values
	}
	g.Values = at(0)
	out, err := m.Evolve([]field.Grid{g}, field.Axis{Name: "t", Values: []float64{0, 0.5, 2}}, sindy.Evolving{})
	if err != nil {
		t.Fatal(err)
	}
	if off := distanceOf(at(2), frameOf(t, out[0], 2).Values); off > 1e-12 {
		t.Errorf("off by %.2g", off)
	}
}

// u u_x, as the strong form finds it, is the law that (u^2)_x is.
func TestEvolveProducts(t *testing.T) {
	made, err := datasets.Burgers(datasets.Field{})
	if err != nil {
		t.Fatal(err)
	}
	u := made.Fields[0]
	nu := made.Coefficients["u_t"]["u_xx"]
	m := &sindy.Model{
		Variables: []string{"u"}, Units: []string{""}, Space: []string{u.Axes[1].Name}, Time: field.Axis{Name: "t"},
		Library:   []sindy.Term{{Powers: []int{1}, Orders: []int{2}}, {Powers: []int{1}, Times: []sindy.Term{{Powers: []int{1}, Orders: []int{1}}}}},
		Equations: []sindy.Equation{{Of: "u_t", Terms: []string{"u_xx", "u u_x"}, Coefficients: []float64{nu, 2 * made.Coefficients["u_t"]["(u^2)_x"]}}},
	}
	out, err := m.Evolve([]field.Grid{frameOf(t, u, 0)}, field.Axis{Name: "t", Values: u.Axes[0].Values[:11]}, sindy.Evolving{})
	if err != nil {
		t.Fatal(err)
	}
	if off := distanceOf(frameOf(t, u, 10).Values, frameOf(t, out[0], 10).Values); off > 1e-4 {
		t.Errorf("off by %.2g", off)
	}
	// An observer's error ends the work, and what was made is kept.
	stopped, err := m.Evolve([]field.Grid{frameOf(t, u, 0)}, field.Axis{Name: "t", Values: u.Axes[0].Values[:11]}, sindy.Evolving{
		Observe: func(p field.Progress) error {
			if p.Step == 3 {
				return errors.New("enough")
			}
			return nil
		}})
	if err != nil || stopped[0].Axes[0].Len() != 3 || stopped[0].Check() != nil {
		t.Errorf("stopped: %v, %v", err, stopped)
	}
	// Backward in time heat is ill-posed: an error, not numbers.
	wrong := *m
	wrong.Equations = []sindy.Equation{{Of: "u_t", Terms: m.Equations[0].Terms, Coefficients: []float64{-50, 3}}}
	for want, err := range map[string]error{
		"without bound": second(wrong.Evolve([]field.Grid{frameOf(t, u, 0)}, field.Linspace("t", "", 0, 10, 11), sindy.Evolving{})),
		"one each":      second(m.Evolve(nil, u.Axes[0], sindy.Evolving{})),
		"other axes":    second(m.Evolve([]field.Grid{u}, u.Axes[0], sindy.Evolving{})),
		"tolerance":     second(m.Evolve([]field.Grid{u}, u.Axes[0], sindy.Evolving{Tolerance: -1})),
		"Simulate":      second((&sindy.Model{}).Evolve(nil, u.Axes[0], sindy.Evolving{})),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func ExampleModel_Evolve() {
	u, err := datasets.Burgers(datasets.Field{})
	if err != nil {
		panic(err)
	}
	powers := sindy.Polynomials(2)
	found, err := sindy.Regression{Library: sindy.Sum(powers, sindy.Derivatives(powers, 2))}.FitFields(u.Fields[0])
	if err != nil {
		panic(err)
	}
	grid := u.Fields[0]
	first := field.Grid{Name: "u", Axes: grid.Axes[1:], Values: grid.Values[:grid.Axes[1].Len()]}
	later, err := found.Evolve([]field.Grid{first}, field.Axis{Name: "t", Values: grid.Axes[0].Values[:5]}, sindy.Evolving{})
	if err != nil {
		panic(err)
	}
	fmt.Println(later[0].Shape())
	// Output: [5 256]
}

func BenchmarkEvolve(b *testing.B) {
	u, err := datasets.KdV(datasets.Field{})
	if err != nil {
		b.Fatal(err)
	}
	powers := sindy.Polynomials(2)
	found, err := sindy.Regression{Library: sindy.Sum(powers, sindy.Derivatives(powers, 3))}.FitFields(u.Fields[0])
	if err != nil {
		b.Fatal(err)
	}
	first, times := frameOf(b, u.Fields[0], 0), field.Axis{Name: "t", Values: u.Fields[0].Axes[0].Values[:6]}
	for b.Loop() {
		if _, err := found.Evolve([]field.Grid{first}, times, sindy.Evolving{}); err != nil {
			b.Fatal(err)
		}
	}
}
