package sindy_test

import (
	"math"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/sindy"
)

// Each map of the zoo comes out of its own run, and the law found steps as the map does; taken for a
// flow, the control, it doesn't.
func TestMaps(t *testing.T) {
	for _, s := range datasets.Maps() {
		if s.Degree() == 0 {
			continue
		}
		run, err := s.Run(datasets.Trajectory{})
		if err != nil {
			t.Fatal(err)
		}
		library := sindy.Polynomials(max(2, s.Degree()))
		found, err := sindy.Regression{Library: library, Form: sindy.Map{}}.Fit(run)
		if err != nil {
			t.Fatal(err)
		}
		if off := coefficients(s.Coefficients).worst(found); !(off < 1e-8) {
			t.Errorf("%s: coefficients off by %.2g\n%s", s.Name, off, found)
		}
		var start []float64
		for _, c := range run.Columns {
			start = append(start, c.Values[0])
		}
		few := run.Axis
		few.Values = few.Values[:10]
		path, err := found.Simulate(start, few)
		if err != nil {
			t.Fatal(err)
		}
		for v, c := range path.Columns {
			for i, x := range c.Values {
				if math.Abs(x-run.Columns[v].Values[i]) > 1e-6 {
					t.Errorf("%s: step %d of %s is %g, want %g", s.Name, i, c.Name, x, run.Columns[v].Values[i])
				}
			}
		}
		flow, err := sindy.Regression{Library: library, Form: sindy.Integral{}}.Fit(run)
		if err == nil && coefficients(s.Coefficients).worst(flow) < 0.1 {
			t.Errorf("%s is found as a flow too: this test sees nothing", s.Name)
		}
	}
}
