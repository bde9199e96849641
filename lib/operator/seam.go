package operator

import "fmt"

// seams see whether fields that an operator takes for periodic are. On an axis that closes, a step from the last point to the first is like any
// other; where it isn't, waves ring at it, and what was fitted is wrong there. The mean square of the steps at each place says so, over all
// samples: a shock or a front is at the seam as seldom as elsewhere.
type seams struct {
	sums  [][][]float64 // by axis, channel and place: the step from point j to the next; the last is the seam's
	count int           // of samples
}

func newSeams(s Shape) seams {
	var all seams
	for _, n := range s.Points {
		axis := make([][]float64, s.Inputs)
		for c := range axis {
			axis[c] = make([]float64, n)
		}
		all.sums = append(all.sums, axis)
	}
	return all
}

// add a sample x [points..., channels].
func (s *seams) add(x []float64, shape Shape) {
	if s.sums == nil {
		return
	}
	s.count++
	stride := len(x)
	for a, n := range shape.Points {
		whole := stride
		stride /= n
		for from := 0; from < len(x); from += whole {
			for j := range n {
				here, next := x[from+j*stride:][:stride], x[from+(j+1)%n*stride:][:stride]
				for i, v := range here {
					d := next[i] - v
					s.sums[a][i%shape.Inputs][j] += d * d
				}
			}
		}
	}
}

// warning is empty where nothing speaks against it.
func (s *seams) warning() string {
	const (
		fewest  = 4    // samples that say anything
		jump    = 3    // times the largest mean square elsewhere
		nothing = 1e-9 // of the mean square elsewhere
	)
	if s.count < fewest {
		return ""
	}
	for a, axis := range s.sums {
		for c, steps := range axis {
			n := len(steps) - 1
			if n < 3 {
				continue
			}
			most, mean := 0.0, 0.0
			for _, v := range steps[:n] {
				most, mean = max(most, v), mean+v/float64(n)
			}
			switch seam := steps[n]; {
			case mean == 0:
			case seam > jump*most:
				return fmt.Sprintf("x doesn't look periodic: from the last point to the first of axis %d, channel %d jumps more than anywhere else; give a Grid of operator.Ends or Centres", a, c)
			case seam < nothing*mean:
				return fmt.Sprintf("x doesn't look periodic: the last point of axis %d is as the first in all samples (channel %d): one point twice, or walls; leave out the last point, or give a Grid of operator.Ends", a, c)
			}
		}
	}
	return ""
}
