package sindy_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// termsOf are the names of a library's terms for x and y.
func termsOf(t *testing.T, l sindy.Library) string {
	t.Helper()
	data := first(lorenz.run(400, 0.02).Select("x", "y"))
	m, err := sindy.Fit(data, l, sindy.STLSQ{Threshold: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(m.Equations[0].Terms, ", ")
}

func TestLibraries(t *testing.T) {
	one, line := sindy.Constant(), sindy.Polynomials(1)
	for _, c := range []struct {
		library sindy.Library
		want    string
	}{
		{sindy.Polynomials(2), "1, x, y, x^2, x y, y^2"},
		{sindy.Sum(one, line, sindy.Polynomials(2)), "1, x, y, x^2, x y, y^2"},
		{sindy.Product(line, line), "1, x, y, x^2, x y, y^2"},
		{sindy.Only(sindy.Polynomials(3), "y"), "1, y, y^2, y^3"},
		{sindy.Fourier(0.5), "sin(0.5 x), cos(0.5 x), sin(0.5 y), cos(0.5 y)"},
		{sindy.Sum(one, sindy.Product(sindy.Only(line, "x"), sindy.Only(sindy.Fourier(), "y"))), "1, sin(y), cos(y), x sin(y), x cos(y)"},
		{sindy.Sum(line, sindy.Functions("tanh(%s)", math.Tanh)), "1, x, y, tanh(x), tanh(y)"},
		{sindy.Sum(line, sindy.Custom("|x - y|", func(v ...float64) float64 { return math.Abs(v[0] - v[1]) }, "x", "y")), "1, x, y, |x - y|"},
	} {
		if got := termsOf(t, c.library); got != c.want {
			t.Errorf("the library is %s, want %s", got, c.want)
		}
	}
}

// A damped pendulum that a motor drives: a function, an input, and a library for each equation.
func TestDrivenPendulum(t *testing.T) {
	const samples, dt = 3000, 0.01
	drive := func(t float64) float64 { return math.Sin(0.7*t) + 0.3*math.Cos(2.9*t) }
	data := field.Series{Axis: field.Linspace("time", "s", 0, dt*(samples-1), samples)}
	theta, omega, torque := make([]float64, samples), make([]float64, samples), make([]float64, samples)
	x, v, time := 1., 0., 0.
	const steps = 50
	for i := range samples {
		theta[i], omega[i], torque[i] = x, v, drive(time)
		for range steps {
			h := dt / steps
			rate := func(t, x, v float64) (float64, float64) { return v, -4*math.Sin(x) - 0.1*v + 1.5*drive(t) }
			a1, b1 := rate(time, x, v)
			a2, b2 := rate(time+h/2, x+h/2*a1, v+h/2*b1)
			a3, b3 := rate(time+h/2, x+h/2*a2, v+h/2*b2)
			a4, b4 := rate(time+h, x+h*a3, v+h*b3)
			x, v, time = x+h/6*(a1+2*a2+2*a3+a4), v+h/6*(b1+2*b2+2*b3+b4), time+h
		}
	}
	data.Columns = []field.Column{{Name: "theta", Values: theta}, {Name: "torque", Values: torque}, {Name: "omega", Values: omega}}
	r := sindy.Regression{
		Library: sindy.PerEquation(map[string]sindy.Library{
			"theta'": sindy.Polynomials(1),
			"omega'": sindy.Sum(sindy.Polynomials(2), sindy.Only(sindy.Fourier(1, 2), "theta")),
		}),
		Solver: sindy.STLSQ{Threshold: 0.01},
		Inputs: []string{"torque"},
	}
	found, err := r.Fit(data)
	if err != nil {
		t.Fatal(err)
	}
	want := coefficients{"theta'": {"omega": 1}, "omega'": {"sin(theta)": -4, "omega": -0.1, "torque": 1.5}}
	if off := want.worst(found); off > 1e-7 {
		t.Errorf("coefficients off by %.2g\n%s", off, found)
	}
}

func TestBadLibraries(t *testing.T) {
	data := lorenz.run(400, 0.02)
	for _, c := range []struct {
		library sindy.Library
		want    string
	}{
		{sindy.Library{}, "Polynomials(2)"},
		{sindy.Sum(sindy.Library{}), "is empty"},
		{sindy.Only(sindy.Polynomials(2), "w"), `no variable "w"`},
		{sindy.Fourier(-1), "positive"},
		{sindy.Functions("tanh", math.Tanh), "%s"},
		{sindy.Custom("f", nil, "x"), "a function"},
		{sindy.Custom("f", func(...float64) float64 { return 0 }, "w"), `no variable "w"`},
		{sindy.Derivatives(sindy.Polynomials(1), 2), "no space axis"},
		{sindy.Sum(sindy.PerCapita(sindy.Polynomials(1))), "outermost"},
		{sindy.PerEquation(map[string]sindy.Library{"x'": sindy.Polynomials(1)}), "y' no library"},
		{sindy.Product(sindy.Polynomials(15), sindy.Polynomials(15)), "lower a degree"},
	} {
		if _, err := sindy.Fit(data, c.library, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

func ExampleSum() {
	data := lorenz.run(2000, 0.005)
	library := sindy.Sum(sindy.Polynomials(2), sindy.Fourier(1))
	found, err := sindy.Fit(data, library, sindy.STLSQ{Threshold: 0.02})
	fmt.Println(found, err)
	// Output:
	// x' = -10 x + 10 y
	// y' = 28 x - 1 y - 1 x z
	// z' = -2.666667 z + 1 x y
	// (time in s, x in 1, y in 1, z in 1; ± is a 95% interval, given these terms) <nil>
}
