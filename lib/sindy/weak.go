package sindy

import (
	"fmt"
	"math"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/blas/blas64"

	"sublunar/lib/derivative"
)

// Weak multiplies the equations by smooth test functions phi and integrates by parts,
//
//   - integral of phi' x dt = sum of c_k (integral of phi terms_k dt),
//
// so that noisy data are averaged and never differentiated (Messenger and Bortz 2021,
// doi:10.1137/20M1343166 and doi:10.1016/j.jcp.2021.110525). Even samples of smooth data give
// coefficients to nearly all digits; uneven ones to the fourth order of the interval.
type Weak struct {
	// Radius of the test functions, in the unit of time. Default 0: chosen from the data's spectrum, so
	// that they pass what stands out of the noise. Good values span a fifth to a whole of the shortest
	// cycle.
	Radius float64
	// Uncorrected leaves out the correction for the noise in the terms themselves.
	Uncorrected bool
}

// rows weighs the run with each test function.
func (w Weak) rows(p *posing, r run) (rows, error) {
	wide, err := w.width(p, r)
	if err != nil {
		return rows{}, err
	}
	tests := wide.place(r.times, r.even, 1)
	table := p.products.table(r.x, nil)
	if !w.Uncorrected {
		if p.noise == nil {
			p.estimateNoise()
		}
		p.unbias.apply(table)
		p.tested = append(p.tested, testedRun{r, tests})
	}
	out := p.blank(tests.count())
	ones := constant(1, r.len())
	parallel(len(p.library)+p.equations, func(k int) {
		if k < len(p.library) {
			values := ones
			if s := p.slots[k]; s >= 0 {
				values = table[s]
			}
			tests.weigh(values, 0, out.a[k*out.count:])
			return
		}
		k -= len(p.library)
		tests.weigh(p.left(r, k), 1, out.b[k*out.count:])
	})
	return out, nil
}

// weigh writes the integral of values times the derivative of each test function.
func (f testFunctions) weigh(values []float64, order int, to []float64) {
	for q, first := range f.first {
		weights := f.weights[order][q]
		to[q] = blas64.Dot(
			blas64.Vector{N: len(weights), Inc: 1, Data: weights},
			blas64.Vector{N: len(weights), Inc: 1, Data: values[first : first+len(weights)]})
	}
}

// width is the test functions' width for a run.
func (w Weak) width(p *posing, r run) (width, error) {
	n := r.len()
	if math.IsNaN(w.Radius) || math.IsInf(w.Radius, 0) || w.Radius < 0 {
		return width{}, fmt.Errorf("sindy: test functions of radius %v; give a positive time, or 0 to have it chosen", w.Radius)
	}
	spacing := (r.times[n-1] - r.times[0]) / float64(n-1)
	if w.Radius == 0 {
		if p.wide == nil {
			s := newSpectrum(n)
			for v := range p.equations {
				s.add(standard(p.left(r, v)))
			}
			chosen := widthFor(n, spacing, s.corner(), 1)
			p.wide = &chosen // one width for all runs
		}
		return *p.wide, nil
	}
	if w.Radius < 3*spacing || 2*w.Radius > r.times[n-1]-r.times[0] {
		return width{}, fmt.Errorf("sindy: test functions of radius %g for samples %.3g apart over %.3g; give between 3 intervals and half the time", w.Radius, spacing, r.times[n-1]-r.times[0])
	}
	return widthOf(w.Radius/spacing, spacing, 1), nil
}

// estimateNoise finds the deviation of each variable's noise, the median over the runs, and what it adds
// to the terms.
func (p *posing) estimateNoise() {
	for v := range p.variables {
		var each []float64
		for _, r := range p.runs {
			values := r.x[v]
			if p.perCapita {
				values = logs(values)
			}
			each = append(each, derivative.Noise(r.times, values))
		}
		p.noise = append(p.noise, median(each))
	}
	if p.perCapita {
		return // errors that are a part of x add the like part to each product
	}
	variances := make([]float64, len(p.noise))
	for v, deviation := range p.noise {
		variances[v] = deviation * deviation
	}
	p.unbias = p.products.unbias(variances)
}

// noisy says that noise stands out of the rounding errors.
func (p *posing) noisy() bool {
	for v, deviation := range p.noise {
		for _, r := range p.runs {
			if deviation > 1e-8*deviationOf(r.x[v]) {
				return true
			}
		}
	}
	return false
}

// standard is the values in units of their standard deviation.
func standard(values []float64) []float64 {
	mean, deviation := moments(values)
	out := make([]float64, len(values))
	for i, v := range values {
		if out[i] = v - mean; deviation > 0 {
			out[i] /= deviation
		}
	}
	return out
}

// deviationOf is the standard deviation.
func deviationOf(values []float64) float64 {
	_, deviation := moments(values)
	return deviation
}

func moments(values []float64) (mean, deviation float64) {
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	mean = sum / float64(len(values))
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(squares / float64(len(values)))
}

func constant(value float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = value
	}
	return out
}

// parallel calls f for 0 to n-1, on all cores.
func parallel(n int, f func(i int)) {
	var wait sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wait.Wait()
}
