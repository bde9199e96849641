package operator

import (
	"testing"

	"sublunar/lib/backend"
	"sublunar/lib/field"
)

// BenchmarkEpoch is one epoch of the small Darcy recipe: 1,000 samples of 17 x 17 points in batches of 32.
func BenchmarkEpoch(b *testing.B) {
	all := engines(b)
	noise := func(seed uint64) field.Array {
		values, err := backend.Numbers(normal(seed, 1000, 17, 17))
		if err != nil {
			b.Fatal(err)
		}
		return field.Array{Shape: []int{1000, 17, 17}, Values: values}
	}
	r, err := newTrainer(all[len(all)-1].Backend, FNO{Modes: []int{5, 5}, Grid: Ends}, field.Samples{X: noise(1), Y: noise(2)}, Training{Batch: 32})
	if err != nil {
		b.Fatal(err)
	}
	defer r.close()
	if _, err := r.epoch(0); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.epoch(1); err != nil {
			b.Fatal(err)
		}
	}
}
