package tests

import (
	"testing"

	"gonum.org/v1/gonum/stat"

	"sublunar/lib/score"
	"sublunar/lib/tracer/infer"
)

// Twins of a tracer in a gyre: the methods that know a law beside optimal interpolation, which knows none, on the same problems, by the CRPS on
// all cells. In twins that are no crime the law is a little wrong, and so the intervals are too narrow; in identical ones they hold the truth as
// often as they say. Each half is a test of its own. With -full ten of each; else one, on coarser cells.
func TestTracerTwins(t *testing.T) {
	twin, seeds, most := infer.Twin{Cells: 12, Window: 20, Forecast: 5}, 1, 1.0 // cells of 67 km make a poor law
	if *full {
		twin, seeds, most = infer.Twin{Cells: 20}, 10, 0.9
	}
	methods := []struct {
		name  string
		solve func(infer.Problem) (*infer.Estimate, error)
	}{{"interpolation", infer.Kriging{}.Solve}, {"carried", infer.Kriging{Carry: true}.Solve}, {"smoother", infer.Filter{Lag: 10 * 86400}.Solve},
		{"4D-Var", infer.Variational{Tolerance: 0.01}.Solve}}
	for name, identical := range map[string]bool{"finer": false, "identical": true} {
		t.Run(name, func(t *testing.T) {
			seen, later := map[string][]float64{}, map[string][]float64{}
			inside, rates := map[string]*score.Coverage{}, map[string]*score.Coverage{}
			for seed := range seeds {
				twin.Identical, twin.Seed = identical, uint64(seed+1)
				p, truth, err := twin.Make()
				must(t, "make a twin", err)
				window := 1 + p.Times.Nearest(p.Until)
				for _, m := range methods {
					e, err := m.solve(p)
					must(t, m.name, err)
					in, err := e.Score(truth.Fields, 0, window)
					must(t, m.name, err)
					out, err := e.Score(truth.Fields, window, len(truth.Fields))
					must(t, m.name, err)
					seen[m.name], later[m.name] = append(seen[m.name], in.CRPS()), append(later[m.name], out.CRPS())
					if inside[m.name] == nil {
						inside[m.name], rates[m.name] = &score.Coverage{Level: 0.9}, &score.Coverage{Level: 0.9}
					}
					inside[m.name].Inside, inside[m.name].Cases = inside[m.name].Inside+in.Coverage.Inside, inside[m.name].Cases+in.Coverage.Cases
					if low, _, high, err := e.Interval("rate", 0.9); err == nil {
						rates[m.name].Add(low, high, truth.Rate)
					}
				}
			}
			for _, m := range methods {
				t.Logf("%-13s CRPS %.3f in the window, %.3f in the forecast; %.1f%% inside; the river's rate inside %.0f of %.0f", m.name,
					stat.Mean(seen[m.name], nil), stat.Mean(later[m.name], nil), 100*inside[m.name].Share(), rates[m.name].Inside, rates[m.name].Cases)
			}
			kriged := stat.Mean(seen["interpolation"], nil)
			for _, name := range []string{"smoother", "4D-Var"} {
				if ratio := stat.Mean(seen[name], nil) / kriged; ratio > most {
					t.Errorf("%s has %.3f of interpolation's CRPS", name, ratio)
				}
				if ratio := stat.Mean(later[name], nil) / stat.Mean(later["carried"], nil); ratio > 1 {
					t.Errorf("in the forecast %s has %.3f of the CRPS of interpolation carried on", name, ratio)
				}
			}
			if share := inside["4D-Var"].Share(); identical && (share < 0.8 || share > 0.97) {
				t.Errorf("%.3f inside 4D-Var's intervals of 90%%", share)
			}
		})
	}
}
