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
				// Each of two stages reads c, its base and psi, and writes one field, of 8 bytes.
				b.ReportMetric(float64(b.N)*side*side*steps*2*4*8/b.Elapsed().Seconds()/1e9, "GB/s")
			})
		}
	}
}

// BenchmarkCopy is what memory allows: a copy of 512 x 512 numbers, read and written.
func BenchmarkCopy(b *testing.B) {
	from, to := make([]float64, 512*512), make([]float64, 512*512)
	for b.Loop() {
		copy(to, from)
	}
	b.ReportMetric(float64(b.N)*512*512*16/b.Elapsed().Seconds()/1e9, "GB/s")
}
