package ode

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// Lorenz's equations (1963, doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2).
func lorenz(_ float64, x, dx []float64) {
	dx[0], dx[1], dx[2] = 10*(x[1]-x[0]), x[0]*(28-x[2])-x[1], x[0]*x[1]-8./3*x[2]
}

// At tight tolerances the error still falls with the tolerance, down to rounding: sixteen turns of an
// oscillator against the exact solution, and Lorenz's equations, where a small difference grows
// tenfold or more on the way, against a finer run. A table with one entry wrong in the tenth digit must show.
func TestTight(t *testing.T) {
	turns := func() float64 {
		end, err := Solve(oscillator, []float64{1, 0}, []float64{0, 100}, Tolerance{Absolute: 1e-15, Relative: 1e-14})
		if err != nil {
			t.Fatal(err)
		}
		return math.Hypot(end[1][0]-math.Cos(100), end[1][1]+math.Sin(100))
	}
	if off := turns(); off > 1e-12 {
		t.Errorf("the oscillator is off by %g", off)
	}
	right := stages[2][1]
	stages[2][1] += 1e-10
	off := turns()
	stages[2][1] = right
	if off < 1e-11 {
		t.Errorf("a wrong table passes, off by %g: this test sees nothing", off)
	}

	at2 := func(tol float64) []float64 {
		end, err := Solve(lorenz, []float64{-8, 7, 27}, []float64{0, 2}, Tolerance{Absolute: tol / 10, Relative: tol})
		if err != nil {
			t.Fatal(err)
		}
		return end[1]
	}
	fine := at2(1e-15)
	last := math.Inf(1)
	for _, tol := range []float64{1e-8, 1e-10, 1e-12, 1e-14} {
		x, off := at2(tol), 0.0
		for c := range x {
			off = math.Max(off, math.Abs(x[c]-fine[c])/30)
		}
		t.Logf("tolerance %g: off by %.2g of the attractor's size", tol, off)
		if off > last/30 {
			t.Errorf("tolerance %g: off by %g, after %g at a hundred times the tolerance", tol, off, last)
		}
		last = off
	}
	if last > 2e-12 {
		t.Errorf("off by %g of the attractor's size at the tightest tolerance", last)
	}
}

func TestBadInput(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		x0, times []float64
		tol       Tolerance
		say       string
	}{
		{[]float64{1, nan}, []float64{0, 1}, Tolerance{}, "component 1 starts at NaN"},
		{[]float64{1, 0}, []float64{0, math.Inf(1)}, Tolerance{}, "time 1 is +Inf"},
		{[]float64{1, 0}, []float64{0, 1}, Tolerance{Relative: -1}, "none may be negative"},
		{[]float64{1, 0}, []float64{0, 1}, Tolerance{Absolute: nan}, "tolerances NaN"},
	} {
		_, err := Solve(oscillator, c.x0, c.times, c.tol)
		if err == nil || !strings.HasPrefix(err.Error(), "ode: ") || !strings.Contains(err.Error(), c.say) || errors.Is(err, ErrUnbounded) {
			t.Errorf("%v at %v to %+v: %v, want %q", c.x0, c.times, c.tol, err, c.say)
		}
	}
	if x, err := Solve(oscillator, []float64{1, 0}, nil, Tolerance{}); len(x) != 0 || err != nil {
		t.Errorf("no times: %v, %v", x, err)
	}
}
