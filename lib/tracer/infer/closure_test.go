package infer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
	"sublunar/lib/tracer/infer"
)

// The closure finds how strong the eddies are that carried an identical twin, not four times as strong; and that eddies explain the
// tracer better than none do.
func TestClosure(t *testing.T) {
	p, _, err := infer.Twin{Cells: 12, Identical: true, Window: 20, Forecast: 2.5, Seed: 4, Eddies: tracer.Eddies{Speed: 0.15, Length: 120e3, Time: 10 * 86400}}.Make()
	if err != nil {
		t.Fatal(err)
	}
	p.Members = 40
	var heard int
	c := infer.Closure{Speeds: []float64{0.15, 0.6}, Times: []float64{10 * 86400}, Diffusivities: []float64{100}, Inflations: []float64{1, 1.1},
		Observe: func(field.Progress) error { heard++; return nil }}
	stochastic, plain, err := c.Fit(p)
	if err != nil {
		t.Fatal(err)
	}
	if stochastic.Problem.Eddies.Speed != 0.15 {
		t.Errorf("eddies of %g m/s: %+v", stochastic.Problem.Eddies.Speed, stochastic.Tried)
	}
	if plain.Problem.Eddies.Speed != 0 || plain.Problem.Currents != nil || len(plain.Tried) != 2 || heard != 4 {
		t.Errorf("%+v; %d heard", plain.Tried, heard)
	}
	t.Logf("%+v, %+v", stochastic.Tried, plain.Tried)
	if with, without := stochastic.Tried[0].LogLikelihood, max(plain.Tried[0].LogLikelihood, plain.Tried[1].LogLikelihood); with < without {
		t.Errorf("log-likelihood with eddies %.1f, without %.1f", with, without)
	}
	c.Observe = func(field.Progress) error { return errors.New("enough") }
	if _, _, err := c.Fit(p); err == nil || !strings.Contains(err.Error(), "enough") {
		t.Error(err)
	}
	f := infer.Filter{Observe: c.Observe}
	if _, err := f.Solve(p); err == nil || !strings.Contains(err.Error(), "stopped at time") {
		t.Error(err)
	}
}

func ExampleClosure() {
	p, _ := inlet(4)
	p.Members = 40
	eddies, _, err := infer.Closure{Speeds: []float64{0.1, 0.4}, Times: []float64{10 * 86400}, Diffusivities: []float64{100}, Inflations: []float64{1}}.Fit(p)
	fmt.Println(eddies.Problem.Eddies.Speed, "m/s", err)
	// Output: 0.1 m/s <nil>
}
