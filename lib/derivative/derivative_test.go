package derivative_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
)

// uneven are n places over a span, moved from even ones by up to a part of the interval.
func uneven(n int, span, part float64) []float64 {
	random := rand.New(rand.NewPCG(1, 0))
	at := make([]float64, n)
	h := span / float64(n-1)
	for i := range at {
		at[i] = h * (float64(i) + part*(random.Float64()-0.5))
	}
	return at
}

func of(at []float64, f func(float64) float64) []float64 {
	values := make([]float64, len(at))
	for i, t := range at {
		values[i] = f(t)
	}
	return values
}

func noisy(values []float64, deviation float64, seed uint64) []float64 {
	random := rand.New(rand.NewPCG(seed, 0))
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v + deviation*random.NormFloat64()
	}
	return out
}

// off is the root mean square of what lies between values and a function, but for some at each end.
func off(at, values []float64, f func(float64) float64, ends int) float64 {
	sum := 0.0
	for i := ends; i < len(at)-ends; i++ {
		sum += (values[i] - f(at[i])) * (values[i] - f(at[i]))
	}
	return math.Sqrt(sum / float64(len(at)-2*ends))
}

func differentiate(t *testing.T, m derivative.Method, at, values []float64, order int) []float64 {
	t.Helper()
	_, d, err := derivative.Differentiate(m, at, values, order)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A polynomial is differentiated exactly by stencils and fits of its degree, at the ends too, on even
// and on uneven places.
func TestPolynomialsAreExact(t *testing.T) {
	cubic := func(t float64) float64 { return 2 - t + 3*t*t - 0.5*t*t*t }
	derivatives := map[int]func(float64) float64{
		1: func(t float64) float64 { return -1 + 6*t - 1.5*t*t },
		2: func(t float64) float64 { return 6 - 3*t },
		3: func(float64) float64 { return -3 },
	}
	for _, at := range [][]float64{uneven(60, 3, 0), uneven(60, 3, 0.9)} {
		for order, exact := range derivatives {
			for _, m := range []derivative.Method{
				derivative.FiniteDifference{Accuracy: 3}, derivative.FiniteDifference{}, derivative.FiniteDifference{Accuracy: 7},
				derivative.SavitzkyGolay{Window: 9, Degree: 3}, derivative.SavitzkyGolay{Window: 21, Degree: 5},
				derivative.Smoothed{By: derivative.SavitzkyGolay{Window: 9}},
			} {
				if e := off(at, differentiate(t, m, at, of(at, cubic), order), exact, 0); e > 2e-7*math.Pow(40, float64(order-1)) {
					t.Errorf("%#v, order %d: off by %.2g", m, order, e)
				}
			}
		}
	}
}

// The error of a difference falls with the interval to its accuracy.
func TestOrderOfConvergence(t *testing.T) {
	for _, accuracy := range []int{2, 4, 6} {
		for order := 1; order <= 3; order++ {
			var errors []float64
			for _, n := range []int{100, 200} {
				at := uneven(n+1, 2*math.Pi, 0)
				d := differentiate(t, derivative.FiniteDifference{Accuracy: accuracy}, at, of(at, math.Sin), order)
				exact := func(t float64) float64 { return math.Sin(t + float64(order)*math.Pi/2) }
				errors = append(errors, off(at, d, exact, n/8))
			}
			if p := math.Log2(errors[0] / errors[1]); errors[1] > 1e-10 && math.Abs(p-float64(accuracy)) > 0.3 {
				t.Errorf("accuracy %d, derivative %d: the observed order is %.2f", accuracy, order, p)
			}
		}
	}
}

// Smooth periodic values are differentiated to rounding.
func TestSpectralIsExact(t *testing.T) {
	const n = 64
	at := make([]float64, n)
	for i := range at {
		at[i] = 2 * math.Pi * float64(i) / n
	}
	f := func(t float64) float64 { return math.Exp(math.Sin(t)) }
	first := func(t float64) float64 { return math.Cos(t) * f(t) }
	second := func(t float64) float64 { return (math.Cos(t)*math.Cos(t) - math.Sin(t)) * f(t) }
	if e := off(at, differentiate(t, derivative.Spectral{}, at, of(at, f), 1), first, 0); e > 1e-12 {
		t.Errorf("first: off by %.2g", e)
	}
	if e := off(at, differentiate(t, derivative.Spectral{}, at, of(at, f), 2), second, 0); e > 1e-11 {
		t.Errorf("second: off by %.2g", e)
	}
	cut := differentiate(t, derivative.Spectral{Cutoff: 6.5}, at, noisy(of(at, f), 0.1, 1), 1)
	if whole := differentiate(t, derivative.Spectral{}, at, noisy(of(at, f), 0.1, 1), 1); off(at, cut, first, 0) > 0.3*off(at, whole, first, 0) {
		t.Error("a cutoff takes no noise away")
	}
}

// With noise, each smoothing method by itself comes several times nearer than differences, on even and
// uneven samples; and noise doubled is about the worst that happens to clean data.
func TestSmoothingBeatsDifferences(t *testing.T) {
	wave := func(t float64) float64 { return math.Sin(t) + 0.3*math.Cos(2.7*t) }
	slope := func(t float64) float64 { return math.Cos(t) - 0.81*math.Sin(2.7*t) }
	for _, part := range []float64{0, 0.8} {
		at := uneven(600, 12, part)
		values := noisy(of(at, wave), 0.02, 3)
		plain := off(at, differentiate(t, derivative.FiniteDifference{Accuracy: 2}, at, values, 1), slope, 20)
		for name, c := range map[string]struct {
			m      derivative.Method
			better float64
		}{
			"Savitzky-Golay": {derivative.SavitzkyGolay{}, 7},
			"smoothed":       {derivative.Smoothed{}, 7},
			"spline":         {derivative.Spline{}, 10},
			"variation":      {derivative.TotalVariation{}, 4},
		} {
			e := off(at, differentiate(t, c.m, at, values, 1), slope, 20)
			t.Logf("uneven by %.1f: %s off by %.3f, differences by %.3f: %.1f times", part, name, e, plain, plain/e)
			if e*c.better > plain {
				t.Errorf("uneven by %.1f: %s is off by %.3g, differences by %.3g: want %.0f times less", part, name, e, plain, c.better)
			}
		}
	}
}

// Total variation keeps the kink of |t|: the derivative steps from -1 to 1 within a few samples, which
// no smooth method does.
func TestTotalVariationKeepsAKink(t *testing.T) {
	at := uneven(400, 2, 0.5)
	values := noisy(of(at, func(t float64) float64 { return math.Abs(t - 1) }), 0.01, 2)
	wrong := func(m derivative.Method) (count int) {
		for i, d := range differentiate(t, m, at, values, 1) {
			if i > 20 && i < len(at)-20 && math.Abs(d-math.Copysign(1, at[i]-1)) > 0.2 {
				count++
			}
		}
		return count
	}
	sharp, smooth := wrong(derivative.TotalVariation{}), wrong(derivative.Spline{})
	t.Logf("samples off by more than 0.2: %d, by a spline %d", sharp, smooth)
	if sharp > 12 || smooth < 2*sharp {
		t.Errorf("%d samples near the kink are off, by a spline %d", sharp, smooth)
	}
}

func TestNoise(t *testing.T) {
	for _, part := range []float64{0, 0.8} {
		at := uneven(2000, 20, part)
		for _, deviation := range []float64{1e-3, 0.1} {
			if s := derivative.Noise(at, noisy(of(at, math.Sin), deviation, 5)); math.Abs(s/deviation-1) > 0.1 {
				t.Errorf("noise of %g is estimated as %g", deviation, s)
			}
		}
		if s := derivative.Noise(at, of(at, math.Sin)); s > 1e-12 {
			t.Errorf("clean data have noise of %g", s)
		}
	}
}

func TestBadInput(t *testing.T) {
	line := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	with := func(v float64) []float64 { return append([]float64{v}, line[1:]...) }
	for _, c := range []struct {
		m          derivative.Method
		at, values []float64
		order      int
		want       string
	}{
		{derivative.Spline{}, line, line[1:], 1, "9 values at 10 places"},
		{derivative.Spline{}, line, line, 0, "order 0"},
		{derivative.Spline{}, line, with(math.NaN()), 1, "sample 0 is NaN"},
		{derivative.Spline{}, with(3), line, 1, "sort"},
		{derivative.Spline{}, line, line, 3, "SavitzkyGolay"},
		{derivative.Spline{Smoothing: -1}, line, line, 1, "positive"},
		{derivative.Spline{}, line[:4], line[:4], 1, "too few"},
		{derivative.FiniteDifference{Accuracy: -2}, line, line, 1, "accuracy -2"},
		{derivative.FiniteDifference{Accuracy: 12}, line, line, 1, "too few"},
		{derivative.SavitzkyGolay{Window: 3}, line, line, 1, "windows of 3"},
		{derivative.SavitzkyGolay{Degree: 1}, line, line, 2, "degree 1"},
		{derivative.Spectral{}, []float64{0, 1, 2, 4, 5}, line[:5], 1, "evenly"},
		{derivative.Spectral{Cutoff: -1}, line, line, 1, "wave number -1"},
		{derivative.TotalVariation{}, line, line, 2, "order 2"},
		{derivative.TotalVariation{Weight: math.Inf(1)}, line, line, 1, "weight"},
	} {
		if _, _, err := derivative.Differentiate(c.m, c.at, c.values, c.order); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%#v: error %v, want one with %q", c.m, err, c.want)
		}
	}
	s := field.Series{Axis: field.Axis{Name: "t", Values: line}, Columns: []field.Column{{Name: "x", Values: with(math.NaN())}}}
	if _, err := derivative.Of(s, derivative.Spline{}, 1); err == nil || !strings.Contains(err.Error(), "x is missing") {
		t.Error(err)
	}
	if _, err := derivative.Of(s, nil, 1); err == nil {
		t.Error("no method, no error")
	}
}

func ExampleOf() {
	fall := field.Series{Axis: field.Linspace("t", "s", 0, 1, 11), Columns: []field.Column{{Name: "height", Unit: "m"}}}
	for _, t := range fall.Axis.Values {
		fall.Columns[0].Values = append(fall.Columns[0].Values, 10-9.81/2*t*t)
	}
	velocity, err := derivative.Of(fall, derivative.FiniteDifference{}, 1)
	if err != nil {
		panic(err)
	}
	c := velocity.Columns[0]
	fmt.Printf("%s (%s) at the end: %.4g\n", c.Name, c.Unit, c.Values[10])
	// Output: height' (m/s) at the end: -9.81
}

func BenchmarkDifferentiate(b *testing.B) {
	at := uneven(10_000, 100, 0)
	values := noisy(of(at, math.Sin), 0.01, 1)
	for name, m := range map[string]derivative.Method{
		"finite": derivative.FiniteDifference{}, "savitzky": derivative.SavitzkyGolay{}, "spline": derivative.Spline{},
		"spectral": derivative.Spectral{}, "variation": derivative.TotalVariation{},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := derivative.Differentiate(m, at, values, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
