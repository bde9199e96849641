package field

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Len is the number of samples.
func (s Samples) Len() int { return s.X.Len() }

// Shapes of X and Y.
func (s Samples) Shapes() (x, y []int) { return s.X.Shape, s.Y.Shape }

// Read copies sample i of X to x and that of Y to y, which are as long as one.
func (s Samples) Read(i int, x, y []float64) error {
	if i < 0 || i >= s.Len() {
		return fmt.Errorf("field: sample %d; there are %d, 0 to %d", i, s.Len(), s.Len()-1)
	}
	for _, part := range []struct {
		name string
		a    Array
		to   []float64
	}{{"X", s.X, x}, {"Y", s.Y, y}} {
		row := len(part.a.Values) / s.Len()
		if len(part.to) != row {
			return fmt.Errorf("field: a sample of %s has %d numbers, and there is room for %d", part.name, row, len(part.to))
		}
		copy(part.to, part.a.Values[i*row:])
	}
	return nil
}

// Check returns nil when X and Y are sound and hold the same number of samples, at least one.
func (s Samples) Check() error {
	for _, part := range []struct {
		name string
		a    Array
	}{{"X", s.X}, {"Y", s.Y}} {
		if len(part.a.Shape) == 0 {
			return fmt.Errorf("field: samples: %s has no axes; its first axis counts the samples", part.name)
		}
		if err := part.a.Check(); err != nil {
			return fmt.Errorf("field: samples: %s: %w", part.name, err)
		}
	}
	if s.X.Len() != s.Y.Len() {
		return fmt.Errorf("field: X has %d samples (shape %s) but Y has %d (shape %s); pair them one to one",
			s.X.Len(), tuple(s.X.Shape), s.Y.Len(), tuple(s.Y.Shape))
	}
	if s.X.Len() == 0 {
		return fmt.Errorf("field: there are no samples: X has shape %s", tuple(s.X.Shape))
	}
	return nil
}

// Split returns the first n samples to fit on and the rest to test on; both share memory. n is
// brought into 0 to Len: with too few samples test is empty, which Check reports. Samples that fail
// Check come back whole in train, so that whoever uses them reports it. Samples in an order, as a
// simulation makes them, should be Shuffled first.
func (s Samples) Split(n int) (train, test Samples) {
	if s.Check() != nil {
		return s, Samples{}
	}
	all := s.Len()
	n = min(max(n, 0), all)
	return Samples{s.X.slice(0, n), s.Y.slice(0, n)}, Samples{s.X.slice(n, all), s.Y.slice(n, all)}
}

// Shuffled returns a copy in random order, X and Y alike. The same seed gives the same order.
func (s Samples) Shuffled(seed uint64) (Samples, error) {
	if err := s.Check(); err != nil {
		return Samples{}, err
	}
	return s.Take(rand.New(rand.NewPCG(seed, 0)).Perm(s.Len())...)
}

// Take returns a copy of the samples with these numbers, in this order.
func (s Samples) Take(numbers ...int) (Samples, error) {
	if err := s.Check(); err != nil {
		return Samples{}, err
	}
	for _, i := range numbers {
		if i < 0 || i >= s.Len() {
			return Samples{}, fmt.Errorf("field: sample %d; there are %d, 0 to %d", i, s.Len(), s.Len()-1)
		}
	}
	return Samples{s.X.take(numbers), s.Y.take(numbers)}, nil
}

func (a Array) take(numbers []int) Array {
	row, _ := points(a.Shape[1:])
	out := Array{Shape: slices.Clone(a.Shape), Values: make([]float64, 0, row*len(numbers))}
	out.Shape[0] = len(numbers)
	for _, i := range numbers {
		out.Values = append(out.Values, a.Values[i*row:(i+1)*row]...)
	}
	return out
}
