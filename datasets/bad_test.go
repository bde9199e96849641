package datasets_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/ode"
)

// Each error names the system, says what is wrong, and gives nothing.
func TestBadTrajectories(t *testing.T) {
	for _, c := range []struct {
		name string
		how  datasets.Trajectory
		say  string
	}{
		{"Lorenz", datasets.Trajectory{Samples: -1}, "-1 samples"},
		{"Lorenz", datasets.Trajectory{Step: -0.1}, "a step of -0.1"},
		{"Lorenz", datasets.Trajectory{Step: math.NaN()}, "a step of NaN"},
		{"Lorenz", datasets.Trajectory{Step: math.Inf(1)}, "a step of +Inf"},
		{"Lorenz", datasets.Trajectory{Noise: -0.1}, "noise of -0.1"},
		{"Lorenz", datasets.Trajectory{Noise: math.NaN()}, "noise of NaN"},
		{"Lorenz", datasets.Trajectory{Initial: []float64{1, 2}}, "2 values for 3 variables"},
		{"Lorenz", datasets.Trajectory{Initial: []float64{1, math.NaN(), 2}}, "y starts at NaN"},
		{"GenesioTesi", datasets.Trajectory{Initial: []float64{100, 100, 100}}, "grows without bound at t ="},
		{"Rossler", datasets.Trajectory{Initial: []float64{100, 100, 100}}, "start nearer to its attractor"},
		{"Henon", datasets.Trajectory{Initial: []float64{10, 10}}, "grows without bound at step"},
		{"Henon", datasets.Trajectory{Step: 0.1}, "leave Step 0"},
	} {
		out, err := find(t, c.name).Run(c.how)
		if err == nil || !strings.HasPrefix(err.Error(), "datasets: "+c.name+": ") || !strings.Contains(err.Error(), c.say) || out.Columns != nil {
			t.Errorf("%s, %+v: %v, %v; want %q", c.name, c.how, out, err, c.say)
		}
	}
	if _, err := find(t, "GenesioTesi").Run(datasets.Trajectory{Initial: []float64{100, 100, 100}}); !errors.Is(err, ode.ErrUnbounded) {
		t.Errorf("%v is not the integrator's own error", err)
	}
	if _, err := datasets.Find("Lorentz"); err == nil || !strings.Contains(err.Error(), "Lorenz,") {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestBadSystems(t *testing.T) {
	for _, c := range []struct {
		spoil func(s *datasets.System)
		say   string
	}{
		{func(s *datasets.System) { delete(s.Coefficients, "z'") }, "no equation z'"},
		{func(s *datasets.System) { s.Coefficients["w'"] = nil }, "an equation w'"},
		{func(s *datasets.System) { s.Coefficients["x"] = nil }, "an equation x,"},
		{func(s *datasets.System) { s.Coefficients["x'"]["w"] = 1 }, `"w" is none of x, y, z`},
		{func(s *datasets.System) { s.Coefficients["x'"]["y x"] = 1 }, "in the order x, y, z"},
		{func(s *datasets.System) { s.Coefficients["x'"]["x x"] = 1 }, "each variable once"},
		{func(s *datasets.System) { s.Coefficients["x'"]["x*y"] = 1 }, `"x*y" is none of`},
		{func(s *datasets.System) { s.Coefficients["x'"]["x  y"] = 1 }, `"" is none of`},
		{func(s *datasets.System) { s.Coefficients["x'"]["x^1"] = 1 }, "a power of 2 to 20"},
		{func(s *datasets.System) { s.Coefficients["x'"]["x^-1"] = 1 }, "a power of 2 to 20"},
		{func(s *datasets.System) { s.Coefficients["x'"]["tan(x)"] = 1 }, `no function "tan"`},
		{func(s *datasets.System) { s.Coefficients["x'"]["sin(2.0 x)"] = 1 }, `"2.0" is no number`},
		{func(s *datasets.System) { s.Coefficients["x'"]["sin(x"] = 1 }, "write sin(x)"},
		{func(s *datasets.System) { s.Coefficients["x'"]["sin(y) cos(x)"] = 1 }, "those of x first"},
		{func(s *datasets.System) { s.Coefficients["x'"]["sin(y) x"] = 1 }, "before any function"},
		{func(s *datasets.System) { s.Coefficients["x'"]["x"] = math.NaN() }, "the coefficient of x is NaN"},
		{func(s *datasets.System) { s.Variables[1] = "x" }, `"x" comes twice`},
		{func(s *datasets.System) { s.Variables[1] = "time" }, "is the axis's"},
		{func(s *datasets.System) { s.Variables[1] = "2" }, `"2" can't stand`},
		{func(s *datasets.System) { s.Variables[1] = "a b" }, `"a b" can't stand`},
		{func(s *datasets.System) { s.Variables, s.Initial, s.Coefficients = nil, nil, nil }, "no variables"},
		{func(s *datasets.System) { s.Step = 0 }, "a step of 0"},
		{func(s *datasets.System) { s.Samples = 0 }, "0 samples"},
		{func(s *datasets.System) { s.Transient = -1 }, "a transient of -1"},
		{func(s *datasets.System) { s.Units = []string{"m"} }, "1 units for 3 variables"},
		{func(s *datasets.System) { s.Inputs = []datasets.Input{{Name: "x"}} }, `"x" comes twice`},
		{func(s *datasets.System) { s.Inputs = []datasets.Input{{Name: "u"}} }, "no function of time"},
	} {
		s := find(t, "Lorenz")
		c.spoil(&s)
		if _, err := s.Run(datasets.Trajectory{}); err == nil || !strings.HasPrefix(err.Error(), "datasets: Lorenz: ") || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%v, want %q", err, c.say)
		}
	}
	bad := find(t, "Lorenz")
	bad.Coefficients["x'"]["w"] = 1
	if _, err := bad.Rate(); err == nil || bad.Degree() != 0 || !strings.Contains(bad.String(), "none of") {
		t.Errorf("a law that can't be read: %v, degree %d, %s", err, bad.Degree(), bad)
	}
}
