package operator

import (
	"fmt"
	"slices"

	"sublunar/lib/field"
)

// Rollout predicts step after step, each from what the last gave: x of [samples, points..., channels] holds the frames to begin with, the latest
// last, and the result, [samples, frames, points...], the frames after them. Fields of one channel may be [samples, points...].
//
// Where the prediction leaves the finite numbers, the frames until then come with the error.
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
	for k := range steps {
		y, err := f.Predict(state)
		if err != nil {
			if k > 0 {
				err = fmt.Errorf("operator: the prediction ends before step %d: %w", k+1, err)
			}
			return frames(out, k*outputs), err
		}
		for s := range x.Len() {
			for p := range cells {
				at := (s*cells + p) * inputs
				row := state.Values[at : at+inputs]
				copy(row, row[outputs:])
				for c := range outputs {
					v := y.Values[(s*cells+p)*outputs+c]
					row[inputs-outputs+c] = v
					out.Values[s*each+(k*outputs+c)*cells+p] = v
				}
			}
		}
	}
	return out, nil
}

// frames keeps the first of each sample.
func frames(a field.Array, n int) field.Array {
	short := field.NewArray(slices.Concat(a.Shape[:1], []int{n}, a.Shape[2:])...)
	if a.Len() == 0 {
		return short
	}
	from, to := len(a.Values)/a.Len(), len(short.Values)/a.Len()
	for s := range a.Len() {
		copy(short.Values[s*to:(s+1)*to], a.Values[s*from:])
	}
	return short
}
