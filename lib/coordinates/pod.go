package coordinates

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// Frames yields the values of each frame. A frame may be overwritten once the next is asked for. It is
// ranged over several times, from the first frame on.
type Frames = iter.Seq2[[]float64, error]

// Modes sets POD.
type Modes struct {
	// Count of modes. Default 10, or as many as there are frames less one, or values in a frame; there
	// are fewer where the frames are sums of fewer.
	Count int
	// Raw leaves the mean in: the modes then explain squares about 0, not about the mean.
	Raw bool
	// Passes over the frames, where a frame has more than 512 values: each beyond the second makes the
	// modes of nearly equal size more exact. Default 3.
	Passes int
	// Seed of the random mixtures of frames from which the modes are then found.
	Seed uint64
	// Unit of a frame's values, for the amplitudes. Default "1".
	Unit string
}

// A Basis is what POD finds.
type Basis struct {
	// Unit of the frames' values.
	Unit string
	// Mean frame; zeros for Raw modes.
	Mean []float64
	// Modes are frames of length 1 and at right angles, of shape [modes][values]; each one's largest
	// value is positive.
	Modes [][]float64
	// Singular values of the frames about their mean, one for each mode.
	Singular []float64
	// Explained is the share of the frames' sum of squares about their mean that the modes up to each
	// one explain.
	Explained []float64
	// Values of the modes' amplitudes, of shape [frames][modes].
	Values [][]float64
}

// POD is proper orthogonal decomposition: the modes that explain most of the frames' squares. Frames of up
// to 512 values are solved exactly, by their covariance; larger ones by a randomised range finder (Halko,
// Martinsson and Tropp 2011, doi:10.1137/090771806), which is exact to rounding where the modes asked for
// are all there are.
func POD(frames Frames, m Modes) (*Basis, error) {
	if m.Count < 0 || m.Passes < 0 || m.Passes == 1 || frames == nil {
		return nil, fmt.Errorf("coordinates: %d modes in %d passes; give frames, 1 mode or more, and 2 passes or more (0 for the defaults)", m.Count, m.Passes)
	}
	mean, count, err := m.mean(frames)
	if err != nil {
		return nil, err
	}
	if m.Unit == "" {
		m.Unit = "1"
	}
	s := stream{frames: frames, mean: mean, count: count}
	n, most := len(mean), count
	if !m.Raw {
		most--
	}
	most = min(most, n)
	switch {
	case m.Count == 0:
		m.Count = min(10, most)
	case m.Count > most:
		return nil, fmt.Errorf("coordinates: %d modes of %d frames of %d values; ask for at most %d", m.Count, count, n, most)
	}
	var modes *mat.Dense // [values, more than the modes asked for]
	if n <= 512 {
		modes, err = s.exact()
	} else {
		modes, err = s.randomised(m, min(m.Count+10, most))
	}
	if err != nil {
		return nil, err
	}
	b, err := s.basis(modes, m.Count)
	if err != nil {
		return nil, err
	}
	b.Unit = m.Unit
	return b, nil
}

// mean is the mean frame, and the number of frames.
func (m Modes) mean(frames Frames) (mean []float64, count int, err error) {
	for frame, err := range frames {
		if err != nil {
			return nil, 0, fmt.Errorf("coordinates: frame %d: %w", count, err)
		}
		if mean == nil {
			mean = make([]float64, len(frame))
		}
		if len(frame) != len(mean) || len(frame) == 0 {
			return nil, 0, fmt.Errorf("coordinates: frame %d has %d values, the first %d; give all of them the same, and at least one", count, len(frame), len(mean))
		}
		for i, v := range frame {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, 0, fmt.Errorf("coordinates: frame %d holds %v at value %d; fill it, or leave that sensor out of all frames", count, v, i)
			}
			mean[i] += v
		}
		count++
	}
	if count < 2 {
		return nil, 0, fmt.Errorf("coordinates: %d frames are too few for modes; give 2 or more", count)
	}
	for i := range mean {
		if mean[i] /= float64(count); m.Raw {
			mean[i] = 0
		}
	}
	return mean, count, nil
}

// basis turns a basis to the modes, in a last pass.
func (s stream) basis(base *mat.Dense, count int) (*Basis, error) {
	n, size := base.Dims()
	seen := mat.NewDense(s.count, size, nil)
	total := 0.0
	if err := s.blocks(func(first int, block blas64.General) {
		part := project(block, base)
		for i := range block.Rows {
			copy(seen.RawRowView(first+i), part.Data[i*size:(i+1)*size])
			row := blas64.Vector{N: n, Inc: 1, Data: block.Data[i*n:]}
			total += blas64.Dot(row, row)
		}
	}); err != nil {
		return nil, err
	}
	if total == 0 {
		return nil, errors.New("coordinates: all frames are the same; give frames that vary")
	}
	var svd mat.SVD
	if !svd.Factorize(seen, mat.SVDThin) {
		return nil, errors.New("coordinates: the singular values weren't found; scale the values to a size near 1")
	}
	var turn, modes mat.Dense
	svd.VTo(&turn)
	singular := svd.Values(nil)
	count = min(count, len(singular))
	modes.Mul(base, turn.Slice(0, size, 0, count))
	b := &Basis{Mean: s.mean, Values: make([][]float64, s.count)}
	explained := 0.0
	for k := range count {
		mode := mat.Col(nil, k, &modes)
		if largest(mode) < 0 {
			for i := range mode {
				mode[i] = -mode[i]
			}
			for i := range size {
				turn.Set(i, k, -turn.At(i, k))
			}
		}
		explained += singular[k] * singular[k] / total
		b.Modes, b.Singular, b.Explained = append(b.Modes, mode), append(b.Singular, singular[k]), append(b.Explained, math.Min(1, explained))
	}
	var values mat.Dense
	values.Mul(seen, turn.Slice(0, size, 0, count))
	for i := range b.Values {
		b.Values[i] = values.RawRowView(i)
	}
	return b, nil
}

// largest is the value of the largest size.
func largest(values []float64) float64 {
	best := 0.0
	for _, v := range values {
		if math.Abs(v) > math.Abs(best) {
			best = v
		}
	}
	return best
}

// Amplitudes are the coordinates over time: columns a1, a2 ... on an axis with a value for each frame.
func (b *Basis) Amplitudes(times field.Axis) (field.Series, error) {
	return asSeries("a", b.Unit, times, b.Values)
}

// asSeries lays coordinates, of shape [frames][coordinates], over an axis.
func asSeries(name, unit string, times field.Axis, values [][]float64) (field.Series, error) {
	if err := times.Check(); err != nil {
		return field.Series{}, fmt.Errorf("coordinates: %w", err)
	}
	if times.Len() != len(values) {
		return field.Series{}, fmt.Errorf("coordinates: %d times for %d frames; give each frame one", times.Len(), len(values))
	}
	s := field.Series{Axis: times}
	for k := range values[0] {
		c := field.Column{Name: fmt.Sprint(name, k+1), Unit: unit, Values: make([]float64, len(values))}
		for i := range values {
			c.Values[i] = values[i][k]
		}
		s.Columns = append(s.Columns, c)
	}
	return s, nil
}

// Project is the amplitudes of a frame, which may be one that the modes weren't made of.
func (b *Basis) Project(frame []float64) ([]float64, error) {
	if len(frame) != len(b.Mean) {
		return nil, fmt.Errorf("coordinates: a frame of %d values for modes of %d; give the sensors that the modes were made of", len(frame), len(b.Mean))
	}
	a := make([]float64, len(b.Modes))
	for k, mode := range b.Modes {
		for i, v := range frame {
			a[k] += mode[i] * (v - b.Mean[i])
		}
	}
	return a, nil
}

// Frame is the frame that has given amplitudes.
func (b *Basis) Frame(amplitudes []float64) ([]float64, error) {
	if len(amplitudes) > len(b.Modes) {
		return nil, fmt.Errorf("coordinates: %d amplitudes for %d modes; give one each, or fewer", len(amplitudes), len(b.Modes))
	}
	frame := append([]float64(nil), b.Mean...)
	for k, a := range amplitudes {
		for i, v := range b.Modes[k] {
			frame[i] += a * v
		}
	}
	return frame, nil
}
