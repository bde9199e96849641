package portable

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// Rollout predicts step after step, each from what the last gave: x of [members, points..., channels] holds the frames to begin with, the latest
// last, and the result, [members, frames, points...], the frames after them. A member that leaves the finite numbers ends it with an error.
func (m *Model) Rollout(x field.Array, steps int) (field.Array, error) {
	inputs, outputs := len(m.Inputs), len(m.Outputs)
	switch {
	case m.Kind != Operator:
		return field.Array{}, fmt.Errorf("this is no operator, whose last frame goes in again; ask it at later times")
	case steps < 1:
		return field.Array{}, fmt.Errorf("%d steps; give 1 or more", steps)
	case outputs > inputs:
		return field.Array{}, fmt.Errorf("it gives %d channels and takes %d; to go on from what it gives it must take as many at least", outputs, inputs)
	}
	if err := x.Check(); err != nil {
		return field.Array{}, err
	}
	if n := len(x.Values) / inputs * outputs; n > 0 && steps > most/n {
		return field.Array{}, fmt.Errorf("%d steps of %d numbers are more than fit; give fewer", steps, n)
	}
	x.Values = slices.Clone(x.Values)
	var out field.Array
	for k := range steps {
		y, err := m.Predict(x)
		if err != nil {
			return field.Array{}, err
		}
		cells := len(y.Values) / max(1, x.Len()*outputs)
		if k == 0 {
			points := y.Shape[1:]
			if len(x.Shape) == len(m.Programs[0].Inputs[0]) || outputs > 1 {
				points = y.Shape[1 : len(y.Shape)-1]
			}
			out = field.NewArray(slices.Concat(x.Shape[:1], []int{steps * outputs}, points)...)
		}
		for s := range x.Len() {
			frames := out.Values[(s*steps+k)*outputs*cells:]
			for p := range cells {
				row := x.Values[(s*cells+p)*inputs : (s*cells+p+1)*inputs]
				made := y.Values[(s*cells+p)*outputs : (s*cells+p+1)*outputs]
				copy(row, row[outputs:]) // the oldest go
				copy(row[inputs-outputs:], made)
				for o, v := range made {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						return field.Array{}, fmt.Errorf("member %d is no longer finite at step %d", s, k+1)
					}
					frames[o*cells+p] = v
				}
			}
		}
	}
	return out, nil
}
