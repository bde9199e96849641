package operator

import (
	"fmt"
	"math"
	"slices"
)

// A stretch is some samples of a source, one after another.
type stretch struct {
	of          Source
	first, many int
	outputs     int // of y's channels, the first ones; 0 for all
}

func (s stretch) Len() int { return s.many }

func (s stretch) Shapes() (x, y []int) {
	x, y = s.of.Shapes()
	x, y = slices.Clone(x), slices.Clone(y)
	x[0], y[0] = s.many, s.many
	if s.outputs > 0 {
		y[len(y)-1] = s.outputs
	}
	return x, y
}

func (s stretch) Read(i int, x, y []float64) error {
	if s.outputs == 0 {
		return s.of.Read(s.first+i, x, y)
	}
	_, shape := s.of.Shapes()
	all := shape[len(shape)-1]
	whole := make([]float64, len(y)/s.outputs*all)
	if err := s.of.Read(s.first+i, x, whole); err != nil {
		return err
	}
	for p := range len(y) / s.outputs {
		copy(y[p*s.outputs:(p+1)*s.outputs], whole[p*all:])
	}
	return nil
}

// withheld parts a source: the first samples to fit, and a share of the last ones to validate on, with so many of y's channels, 0 for all. The last,
// and not some at random, for the windows of one run stand side by side, and a window is no test for its neighbours.
func withheld(s Source, share float64, outputs int) (fit, validate Source, err error) {
	n := s.Len()
	count := int(math.Round(share * float64(n)))
	if count < 1 || count >= n {
		return nil, nil, fmt.Errorf("operator: a share of %g of %d samples is %d to withhold; give a share that leaves one at least on either side", share, n, count)
	}
	return stretch{of: s, many: n - count}, stretch{of: s, first: n - count, many: count, outputs: outputs}, nil
}
