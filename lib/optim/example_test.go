package optim_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// cooling is the fit of y = a exp(-b t) to readings, as a sum of squares that gives its Jacobian.
type cooling struct{ t, y []float64 }

func (c cooling) Len() int       { return 2 }
func (c cooling) Residuals() int { return len(c.t) }

func (c cooling) Jacobian(x, r []float64, j *mat.Dense) error {
	for i, t := range c.t {
		e := math.Exp(-x[1] * t)
		r[i] = x[0]*e - c.y[i]
		if j != nil {
			j.SetRow(i, []float64{e, -x[0] * t * e})
		}
	}
	return nil
}

func (c cooling) Evaluate(x, g []float64) (float64, error) {
	r, j := make([]float64, len(c.t)), mat.NewDense(len(c.t), 2, nil)
	if err := c.Jacobian(x, r, j); err != nil {
		return 0, err
	}
	if g != nil {
		mat.NewVecDense(2, g).MulVec(j.T(), mat.NewVecDense(len(r), r))
	}
	return floats.Dot(r, r) / 2, nil
}

// readings that a = 70 and b = 0.05 made.
var readings = cooling{t: []float64{0, 5, 10, 20, 40}, y: []float64{70, 54.516, 42.457, 25.752, 9.4735}}

func fit(m optim.Method, stop optim.Stop) {
	r, err := optim.Minimise(readings, []float64{50, 0.1}, m, stop)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("a = %.2f, b = %.4f: %v\n", r.X[0], r.X[1], r.Status)
}

func ExampleMinimise() {
	result, err := optim.Minimise(readings, []float64{50, 0.1}, optim.LBFGS{}, optim.Stop{Gradient: 1e-6})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4g: %v\n", result.X, result.Status)
	// Output: [70 0.05]: the gradient is as small as asked
}

func ExampleGaussNewton() {
	fit(optim.GaussNewton{}, optim.Stop{Gradient: 1e-6})
	fit(optim.GaussNewton{Scale: optim.Marquardt, Solver: optim.QR}, optim.Stop{Gradient: 1e-6})
	// Output:
	// a = 70.00, b = 0.0500: the gradient is as small as asked
	// a = 70.00, b = 0.0500: the gradient is as small as asked
}

func ExampleNaturalGradient() {
	fit(optim.NaturalGradient{}, optim.Stop{Gradient: 1e-6})
	// Output: a = 70.00, b = 0.0500: the gradient is as small as asked
}

func ExampleLBFGS() {
	fit(optim.LBFGS{Memory: 10}, optim.Stop{Target: 1e-6})
	// Output: a = 70.00, b = 0.0500: the objective is as small as asked
}

func ExampleSSBroyden() {
	fit(optim.SSBroyden{}, optim.Stop{Gradient: 1e-6})
	// Output: a = 70.00, b = 0.0500: the gradient is as small as asked
}

func ExampleSSBFGS() {
	fit(optim.SSBFGS{}, optim.Stop{Gradient: 1e-6})
	// Output: a = 70.00, b = 0.0500: the gradient is as small as asked
}

func ExampleBFGS() {
	fit(optim.BFGS{}, optim.Stop{Gradient: 1e-6})
	// Output: a = 70.00, b = 0.0500: the gradient is as small as asked
}

func ExampleAdam() {
	schedule := optim.Warmup(100, optim.Cosine(3900, 1e-3))
	fit(optim.Adam{Rate: 0.1, Schedule: schedule}, optim.Stop{MaxSteps: 4000})
	// Output: a = 70.00, b = 0.0500: out of steps
}

func ExampleSOAP() {
	// A layer of one row is adapted as it is; a network gives the shape of each of its layers.
	schedule := optim.Cosine(4000, 1e-3)
	fit(optim.SOAP{Rate: 0.1, Schedule: schedule, Shapes: [][]int{{1, 2}}}, optim.Stop{MaxSteps: 4000})
	// Output: a = 70.00, b = 0.0500: out of steps
}

func ExampleDrive() {
	run, err := optim.SSBroyden{}.Start(readings, []float64{50, 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		result, err := optim.Drive(run, optim.Stop{MaxSteps: 3})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result.Stats.Steps, result.Status)
		// Here the points of a network's equation would be drawn anew.
		if err := run.Refresh(); err != nil {
			fmt.Println(err)
			return
		}
	}
	// Output:
	// 3 out of steps
	// 6 out of steps
}

func ExampleResume() {
	run, err := optim.LBFGS{}.Start(readings, []float64{50, 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	optim.Drive(run, optim.Stop{MaxSteps: 4})
	saved, err := run.MarshalBinary() // to a file, say
	if err != nil {
		fmt.Println(err)
		return
	}
	resumed, err := optim.Resume(readings, optim.LBFGS{}, saved)
	if err != nil {
		fmt.Println(err)
		return
	}
	run.Step()
	resumed.Step()
	fmt.Println(run.X()[0] == resumed.X()[0], run.X()[1] == resumed.X()[1])
	// Output: true true
}

func ExampleCosine() {
	s := optim.Cosine(100, 0.01)
	fmt.Printf("%.3f %.3f %.3f\n", s(0), s(50), s(100))
	// Output: 1.000 0.505 0.010
}

func ExampleExponential() {
	s := optim.Exponential(1000, 0.9)
	fmt.Printf("%.3f %.3f\n", s(1000), s(2000))
	// Output: 0.900 0.810
}

func ExamplePiecewise() {
	s := optim.Piecewise(0.1, 1000, 2000)
	fmt.Printf("%.2f %.2f %.2f\n", s(0), s(1000), s(2000))
	// Output: 1.00 0.10 0.01
}

func ExampleWarmup() {
	s := optim.Warmup(4, nil)
	fmt.Println(s(0), s(3), s(4))
	// Output: 0.25 1 1
}
