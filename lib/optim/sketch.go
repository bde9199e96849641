package optim

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// sketchSystem solves the normal equations of a sketch of the Jacobian: a sparse embedding that adds
// each row, with a random sign, to spread rows of a smaller matrix.
type sketchSystem struct {
	normalSystem
	small *mat.Dense // S J
	seed  uint64
	stats *Stats // each step draws its own sketch
}

// spread is how many rows of the sketch take each row in.
const spread = 4

func newSketch(from Jacobian, l linear) *sketchSystem {
	n := from.Len()
	rows := l.rows
	if rows == 0 {
		rows = 4 * n
	}
	return &sketchSystem{
		normalSystem: normalSystem{dense: newDense(from), a: mat.NewSymDense(n, nil)},
		small:        mat.NewDense(min(rows, from.Residuals()), n, nil),
		seed:         l.seed,
		stats:        l.stats,
	}
}

func (s *sketchSystem) form(x, g []float64) error {
	s.of = -1
	if err := s.dense.form(x, g); err != nil {
		return err
	}
	rows, _ := s.small.Dims()
	sketch := s.small
	if rows == len(s.r) {
		sketch = s.j // as many rows as there are: exact
	} else {
		s.draw(rows)
	}
	gram(s.a, sketch)
	return nil
}

// draw sets small to S J.
func (s *sketchSystem) draw(rows int) {
	random := rand.New(rand.NewPCG(s.seed, uint64(s.stats.Steps)))
	s.small.Zero()
	scale := 1 / math.Sqrt(spread)
	for i := range s.r {
		for range spread {
			sign := scale
			if random.Uint64()&1 == 1 {
				sign = -scale
			}
			row := s.small.RawRowView(random.IntN(rows))
			for k, v := range s.j.RawRowView(i) {
				row[k] += sign * v
			}
		}
	}
}

// diagonal and curvature are those of the Jacobian itself.
func (s *sketchSystem) diagonal(d []float64)                   { s.dense.diagonal(d) }
func (s *sketchSystem) curvature(v []float64) (float64, error) { return s.dense.curvature(v) }
