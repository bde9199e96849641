package infer

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// pool is a small problem that is linear and Gaussian: a weak gyre that is known, a field at the start that isn't, errors that are shared.
func pool() Problem {
	b := tracer.Box(120e3, 120e3, 10, 10)
	p := Problem{Flow: tracer.Steady(b, b.Streamfunction(func(x, y float64) float64 {
		return -1e3 * math.Sin(math.Pi*x/120e3) * math.Sin(math.Pi*y/120e3)
	})), Start: Start{Mean: b.Sample("dye", "kg/m^3", func(_, _ float64) float64 { return 5 }), Deviation: 1, Length: 40e3},
		Diffusivity: Lognormal{Median: 50}, Until: 4 * day, Times: field.Linspace("time", "s", 0, 4*day, 2), Members: 600, Seed: 1, Tick: day / 4, Signed: true,
		Bias: map[int]float64{1: 0.8}}
	for k := range 8 {
		p.Observations = append(p.Observations, tracer.Observation{X: 10e3 + 14e3*float64(k), Y: 25e3 + 9e3*float64(k%4), Time: day / 2 * float64(k), Value: 5 + 2*math.Sin(float64(k)), Deviation: 0.3, Platform: k % 3})
	}
	return p
}

// kalman is the smoother's mean and deviation of the field at the start, by the textbook's formula: what each cell there does to each
// observation is found by runs from one cell alone.
func kalman(t *testing.T, p Problem) (mean, deviation []float64) {
	w, err := newWorld(p)
	if err != nil {
		t.Fatal(err)
	}
	b := p.Flow.Basin
	n, m := b.X.Len()*b.Y.Len(), len(p.Observations)
	root := mat.NewDense(n, len(w.start), nil)
	for k, mode := range w.start {
		for i, v := range mode {
			root.Set(i, k, p.Start.Deviation*v)
		}
	}
	law, err := tracer.Transport{Flow: p.Flow, Diffusivity: p.Diffusivity.Median, Scheme: tracer.Fromm, Signed: true}.Model()
	if err != nil {
		t.Fatal(err)
	}
	h := mat.NewDense(m, n, nil)
	for i := range n {
		c, now := make([]float64, n), 0.0
		c[i] = 1
		for k, o := range p.Observations { // in the order of their times
			if err := law.Advance(c, now, o.Time); err != nil {
				t.Fatal(err)
			}
			now = o.Time
			v, _ := b.At(b.Grid("", "", c), o.X, o.Y)
			h.Set(k, i, v)
		}
	}
	var prior, ph, s, gain, change mat.Dense
	prior.Mul(root, root.T())
	ph.Mul(&prior, h.T())
	s.Mul(h, &ph)
	off := mat.NewVecDense(m, nil)
	for k, o := range p.Observations {
		for l, other := range p.Observations {
			if o.Platform == other.Platform {
				s.Set(k, l, s.At(k, l)+p.Bias[o.Platform]*p.Bias[o.Platform])
			}
		}
		s.Set(k, k, s.At(k, k)+o.Deviation*o.Deviation)
		off.SetVec(k, o.Value-mat.Sum(h.RowView(k))*5)
	}
	if err := gain.Solve(&s, ph.T()); err != nil { // the gain's transpose
		t.Fatal(err)
	}
	change.Mul(&ph, &gain)
	var step mat.VecDense
	step.MulVec(gain.T(), off)
	for i := range n {
		mean = append(mean, 5+step.AtVec(i))
		deviation = append(deviation, math.Sqrt(prior.At(i, i)-change.At(i, i)))
	}
	return mean, deviation
}

// On a linear, Gaussian problem 4D-Var and the ensemble smoother without localisation are the Kalman smoother, to the chance of 600 members.
// One that doesn't reckon with what errors share, or a filter that leaves the past alone, isn't.
func TestKalman(t *testing.T) {
	p := pool()
	mean, deviation := kalman(t, p)
	off := func(e *Estimate, err error) (worst, ratio float64) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		m, d := e.Mean(0), e.Deviation(0)
		sum, of := 0.0, 0.0
		for i := range mean {
			worst = math.Max(worst, math.Abs(m.Values[i]-mean[i]))
			sum, of = sum+d.Values[i]*d.Values[i], of+deviation[i]*deviation[i]
		}
		t.Logf("%s: mean off by %.3f at worst, deviation %.3f of the Kalman smoother's", e.Method, worst, math.Sqrt(sum/of))
		return worst, math.Sqrt(sum / of)
	}
	v, err := Variational{}.Solve(p)
	if worst, ratio := off(v, err); worst > 0.12 || math.Abs(ratio-1) > 0.03 {
		t.Error("4D-Var isn't the Kalman smoother")
	}
	f, err := Filter{Radius: 1e9, Lag: 1e9}.Solve(p)
	if worst, ratio := off(f, err); worst > 0.45 || math.Abs(ratio-1) > 0.06 { // its members go by the limited scheme
		t.Error("the ensemble smoother isn't the Kalman smoother")
	}
	if math.Abs(v.LogLikelihood-f.LogLikelihood) > 5 {
		t.Errorf("log-likelihoods %.3f and %.3f", v.LogLikelihood, f.LogLikelihood)
	}
	if _, ratio := off(Filter{Radius: 1e9}.Solve(p)); ratio < 1.05 {
		t.Error("a filter passes for a smoother")
	}
	p.Bias = nil
	if worst, _ := off(Variational{}.Solve(p)); worst < 0.3 {
		t.Error("shared errors make no difference")
	}
}
