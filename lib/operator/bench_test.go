package operator

import (
	"testing"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
)

// epochs times those of a fit after the first, which compiles.
func epochs(b *testing.B, engine enginetest.Engine, o Operator, s Source, settings Training) {
	b.Helper()
	r, err := newTrainer(engine.Backend, o, s, settings)
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

// noise is samples of 17 x 17 points.
func noise(b *testing.B, samples int) field.Samples {
	b.Helper()
	of := func(seed uint64) field.Array {
		values, err := backend.Numbers(normal(seed, samples, 17, 17))
		if err != nil {
			b.Fatal(err)
		}
		return field.Array{Shape: []int{samples, 17, 17}, Values: values}
	}
	return field.Samples{X: of(1), Y: of(2)}
}

// BenchmarkEpoch is one epoch of the small Darcy recipe: 1,000 samples of 17 x 17 points in batches of 32.
func BenchmarkEpoch(b *testing.B) {
	epochs(b, enginetest.Fastest(b), FNO{Modes: []int{5, 5}, Grid: Ends}, noise(b, 1000), Training{Batch: 32})
}

// BenchmarkStep is one step of training on 16 samples of 17 x 17 points, of each operator.
func BenchmarkStep(b *testing.B) {
	engine, s := enginetest.Fastest(b), noise(b, 16)
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
		b.Run(c.name, func(b *testing.B) { epochs(b, engine, c.o, s, Training{}) })
	}
}
