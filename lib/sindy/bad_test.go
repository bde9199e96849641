package sindy_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

func TestBadInput(t *testing.T) {
	change := func(f func(s *field.Series)) field.Series {
		s := datasets.LynxHare()
		f(&s)
		return s
	}
	fit := func(s field.Series, l sindy.Library, solver sindy.Solver) error {
		_, err := sindy.Fit(s, l, solver)
		return err
	}
	pelts, rates := datasets.LynxHare(), sindy.PerCapita(sindy.Polynomials(1))
	short, _ := pelts.Slice(0, 4)
	model, err := growth.Fit(pelts)
	if err != nil {
		t.Fatal(err)
	}
	refined, err := model.Refine(pelts, sindy.Shooting{})
	if err != nil {
		t.Fatal(err)
	}
	wild := &sindy.Model{Variables: []string{"x"}, Units: []string{""}, Library: []sindy.Term{{Powers: []int{2}}},
		Equations: []sindy.Equation{{Of: "x'", Terms: []string{"x^2"}, Coefficients: []float64{1}}}}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"no data", fit(field.Series{}, rates, nil), "sindy: field"},
		{"no columns", fit(field.Series{Axis: pelts.Axis}, rates, nil), "no columns"},
		{"too few samples", fit(short, rates, nil), "too few"},
		{"a library too large", fit(pelts, sindy.Polynomials(5), nil), "smaller library"},
		{"a library far too large", fit(pelts, sindy.Polynomials(1000), nil), "lower the degree"},
		{"a negative degree", fit(pelts, sindy.Polynomials(-1), nil), "give 0 or more"},
		{"only a constant", fit(pelts, sindy.Polynomials(0), nil), "Polynomials(1)"},
		{"refining over a gap", second(model.Refine(change(func(s *field.Series) { s.Columns[1].Values[3] = math.NaN() }), sindy.Shooting{})), "lynx is missing at time 1903"},
		{"infinite", fit(change(func(s *field.Series) { s.Columns[1].Values[3] = math.Inf(1) }), rates, nil), "infinite at time 1903"},
		{"zero", fit(change(func(s *field.Series) { s.Columns[0].Values[20] = 0 }), rates, nil), "hare is 0 at time 1920"},
		{"constant", fit(change(func(s *field.Series) {
			for i := range s.Columns[1].Values {
				s.Columns[1].Values[i] = 7
			}
		}), rates, sindy.STLSQ{}), "lynx is 7 throughout"},
		{"collinear", fit(change(func(s *field.Series) {
			for i := range s.Columns[1].Values {
				s.Columns[1].Values[i] = 3 * s.Columns[0].Values[i]
			}
		}), rates, sindy.STLSQ{}), "can't tell the terms"},
		{"overflow", fit(change(func(s *field.Series) { s.Columns[0].Values[0] = 1e300 }), sindy.Polynomials(2), nil), "overflows"},
		{"time runs back", fit(change(func(s *field.Series) {
			for i := range s.Axis.Values {
				s.Axis.Values[i] *= -1
			}
		}), rates, nil), "descends"},
		{"a threshold below 0", fit(pelts, rates, sindy.STLSQ{Threshold: -1}), "positive"},
		{"a threshold that is none", fit(pelts, rates, sindy.STLSQ{Threshold: math.NaN()}), "positive"},
		{"times below 0", fit(pelts, rates, sindy.Backward{Times: -1}), "positive"},
		{"an unknown term", fit(pelts, rates, sindy.These{"hare'": {"fox"}}), `no term "fox"`},
		{"an unknown equation", fit(pelts, rates, sindy.These{"fox'": {"fox"}}), `no equation "fox'"`},
		{"no equation", fit(pelts, rates, sindy.These{}), "names no equation"},
		{"a span below 0", regress(pelts, sindy.Integral{Span: -1}), "1 or more intervals"},
		{"three points", regress(pelts, sindy.Integral{Points: 3}), "2 or 4"},
		{"a long span", regress(pelts, sindy.Integral{Span: 10}), "shorter span"},
		{"a start of one", second(model.Simulate([]float64{1}, pelts.Axis)), "one each"},
		{"a start below 0", second(model.Simulate([]float64{1, -1}, pelts.Axis)), "positive"},
		{"a start that is none", second(model.Simulate([]float64{1, math.NaN()}, pelts.Axis)), "finite"},
		{"no times", second(model.Simulate([]float64{1, 1}, field.Axis{})), "sindy: field"},
		{"growth without bound", second(wild.Simulate([]float64{1}, field.Linspace("t", "s", 0, 2, 3))), "can't be followed"},
		{"refining other data", second(model.Refine(lorenz.run(10, 0.1), sindy.Shooting{})), "select those"},
		{"refining little", second(model.Refine(first(pelts.Slice(0, 3)), sindy.Shooting{})), "too few"},
		{"steps below 0", second(model.Refine(pelts, sindy.Shooting{Steps: -1})), "1 or more"},
		{"predicting with draws below 0", second(refined.Predict(pelts.Axis, sindy.Resampling{Draws: -1})), "1 or more"},
		{"predicting at no time", second(refined.Predict(field.Axis{}, sindy.Resampling{})), "sindy: field"},
		{"draws below 0", second(growth.Bootstrap(pelts, sindy.Resampling{Draws: -1})), "1 or more"},
		{"holding out nothing", second(growth.HeldOut(pelts, sindy.Holdout{From: 2000})), "choose a time"},
		{"holding out all", second(growth.HeldOut(pelts, sindy.Holdout{From: 1800})), "choose a time"},
		{"too long a cycle", second(growth.HeldOut(pelts, sindy.Holdout{From: 1913, Cycle: 14})), "between 1 and that"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, c.err, c.want)
		}
	}
	for _, bad := range [][2]string{{"fox'", "fox"}, {"hare'", "fox"}} {
		if c := model.Coefficient(bad[0], bad[1]); !math.IsNaN(c) {
			t.Errorf("an unknown coefficient is %g, want NaN", c)
		}
	}
}

func regress(s field.Series, i sindy.Integral) error {
	_, err := sindy.Regression{Library: sindy.PerCapita(sindy.Polynomials(1)), Form: i}.Fit(s)
	return err
}

func first[T any](v T, _ error) T        { return v }
func second[T any](_ T, err error) error { return err }
