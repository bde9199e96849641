package ode

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func oscillator(_ float64, x, dx []float64) { dx[0], dx[1] = x[1], -x[0] }

// Against exact solutions: an oscillator, growth in t alone, and backwards in time.
func TestExact(t *testing.T) {
	times := []float64{0, 0.1, 1, 1.0001, 10, 100}
	got, err := Solve(oscillator, []float64{1, 0}, times, Tolerance{})
	if err != nil {
		t.Fatal(err)
	}
	for i, at := range times {
		if d := math.Hypot(got[i][0]-math.Cos(at), got[i][1]+math.Sin(at)); d > 2e-6 {
			t.Errorf("at %g it is off by %g", at, d)
		}
	}
	back, err := Solve(oscillator, got[4], []float64{10, 0}, Tolerance{})
	if err != nil || math.Hypot(back[1][0]-1, back[1][1]) > 1e-6 {
		t.Errorf("back to 0: %v, %v", back, err)
	}
	power, err := Solve(func(t float64, _, dx []float64) { dx[0] = 5 * math.Pow(t, 4) }, []float64{0}, []float64{0, 2}, Tolerance{})
	if err != nil || math.Abs(power[1][0]-32) > 1e-9 {
		t.Errorf("t^5 at 2: %v, %v", power, err)
	}
}

// The order of one step: its local error goes as the sixth power of its length, and the estimate's as
// the fifth. A wrong entry in the table is the known-bad control.
func TestOrder(t *testing.T) {
	local := func(h float64) (off, estimate float64) {
		s := newStepper(oscillator, 0, []float64{1, 0.5}, Tolerance{Absolute: 1, Relative: 1e-300})
		estimate = s.step(h)
		return math.Hypot(s.try[0]-(math.Cos(h)+0.5*math.Sin(h)), s.try[1]-(0.5*math.Cos(h)-math.Sin(h))), estimate
	}
	order := func() (off, estimate float64) {
		a, ea := local(0.4)
		b, eb := local(0.2)
		return math.Log2(a / b), math.Log2(ea / eb)
	}
	off, estimate := order()
	if off < 5.7 || off > 6.5 || estimate < 4.7 || estimate > 5.6 {
		t.Errorf("a step's error is of order %.2f and its estimate of %.2f, want 6 and 5", off, estimate)
	}
	defer func(right float64) { stages[6][2] = right }(stages[6][2])
	stages[6][2] = 499. / 1113
	if off, _ := order(); off > 5.7 {
		t.Errorf("a wrong table passes, with order %.2f: this test sees nothing", off)
	}
}

func TestUnbounded(t *testing.T) {
	_, err := Solve(func(_ float64, x, dx []float64) { dx[0] = x[0] * x[0] }, []float64{1}, []float64{0, 2}, Tolerance{})
	if !errors.Is(err, ErrUnbounded) {
		t.Errorf("x' = x^2 past its end: %v", err)
	}
	_, err = Solve(func(_ float64, x, dx []float64) { dx[0] = math.NaN() }, []float64{1}, []float64{0, 2}, Tolerance{})
	if !errors.Is(err, ErrUnbounded) {
		t.Errorf("a rate that is NaN: %v", err)
	}
	_, err = Solve(oscillator, []float64{1, 0}, []float64{0, 1e6}, Tolerance{Steps: 100})
	if err == nil || !strings.Contains(err.Error(), "100 steps") {
		t.Errorf("too few steps: %v", err)
	}
}

func BenchmarkSolve(b *testing.B) {
	for b.Loop() {
		if _, err := Solve(oscillator, []float64{1, 0}, []float64{0, 20}, Tolerance{}); err != nil {
			b.Fatal(err)
		}
	}
}
