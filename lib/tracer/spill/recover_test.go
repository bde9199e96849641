package spill_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/tracer"
	"sublunar/lib/tracer/spill"
)

// spilt is a puff in a sheared flow, what was spilt, and where and when it is sampled: 40 bottles within 2.5 km of where the middle goes, over
// six hours.
func spilt() (spill.Puff, spill.Spill, []tracer.Observation) {
	puff := spill.Puff{U: 0.15, V: 0.05, UY: 2e-5, Size: 800}
	lost := spill.Spill{X: 6e3, Y: 7e3, Amount: 1000, Diffusivity: 30}
	r := rand.New(rand.NewPCG(11, 1))
	var at []tracer.Observation
	for k := range 40 {
		t := 3600 * (1 + float64(k%6))
		o := tracer.Observation{Time: t, X: 6e3 + (0.15+2e-5*7e3)*t + 2500*(2*r.Float64()-1), Y: 7e3 + 0.05*t + 2500*(2*r.Float64()-1)}
		at = append(at, o)
	}
	return puff, lost, at
}

// noisy are observations of a spill with errors of a share of the largest.
func noisy(t testing.TB, model spill.Model, lost spill.Spill, at []tracer.Observation, share float64, seed uint64) (all []tracer.Observation, deviation float64) {
	t.Helper()
	clean := make([]float64, len(at))
	if err := model.See(lost, at, clean); err != nil {
		t.Fatal(err)
	}
	for _, v := range clean {
		deviation = math.Max(deviation, share*v)
	}
	r := rand.New(rand.NewPCG(seed, 77))
	all = append(all, at...)
	for k := range all {
		all[k].Value = clean[k] + deviation*r.NormFloat64()
	}
	return all, deviation
}

// A puff's amount, middle and covariance are what their laws say, by quadrature on a fine grid, in flows that strain, turn and shear.
func TestPuffMoments(t *testing.T) {
	for _, p := range []spill.Puff{
		{U: 0.1, V: -0.2, Size: 300},
		{U: 0.1, UY: 3e-5, Size: 300, Time: 500},
		{UX: 4e-5, UY: 1e-5, VX: 2e-5, V: 0.1, Size: 300},
		{UY: -1e-4, VX: 1e-4, U: 0.05, Size: 300, Decay: 1e-5},
	} {
		s := spill.Spill{X: 1000, Y: -500, Amount: 7, Diffusivity: 15}
		// Euler's method with tiny steps for the middle and the covariance.
		const end, steps = 2e4, 400000
		x, y, xx, xy, yy := s.X, s.Y, p.Size*p.Size, 0.0, p.Size*p.Size
		h := (end - p.Time) / steps
		for range steps {
			dx, dy := p.U+p.UX*x+p.UY*y, p.V+p.VX*x-p.UX*y
			dxx, dxy, dyy := 2*(p.UX*xx+p.UY*xy)+2*s.Diffusivity, p.VX*xx+p.UY*yy, 2*(p.VX*xy-p.UX*yy)+2*s.Diffusivity
			x, y, xx, xy, yy = x+h*dx, y+h*dy, xx+h*dxx, xy+h*dxy, yy+h*dyy
		}
		var m [6]float64
		const n = 300
		wx, wy := 6*math.Sqrt(xx), 6*math.Sqrt(yy)
		for j := range n {
			for i := range n {
				px, py := x+wx*(2*(float64(i)+0.5)/n-1), y+wy*(2*(float64(j)+0.5)/n-1)
				c := p.At(s, end, px, py) * 4 * wx * wy / n / n
				for k, v := range []float64{1, px - x, py - y, (px - x) * (px - x), (px - x) * (py - y), (py - y) * (py - y)} {
					m[k] += c * v
				}
			}
		}
		amount := 7 * math.Exp(-p.Decay*(end-p.Time))
		for k, want := range []float64{1, 0, 0, xx, xy, yy} {
			scale := []float64{1, wx, wy, wx * wx, wx * wy, wy * wy}[k]
			if got := m[k] / amount; math.Abs(got-want) > 2e-5*scale {
				t.Errorf("%+v: moment %d is %.6g, by its law %.6g", p, k, got, want)
			}
		}
		if c := p.At(s, p.Time-1, s.X, s.Y); c != 0 {
			t.Errorf("%g before the release", c)
		}
	}
}

// bound is the Cramer-Rao bound: the least standard deviations of x, y, log amount and log diffusivity.
func bound(t testing.TB, model spill.Model, s spill.Spill, at []tracer.Observation, deviation float64) [4]float64 {
	t.Helper()
	change := func(k int, by float64) []float64 {
		c := s
		switch k {
		case 0:
			c.X += by * 100
		case 1:
			c.Y += by * 100
		case 2:
			c.Amount *= math.Exp(by)
		case 3:
			c.Diffusivity *= math.Exp(by)
		}
		out := make([]float64, len(at))
		if err := model.See(c, at, out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	j := mat.NewDense(len(at), 4, nil)
	for k := range 4 {
		up, down := change(k, 1e-4), change(k, -1e-4)
		for i := range up {
			j.Set(i, k, (up[i]-down[i])/2e-4/deviation)
		}
	}
	var information, inverse mat.Dense
	information.Mul(j.T(), j)
	if err := inverse.Inverse(&information); err != nil {
		t.Fatal(err)
	}
	return [4]float64{100 * math.Sqrt(inverse.At(0, 0)), 100 * math.Sqrt(inverse.At(1, 1)), math.Sqrt(inverse.At(2, 2)), math.Sqrt(inverse.At(3, 3))}
}

// recovered is how far off repeats are, over the bound, and how often their intervals hold the truth, for x, y, amount and diffusivity.
func recovered(t testing.TB, truth, model spill.Model, lost spill.Spill, at []tracer.Observation, repeats int, level float64) (off, hold [4]float64) {
	t.Helper()
	for n := range repeats {
		seen, deviation := noisy(t, truth, lost, at, 0.05, uint64(n))
		got, err := spill.Recovery{Model: model, Observations: seen, X: [2]float64{0, 15e3}, Y: [2]float64{0, 15e3}, Diffusivity: [2]float64{2, 200}, Level: level}.Find()
		if err != nil {
			t.Fatal(err)
		}
		least := bound(t, truth, lost, at, deviation)
		for k, e := range []float64{got.X - lost.X, got.Y - lost.Y, math.Log(got.Amount / lost.Amount), math.Log(got.Diffusivity / lost.Diffusivity)} {
			off[k] += e * e / (least[k] * least[k]) / float64(repeats)
		}
		for k, h := range []bool{got.XWithin.Holds(lost.X), got.YWithin.Holds(lost.Y), got.AmountWithin.Holds(lost.Amount), got.DiffusivityWithin.Holds(lost.Diffusivity)} {
			if h {
				hold[k] += 1 / float64(repeats)
			}
		}
	}
	for k := range off {
		off[k] = math.Sqrt(off[k])
	}
	return off, hold
}

// solver is the puff's flow on a grid of open ends, with the scheme of the transport for the puff's formula.
func solver(t testing.TB, puff spill.Puff, at []tracer.Observation, cells int) *spill.Atlas {
	t.Helper()
	basin := tracer.Box(16e3, 16e3, cells, cells)
	basin.EndsX, basin.EndsY = tracer.Open, tracer.Open
	flow := tracer.Steady(basin, basin.Streamfunction(func(x, y float64) float64 { return puff.V*x - puff.U*y - puff.UY*y*y/2 }))
	return ok(spill.NewAtlas(tracer.Transport{Flow: flow}, at, spill.Pages{Spread: puff.Size, Diffusivity: [2]float64{20, 45}}))(t)
}

// An atlas of the scheme gives what the formula of a puff does, nearer on a finer grid.
func TestAtlasOfAPuff(t *testing.T) {
	puff, lost, at := spilt()
	at = at[:12]
	want, got := make([]float64, len(at)), make([]float64, len(at))
	puff.See(lost, at, want)
	var off [2]float64
	for k, cells := range []int{32, 64} {
		if err := solver(t, puff, at, cells).See(lost, at, got); err != nil {
			t.Fatal(err)
		}
		for i := range want {
			off[k] = math.Max(off[k], math.Abs(got[i]-want[i]))
		}
	}
	largest := slices.Max(want)
	t.Logf("off by %.2g and %.2g of the largest", off[0]/largest, off[1]/largest)
	if !(off[1] < 0.02*largest && off[1] < off[0]/2.5) {
		t.Errorf("an atlas of 32 cells is off by %.2g, of 64 by %.2g, of a largest value of %.2g", off[0], off[1], largest)
	}
	atlas := solver(t, puff, at, 32)
	if err := atlas.See(lost, at[:3], got[:3]); err == nil || !strings.Contains(err.Error(), "an atlas of 12") {
		t.Errorf("fewer observations: %v", err)
	}
	moved := slices.Clone(at)
	moved[2].X++
	if err := atlas.See(lost, moved, got); err == nil || !strings.Contains(err.Error(), "make an atlas") {
		t.Errorf("another place: %v", err)
	}
	for _, p := range []spill.Pages{{}, {Spread: 1, Diffusivity: [2]float64{2, 1}}, {Diffusivity: [2]float64{1, 2}}, {Spread: 1, Diffusivity: [2]float64{1, 2}, Count: 1}} {
		if _, err := spill.NewAtlas(tracer.Transport{Flow: tracer.Still(tracer.Box(1, 1, 4, 4))}, at, p); err == nil || !strings.Contains(err.Error(), "an atlas of") {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// Estimates are as near as the Cramer-Rao bound lets them, and intervals hold the truth as often as they say: here within what 60 repeats
// show, in the rows of ./tests of 1,000. Intervals of half the width are caught.
func TestRecover(t *testing.T) {
	puff, lost, at := spilt()
	const repeats = 60
	off, hold := recovered(t, puff, puff, lost, at, repeats, 0.9)
	t.Logf("errors over the bound %.3f, intervals hold %.3f", off, hold)
	_, narrow := recovered(t, puff, puff, lost, at, repeats, 0.59) // half as wide: 1.645/2 deviations
	worst := 1.0
	for k := range off {
		if off[k] > 1.3 || hold[k] < 0.78 { // three deviations of 60 repeats
			t.Errorf("unknown %d: errors %.3f of the bound, intervals hold the truth in %.3f", k, off[k], hold[k])
		}
		worst = math.Min(worst, narrow[k])
	}
	if worst >= 0.78 {
		t.Errorf("intervals of half the width hold the truth in %.3f: the test has no teeth", narrow)
	}
}

// Bottles near the middle of an old puff see amount/(4 pi diffusivity time) and no more. The estimate says so instead of a number; with bottles
// at its edge and early, of the same noise, it gives them.
func TestRecoverRefusesARatio(t *testing.T) {
	puff := spill.Puff{Size: 200}
	lost := spill.Spill{X: 5e3, Y: 5e3, Amount: 100, Diffusivity: 50}
	r := rand.New(rand.NewPCG(5, 5))
	var late, wide []tracer.Observation
	for k := range 30 {
		near := tracer.Observation{X: 5e3 + 400*r.NormFloat64(), Y: 5e3 + 400*r.NormFloat64(), Time: 86400 * (8 + float64(k%5))}
		late = append(late, near)
		far := near
		far.Time = 86400 * (0.2 + 0.1*float64(k%5))
		far.X, far.Y = 5e3+2500*r.NormFloat64(), 5e3+2500*r.NormFloat64()
		wide = append(wide, far)
	}
	search := spill.Recovery{Model: puff, X: [2]float64{0, 10e3}, Y: [2]float64{0, 10e3}, Diffusivity: [2]float64{1, 1000}}
	for _, seed := range []uint64{1, 2, 3} {
		search.Observations, _ = noisy(t, puff, lost, late, 0.05, seed)
		got, err := search.Find()
		var refused spill.Inseparable
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), "amount/diffusivity only") || got.Amount != 0 {
			t.Errorf("seed %d: %v\n%v", seed, err, got)
		}
		search.Observations, _ = noisy(t, puff, lost, wide, 0.05, seed)
		got, err = search.Find()
		if err != nil || math.Abs(math.Log(got.Amount/100)) > 0.3 {
			t.Errorf("seed %d, bottles at the edge: %v\n%v", seed, err, got)
		}
	}
}

func TestRecoverRefuses(t *testing.T) {
	puff, lost, at := spilt()
	seen, _ := noisy(t, puff, lost, at, 0.05, 1)
	good := spill.Recovery{Model: puff, Observations: seen, X: [2]float64{0, 15e3}, Y: [2]float64{0, 15e3}, Diffusivity: [2]float64{2, 200}}
	for _, c := range []struct {
		name   string
		change func(r *spill.Recovery)
		says   string
	}{
		{"no model", func(r *spill.Recovery) { r.Model = nil }, "no model"},
		{"few", func(r *spill.Recovery) { r.Observations = seen[:4] }, "give more"},
		{"no range", func(r *spill.Recovery) { r.X = [2]float64{} }, "X from"},
		{"no diffusivity", func(r *spill.Recovery) { r.Diffusivity[0] = 0 }, "above 0"},
		{"level", func(r *spill.Recovery) { r.Level = 90 }, "level between 0 and 1"},
		{"NaN", func(r *spill.Recovery) { r.Observations[3].Value = math.NaN() }, "observation 3"},
		{"some deviations", func(r *spill.Recovery) { r.Observations[3].Deviation = 1 }, "1 of 40"},
		{"nothing seen", func(r *spill.Recovery) {
			for k := range r.Observations {
				r.Observations[k].Value = 0
			}
		}, "nobody saw"},
		{"elsewhere", func(r *spill.Recovery) { r.X = [2]float64{9e3, 15e3} }, "widen the search"},
		{"bad puff", func(r *spill.Recovery) { r.Model = spill.Puff{Size: -1} }, "a size and a decay"},
	} {
		r := good
		r.Observations = slices.Clone(seen)
		c.change(&r)
		if _, err := r.Find(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, which doesn't say %q", c.name, err, c.says)
		}
	}
}
