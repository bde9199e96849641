package pde_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"

	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// Each state of an ensemble goes where Solve takes it alone; a second lot isn't touched by the first.
func TestEnsemble(t *testing.T) {
	x := pde.Periodic("x", "", 0, 2*math.Pi, 32)
	start := func(i int) field.Grid {
		return pde.Sample("u", func(at ...float64) float64 { return float64(i) + math.Sin(float64(i+1)*at[0]) }, x)
	}
	for _, engine := range enginetest.All(t) {
		e, err := pde.NewEnsemble(engine.Backend, pde.Burgers{Viscosity: 0.2}, spectral.Box{Points: []int{32}}, 0.05)
		if err != nil {
			t.Fatal(err)
		}
		for _, lot := range [][]int{{0, 1, 2}, {2, 0, 3}} {
			u := field.NewArray(3, 32)
			for k, i := range lot {
				copy(u.Values[k*32:], start(i).Values)
			}
			if err := e.Start(u); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := e.Advance(5); err != nil {
					t.Fatal(err)
				}
			}
			got, err := e.Fields()
			if err != nil {
				t.Fatal(err)
			}
			for k, i := range lot {
				want := solve(t, quick(t).Backend, pde.Burgers{Viscosity: 0.2}, 0.5, 0.05, start(i))[0]
				if off := distance(got[0].Values[k*32:(k+1)*32], want); off > 1e-12 {
					t.Errorf("%s: state %d is off by %.1e", engine.Name, i, off)
				}
			}
		}
		e.Close()
	}
}

// An equation of two fields, in two dimensions.
func TestEnsembleOfPlanes(t *testing.T) {
	engine := quick(t)
	box := spectral.Box{Points: []int{16, 12}}
	e, err := pde.NewEnsemble(engine.Backend, pde.LambdaOmega{}, box, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	f := func(x ...float64) float64 { return math.Sin(x[0]) * math.Cos(2*x[1]) }
	u := pde.Sample("u", f, pde.Periodic("x", "", 0, 2*math.Pi, 16), pde.Periodic("y", "", 0, 2*math.Pi, 12))
	v := pde.Sample("v", func(x ...float64) float64 { return f(x[1], x[0]) }, u.Axes...)
	want := solve(t, engine.Backend, pde.LambdaOmega{}, 0.5, 0.05, u, v)
	if err := e.Start(field.Array{Shape: []int{1, 16, 12}, Values: u.Values}, field.Array{Shape: []int{1, 16, 12}, Values: v.Values}); err != nil {
		t.Fatal(err)
	}
	if err := e.Advance(10); err != nil {
		t.Fatal(err)
	}
	got, err := e.Fields()
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if off := distance(got[i].Values, want[i]); off > 1e-13 || !slices.Equal(got[i].Shape, []int{1, 16, 12}) {
			t.Errorf("field %d of %v is off by %.1e", i, got[i].Shape, off)
		}
	}
}

func TestBadEnsembles(t *testing.T) {
	engine := quick(t)
	if _, err := pde.NewEnsemble(engine.Backend, pde.Burgers{}, spectral.Box{Points: []int{16}}, 0); err == nil || !strings.Contains(err.Error(), "a step of 0") {
		t.Errorf("no step: %v", err)
	}
	e, err := pde.NewEnsemble(engine.Backend, pde.Burgers{}, spectral.Box{Points: []int{16}}, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Advance(1); err == nil || !strings.Contains(err.Error(), "Start with some") {
		t.Errorf("nothing to advance: %v", err)
	}
	if _, err := e.Fields(); err == nil || !strings.Contains(err.Error(), "Start with some") {
		t.Errorf("nothing to see: %v", err)
	}
	bad := field.NewArray(2, 16)
	bad.Values[17] = math.NaN()
	for _, c := range []struct {
		fields []field.Array
		says   string
	}{
		{nil, "0 fields were given"}, {[]field.Array{field.NewArray(16)}, "give [states, points...]"}, {[]field.Array{field.NewArray(2, 8)}, "points [16]"},
		{[]field.Array{field.NewArray(0, 16)}, "give [states, points...]"}, {[]field.Array{bad}, "value 17"}, {[]field.Array{{Shape: []int{2, 16}}}, "has 0 values"},
	} {
		if err := e.Start(c.fields...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	wild := field.NewArray(1, 16)
	for i := range wild.Values {
		wild.Values[i] = 1e200 * math.Sin(float64(i))
	}
	if err := e.Start(wild); err != nil {
		t.Fatal(err)
	}
	if err := e.Advance(5); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Fields(); err == nil || !strings.Contains(err.Error(), "left the finite numbers") {
		t.Errorf("a state beyond all numbers: %v", err)
	}
	if err := e.Advance(-1); err == nil || !strings.Contains(err.Error(), "-1 steps") {
		t.Errorf("steps back: %v", err)
	}
}

func ExampleEnsemble() {
	engine, err := compute.NewWithConfig("go:ops_sequential")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer engine.Finalize()
	e, err := pde.NewEnsemble(engine, pde.Burgers{Viscosity: 0.1}, spectral.Box{Points: []int{32}}, 0.1)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	u := field.NewArray(2, 32)
	for i := range 32 {
		u.Values[i], u.Values[32+i] = math.Sin(2*math.Pi*float64(i)/32), 1
	}
	if err := e.Start(u); err != nil {
		fmt.Println(err)
	}
	if err := e.Advance(10); err != nil {
		fmt.Println(err)
	}
	later, err := e.Fields()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4g %.4g\n", later[0].Values[8], later[0].Values[40])
	// Output:
	// 0.7128 1
}
