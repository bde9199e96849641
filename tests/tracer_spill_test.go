package tests

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/tracer"
)

// The row of the puff in TARGETS.md: 40 bottles, taken at fixed places over six hours in a sheared current, with errors of 5% of the largest
// value whose size isn't told. Recovered by the puff's formula, and by the transport's scheme on a grid while the bottles hold what the formula
// says. -full does the 1,000 repeats; a few without only have to be finite.
func TestPuffRow(t *testing.T) {
	puff := tracer.Puff{U: 0.15, V: 0.05, UY: 2e-5, Size: 800}
	truth := tracer.Spill{X: 6e3, Y: 7e3, Amount: 1000, Diffusivity: 30}
	var bottles []tracer.Observation
	places := rand.New(rand.NewPCG(11, 1))
	for k := range 40 {
		at := 3600 * (1 + float64(k%6))
		bottles = append(bottles, tracer.Observation{Time: at, X: 6e3 + (0.15+2e-5*7e3)*at + 2500*(2*places.Float64()-1), Y: 7e3 + 0.05*at + 2500*(2*places.Float64()-1)})
	}
	clean := make([]float64, len(bottles))
	must(t, "see", puff.See(truth, bottles, clean))
	deviation := 0.0
	for _, v := range clean {
		deviation = math.Max(deviation, 0.05*v)
	}
	least := cramerRao(t, puff, truth, bottles, deviation)

	repeats, cells := 10, 40
	if *full {
		repeats, cells = 1000, 80
	}
	basin := tracer.Box(16e3, 16e3, cells, cells)
	basin.EndsX, basin.EndsY = tracer.Open, tracer.Open
	flow := tracer.Steady(basin, basin.Streamfunction(func(x, y float64) float64 { return puff.V*x - puff.U*y - puff.UY*y*y/2 }))
	atlas, err := tracer.Transport{Flow: flow}.Atlas(bottles, tracer.Pages{Spread: puff.Size, Diffusivity: [2]float64{8, 110}})
	must(t, "make the atlas", err)

	for _, m := range []struct {
		name  string
		model tracer.SpillModel
	}{{"by the formula", puff}, {"by the transport", atlas}} {
		t.Run(m.name, func(t *testing.T) {
			names := [4]string{"x", "y", "log amount", "log diffusivity"}
			var square, held [4]float64
			for n := range repeats {
				noise := rand.New(rand.NewPCG(uint64(n), 77))
				seen := append([]tracer.Observation{}, bottles...)
				for k := range seen {
					seen[k].Value = clean[k] + deviation*noise.NormFloat64()
				}
				got, err := tracer.Recovery{Model: m.model, Observations: seen, X: [2]float64{0, 15e3}, Y: [2]float64{0, 15e3}, Diffusivity: [2]float64{10, 100}}.Find()
				must(t, "recover", err)
				for k, e := range []float64{got.X - truth.X, got.Y - truth.Y, math.Log(got.Amount / truth.Amount), math.Log(got.Diffusivity / truth.Diffusivity)} {
					if math.IsNaN(e) || math.IsInf(e, 0) {
						t.Fatalf("repeat %d: %s is off by %g", n, names[k], e)
					}
					square[k] += e * e / float64(repeats)
				}
				for k, in := range []bool{got.XWithin.Holds(truth.X), got.YWithin.Holds(truth.Y), got.AmountWithin.Holds(truth.Amount), got.DiffusivityWithin.Holds(truth.Diffusivity)} {
					if in {
						held[k] += 100 / float64(repeats)
					}
				}
			}
			for k, name := range names {
				over := math.Sqrt(square[k]) / least[k]
				t.Logf("%s: error %.3g, %.3f of the Cramer-Rao bound; 90%% intervals hold the truth in %.1f%% of %d repeats", name, math.Sqrt(square[k]), over, held[k], repeats)
				if *full && !(over <= 1.2 && held[k] >= 87.7 && held[k] <= 92.3) {
					t.Errorf("%s: %.3f of the bound, intervals hold the truth in %.1f%%; the row asks for 1.2, and 87.7 to 92.3%%", name, over, held[k])
				}
			}
		})
	}
}

// cramerRao are the least standard deviations of x, y, log amount and log diffusivity that an unbiased estimate can have.
func cramerRao(t *testing.T, model tracer.SpillModel, s tracer.Spill, at []tracer.Observation, deviation float64) (out [4]float64) {
	t.Helper()
	see := func(k int, by float64) []float64 {
		c := s
		switch k {
		case 0:
			c.X += by
		case 1:
			c.Y += by
		case 2:
			c.Amount *= math.Exp(by)
		case 3:
			c.Diffusivity *= math.Exp(by)
		}
		seen := make([]float64, len(at))
		must(t, "see", model.See(c, at, seen))
		return seen
	}
	j := mat.NewDense(len(at), 4, nil)
	for k := range 4 {
		const h = 1e-4
		up, down := see(k, h), see(k, -h)
		for i := range up {
			j.Set(i, k, (up[i]-down[i])/(2*h*deviation))
		}
	}
	var information, inverse mat.Dense
	information.Mul(j.T(), j)
	must(t, "invert the information", inverse.Inverse(&information))
	for k := range out {
		out[k] = math.Sqrt(inverse.At(k, k))
	}
	return out
}
