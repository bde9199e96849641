package infer_test

import (
	"testing"

	"sublunar/lib/tracer/infer"
)

func BenchmarkKriging(b *testing.B)     { solves(b, infer.Kriging{}.Solve) }
func BenchmarkFilter(b *testing.B)      { solves(b, infer.Filter{}.Solve) }
func BenchmarkVariational(b *testing.B) { solves(b, infer.Variational{Steps: 2}.Solve) }

func solves(b *testing.B, solve func(infer.Problem) (*infer.Estimate, error)) {
	p := pond()
	for b.Loop() {
		if _, err := solve(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTwin(b *testing.B) {
	for b.Loop() {
		if _, _, err := (infer.Twin{Cells: 16, Finer: 2}).Make(); err != nil {
			b.Fatal(err)
		}
	}
}
