package operator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"sublunar/lib/backend"
	"sublunar/lib/field"
)

// A checkpoint is an .npz of all that a fit needs to go on: parameters and moments, the steps done, what was measured, the best
// parameters so far, and numbers by which another fit is told apart.

// mark tells fits apart: what the order of the samples and the steps depend on.
func (r *trainer) mark() []float64 {
	m := []float64{float64(r.plan.Len), float64(len(r.plan.Blocks)), float64(r.train.Len()), float64(r.Epochs), float64(r.Batch), r.Rate, r.Decay,
		float64(r.Loss), float64(r.Seed), float64(r.Precision), float64(r.Unroll), r.Noise, r.PhysicsWeight, float64(r.Symmetry), float64(r.Method),
		float64(r.Parts), float64(r.Devices), r.Withhold}
	m = append(m, slices.Concat(r.x.Mean, r.x.Deviation, r.y.Mean, r.y.Deviation)...)
	for _, c := range r.Resolutions {
		m = append(m, float64(c.Every), float64(c.Epochs))
	}
	for _, n := range r.shape.Points {
		m = append(m, float64(n))
	}
	return m
}

func vector(values []float64) field.Array {
	return field.Array{Shape: []int{len(values)}, Values: values}
}

// save the state after an epoch, where a checkpoint is asked for. The file is written whole or not at all.
func (r *trainer) save(f *Fitted) error {
	if r.Checkpoint == "" {
		return nil
	}
	arrays := map[string]field.Array{
		"fit": vector(r.mark()), "loss": vector(f.Stats.Loss), "validation": vector(f.Stats.Validation),
		"done": vector([]float64{float64(f.Stats.Epochs), float64(r.done), float64(f.Stats.Kept), f.Stats.Seconds}),
	}
	for i, t := range slices.Concat(r.state, r.means, r.bases) {
		values, err := backend.Numbers(t[0])
		if err != nil {
			return err
		}
		arrays[fmt.Sprintf("state %d", i)] = vector(values)
	}
	for i, values := range r.best {
		arrays[fmt.Sprintf("best %d", i)] = vector(values)
	}
	if err := field.WriteNPZ(r.Checkpoint, arrays); err != nil {
		return fmt.Errorf("operator: the checkpoint: %w", err)
	}
	return nil
}

// resume goes on from the checkpoint, where there is one, and gives the first epoch to do.
func (r *trainer) resume(f *Fitted) (int, error) {
	if r.Checkpoint == "" {
		return 0, nil
	}
	if _, err := os.Stat(r.Checkpoint); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	arrays, err := field.ReadNPZ(r.Checkpoint)
	if err != nil {
		return 0, fmt.Errorf("operator: the checkpoint: %w", err)
	}
	if !slices.Equal(arrays["fit"].Values, r.mark()) || len(arrays["done"].Values) != 4 {
		return 0, fmt.Errorf("operator: the checkpoint %s is of another fit: other samples, settings or another operator; name another file, or remove it", r.Checkpoint)
	}
	done := arrays["done"].Values
	f.Stats.Epochs, r.done, f.Stats.Kept, f.Stats.Seconds = int(done[0]), int(done[1]), int(done[2]), done[3]
	f.Stats.Steps = r.done
	f.Stats.Loss, f.Stats.Validation = arrays["loss"].Values, arrays["validation"].Values
	at := 0
	for _, list := range [][]spread{r.state, r.means, r.bases} {
		for i, t := range list {
			values := arrays[fmt.Sprintf("state %d", at)].Values
			at++
			if len(values) != t[0].Shape().Size() {
				return 0, fmt.Errorf("operator: the checkpoint %s is damaged; remove it", r.Checkpoint)
			}
			list[i] = r.copies(values, t[0].Shape().Dimensions...)
			t.finalize()
		}
	}
	for i := range r.plan.Blocks {
		if a, ok := arrays[fmt.Sprintf("best %d", i)]; ok {
			r.best = append(r.best, a.Values)
		}
	}
	return f.Stats.Epochs, nil
}
