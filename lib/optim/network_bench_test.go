package optim_test

import (
	"fmt"
	"math"
	"testing"

	"sublunar/lib/optim"
)

// BenchmarkNetwork is the loss that methods reach, the worse of two starts, and the time to it: a network
// of 40 units on Poisson's equation and on Burgers' of viscosity 0.05.
func BenchmarkNetwork(b *testing.B) {
	for _, problem := range []struct {
		name string
		p    ridge
	}{{"Poisson", poisson(40, 25)}, {"Burgers", burgers(40, 30, 0.05)}} {
		schedule := optim.Cosine(3000, 0.01)
		for _, c := range []struct {
			name  string
			m     optim.Method
			steps int
		}{
			{"GaussNewton", optim.GaussNewton{}, 100},
			{"straight", optim.GaussNewton{Straight: true}, 100},
			{"greedy", optim.GaussNewton{Rule: optim.Greedy}, 100},
			{"Marquardt", optim.GaussNewton{Scale: optim.Marquardt}, 100},
			{"NaturalGradient", optim.NaturalGradient{}, 100},
			{"NaturalGradient 1e-10", optim.NaturalGradient{Damping: 1e-10}, 100},
			{"SSBroyden", optim.SSBroyden{}, 3000},
			{"SSBFGS", optim.SSBFGS{}, 3000},
			{"BFGS", optim.BFGS{}, 3000},
			{"LBFGS", optim.LBFGS{Memory: 50}, 3000},
			{"SOAP", optim.SOAP{Rate: 0.01, Schedule: schedule, Shapes: [][]int{{40, 4}}, Every: 1}, 3000},
			{"Adam", optim.Adam{Rate: 0.01, Schedule: schedule}, 3000},
		} {
			b.Run(fmt.Sprintf("%s/%s", problem.name, c.name), func(b *testing.B) {
				var worst float64
				for b.Loop() {
					for seed := range uint64(2) {
						r, err := optim.Minimise(problem.p.problem(), problem.p.start(seed), c.m, optim.Stop{MaxSteps: c.steps})
						if err != nil {
							b.Fatal(err)
						}
						worst = max(worst, r.F)
					}
				}
				b.ReportMetric(-math.Log10(worst), "-log10(loss)")
			})
		}
	}
}
