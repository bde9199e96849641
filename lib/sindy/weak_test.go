package sindy_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// worst is the largest relative error of the coefficients; infinite where the terms are others.
func (want coefficients) worst(m *sindy.Model) float64 {
	off := 0.0
	for _, eq := range m.Equations {
		if eq.Count() != len(want[eq.Of]) {
			return math.Inf(1)
		}
		for term, c := range want[eq.Of] {
			off = math.Max(off, math.Abs(m.Coefficient(eq.Of, term)/c-1))
		}
	}
	return off
}

// Smooth test functions integrate clean data to rounding: the rows' error is not of some order of the
// interval, as that of finite differences or Integral is.
func TestWeakIsExact(t *testing.T) {
	for _, degree := range []int{2, 5} {
		found, err := sindy.Fit(lorenz.run(4000, 0.005), sindy.Polynomials(degree), sindy.STLSQ{Threshold: 0.02})
		if err != nil {
			t.Fatal(err)
		}
		if off := lorenzTerms.worst(found); off > 1e-9 {
			t.Errorf("degree %d: coefficients off by %.2g\n%s", degree, off, found)
		}
	}
}

// Uneven times, samples that are missing, a long gap, two runs: the same equations.
func TestWeakOnBrokenData(t *testing.T) {
	whole := lorenz.run(6000, 0.002)
	random := rand.New(rand.NewPCG(1, 0))
	holed := whole
	holed.Columns = nil
	for _, c := range whole.Columns {
		c.Values = append([]float64(nil), c.Values...)
		for i := range c.Values {
			if random.Float64() < 0.05 || i > 2500 && i < 3500 {
				c.Values[i] = math.NaN()
			}
		}
		holed.Columns = append(holed.Columns, c)
	}
	found, err := sindy.Fit(holed, sindy.Polynomials(2), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	if off := lorenzTerms.worst(found); off > 1e-5 {
		t.Errorf("with holes the coefficients are off by %.2g\n%s", off, found)
	}
	// The control: a gap that is passed over as if nothing had happened breaks the law.
	var glued field.Series
	glued.Axis, glued.Columns = whole.Axis, nil
	for _, c := range whole.Columns {
		c.Values = append(append([]float64(nil), c.Values[:3000]...), c.Values[3500:]...)
		glued.Columns = append(glued.Columns, c)
	}
	glued.Axis.Values = whole.Axis.Values[:5500]
	if found, err = sindy.Fit(glued, sindy.Polynomials(2), sindy.STLSQ{Threshold: 0.02}); err == nil && lorenzTerms.worst(found) < 1e-4 {
		t.Error("a jump in the middle of the data goes unseen: this test is blind")
	}

	early, late := first(whole.Slice(0, 3000)), first(whole.Slice(3000, 6000))
	found, err = sindy.Regression{Library: sindy.Polynomials(2), Solver: sindy.STLSQ{Threshold: 0.02}}.Fit(early, late)
	if err != nil {
		t.Fatal(err)
	}
	if off := lorenzTerms.worst(found); off > 1e-9 {
		t.Errorf("from two runs the coefficients are off by %.2g", off)
	}
}

// Of columns that say the same the default solver takes one, and warns that it could as well have taken
// another; the pendulum's law has no rival.
func TestRivals(t *testing.T) {
	pendulum, err := datasets.Find("Pendulum")
	if err != nil {
		t.Fatal(err)
	}
	run, err := pendulum.Run(datasets.Trajectory{})
	if err != nil {
		t.Fatal(err)
	}
	library := sindy.Sum(sindy.Polynomials(2), sindy.Only(sindy.Fourier(1), "theta"))
	found, err := sindy.Fit(run, library, nil)
	if err != nil {
		t.Fatal(err)
	}
	if off := coefficients(pendulum.Coefficients).worst(found); off > 1e-9 || strings.Contains(found.String(), "!") {
		t.Errorf("the coefficients are off by %.2g\n%s", off, found)
	}
	twin := run.Columns[1]
	twin.Name = "twin"
	run.Columns = append(run.Columns, twin)
	if found, err = sindy.Fit(run, library, nil); err != nil || !strings.Contains(found.String(), "hardly tell the term") {
		t.Errorf("with a column twice: error %v, no warning in\n%s", err, found)
	}
}

// The coefficients' error is in proportion to the noise.
func TestWeakWithNoise(t *testing.T) {
	clean := lorenz.run(10_000, 0.002)
	for _, noise := range []float64{1e-4, 1e-3, 1e-2} {
		found, err := sindy.Fit(withNoise(clean, noise, 1), sindy.Polynomials(2), sindy.STLSQ{Threshold: 0.05})
		if err != nil {
			t.Fatal(err)
		}
		if off := lorenzTerms.worst(found); off > 2*noise {
			t.Errorf("noise of %g: coefficients off by %.2g\n%s", noise, off, found)
		}
	}
}

// withNoise adds normal noise, a part of each column's standard deviation.
func withNoise(s field.Series, part float64, seed uint64) field.Series {
	random := rand.New(rand.NewPCG(seed, 0))
	out := field.Series{Axis: s.Axis}
	for _, c := range s.Columns {
		var sum, squares float64
		for _, v := range c.Values {
			sum += v
			squares += v * v
		}
		n := float64(len(c.Values))
		deviation := math.Sqrt(squares/n - sum*sum/(n*n))
		values := make([]float64, len(c.Values))
		for i, v := range c.Values {
			values[i] = v + part*deviation*random.NormFloat64()
		}
		out.Columns = append(out.Columns, field.Column{Name: c.Name, Unit: c.Unit, Values: values})
	}
	return out
}

func BenchmarkWeak(b *testing.B) {
	data := lorenz.run(10_000, 0.002)
	for b.Loop() {
		if _, err := sindy.Fit(data, sindy.Polynomials(5), sindy.STLSQ{Threshold: 0.02}); err != nil {
			b.Fatal(err)
		}
	}
}
