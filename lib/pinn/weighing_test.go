package pinn

import (
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/network"
)

// bump is a problem whose residual is known, whatever the network is: narrow about (x, t) = (0.8, 0.3) on the unit square.
func bump(t testing.TB, training Training) *trainer {
	t.Helper()
	p := Problem{
		Domain: domain.Box(domain.Span("x", 0, 1), domain.Span("t", 0, 1)),
		Residual: func(p *Point) *Node {
			return Add(MulScalar(p.Field("u").Value(), 0), p.Func(peak))
		},
		Conditions: []Condition{Dirichlet("u", Zero)},
	}
	tr, err := newTrainer(p, network.MLP{Hidden: []int{3}}, training)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.close)
	if tr.run, err = tr.Method.Start(tr.objective, tr.objective.shape.start(1)); err != nil {
		t.Fatal(err)
	}
	return tr
}

func peak(x ...float64) float64 {
	a, b := (x[0]-0.8)/0.1, (x[1]-0.3)/0.1
	return math.Exp(-a*a - b*b)
}

// peaks are the residuals at a group's points.
func peaks(g *group) []float64 {
	var all []float64
	for i := range g.points.n {
		all = append(all, peak(g.points.x[2*i:2*i+2]...))
	}
	return all
}

// The weights of points are those of the papers' formulas, written out here, and they count in the loss.
func TestPointWeights(t *testing.T) {
	slice := func(x []float64) int { return min(int(8*x[1]), 7) } // of Causal's time
	for name, c := range map[string]struct {
		weigh Weigher
		want  func(x, r []float64) []float64 // the weights after two calls
	}{
		"attention": {Attention{Decay: 0.8, Rate: 0.3}, func(_, r []float64) []float64 {
			w := make([]float64, len(r))
			for i := range w {
				share := 0.3 * r[i] / slices.Max(r)
				w[i] = 0.8*(0.8+share) + share
			}
			return w
		}},
		"self-adaptive": {SelfAdaptive{Rate: 0.2, Most: 5}, func(_, r []float64) []float64 {
			mean := 0.0
			for _, v := range r {
				mean += v * v / float64(len(r))
			}
			w := make([]float64, len(r))
			for i := range w {
				w[i] = min(1+0.4*r[i]*r[i]/mean, 5)
			}
			return w
		}},
		"causal": {NewCausal(Causal{Slices: 8, Tolerance: 0.5}), func(x, r []float64) []float64 {
			var squares, counts, before [8]float64
			mean := 0.0
			for i := range r {
				squares[slice(x[2*i:])] += r[i] * r[i]
				counts[slice(x[2*i:])]++
				mean += r[i] * r[i] / float64(len(r))
			}
			for s := 1; s < 8; s++ {
				before[s] = before[s-1] + squares[s-1]/counts[s-1]
			}
			w := make([]float64, len(r))
			for i := range w {
				w[i] = math.Exp(-0.5 / mean * before[slice(x[2*i:])])
			}
			return w
		}},
	} {
		t.Run(name, func(t *testing.T) {
			tr := bump(t, Training{Points: 200, Weigh: c.weigh})
			for range 2 {
				if changed, err := tr.Weigh.weigh(tr); err != nil || !changed {
					t.Fatalf("%v; changed: %v", err, changed)
				}
			}
			tr.weigh()
			g := tr.objective.groups[0]
			want := c.want(g.points.x, peaks(g))
			for i, s := range g.points.scale {
				if got := s * s * 200; math.Abs(got-want[i]) > 1e-12*(1+want[i]) {
					t.Fatalf("point %d weighs %.10g, want %.10g", i, got, want[i])
				}
			}
			if spread := slices.Max(want) / slices.Min(want); !(spread > 1.2) {
				t.Errorf("weights that differ by a factor of %.3g show nothing", spread)
			}
		})
	}
}

// Causal's tolerance rises once all slices count, and not before.
func TestCausalTolerance(t *testing.T) {
	for _, c := range []struct{ first, times float64 }{{1e-6, 10}, {10, 1}} {
		causal := NewCausal(Causal{Slices: 8, Tolerance: c.first})
		tr := bump(t, Training{Points: 200, Weigh: causal})
		var seen []float64
		for range 2 {
			if _, err := causal.weigh(tr); err != nil {
				t.Fatal(err)
			}
			seen = append(seen, causal.state.tolerance)
		}
		if got := seen[1] / seen[0]; math.Abs(got-c.times) > 1e-12 {
			t.Errorf("from a tolerance of %g the second is %g times the first, want %g", c.first, got, c.times)
		}
	}
}
