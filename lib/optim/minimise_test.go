package optim_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
	"sublunar/lib/optim"
)

func TestStop(t *testing.T) {
	enough := errors.New("enough")
	o, start := rosenbrock(), []float64{-1.2, 1}
	for _, c := range []struct {
		name string
		stop optim.Stop
		want optim.Status
	}{
		{"gradient", optim.Stop{Gradient: 1e-3}, optim.SmallGradient},
		{"target", optim.Stop{Target: 0.5}, optim.Target},
		{"steps", optim.Stop{MaxSteps: 3}, optim.OutOfSteps},
		{"decrease", optim.Stop{Decrease: 0.99, Window: 2}, optim.SmallDecrease},
		{"time", optim.Stop{Time: 1e-12}, optim.OutOfTime},
		{"observer", optim.Stop{Observe: func(p field.Progress) error {
			if p.Step == 4 {
				return enough
			}
			return nil
		}}, optim.Stopped},
		{"nothing", optim.Stop{}, optim.Stalled},
	} {
		r, err := optim.Minimise(o, start, optim.SSBFGS{}, c.stop)
		if r.Status != c.want {
			t.Errorf("%s: %v, not %v", c.name, r, c.want)
		}
		if c.want == optim.Stopped {
			if !errors.Is(err, enough) || r.Stats.Steps != 4 {
				t.Errorf("%s: %v after %d steps", c.name, err, r.Stats.Steps)
			}
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if f, _ := o.Evaluate(r.X, nil); f != r.F || math.IsNaN(r.Gradient) {
			t.Errorf("%s: the result isn't usable: %v, and %v at its X", c.name, r, f)
		}
		if !strings.HasSuffix(r.String(), c.want.String()) {
			t.Errorf("%s prints %q", c.name, r)
		}
	}
	// Drive goes on where it ended.
	run := started(t, optim.SSBFGS{}, o, start)
	for range 3 {
		if r, err := optim.Drive(run, optim.Stop{MaxSteps: 2}); err != nil || r.Status != optim.OutOfSteps {
			t.Error(r, err)
		}
	}
	if run.Stats().Steps != 6 {
		t.Errorf("%d steps after three calls of two", run.Stats().Steps)
	}
}

// root is sum sqrt(x) + 1/x, with no value for negative x and a wall at 0.
type root struct{}

func (root) Len() int       { return 2 }
func (root) Residuals() int { return 2 }
func (root) Evaluate(x, g []float64) (float64, error) {
	return residuals{2, 2, root{}.at}.Evaluate(x, g)
}
func (root) Jacobian(x, r []float64, j *mat.Dense) error {
	root{}.at(x, r, j)
	return nil
}
func (root) at(x, r []float64, j *mat.Dense) {
	r[0], r[1] = math.Log(x[0]), math.Sqrt(x[1])-1
	set(j, 0, 1/x[0], 0)
	set(j, 1, 0, 0.5/math.Sqrt(x[1]))
}

// Where there is no value every method backs off, and starts nowhere such.
func TestNotANumber(t *testing.T) {
	for _, m := range every {
		if s, ok := m.(optim.SOAP); ok {
			s.Shapes = nil
			m = s
		}
		// A Gauss-Newton step from here goes to where the logarithm has no value.
		run := started(t, m, root{}, []float64{20, 30})
		if err := run.Refresh(); err != nil {
			t.Fatal(err)
		}
		first := run.F()
		for range 60 {
			if err := run.Step(); err != nil && !errors.Is(err, optim.ErrStalled) {
				t.Errorf("%T: %v", m, err)
				break
			}
		}
		if !(run.F() < first) {
			t.Errorf("%T: %v, from %v", m, run.F(), first)
		}
		_, err := optim.Minimise(root{}, []float64{-1, 1}, m, optim.Stop{})
		if err == nil || !strings.Contains(err.Error(), "the objective is NaN at the start") {
			t.Errorf("%T from where there is no value: %v", m, err)
		}
	}
}

// faulty has a value but no gradient.
type faulty struct{ residuals }

func (f faulty) Evaluate(x, g []float64) (float64, error) {
	if g != nil {
		g[0], g[1] = 1, math.NaN()
	}
	return 1, nil
}

func (f faulty) Jacobian(x, r []float64, j *mat.Dense) error {
	set(j, 0, 1, math.NaN())
	return nil
}

var errBroken = errors.New("the device is lost")

// broken fails after some evaluations.
type broken struct {
	residuals
	left *int
}

func (b broken) Evaluate(x, g []float64) (float64, error) {
	if *b.left--; *b.left < 0 {
		return 0, errBroken
	}
	return b.residuals.Evaluate(x, g)
}

func TestObjectivesErrors(t *testing.T) {
	for _, m := range every {
		if s, ok := m.(optim.SOAP); ok {
			s.Shapes = nil
			m = s
		}
		if _, err := optim.Minimise(faulty{rosenbrock()}, []float64{-1.2, 1}, m, optim.Stop{}); err == nil || !strings.Contains(err.Error(), "derivative by parameter") {
			t.Errorf("%T: a gradient that isn't a number: %v", m, err)
		}
		left := 12
		r, err := optim.Minimise(broken{rosenbrock(), &left}, []float64{-1.2, 1}, m, optim.Stop{})
		if !errors.Is(err, errBroken) || r.Status != optim.Failed {
			t.Errorf("%T: %v with %v", m, r, err)
		}
		if f, _ := rosenbrock().Evaluate(r.X, nil); math.Abs(f-r.F) > 0 {
			t.Errorf("%T: after a failure the objective at X is %v, not %v", m, f, r.F)
		}
	}
}

func TestBadInput(t *testing.T) {
	o, start := optim.Objective(rosenbrock()), []float64{-1.2, 1}
	for _, c := range []struct {
		m    optim.Method
		o    optim.Objective
		x    []float64
		stop optim.Stop
		want string
	}{
		{nil, o, start, optim.Stop{}, "no method"},
		{optim.LBFGS{}, nil, start, optim.Stop{}, "no objective"},
		{optim.LBFGS{}, o, []float64{1}, optim.Stop{}, "the start has 1 numbers, the objective 2"},
		{optim.LBFGS{}, o, []float64{1, math.NaN()}, optim.Stop{}, "parameter 1 starts at NaN"},
		{optim.LBFGS{}, residuals{}, nil, optim.Stop{}, "0 parameters"},
		{optim.LBFGS{Memory: -1}, o, start, optim.Stop{}, "memory of -1"},
		{optim.LBFGS{Rounding: -1}, o, start, optim.Stop{}, "rounding of -1"},
		{optim.SSBroyden{Rounding: math.NaN()}, o, start, optim.Stop{}, "rounding of NaN"},
		{optim.GaussNewton{Damping: -1}, o, start, optim.Stop{}, "damping of -1"},
		{optim.GaussNewton{Trials: -1}, o, start, optim.Stop{}, "-1 trials"},
		{optim.GaussNewton{Acceleration: -1}, o, start, optim.Stop{}, "acceleration"},
		{optim.GaussNewton{Rounding: 2}, o, start, optim.Stop{}, "rounding of 2"},
		{optim.GaussNewton{Rule: 7}, o, start, optim.Stop{}, "rule 7"},
		{optim.GaussNewton{Scale: -1}, o, start, optim.Stop{}, "scale -1"},
		{optim.GaussNewton{Solver: 17}, o, start, optim.Stop{}, "solver 17"},
		{optim.GaussNewton{Tolerance: 2}, o, start, optim.Stop{}, "tolerance of 2"},
		{optim.GaussNewton{Iterations: -2}, o, start, optim.Stop{}, "-2 iterations"},
		{optim.GaussNewton{}, classical[0].f, start, optim.Stop{}, "asks for an objective that has Forward and Reverse, or Jacobian"},
		{optim.GaussNewton{Solver: optim.Cholesky}, classical[0].f, start, optim.Stop{}, "Normal or Jacobian"},
		{optim.GaussNewton{Solver: optim.QR}, classical[0].f, start, optim.Stop{}, "QR asks"},
		{optim.GaussNewton{Solver: optim.Kernel}, normal{rosenbrock()}, start, optim.Stop{}, "kernel asks"},
		{optim.GaussNewton{Solver: optim.Sketched}, normal{rosenbrock()}, start, optim.Stop{}, "sketched asks"},
		{optim.NaturalGradient{Damping: -1}, o, start, optim.Stop{}, "damping of -1"},
		{optim.NaturalGradient{Momentum: 1}, o, start, optim.Stop{}, "momentum of 1"},
		{optim.NaturalGradient{Rate: -1}, o, start, optim.Stop{}, "rate of -1"},
		{optim.NaturalGradient{MaxNorm: -1}, o, start, optim.Stop{}, "at most -1"},
		{optim.NaturalGradient{Halvings: -1}, o, start, optim.Stop{}, "-1 halvings"},
		{optim.Adam{Rate: -1}, o, start, optim.Stop{}, "Adam with a rate of -1"},
		{optim.Adam{Mean: 1}, o, start, optim.Stop{}, "mean of 1"},
		{optim.Adam{Clip: math.NaN()}, o, start, optim.Stop{}, "clip of NaN"},
		{optim.SOAP{Square: 1.5}, o, start, optim.Stop{}, "SOAP with a square of 1.5"},
		{optim.SOAP{Basis: 1}, o, start, optim.Stop{}, "basis of 1"},
		{optim.SOAP{Every: -1}, o, start, optim.Stop{}, "every -1 steps"},
		{optim.SOAP{Shapes: [][]int{{3}}}, o, start, optim.Stop{}, "hold 3 parameters, the objective has 2"},
		{optim.SOAP{Shapes: [][]int{{1, 1, 2}}}, o, start, optim.Stop{}, "shape 0 is [1 1 2]"},
		{optim.SOAP{Shapes: [][]int{{-1, -2}}}, o, start, optim.Stop{}, "positive"},
		{optim.LBFGS{}, o, start, optim.Stop{MaxSteps: -1}, "-1 steps"},
		{optim.LBFGS{}, o, start, optim.Stop{Gradient: math.NaN()}, "gradient of NaN"},
		{optim.LBFGS{}, o, start, optim.Stop{Target: math.NaN()}, "target of NaN"},
		{optim.LBFGS{}, o, start, optim.Stop{Decrease: 1}, "decrease of 1"},
		{optim.LBFGS{}, o, start, optim.Stop{Window: -1}, "window of -1"},
		{optim.LBFGS{}, o, start, optim.Stop{Time: -1}, "-1 seconds"},
	} {
		if _, err := optim.Minimise(c.o, c.x, c.m, c.stop); err == nil || !strings.HasPrefix(err.Error(), "optim: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: %v, not %q", c.m, err, c.want)
		}
	}
}
