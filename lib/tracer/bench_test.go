package tracer_test

import (
	"fmt"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// BenchmarkAdvance is ten steps of a gyre of 512 x 512 cells.
func BenchmarkAdvance(b *testing.B) {
	const side, steps = 512, 10
	f := ok(tracer.DoubleGyre(tracer.Box(1e6, 1e6, side, side), field.Axis{}, tracer.Gyres{}))(b)
	for _, scheme := range []tracer.Scheme{tracer.VanLeer, tracer.MC, tracer.Fromm} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("scheme %d, %d workers", scheme, workers), func(b *testing.B) {
				m := ok(tracer.Transport{Flow: f, Diffusivity: 10, Workers: workers, Scheme: scheme}.Model())(b)
				c := rough(f.Basin, 1).Values
				for b.Loop() {
					if err := m.Advance(c, 0, steps*m.Step); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N)*side*side*steps/b.Elapsed().Seconds()/1e6, "Mcells/s")
			})
		}
	}
}
