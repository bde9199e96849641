package score_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"sublunar/lib/score"
)

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func normals(r *rand.Rand, n int, mean, deviation float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = mean + deviation*r.NormFloat64()
	}
	return out
}

// The closed form against the integral that defines it, and a large ensemble against the closed form.
func TestGaussianCRPS(t *testing.T) {
	for _, c := range []struct{ mean, deviation, value float64 }{{0, 1, 0}, {1, 2, -3}, {-2, 0.1, -1.5}} {
		sum, h := 0.0, 1e-4*c.deviation
		for z := c.mean - 30*c.deviation; z < c.mean+30*c.deviation; z += h {
			f := 0.5 * math.Erfc(-(z+h/2-c.mean)/c.deviation/math.Sqrt2)
			if z+h/2 >= c.value {
				f--
			}
			sum += f * f * h
		}
		got := score.GaussianCRPS(c.mean, c.deviation, c.value)
		if math.Abs(got-sum) > 2e-4*c.deviation {
			t.Errorf("%+v: %.6f, the integral is %.6f", c, got, sum)
		}
		members := normals(source(1), 200_000, c.mean, c.deviation)
		if e := score.CRPS(members, c.value); math.Abs(e-got) > 0.01*c.deviation {
			t.Errorf("%+v: an ensemble's is %.4f, the closed form %.4f", c, e, got)
		}
	}
	if got := score.GaussianCRPS(3, 0, 5); got != 2 {
		t.Errorf("with no deviation %g, want 2", got)
	}
}

// Fair means that small ensembles score on average as the distribution does; the plain one is too large by E|X - X'|/(2N), which the
// test must see.
func TestFair(t *testing.T) {
	r := source(2)
	want := 1 / math.Sqrt(math.Pi) // E CRPS of a standard normal against itself: E|X-X'| - E|X-X'|/2
	var fair, plain float64
	const cases, n = 100_000, 4
	for range cases {
		x, y := normals(r, n, 0, 1), r.NormFloat64()
		fair += score.FairCRPS(x, y) / cases
		plain += score.CRPS(x, y) / cases
	}
	if math.Abs(fair-want) > 0.005 {
		t.Errorf("the fair one is %.4f of 4 members, want %.4f", fair, want)
	}
	if excess := plain - want; math.Abs(excess-want/n) > 0.005 {
		t.Errorf("the plain one is off by %.4f, want %.4f", excess, want/n)
	}
}

// Of one component, the energy score is the CRPS; and it sees a wrong correlation, which the CRPS of each component can't.
func TestEnergy(t *testing.T) {
	r := source(3)
	x := normals(r, 7, 1, 2)
	one := make([][]float64, len(x))
	for i := range one {
		one[i] = x[i : i+1]
	}
	plain, err := score.Energy(one, []float64{0.3})
	fair, err2 := score.FairEnergy(one, []float64{0.3})
	if err != nil || err2 != nil || math.Abs(plain-score.CRPS(x, 0.3)) > 1e-14 || math.Abs(fair-score.FairCRPS(x, 0.3)) > 1e-14 {
		t.Errorf("%g and %g, %v, %v", plain, fair, err, err2)
	}
	pairs := func(correlation float64) []float64 {
		a, b := r.NormFloat64(), r.NormFloat64()
		return []float64{a, correlation*a + math.Sqrt(1-correlation*correlation)*b}
	}
	mean := func(correlation float64) (energy, crps float64) {
		for range 4000 {
			y := pairs(0.95)
			members := make([][]float64, 20)
			for i := range members {
				members[i] = pairs(correlation)
			}
			e, _ := score.FairEnergy(members, y)
			energy += e / 4000
			for c := range 2 {
				at := make([]float64, 20)
				for i := range members {
					at[i] = members[i][c]
				}
				crps += score.FairCRPS(at, y[c]) / 8000
			}
		}
		return energy, crps
	}
	right, rightCRPS := mean(0.95)
	wrong, wrongCRPS := mean(-0.95)
	if !(wrong > right+0.1) {
		t.Errorf("energy %.4f with the right correlation, %.4f with the wrong one", right, wrong)
	}
	if math.Abs(wrongCRPS-rightCRPS) > 0.05 {
		t.Errorf("CRPS %.4f and %.4f: it should not see correlations", rightCRPS, wrongCRPS)
	}
}

// Scores move with the values, grow with their unit, and don't know the members' order.
func TestSymmetry(t *testing.T) {
	r := source(4)
	x, y := normals(r, 9, 0, 1), 0.4
	same := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %.15g, want %.15g", name, got, want)
		}
	}
	moved, turned := make([]float64, 9), make([]float64, 9)
	for i := range x {
		moved[i], turned[8-i] = 3*x[i]-7, -x[i]
	}
	same("unit", score.FairCRPS(moved, 3*y-7), 3*score.FairCRPS(x, y))
	same("sign", score.CRPS(turned, -y), score.CRPS(x, y))
	same("one member", score.CRPS(x[:1], y), math.Abs(x[0]-y))
}

// The test of flatness refuses reliable ensembles as often as it says: 5% at p = 0.05. Ensembles that are too narrow, too wide or too low
// are found, each by its own part.
func TestFlatness(t *testing.T) {
	r := source(5)
	ranks := func(cases int, mean, deviation float64) score.Ranks {
		var h score.Ranks
		for range cases {
			if err := h.Add(normals(r, 9, mean, deviation), r.NormFloat64(), r); err != nil {
				t.Fatal(err)
			}
		}
		return h
	}
	refused, slope := 0, 0.0
	for range 1000 {
		f, err := ranks(200, 0, 1).Flat(0)
		if err != nil {
			t.Fatal(err)
		}
		if f.P < 0.05 {
			refused++
		}
		slope += f.Slope * f.Slope / 1000
	}
	if refused < 30 || refused > 72 { // 50 ± 3 deviations
		t.Errorf("%d of 1000 flat histograms refused at p 0.05", refused)
	}
	if math.Abs(slope-1) > 0.15 {
		t.Errorf("the slope's mean square is %.3f, want 1", slope)
	}
	narrow, _ := ranks(1000, 0, 0.7).Flat(0)
	wide, _ := ranks(1000, 0, 1.4).Flat(0)
	low, _ := ranks(1000, -0.4, 1).Flat(0)
	if !(narrow.Bowl > 4 && wide.Bowl < -4 && low.Slope > 4 && narrow.P < 1e-4) || math.Abs(narrow.Slope) > 4 {
		t.Errorf("narrow %v\nwide %v\nlow %v", narrow, wide, low)
	}
}

// Cases that repeat ten times over look unreliable to the test that takes them for independent, and not to the one that is told.
func TestDependence(t *testing.T) {
	r := source(6)
	naive, told := 0, 0
	for range 300 {
		var h score.Ranks
		for range 100 {
			x, y := normals(r, 4, 0, 1), r.NormFloat64()
			for range 10 {
				h.Add(x, y, r)
			}
		}
		if f, _ := h.Flat(0); f.P < 0.05 {
			naive++
		}
		if f, _ := h.Flat(100); f.P < 0.05 {
			told++
		}
	}
	if told > 30 || naive < 150 {
		t.Errorf("of 300 reliable ensembles %d refused with all cases taken for independent, %d with 100 of 1000", naive, told)
	}
}

// Members that are all the same as the truth spread over all ranks.
func TestTies(t *testing.T) {
	var h score.Ranks
	r := source(7)
	for range 5000 {
		h.Add([]float64{0, 0, 0}, 0, r)
	}
	if f, err := h.Flat(0); err != nil || f.P < 1e-3 {
		t.Errorf("%v, %v: %v", f, err, h.Counts)
	}
	merged, err := h.Merge(2)
	if err != nil || merged.Cases() != 5000 || len(merged.Counts) != 2 {
		t.Errorf("%v, %v", merged, err)
	}
	if _, err := merged.Flat(0); err != nil {
		t.Error(err)
	}
}

// Intervals between members hold the truth as often as they say, whatever the distribution; those from a normal approximation of few
// members don't, which the test sees.
func TestInterval(t *testing.T) {
	r := source(8)
	for _, n := range []int{19, 24, 40} {
		order, normal := score.Coverage{Level: 0.9}, score.Coverage{Level: 0.9}
		for range 40_000 {
			x := make([]float64, n)
			for i := range x {
				x[i] = r.ExpFloat64()
			}
			y := r.ExpFloat64()
			low, high, err := score.Interval(x, 0.9)
			if err != nil {
				t.Fatal(err)
			}
			order.Add(low, high, y)
			m, s := stat.MeanStdDev(x, nil)
			normal.Add(m-1.645*s, m+1.645*s, y)
		}
		if math.Abs(order.Share()-0.9) > 0.007 {
			t.Errorf("%d members: %v", n, order)
		}
		if low, high, err := normal.Between(0); err != nil || low < 0.9 && high > 0.9 {
			t.Errorf("%d members: the normal interval passes, %v", n, normal)
		}
	}
}

// The interval about a share holds the true one 95 times in 100 or a little more.
func TestBetween(t *testing.T) {
	r := source(9)
	held := 0
	for range 2000 {
		c := score.Coverage{Level: 0.9}
		for range 60 {
			c.Add(0, 0.9, r.Float64())
		}
		if low, high, err := c.Between(0); err != nil || low <= 0.9 && high >= 0.9 {
			held++
		}
	}
	if held < 1890 || held == 2000 {
		t.Errorf("%d of 2000", held)
	}
}

// An autoregressive series x' = a x + noise is worth n (1-a)/(1+a) independent values; white noise all of them.
func TestIndependent(t *testing.T) {
	r := source(10)
	for _, a := range []float64{0, 0.5, 0.9} {
		x := make([]float64, 40_000)
		for i := 1; i < len(x); i++ {
			x[i] = a*x[i-1] + r.NormFloat64()
		}
		want := float64(len(x)) * (1 - a) / (1 + a)
		if got := score.Independent(x); math.Abs(got/want-1) > 0.2 {
			t.Errorf("a = %g: %.0f, want %.0f", a, got, want)
		}
	}
	if got := score.Independent([]float64{1, 1, 1, 1, 1}); got != 5 {
		t.Errorf("a constant: %g", got)
	}
}

// A reliable ensemble whose truth is hard to know in some cases: the errors follow the spreads, bin by bin. Where the spreads are
// shuffled they don't.
func TestSpread(t *testing.T) {
	r := source(11)
	var tally score.Tally
	for range 3000 {
		size := math.Exp(0.7 * r.NormFloat64())
		members := make([][]float64, 20)
		for i := range members {
			members[i] = normals(r, 10, 0, size)
		}
		if err := tally.Add(members, normals(r, 10, 0, size)); err != nil {
			t.Fatal(err)
		}
	}
	ratio := func(spreads []float64) (worst float64) {
		s, e, err := score.Spread(tally.Errors, spreads, 5)
		if err != nil {
			t.Fatal(err)
		}
		for b := range s {
			worst = math.Max(worst, math.Abs(math.Log(e[b]/s[b])))
		}
		return worst
	}
	if worst := ratio(tally.Spreads); worst > 0.05 {
		t.Errorf("error over spread off by a factor of %.3f in a bin", math.Exp(worst))
	}
	shuffled := append([]float64(nil), tally.Spreads...)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if worst := ratio(shuffled); worst < 0.4 {
		t.Errorf("shuffled spreads pass, off by %.3f", worst)
	}
	if math.Abs(tally.RMSE()/tally.Spread()-1) > 0.02 || math.Abs(tally.Coverage.Share()-0.9) > 0.01 {
		t.Errorf("%v", &tally)
	}
	if got := stat.Mean(tally.Scores, nil); got != tally.CRPS() || !(tally.MeanRMSE() < tally.RMSE()) || floats.HasNaN(tally.Errors) {
		t.Errorf("CRPS %g", got)
	}
	if f, err := tally.Ranks.Flat(tally.Independent()); err != nil || f.P < 1e-3 {
		t.Errorf("%v, %v", f, err)
	}
}
