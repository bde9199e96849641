package operator

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// A Source holds pairs of fields to learn from. field.Samples are one; others may read a pair from disk when it is asked for, so that a
// set of data need not fit into memory.
type Source interface {
	// Len is how many samples there are.
	Len() int
	// Shapes are those of all of x and of y, the number of samples first.
	Shapes() (x, y []int)
	// Read puts sample i into x and y.
	Read(i int, x, y []float64) error
}

var _ Source = field.Samples{}

// check a source for an operator, and give its shape.
func check(o Operator, name string, s Source) (Shape, error) {
	if o == nil {
		return Shape{}, fmt.Errorf("operator: there is none; give one, such as operator.FNO{Modes: []int{12, 12}}")
	}
	if o.Dims() < 1 {
		if err := o.Check(Shape{}); err != nil {
			return Shape{}, err // it lacks what would say its axes
		}
	}
	if s == nil || s.Len() == 0 {
		return Shape{}, fmt.Errorf("operator: the %s set is empty; give samples", name)
	}
	if samples, ok := s.(field.Samples); ok {
		if err := samples.Check(); err != nil {
			return Shape{}, fmt.Errorf("operator: the %s set: %w", name, err)
		}
	}
	x, y := s.Shapes()
	shape, err := shapeOf(o.Dims(), x, y)
	if err != nil {
		return Shape{}, fmt.Errorf("%w (the %s set)", err, name)
	}
	return shape, nil
}

// finite says which number of a sample isn't.
func finite(name string, sample int, values []float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("operator: sample %d has %g in %s, at value %d; fill or leave out what is missing", sample, v, name, i)
		}
	}
	return nil
}
