package operator

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// A LostError says that members of a rollout left the finite numbers, and what is left of it.
type LostError struct {
	// Member that was lost first, at this Step, from 1 on, and how many of All were lost in the end.
	Member, Step, Lost, All int
}

func (e *LostError) Error() string {
	return fmt.Sprintf("operator: the prediction of member %d is no longer finite at step %d; %d of %d are lost so, and hold NaN from there on", e.Member, e.Step, e.Lost, e.All)
}

// Rollout predicts step after step, each from what the last gave: x of [members, points..., channels] holds the frames to begin with, the latest
// last, and the result, [members, frames, points...], the frames after them. Fields of one channel may be [members, points...].
//
// A member that leaves the finite numbers holds NaN from there on, and a [LostError] comes with the result; the others go on.
func (f *Fitted) Rollout(x field.Array, steps int) (field.Array, error) {
	inputs, outputs := f.plan.Inputs, f.plan.Outputs
	if steps < 1 {
		return field.Array{}, fmt.Errorf("operator: a prediction of %d steps; give 1 or more", steps)
	}
	if outputs > inputs {
		return field.Array{}, fmt.Errorf("operator: the operator gives %d channels and takes %d; to go on from what it gives it must take as many at least", outputs, inputs)
	}
	d := f.Operator.Dims()
	if _, err := channels("x", d, x.Shape); err != nil {
		return field.Array{}, err
	}
	points := x.Shape[1 : 1+d]
	state := field.Array{Shape: slices.Concat(x.Shape[:1], points, []int{inputs}), Values: slices.Clone(x.Values)}
	cells := Shape{Points: points}.size(1)
	out := field.NewArray(slices.Concat(x.Shape[:1], []int{steps * outputs}, points)...)
	each := steps * outputs * cells
	gone := make([]bool, x.Len())
	var lost *LostError
	for k := range steps {
		y, err := f.Predict(state)
		if err != nil {
			return field.Array{}, err
		}
		for s := range x.Len() {
			now := y.Values[s*cells*outputs : (s+1)*cells*outputs]
			if !gone[s] && finite("y", s, now) != nil {
				gone[s] = true
				if lost == nil {
					lost = &LostError{Member: s, Step: k + 1, All: x.Len()}
				}
				lost.Lost++
			}
			rows := state.Values[s*cells*inputs : (s+1)*cells*inputs]
			if gone[s] { // zeros go through the graph in its place
				clear(rows)
				for i := range now {
					now[i] = math.NaN()
				}
			}
			for p := range cells {
				row := rows[p*inputs : (p+1)*inputs]
				copy(row, row[outputs:])
				for c, v := range now[p*outputs : (p+1)*outputs] {
					if !gone[s] {
						row[inputs-outputs+c] = v
					}
					out.Values[s*each+(k*outputs+c)*cells+p] = v
				}
			}
		}
	}
	if lost != nil {
		return out, lost
	}
	return out, nil
}
