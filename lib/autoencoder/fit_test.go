package autoencoder_test

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/lib/autoencoder"
	"sublunar/lib/derivative"
	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// well is a damped particle in a skewed well, x' = y, y' = -x - 0.2 y + 0.5 x^2.
var well = map[string]map[string]float64{"x'": {"y": 1}, "y'": {"x": -1, "y": -0.2, "x^2": 0.5}}

// orbits of the well, and what eight sensors see of them, bent: mixtures of x, y, x^2, x y and y^3.
func orbits(t testing.TB, count int, seed uint64) (runs []autoencoder.Run, truth []field.Series) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	weights := rand.New(rand.NewPCG(7, 7)) // the sensors are always the same
	var mix [8][5]float64
	for i := range mix {
		for k := range mix[i] {
			mix[i][k] = weights.NormFloat64()
		}
	}
	rate := func(_ float64, x, dx []float64) {
		dx[0], dx[1] = x[1], -x[0]-0.2*x[1]+0.5*x[0]*x[0]
	}
	for range count {
		axis := field.Linspace("time", "s", 0, 6, 121)
		x, err := ode.Solve(rate, []float64{1.6*r.Float64() - 0.8, 1.6*r.Float64() - 0.8}, axis.Values, ode.Tolerance{Relative: 1e-10, Absolute: 1e-12})
		if err != nil {
			t.Fatal(err)
		}
		run := autoencoder.Run{Seen: field.Series{Axis: axis}, Rate: field.Series{Axis: axis}}
		true2 := field.Series{Axis: axis, Columns: []field.Column{{Name: "x"}, {Name: "y"}}}
		for i := range mix {
			run.Seen.Columns = append(run.Seen.Columns, field.Column{Name: fmt.Sprint("s", i), Unit: "V"})
			run.Rate.Columns = append(run.Rate.Columns, field.Column{Name: fmt.Sprint("s", i, "'")})
		}
		var dx [2]float64
		for _, at := range x {
			u, v := at[0], at[1]
			rate(0, at, dx[:])
			du, dv := dx[0], dx[1]
			true2.Columns[0].Values, true2.Columns[1].Values = append(true2.Columns[0].Values, u), append(true2.Columns[1].Values, v)
			for i, m := range mix {
				s := m[0]*u + m[1]*v + m[2]*u*u + m[3]*u*v + m[4]*v*v*v
				ds := m[0]*du + m[1]*dv + 2*m[2]*u*du + m[3]*(du*v+u*dv) + 3*m[4]*v*v*dv
				run.Seen.Columns[i].Values = append(run.Seen.Columns[i].Values, s)
				run.Rate.Columns[i].Values = append(run.Rate.Columns[i].Values, ds)
			}
		}
		runs, truth = append(runs, run), append(truth, true2)
	}
	return runs, truth
}

// worst is the largest difference between two laws' coefficients.
func worst(a, b map[string]map[string]float64) float64 {
	off := 0.0
	for of, terms := range a {
		for term, c := range terms {
			off = math.Max(off, math.Abs(c-b[of][term]))
		}
	}
	return off
}

var small = autoencoder.Settings{Coordinates: 2, Hidden: []int{16}, Points: 1500, Steps: 500}

// Through bent sensors, the coordinates come out as the true ones up to an affine map, and the law is the true one there; on runs that
// were not learnt from the errors are small too. Rates that belong to other samples have no law, and the errors say so.
func TestWell(t *testing.T) {
	runs, _ := orbits(t, 40, 1)
	tested, truth := orbits(t, 10, 2)
	found, err := autoencoder.Fit(runs, small)
	if err != nil {
		t.Fatal(err)
	}
	e, err := found.Test(tested...)
	if err != nil {
		t.Fatal(err)
	}
	z, err := found.Encode(tested[0].Seen)
	if err != nil {
		t.Fatal(err)
	}
	law, err := found.In(truth[0], z)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s\non other runs: %s\nin the true coordinates: %v", found, e, law)
	if !(e.Seen < 1e-4 && e.Rate < 1e-3 && e.Latent < 1e-3) {
		t.Errorf("on other runs: %s", e)
	}
	if off := worst(law, well); !(off < 0.05) {
		t.Errorf("the law in the true coordinates is off by %.2g: %v", off, law)
	}
	if n := found.Count(); n > 5 {
		t.Errorf("%d terms, and the true law has 4\n%s", n, found.Law())
	}
	// The law, followed from a run's first sample, stays by the run.
	at := func(i int) []float64 { return []float64{z.Columns[0].Values[i], z.Columns[1].Values[i]} }
	path, err := ode.Solve(found.Rate(), at(0), z.Axis.Values, ode.Tolerance{})
	if err != nil {
		t.Fatal(err)
	}
	if end := path[len(path)-1]; math.Hypot(end[0]-at(120)[0], end[1]-at(120)[1]) > 0.05 {
		t.Errorf("the law leads to %.3f, the run to %.3f", end, at(120))
	}
	back, err := found.Decode(z)
	if err != nil {
		t.Fatal(err)
	}
	sum, of := 0.0, 0.0
	for k, c := range back.Columns {
		if c.Name != tested[0].Seen.Columns[k].Name || c.Unit != "V" {
			t.Errorf("column %d comes back as %q in %q", k, c.Name, c.Unit)
		}
		for i, v := range c.Values {
			seen := tested[0].Seen.Columns[k].Values[i]
			sum, of = sum+(v-seen)*(v-seen), of+seen*seen
		}
	}
	if !(sum < 1e-3*of) {
		t.Errorf("what comes back misses %.2g of what was seen", sum/of)
	}

	for i := range runs {
		runs[i].Rate.Columns = append([]field.Column(nil), runs[(i+1)%len(runs)].Rate.Columns...)
	}
	wrong, err := autoencoder.Fit(runs, autoencoder.Settings{Coordinates: 2, Hidden: []int{16}, Points: 1500, Steps: 100})
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := wrong.Test(tested...); e.Rate < 0.3 {
		t.Errorf("rates of other runs: %s", e)
	}
}

// Without rates, and with some noise, the rates of smoothing splines serve as well as can be; at the ends of a run these are poor.
func TestNoisyWithoutRates(t *testing.T) {
	runs, truth := orbits(t, 40, 1)
	r := rand.New(rand.NewPCG(3, 3))
	for i := range runs {
		runs[i].Rate = field.Series{}
		for _, c := range runs[i].Seen.Columns {
			for k := range c.Values {
				c.Values[k] += 0.003 * r.NormFloat64()
			}
		}
	}
	s := small
	s.Modes, s.Derivative, s.Steps = 5, derivative.Spline{}, 300
	found, err := autoencoder.Fit(runs, s)
	if err != nil {
		t.Fatal(err)
	}
	z, err := found.Encode(runs[0].Seen)
	if err != nil {
		t.Fatal(err)
	}
	law, err := found.In(truth[0], z)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s\n%v", found, law)
	if off := worst(law, well); !(off < 0.2) {
		t.Errorf("the law in the true coordinates is off by %.2g: %v", off, law)
	}
}

// The same seed gives the same, a kept result goes on as before, and a fit that is stopped is usable.
func TestSame(t *testing.T) {
	runs, _ := orbits(t, 10, 1)
	s := small
	s.Steps, s.Points = 20, 500
	one, err := autoencoder.Fit(runs, s)
	if err != nil {
		t.Fatal(err)
	}
	two, err := autoencoder.Fit(runs, s)
	if err != nil {
		t.Fatal(err)
	}
	if one.Law() != two.Law() || one.Points != two.Points {
		t.Errorf("the same seed gave\n%s\nand\n%s", one, two)
	}
	var b bytes.Buffer
	var kept *autoencoder.Found
	if err := errors.Join(gob.NewEncoder(&b).Encode(one), gob.NewDecoder(&b).Decode(&kept)); err != nil {
		t.Fatal(err)
	}
	before, _ := one.Test(runs...)
	if after, err := kept.Test(runs...); err != nil || after != before || kept.String() != one.String() {
		t.Errorf("kept: %v %v, before %v", after, err, before)
	}
	s.Seed = 5
	if other, err := autoencoder.Fit(runs, s); err != nil || other.Points == one.Points {
		t.Errorf("another seed gave the same %v, %v", other.Points, err)
	}
	enough := errors.New("enough")
	s.Observe = func(p field.Progress) error {
		if len(p.Values) != 3 || !(p.Values[0].Value > 0) {
			t.Errorf("progress %v", p)
		}
		if p.Step == 7 {
			return enough
		}
		return nil
	}
	stopped, err := autoencoder.Fit(runs, s)
	if !errors.Is(err, enough) || stopped == nil || stopped.Stats.Steps != 7 {
		t.Fatalf("stopped: %v, %v", stopped, err)
	}
	if _, err := stopped.Encode(runs[0].Seen); err != nil {
		t.Error(err)
	}
}

func TestBad(t *testing.T) {
	runs, _ := orbits(t, 3, 1)
	with := func(change func(r *autoencoder.Run)) []autoencoder.Run {
		bad, _ := orbits(t, 3, 1)
		change(&bad[1])
		return bad
	}
	for _, c := range []struct {
		runs []autoencoder.Run
		set  autoencoder.Settings
		say  string
	}{
		{nil, autoencoder.Settings{}, "no runs"},
		{runs, autoencoder.Settings{Coordinates: -1}, "-1 coordinates"},
		{runs, autoencoder.Settings{Coordinates: 7}, "have 5 modes"},
		{runs, autoencoder.Settings{Degree: 9}, "degree 9"},
		{runs, autoencoder.Settings{Steps: -1}, "none can be negative"},
		{runs, autoencoder.Settings{Hidden: []int{4, 0}}, "each needs at least 1"},
		{runs, autoencoder.Settings{RateWeight: math.NaN()}, "positive numbers"},
		{runs, autoencoder.Settings{Threshold: 2}, "between 0 and 1"},
		{runs, autoencoder.Settings{Time: -1}, "negative time"},
		{runs, autoencoder.Settings{Points: 10}, "too few for a law"},
		{with(func(r *autoencoder.Run) { r.Seen.Columns[2].Values[3] = math.NaN() }), autoencoder.Settings{}, "run 1: s2 is missing or infinite at time"},
		{with(func(r *autoencoder.Run) { r.Seen.Columns = r.Seen.Columns[1:]; r.Rate = field.Series{} }), autoencoder.Settings{}, "7 columns; give 8"},
		{with(func(r *autoencoder.Run) { r.Rate.Columns = r.Rate.Columns[1:] }), autoencoder.Settings{}, "the rates: 7 columns"},
		{with(func(r *autoencoder.Run) { r.Rate, _ = r.Rate.Slice(1, 9) }), autoencoder.Settings{}, "121 samples with 8 rates"},
		{with(func(r *autoencoder.Run) { r.Seen, _ = r.Seen.Slice(1, 4); r.Rate = field.Series{} }), autoencoder.Settings{}, "too few for rates"},
	} {
		found, err := autoencoder.Fit(c.runs, c.set)
		if err == nil || !strings.HasPrefix(err.Error(), "autoencoder: ") || !strings.Contains(err.Error(), c.say) || found != nil {
			t.Errorf("%+v: %v; want %q", c.set, err, c.say)
		}
	}
	wide, _ := orbits(t, 1, 1)
	wide[0].Rate = field.Series{}
	for i := range 2000 {
		wide[0].Seen.Columns = append(wide[0].Seen.Columns, field.Column{Name: fmt.Sprint("more", i), Values: wide[0].Seen.Columns[0].Values})
	}
	if _, err := autoencoder.Fit(wide, autoencoder.Settings{}); err == nil || !strings.Contains(err.Error(), "2008 columns; give amplitudes") {
		t.Errorf("2008 columns: %v", err)
	}
	still, _ := orbits(t, 1, 1)
	for k := range still[0].Seen.Columns {
		clear(still[0].Seen.Columns[k].Values)
	}
	if _, err := autoencoder.Fit(still, autoencoder.Settings{}); err == nil || !strings.Contains(err.Error(), "constant") {
		t.Errorf("constant data: %v", err)
	}
	frozen, _ := orbits(t, 1, 1)
	for k := range frozen[0].Rate.Columns {
		clear(frozen[0].Rate.Columns[k].Values)
	}
	if _, err := autoencoder.Fit(frozen, small); err == nil || !strings.Contains(err.Error(), "nothing moves") {
		t.Errorf("rates of 0: %v", err)
	}

	s := small
	s.Steps, s.Points = 2, 200
	found, err := autoencoder.Fit(runs, s)
	if err != nil {
		t.Fatal(err)
	}
	few := runs[0].Seen
	few.Columns = few.Columns[:3]
	if _, err := found.Encode(few); err == nil || !strings.Contains(err.Error(), "3 columns; give 8") {
		t.Errorf("three sensors: %v", err)
	}
	if _, err := found.Decode(few); err == nil || !strings.Contains(err.Error(), "3 columns; give 2") {
		t.Errorf("three coordinates: %v", err)
	}
	if _, err := found.Test(); err == nil {
		t.Error("no runs to test on")
	}
	z, _ := found.Encode(runs[0].Seen)
	short, _ := z.Slice(0, 50)
	if _, err := found.In(short, z); err == nil || !strings.Contains(err.Error(), "give the same") {
		t.Errorf("fewer samples: %v", err)
	}
}
