package assimilation_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"sublunar/lib/assimilation"
	"sublunar/lib/score"
)

// The intervals of an ensemble hold the truth as often as they say, over 400 linear problems drawn anew; a filter told of errors half as
// large is too sure, and says so in its consistency.
func TestCoverage(t *testing.T) {
	tally := func(told float64) (score.Coverage, float64) {
		held, consistency, n := score.Coverage{Level: 0.9}, 0.0, 0.0
		model, g := newTurn(components), prior()
		_, c, err := assimilation.Climate(exact(20, g), 0)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(400) {
			mean := g.mean.RawVector().Data
			all := c.Draws(1, mean, 100+seed)
			truth, records, err := assimilation.Simulate(model, all[0], 0, []float64{1, 2, 3}, assimilation.Elements{0, 3}, assimilation.Same(2, 0.7), seed)
			if err != nil {
				t.Fatal(err)
			}
			for k := range records {
				records[k].Errors = assimilation.Same(2, 0.7*told)
			}
			_, err = assimilation.EnKF{Rotate: true, Seed: seed}.Run(assimilation.Sequence{Model: model, Records: records, Watch: func(s assimilation.Step) error {
				if s.Stage != assimilation.Analysis {
					return nil
				}
				consistency, n = consistency+s.Consistency, n+1
				if s.Index == 2 {
					at := moments(s.Members)
					for i := range components {
						m, d := at.mean.AtVec(i), 1.645*math.Sqrt(at.p.At(i, i))
						held.Add(m-d, m+d, truth[2][i])
					}
				}
				return nil
			}}, exact(20, g))
			if err != nil {
				t.Fatal(err)
			}
		}
		return held, consistency / n
	}
	// Two fifths of the components' errors are independent, or more.
	held, consistency := tally(1)
	if low, high, _ := held.Between(900); low > 0.9 || high < 0.9 || math.Abs(consistency-1) > 0.1 {
		t.Errorf("%v, consistency %.3f", held, consistency)
	}
	held, consistency = tally(0.5)
	if low, high, _ := held.Between(900); low < 0.9 && high > 0.9 || consistency < 1.1 {
		t.Errorf("told of half the errors: %v, consistency %.3f passes", held, consistency)
	}
}

// Gaspari and Cohn's weight is 1, 5/24 and 0 at 0, one and two radii, smooth where its pieces meet, and makes covariances: around a
// circle its matrix has no negative eigenvalue. A box of the same width has.
func TestGaspariCohn(t *testing.T) {
	for r, want := range map[float64]float64{0: 1, 3: 5. / 24, 6: 0, 100: 0, -3: 5. / 24} {
		if got := assimilation.GaspariCohn(r, 3); math.Abs(got-want) > 1e-15 {
			t.Errorf("at %g: %g, want %g", r, got, want)
		}
	}
	const h = 1e-4
	for _, at := range []float64{1, 2} {
		left := assimilation.GaspariCohn(at, 1) - assimilation.GaspariCohn(at-h, 1)
		right := assimilation.GaspariCohn(at+h, 1) - assimilation.GaspariCohn(at, 1)
		if math.Abs(left-right) > 10*h*h {
			t.Errorf("it bends sharply at %g: %g, then %g", at, left/h, right/h)
		}
	}
	least := func(weight func(d float64) float64) float64 {
		m := mat.NewSymDense(40, nil)
		distance := assimilation.Ring(40)
		for i := range 40 {
			for j := i; j < 40; j++ {
				m.SetSym(i, j, weight(distance([]float64{float64(i)}, []float64{float64(j)})))
			}
		}
		var e mat.EigenSym
		e.Factorize(m, false)
		return e.Values(nil)[0]
	}
	if got := least(func(d float64) float64 { return assimilation.GaspariCohn(d, 5) }); got < -1e-12 {
		t.Errorf("an eigenvalue of %g", got)
	}
	if got := least(func(d float64) float64 { return map[bool]float64{true: 1}[d < 5] }); got > -0.1 {
		t.Errorf("a box passes, with %g", got)
	}
}

// A quarter of the way round the Earth, and round a ring.
func TestDistances(t *testing.T) {
	sphere := assimilation.Sphere(6371e3)
	for _, c := range []struct{ a, b [2]float64 }{{[2]float64{0, 0}, [2]float64{90, 0}}, {[2]float64{17, 0}, [2]float64{-100, 90}}, {[2]float64{170, 0}, [2]float64{-100, 0}}} {
		if got := sphere(c.a[:], c.b[:]); math.Abs(got-6371e3*math.Pi/2) > 1 {
			t.Errorf("%v to %v: %g m", c.a, c.b, got)
		}
	}
	if got := assimilation.Ring(40)([]float64{1}, []float64{38}); got != 3 {
		t.Errorf("around a ring: %g", got)
	}
}

// Draws that are coloured have the errors' covariance, whitened ones the identity; a selection is the covariance of those selected.
func TestErrors(t *testing.T) {
	e := correlated(t)
	random := rand.New(rand.NewPCG(1, 1))
	const n = 100_000
	sum := mat.NewSymDense(4, nil)
	v := make([]float64, 4)
	for range n {
		for i := range v {
			v[i] = random.NormFloat64()
		}
		before := append([]float64(nil), v...)
		e.Colour(v)
		sum.SymRankOne(sum, 1./n, mat.NewVecDense(4, v))
		e.Whiten(v)
		for i := range v {
			if math.Abs(v[i]-before[i]) > 1e-12 {
				t.Fatalf("whitened %v, was %v", v, before)
			}
		}
	}
	some := e.Select([]int{1, 2, 3})
	for i := range 4 {
		for j := range 4 {
			if math.Abs(sum.At(i, j)-spreadR.At(i, j)) > 0.02 {
				t.Errorf("covariance %d, %d: %.3f", i, j, sum.At(i, j))
			}
		}
		if i > 0 && some.Variance(i-1) != e.Variance(i) {
			t.Errorf("variance %d of a selection", i)
		}
	}
	u := []float64{0, 1, 0}
	some.Colour(u)
	some.Colour(u)
	if math.Abs(u[0]) > 1e-12 || math.Abs(u[1]-0.5) > 1e-12 || math.Abs(u[2]+0.2) > 1e-12 {
		t.Errorf("a column of the selection is %v", u)
	}
}

// The spread relaxed all the way is that before; inflation multiplies; where nothing was seen nothing changes, and far from what was seen
// nothing but by inflation.
func TestSpreads(t *testing.T) {
	o := records(t, 1)[0]
	before := exact(9, prior())
	run := func(f assimilation.EnKF, o assimilation.Observations) gaussian {
		members := exact(9, prior())
		if err := f.Analyse(members, o, nil); err != nil {
			t.Fatal(err)
		}
		return moments(members)
	}
	relaxed, plain, wide := run(assimilation.EnKF{RelaxSpread: 1}, o), run(assimilation.EnKF{}, o), run(assimilation.EnKF{Inflation: 1.5}, o)
	for i := range components {
		if a, b := relaxed.p.At(i, i), prior().p.At(i, i); math.Abs(a-b) > 1e-11 {
			t.Errorf("relaxed variance %g, before %g", a, b)
		}
		if a, b := wide.p.At(i, i), 2.25*plain.p.At(i, i); math.Abs(a-b) > 1e-11 {
			t.Errorf("inflated variance %g, want %g", a, b)
		}
	}
	gaps := o
	gaps.Values = []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	if mean, p := off(run(assimilation.EnKF{}, gaps), moments(before)); mean > 1e-12 || p > 1e-12 {
		t.Errorf("nothing seen changes the ensemble by %g and %g", mean, p)
	}
	one := assimilation.Observations{Values: []float64{3}, Operator: assimilation.Elements{0}, Errors: assimilation.Same(1, 0.1), Places: [][]float64{{0}}}
	l := &assimilation.Localisation{Radius: 1, Places: [][]float64{{0}, {1}, {2}, {3}, {4}, {5}}}
	near := run(assimilation.EnKF{Localisation: l}, one)
	if a, b := near.p.At(5, 5), prior().p.At(5, 5); math.Abs(a-b) > 1e-11 || math.Abs(near.mean.AtVec(5)-prior().mean.AtVec(5)) > 1e-12 {
		t.Errorf("far from what was seen the variance is %g, was %g", a, b)
	}
	if near.p.At(0, 0) > 0.011 || !(near.p.At(1, 1) < prior().p.At(1, 1)) {
		t.Errorf("near it the variances are %g and %g", near.p.At(0, 0), near.p.At(1, 1))
	}
}

// The finite-size filter inflates where the forecast was far off, and not where observations say nothing.
func TestFiniteSize(t *testing.T) {
	variance := func(value, deviation float64) float64 {
		members := exact(9, prior())
		o := assimilation.Observations{Values: []float64{value}, Operator: assimilation.Elements{0}, Errors: assimilation.Same(1, deviation)}
		if err := (assimilation.EnKF{FiniteSize: 1}).Analyse(members, o, nil); err != nil {
			t.Fatal(err)
		}
		return moments(members).p.At(5, 5) / prior().p.At(5, 5)
	}
	if got := variance(0, 1e6); math.Abs(got-1) > 1e-6 {
		t.Errorf("told nothing it inflates to %g", got)
	}
	if near, far := variance(prior().mean.AtVec(0), 0.1), variance(100, 0.1); !(far > 3*near) {
		t.Errorf("variance %g where the forecast was right, %g where it was far off", near, far)
	}
}

// The same seed gives the same members, bit for bit, on one core and on two; another gives others.
func TestSeed(t *testing.T) {
	run := func(cores int, seed uint64) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		x := weather(40, false)
		_, all, err := assimilation.Simulate(assimilation.Lorenz96{}, x, 0, []float64{0.05, 0.1}, assimilation.All(40), assimilation.Same(40, 1), 1)
		if err != nil {
			t.Fatal(err)
		}
		members := assimilation.Diagonal(assimilation.Same(40, 1)...).Draws(10, x, 2)
		members, err = assimilation.EnKF{Scheme: assimilation.Stochastic, Seed: seed}.Run(assimilation.Sequence{Model: assimilation.Lorenz96{}, Records: all}, members)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(members)
	}
	if run(1, 1) != run(2, 1) || run(1, 1) == run(1, 2) {
		t.Error("seeds and cores")
	}
}

// A number of the law is found with the state: the force, from a wrong belief, by a filter of states that carry it.
func TestOwnForce(t *testing.T) {
	x := weather(40, true)
	times := make([]float64, 200)
	for k := range times {
		times[k] = 0.05 * float64(k+1)
	}
	model := assimilation.Lorenz96{OwnForce: true}
	_, all, err := assimilation.Simulate(model, x, 0, times, assimilation.All(40), assimilation.Same(40, 1), 1)
	if err != nil {
		t.Fatal(err)
	}
	deviations := assimilation.Same(41, 1)
	x[40] = 6.5
	members, err := assimilation.EnKF{Inflation: 1.02, Rotate: true, Seed: 1}.Run(assimilation.Sequence{Model: model, Records: all}, assimilation.Diagonal(deviations...).Draws(40, x, 3))
	if err != nil {
		t.Fatal(err)
	}
	var force []float64
	for _, m := range members {
		force = append(force, m[40])
	}
	mean, deviation := stat.MeanStdDev(force, nil)
	if math.Abs(mean-8) > 0.2 || math.Abs(mean-8) > 4*deviation {
		t.Errorf("force %.3f ± %.3f, true 8", mean, deviation)
	}
}

// A small ensemble loses the weather without localisation, and keeps it with.
func TestLocalisationIsNeeded(t *testing.T) {
	x := weather(40, false)
	times := make([]float64, 300)
	for k := range times {
		times[k] = 0.05 * float64(k+1)
	}
	truth, all, err := assimilation.Simulate(assimilation.Lorenz96{}, x, 0, times, assimilation.All(40), assimilation.Same(40, 1), 1)
	if err != nil {
		t.Fatal(err)
	}
	ring := &assimilation.Localisation{Radius: 7, Distance: assimilation.Ring(40)}
	for i := range 40 {
		ring.Places = append(ring.Places, []float64{float64(i)})
	}
	for k := range all {
		all[k].Places = ring.Places
	}
	error := func(l *assimilation.Localisation) float64 {
		var tally score.Tally
		_, err := assimilation.EnKF{Inflation: 1.04, Rotate: true, Localisation: l, Seed: 1}.Run(assimilation.Sequence{Model: assimilation.Lorenz96{}, Records: all, Watch: func(s assimilation.Step) error {
			if s.Stage == assimilation.Analysis && s.Index >= 100 {
				return tally.Add(s.Members, truth[s.Index])
			}
			return nil
		}}, assimilation.Diagonal(assimilation.Same(40, 1)...).Draws(8, x, 4))
		if err != nil {
			t.Fatal(err)
		}
		return tally.MeanRMSE()
	}
	if local, global := error(ring), error(nil); local > 0.3 || global < 1 {
		t.Errorf("error %.3f localised, %.3f not", local, global)
	}
}
