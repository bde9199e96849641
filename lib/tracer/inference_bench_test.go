package tracer_test

import (
	"testing"

	"sublunar/lib/tracer"
)

func BenchmarkKriging(b *testing.B)     { solves(b, tracer.Kriging{}.Solve) }
func BenchmarkFilter(b *testing.B)      { solves(b, tracer.Filter{}.Solve) }
func BenchmarkVariational(b *testing.B) { solves(b, tracer.Variational{Steps: 2}.Solve) }

func solves(b *testing.B, solve func(tracer.Problem) (*tracer.Estimate, error)) {
	p := pond()
	for b.Loop() {
		if _, err := solve(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTwin(b *testing.B) {
	for b.Loop() {
		if _, _, err := (tracer.Twin{Cells: 16, Finer: 2}).Make(); err != nil {
			b.Fatal(err)
		}
	}
}
