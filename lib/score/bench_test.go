package score_test

import (
	"testing"

	"sublunar/lib/score"
)

func BenchmarkCRPS(b *testing.B) {
	x := normals(source(1), 100, 0, 1)
	for b.Loop() {
		score.FairCRPS(x, 0.3)
	}
}

func BenchmarkEnergy(b *testing.B) {
	members := make([][]float64, 100)
	for i := range members {
		members[i] = normals(source(uint64(i)), 1000, 0, 1)
	}
	truth := normals(source(200), 1000, 0, 1)
	for b.Loop() {
		if _, err := score.FairEnergy(members, truth); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTally(b *testing.B) {
	members := make([][]float64, 40)
	for i := range members {
		members[i] = normals(source(uint64(i)), 40, 0, 1)
	}
	truth := normals(source(50), 40, 0, 1)
	var tally score.Tally
	for b.Loop() {
		if err := tally.Add(members, truth); err != nil {
			b.Fatal(err)
		}
	}
}
