package coordinates

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// Missed is the share of other frames' sum of squares about the modes' mean that the modes miss: near 1 -
// Explained where the frames go on as those that the modes were made of.
func (b *Basis) Missed(frames Frames) (float64, error) {
	total, missed, count := 0.0, 0.0, 0
	for frame, err := range frames {
		if err != nil {
			return 0, fmt.Errorf("coordinates: frame %d: %w", count, err)
		}
		a, err := b.Project(frame)
		if err != nil {
			return 0, err
		}
		square := 0.0
		for i, v := range frame {
			square += (v - b.Mean[i]) * (v - b.Mean[i])
		}
		total, missed = total+square, missed+square
		for _, v := range a {
			missed -= v * v
		}
		count++
	}
	if count == 0 || total == 0 {
		return 0, errors.New("coordinates: no frames that differ from the mean; give those that were held out")
	}
	return math.Max(0, missed/total), nil
}

// Agreement says how far two sets of coordinates of the same samples are each other up to an affine map:
// the smaller of the shares of variance of each that the best affine map of the other explains, of all
// columns in units of their deviations. 1: they are the same but for turning, stretching and shifting.
func Agreement(a, b field.Series) (float64, error) {
	if a.Len() != b.Len() {
		return 0, fmt.Errorf("coordinates: %d and %d samples can't be compared; give the same samples", a.Len(), b.Len())
	}
	there, err := explains(a, b)
	if err != nil {
		return 0, err
	}
	back, err := explains(b, a)
	return math.Min(there, back), err
}

// explains is the share of to's variance that an affine map of from explains.
func explains(from, to field.Series) (float64, error) {
	n := from.Len()
	for _, s := range []field.Series{from, to} {
		if err := s.Check(); err != nil {
			return 0, fmt.Errorf("coordinates: %w", err)
		}
		if s.Len() < len(s.Columns)+2 || len(s.Columns) == 0 {
			return 0, fmt.Errorf("coordinates: %d samples of %d coordinates are too few to compare", s.Len(), len(s.Columns))
		}
	}
	a := mat.NewDense(n, len(from.Columns)+1, nil)
	for i := range n {
		a.Set(i, 0, 1)
		for k, c := range from.Columns {
			a.Set(i, k+1, c.Values[i])
		}
	}
	b := mat.NewDense(n, len(to.Columns), nil)
	for k, c := range to.Columns {
		standardised := standard(c.Values)
		for i := range n {
			if math.IsNaN(standardised[i]) {
				return 0, fmt.Errorf("coordinates: %s is constant or missing; leave it out", c.Name)
			}
		}
		b.SetCol(k, standardised)
	}
	var fit, left mat.Dense
	if err := fit.Solve(a, b); err != nil {
		var condition mat.Condition
		if !errors.As(err, &condition) {
			return 0, fmt.Errorf("coordinates: the coordinates can't be compared: %w", err)
		}
	}
	left.Mul(a, &fit)
	left.Sub(b, &left)
	norm := mat.Norm(&left, 2)
	return 1 - norm*norm/float64(n*len(to.Columns)), nil
}

// standard is values about their mean, in units of their deviation.
func standard(values []float64) []float64 {
	mean, square := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		square += (v - mean) * (v - mean) / float64(len(values))
	}
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = (v - mean) / math.Sqrt(square)
	}
	return out
}
