package sindy_test

import (
	"testing"

	"sublunar/lib/derivative"
	"sublunar/lib/sindy"
)

func BenchmarkForms(b *testing.B) {
	data := lorenz.run(10_000, 0.002)
	for name, form := range map[string]sindy.Form{
		"weak": sindy.Weak{}, "integral": sindy.Integral{}, "strong": sindy.Strong{},
		"strong-2": sindy.Strong{Method: derivative.FiniteDifference{Accuracy: 2}},
	} {
		for solver, s := range map[string]sindy.Solver{"usual": nil, "stlsq": sindy.STLSQ{Threshold: 0.02}} {
			b.Run(name+"-"+solver, func(b *testing.B) {
				off := 0.0
				for b.Loop() {
					found, err := sindy.Regression{Library: sindy.Polynomials(5), Form: form, Solver: s}.Fit(data)
					if err != nil {
						b.Fatal(err)
					}
					off = lorenzTerms.worst(found)
				}
				b.ReportMetric(off, "error")
			})
		}
	}
}
