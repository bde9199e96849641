package datasets_test

import (
	"testing"

	"sublunar/datasets"
)

func BenchmarkLorenz(b *testing.B) {
	for b.Loop() {
		if _, err := datasets.Lorenz(datasets.Trajectory{}); err != nil {
			b.Fatal(err)
		}
	}
}

// Every system's own run, one after the other.
func BenchmarkSystems(b *testing.B) {
	for b.Loop() {
		for _, s := range all() {
			if _, err := s.Run(datasets.Trajectory{}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkRate(b *testing.B) {
	s, err := datasets.Find("Lorenz")
	if err != nil {
		b.Fatal(err)
	}
	rate, err := s.Rate()
	if err != nil {
		b.Fatal(err)
	}
	x, dx := []float64{1, 2, 3}, make([]float64, 3)
	for b.Loop() {
		rate(0, x, dx)
	}
}
