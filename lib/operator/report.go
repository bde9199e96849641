package operator

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// A Report is how well an operator does on samples that it wasn't fitted to.
type Report struct {
	// Errors are the relative L2 errors of the samples, in their order, and Mean theirs.
	Errors []float64
	Mean   float64
	// Points of the grid.
	Points []int
	// Order are the samples' numbers, the worst first.
	Order []int

	fitted *Fitted
	source Source
}

// Test predicts each sample of a source, and says how far off it is.
func (f *Fitted) Test(s Source) (*Report, error) {
	shape, err := f.judged("test", s)
	if err != nil {
		return nil, err
	}
	r := &Report{Points: shape.Points, fitted: f, source: s}
	if err := f.compare(s, shape, func(errors, want []float64) { r.Errors = append(r.Errors, relativeTo(errors, want)) }); err != nil {
		return nil, err
	}
	for i, e := range r.Errors {
		r.Mean += e / float64(len(r.Errors))
		r.Order = append(r.Order, i)
	}
	slices.SortStableFunc(r.Order, func(a, b int) int { return cmp.Compare(r.Errors[b], r.Errors[a]) })
	return r, nil
}

// judged is the shape of a set whose y is to be compared with what the operator gives.
func (f *Fitted) judged(name string, s Source) (Shape, error) {
	shape, err := check(f.Operator, name, s)
	if err != nil {
		return shape, err
	}
	if shape.Outputs != f.plan.Outputs {
		return shape, fmt.Errorf("operator: y of the %s set has %d channels; the operator gives %d", name, shape.Outputs, f.plan.Outputs)
	}
	return shape, f.takes(shape)
}

// compare predicts a source's samples, some at a time, and gives each one's errors at all points, and what was wanted. Both are slices of use's
// own.
func (f *Fitted) compare(s Source, shape Shape, use func(errors, want []float64)) error {
	nx, ny := shape.size(shape.Inputs), shape.size(shape.Outputs)
	size := share(s.Len())
	for from := 0; from < s.Len(); from += size {
		count := min(size, s.Len()-from)
		x, y := make([]float64, count*nx), make([]float64, count*ny)
		for i := range count {
			if err := read(s, from+i, x[i*nx:(i+1)*nx], y[i*ny:(i+1)*ny]); err != nil {
				return err
			}
		}
		errors, err := f.batch(shape, x, size)
		if err != nil {
			return err
		}
		for i, want := range y {
			errors[i] = want - errors[i]
		}
		for i := range count {
			use(errors[i*ny:(i+1)*ny], y[i*ny:(i+1)*ny])
		}
	}
	return nil
}

// relativeTo is the relative L2 error; where the truth is 0 all over, the root mean square of what is there.
func relativeTo(errors, want []float64) float64 {
	off, size := 0.0, 0.0
	for i, w := range want {
		off += errors[i] * errors[i]
		size += w * w
	}
	if size == 0 {
		return math.Sqrt(off / float64(len(want)))
	}
	return math.Sqrt(off / size)
}

// Median error.
func (r *Report) Median() float64 {
	n := len(r.Order)
	return (r.Errors[r.Order[n/2]] + r.Errors[r.Order[(n-1)/2]]) / 2
}

// String is the error over all samples, and those of the worst.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "relative L2 error of %d samples on %v points: mean %.4g, median %.4g", len(r.Errors), r.Points, r.Mean, r.Median())
	for i, s := range r.Order[:min(3, len(r.Order))] {
		if i == 0 {
			b.WriteString("; worst")
		}
		fmt.Fprintf(&b, " %.4g (sample %d)", r.Errors[s], s)
	}
	return b.String()
}

// A Comparison is one sample: what went in, what should come out, and what did.
type Comparison struct {
	Sample        int
	Error         float64
	X, True, Made field.Array
}

// Worst gives the samples with the largest errors, the worst first.
func (r *Report) Worst(n int) ([]Comparison, error) {
	return r.compare(r.Order[:min(max(n, 0), len(r.Order))])
}

// Sample gives those of some numbers.
func (r *Report) Sample(numbers ...int) ([]Comparison, error) {
	for _, i := range numbers {
		if i < 0 || i >= len(r.Errors) {
			return nil, fmt.Errorf("operator: sample %d; there are %d, 0 to %d", i, len(r.Errors), len(r.Errors)-1)
		}
	}
	return r.compare(numbers)
}

func (r *Report) compare(list []int) ([]Comparison, error) {
	if r.source == nil {
		return nil, fmt.Errorf("operator: this report was written down and read back, without the operator and its samples; Test anew, or keep the samples that are asked for")
	}
	xs, ys := r.source.Shapes()
	var all []Comparison
	for _, i := range list {
		x, y := field.NewArray(append([]int{1}, xs[1:]...)...), field.NewArray(append([]int{1}, ys[1:]...)...)
		if err := read(r.source, i, x.Values, y.Values); err != nil {
			return nil, err
		}
		made, err := r.fitted.Predict(x)
		if err != nil {
			return nil, err
		}
		all = append(all, Comparison{Sample: i, Error: r.Errors[i], X: x, True: y, Made: made})
	}
	return all, nil
}
