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

// BenchmarkStep is one step of training on 16 samples of 17 x 17 points, of each operator.
func BenchmarkStep(b *testing.B) {
	all := engines(b)
	noise := func(seed uint64) field.Array {
		values, err := backend.Numbers(normal(seed, 16, 17, 17))
		if err != nil {
			b.Fatal(err)
		}
		return field.Array{Shape: []int{16, 17, 17}, Values: values}
	}
	s := field.Samples{X: noise(1), Y: noise(2)}
	basis, err := BasisOf(s, 2, 12)
	if err != nil {
		b.Fatal(err)
	}
	fno := FNO{Modes: []int{5, 5}, Grid: Ends}
	continued := fno
	continued.Continue = 2
	for _, c := range []struct {
		name string
		o    Operator
	}{
		{"FNO", fno}, {"continued FNO", continued}, {"local FNO", LocalFNO{fno, 0.125}}, {"UFNO", UFNO{Modes: []int{5, 5}, Grid: Ends}},
		{"POD-DeepONet", PODDeepONet{Basis: basis, Grid: Ends}}, {"DeepONet", DeepONet{Points: []int{17, 17}, Grid: Ends}},
		{"ResNet", ResNet{Grid: Ends}}, {"Transolver", Transolver{Grid: Ends}},
	} {
		b.Run(c.name, func(b *testing.B) {
			r, err := newTrainer(all[len(all)-1].Backend, c.o, s, Training{})
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
		})
	}
}
