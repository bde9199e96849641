package portable

import (
	"errors"
	"fmt"
	"math"

	"sublunar/lib/field"
)

// Verify gives how far the model is off what the notebook gave for the references: the largest difference, as a share of the largest value. The
// error says that it is further off than the model's tolerance, or that there is no reference to tell.
func (m *Model) Verify() (far float64, err error) {
	if len(m.References) == 0 {
		return 0, errors.New("it has no references to be checked on; export it again")
	}
	for i, r := range m.References {
		off, err := m.off(r)
		if err != nil {
			return 0, fmt.Errorf("reference %d: %w", i+1, err)
		}
		far = math.Max(far, off) // NaN where one is
	}
	if !(far <= m.Tolerance) {
		return far, fmt.Errorf("it is off what the notebook gave by %.2g of the largest value, and %.2g is allowed", far, m.Tolerance)
	}
	return far, nil
}

func (m *Model) off(r Reference) (float64, error) {
	var y field.Array
	var err error
	if m.Kind == Equations {
		if len(r.Y) < len(m.Inputs) {
			return 0, errors.New("it has no start")
		}
		y, err = m.Follow(r.Y[:len(m.Inputs)], r.X)
	} else {
		y, err = m.Predict(field.Array{Shape: r.XShape, Values: r.X})
	}
	if err != nil {
		return 0, err
	}
	if len(y.Values) != len(r.Y) || len(r.Y) == 0 {
		return 0, fmt.Errorf("%d numbers, where the notebook gave %d", len(y.Values), len(r.Y))
	}
	largest, off := 0.0, 0.0
	for i, want := range r.Y {
		largest, off = math.Max(largest, math.Abs(want)), math.Max(off, math.Abs(y.Values[i]-want))
	}
	if largest == 0 {
		return off, nil
	}
	return off / largest, nil
}
