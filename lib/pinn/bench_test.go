package pinn

import (
	"fmt"
	"math"
	"syscall"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// spent is the processor time of this process: on a busy machine it says more than the clock.
func spent() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return math.NaN()
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e3
}

// Burgers' residual of a network of 3 layers of 20, and one of 4 of 64: its cost, and its gradient's, in blocks of points.
func BenchmarkEvaluate(b *testing.B) {
	for _, c := range []struct {
		hidden []int
		kind   dtypes.DType
	}{{[]int{20, 20, 20}, dtypes.Float64}, {[]int{64, 64, 64, 64}, dtypes.Float64}, {[]int{64, 64, 64, 64}, dtypes.Float32}} {
		for _, block := range []int{256, 512, 1024, 2048, 4096, 10_000} {
			p := Problem{
				Domain: domain.Box(domain.Span("x", -1, 1), domain.Span("t", 0, 1)),
				Fields: []Field{{Name: "u", Exactly: func(x Coordinates, n jet.Jet) jet.Jet { return n }}},
				Residual: func(p *Point) *Node {
					u := p.Field("u")
					return Sub(Add(u.D("t"), Mul(u.Value(), u.D("x"))), MulScalar(u.D("x", "x"), 0.01/math.Pi))
				},
			}
			tr, err := newTrainer(p, network.MLP{Hidden: c.hidden}, Training{Points: 10_000, Block: block, Precision: c.kind})
			if err != nil {
				b.Fatal(err)
			}
			theta, g := tr.objective.shape.start(1), make([]float64, tr.objective.Len())
			for name, gradient := range map[string][]float64{"value": nil, "gradient": g} {
				if _, err := tr.objective.Evaluate(theta, gradient); err != nil { // compiles
					b.Fatal(err)
				}
				b.Run(fmt.Sprintf("%v/%v/%d/%s", c.hidden, c.kind, block, name), func(b *testing.B) {
					began := spent()
					for b.Loop() {
						if _, err := tr.objective.Evaluate(theta, gradient); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric((spent()-began)/float64(b.N)/1e4, "cpu-us/point")
				})
			}
			tr.close()
		}
	}
}
