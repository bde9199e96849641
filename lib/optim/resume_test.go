package optim_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// every method with settings that use what it remembers.
var every = []optim.Method{
	optim.LBFGS{Memory: 4}, optim.BFGS{}, optim.SSBFGS{}, optim.SSBroyden{},
	optim.GaussNewton{}, optim.GaussNewton{Rule: optim.Greedy, Scale: optim.Marquardt}, optim.GaussNewton{Solver: optim.QR},
	optim.GaussNewton{Solver: optim.Sketched, SketchRows: 100}, optim.GaussNewton{Solver: optim.Conjugate},
	optim.NaturalGradient{}, optim.NaturalGradient{Momentum: 0.9, Rate: 0.1, Damping: 1e-3},
	optim.Adam{Rate: 0.01, Schedule: optim.Cosine(100, 0.1)}, optim.SOAP{Rate: 0.01, Shapes: [][]int{{10, 4}}, Every: 3},
}

// A run that is saved and resumed goes on bit for bit.
func TestExactResume(t *testing.T) {
	p := poisson(10, 12)
	o := p.problem()
	for i, m := range every {
		t.Run(fmt.Sprintf("%d/%T", i, m), func(t *testing.T) {
			run := started(t, m, o, p.start(1))
			steps(t, run, 7)
			if i%2 == 0 { // saved between an evaluation and a step as well
				if err := run.Refresh(); err != nil {
					t.Fatal(err)
				}
			}
			saved, err := run.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			steps(t, run, 8)

			resumed, err := optim.Resume(o, m, saved)
			if err != nil {
				t.Fatal(err)
			}
			evaluations := resumed.Stats().Evaluations
			steps(t, resumed, 8)
			if !slices.Equal(run.X(), resumed.X()) || run.F() != resumed.F() {
				t.Errorf("resumed it goes elsewhere: %v, not %v", resumed.F(), run.F())
			}
			if a, b := run.Stats(), resumed.Stats(); a.Steps != b.Steps || a.Evaluations != b.Evaluations {
				t.Errorf("resumed at %d evaluations it counts %+v, not %+v", evaluations, b, a)
			}

			// From the same point without the memory it goes elsewhere, but for the method that has none.
			var fresh optim.Run
			if fresh, err = optim.Resume(o, m, saved); err != nil {
				t.Fatal(err)
			}
			forgetful := started(t, m, o, fresh.X())
			steps(t, forgetful, 8)
			natural, ok := m.(optim.NaturalGradient)
			if memory := !ok || natural.Momentum > 0; memory && slices.Equal(run.X(), forgetful.X()) {
				t.Error("it goes the same way without its memory: the test shows nothing")
			}
		})
	}
}

func started(t *testing.T, m optim.Method, o optim.Objective, x []float64) optim.Run {
	t.Helper()
	run, err := m.Start(o, x)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func steps(t *testing.T, run optim.Run, n int) {
	t.Helper()
	for range n {
		if err := run.Step(); err != nil {
			t.Fatal(err)
		}
	}
}

// After a change of the objective a run goes on from the new value, and keeps its curvature.
func TestRefresh(t *testing.T) {
	for _, m := range every {
		p := poisson(10, 12)
		o := p.problem()
		weight := 1.0
		changing := switched{o, &weight}
		run := started(t, m, changing, p.start(2))
		steps(t, run, 5)
		before := run.F()
		weight = 4
		if err := run.Refresh(); err != nil {
			t.Fatal(err)
		}
		if math.Abs(run.F()-4*before) > 1e-12*run.F() {
			t.Errorf("%T: %v after a change to 4 times %v", m, run.F(), before)
		}
		refreshed := run.F()
		steps(t, run, 5)
		if _, stochastic := m.(optim.NaturalGradient); !stochastic && !(run.F() < refreshed) {
			t.Errorf("%T: no lower after a change: %v, then %v", m, refreshed, run.F())
		}
	}
}

// switched is a sum of squares with a weight that may change.
type switched struct {
	residuals
	weight *float64
}

func (s switched) Evaluate(x, g []float64) (float64, error) {
	return times{s.residuals, *s.weight}.Evaluate(x, g)
}

func (s switched) Jacobian(x, r []float64, j *mat.Dense) error {
	s.at(x, r, j)
	root := math.Sqrt(*s.weight)
	floats.Scale(root, r)
	if j != nil {
		j.Scale(root, j)
	}
	return nil
}

func TestSavedBytesAreChecked(t *testing.T) {
	o := rosenbrock()
	run := started(t, optim.LBFGS{}, o, []float64{-1.2, 1})
	steps(t, run, 3)
	saved, err := run.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o     optim.Objective
		m     optim.Method
		bytes []byte
		want  string
	}{
		{o, optim.SSBroyden{}, saved, "the saved run is of LBFGS, this one of SSBroyden"},
		{box(), optim.LBFGS{}, saved, "has 2 parameters, the objective 3"},
		{o, optim.LBFGS{}, nil, "not a saved run"},
		{o, optim.LBFGS{}, []byte("nonsense"), "not a saved run"},
		{o, optim.LBFGS{}, saved[:len(saved)-9], "cut short"},
		{nil, optim.LBFGS{}, saved, "no objective"},
	} {
		if _, err := optim.Resume(c.o, c.m, c.bytes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T of %d bytes: %v, not %q", c.m, len(c.bytes), err, c.want)
		}
	}
	soap := started(t, optim.SOAP{Shapes: [][]int{{1, 2}}}, o, []float64{-1.2, 1})
	steps(t, soap, 1)
	if saved, err = soap.MarshalBinary(); err != nil {
		t.Fatal(err)
	}
	if _, err := optim.Resume(o, optim.SOAP{Shapes: [][]int{{1}, {1}}}, saved); err == nil || !strings.Contains(err.Error(), "the same shapes") {
		t.Errorf("other shapes: %v", err)
	}
	// A longer memory is cut to the newest.
	if _, err := optim.Resume(o, optim.LBFGS{Memory: 1}, must(run.MarshalBinary())); err != nil {
		t.Error(err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
