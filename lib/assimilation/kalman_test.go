package assimilation_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/assimilation"
)

// On a linear model a square-root filter of more members than components is the Kalman filter, to rounding: rotated or not, all at once or
// locally with a radius beyond all, and iterated. Errors taken for independent are the known-bad control.
func TestKalman(t *testing.T) {
	all := records(t, 5)
	want := kalman(spreadR, all, 0)
	model := newTurn(components)
	places := make([][]float64, components)
	for i := range places {
		places[i] = []float64{float64(i)}
	}
	for k := range all {
		for _, i := range seen {
			all[k].Places = append(all[k].Places, places[i])
		}
	}
	far := &assimilation.Localisation{Radius: 1e9, Places: places}
	for name, m := range map[string]assimilation.Method{
		"square root": assimilation.EnKF{}, "rotated": assimilation.EnKF{Rotate: true, Seed: 3}, "local": assimilation.EnKF{Localisation: far},
		"iterated": assimilation.IEnKS{Lag: 1}, "iterated, lag 3": assimilation.IEnKS{Lag: 3},
	} {
		for _, n := range []int{components + 1, 30} {
			members, err := m.Run(assimilation.Sequence{Model: model, Records: all}, exact(n, prior()))
			if err != nil {
				t.Fatal(err)
			}
			tolerance := 1e-11
			if _, iterated := m.(assimilation.IEnKS); iterated {
				tolerance = 1e-8 // derivatives by differences
			}
			if mean, p := off(moments(members), want); mean > tolerance || p > tolerance {
				t.Errorf("%s, %d members: off by %.2g and %.2g", name, n, mean, p)
			}
		}
	}
	for k := range all {
		all[k].Errors = assimilation.Independent{1, 1, math.Sqrt(0.5), math.Sqrt(0.3)}
	}
	members, err := assimilation.EnKF{}.Run(assimilation.Sequence{Model: model, Records: all}, exact(30, prior()))
	if err != nil {
		t.Fatal(err)
	}
	if mean, p := off(moments(members), want); mean < 1e-2 || p < 1e-2 {
		t.Errorf("errors taken for independent pass, off by %.2g and %.2g", mean, p)
	}
}

// The stochastic filter comes to Kalman's as the root of the number of members; the half-gain one has his mean after one analysis, and a
// covariance larger by a quarter of K H P H' K'.
func TestLimits(t *testing.T) {
	all := records(t, 3)
	want := kalman(spreadR, all, 0)
	s := assimilation.Sequence{Model: newTurn(components), Records: all}
	worst := func(n int) (sum float64) {
		for seed := range uint64(8) {
			members, err := assimilation.EnKF{Scheme: assimilation.Stochastic, Seed: seed}.Run(s, exact(n, prior()))
			if err != nil {
				t.Fatal(err)
			}
			mean, p := off(moments(members), want)
			sum += (mean + p) / 8
		}
		return sum
	}
	few, many := worst(100), worst(10_000)
	if order := math.Log10(few/many) / 2; !(order > 0.4 && order < 0.6) {
		t.Errorf("off by %.3g of 100 members and %.3g of 10,000: as their power %.2f, want a half", few, many, order)
	}

	one := all[0]
	g := prior()
	kalman := g.analysis(seenMatrix(), spreadR, one.Values)
	members := exact(20, g)
	if err := (assimilation.EnKF{Scheme: assimilation.Half}).Analyse(members, one, nil); err != nil {
		t.Fatal(err)
	}
	// K H P H' K' = (P - P_a) P^-1 (P - P_a)
	var gained, inner, extra mat.Dense
	gained.Sub(g.p, kalman.p)
	if err := inner.Solve(g.p, &gained); err != nil {
		t.Fatal(err)
	}
	extra.Mul(&gained, &inner)
	extra.Scale(0.25, &extra)
	kalman.p.Add(kalman.p, &extra)
	if mean, p := off(moments(members), kalman); mean > 1e-11 || p > 1e-11 {
		t.Errorf("half the gain: off by %.2g and %.2g", mean, p)
	}
}

// Optimal interpolation and 3D-Var are one Kalman analysis; values that weren't measured count as though they weren't there, of
// correlated errors too; an ensemble smoother with multiple data assimilation is one analysis where all is linear.
func TestOneAnalysis(t *testing.T) {
	g := prior()
	for name, drop := range map[string][]int{"all": nil, "with gaps": {1}} {
		o := records(t, 1)[0]
		h, r, values := seenMatrix(), mat.Matrix(spreadR), o.Values
		if drop != nil {
			o.Values = append([]float64(nil), o.Values...)
			o.Values[1] = math.NaN()
			h = mat.NewDense(3, components, nil)
			h.Set(0, 0, 1)
			h.Set(1, 3, 1)
			h.Set(2, 5, 1)
			r = mat.NewSymDense(3, []float64{1, 0, 0, 0, 0.5, -0.2, 0, -0.2, 0.3})
			values = []float64{o.Values[0], o.Values[2], o.Values[3]}
		}
		want := g.analysis(h, r, values)
		members := exact(9, g)
		mean, c, err := assimilation.Climate(members, 0)
		if err != nil {
			t.Fatal(err)
		}
		now := o
		now.Time = 0
		s := assimilation.Sequence{Model: newTurn(components), Records: []assimilation.Observations{now}}
		for _, m := range []assimilation.Method{assimilation.OI{Mean: mean, Covariance: c}, assimilation.Var3D{Covariance: c}} {
			x, err := m.Run(s, [][]float64{mean})
			if err != nil {
				t.Fatal(err)
			}
			if d, _ := off(gaussian{mat.NewVecDense(components, x[0]), want.p}, want); d > 1e-11 {
				t.Errorf("%s: %T is off by %.2g", name, m, d)
			}
		}
		forward := func(members, seenOf [][]float64) error {
			for i, x := range members {
				if err := seen.See(x, seenOf[i]); err != nil {
					return err
				}
			}
			return nil
		}
		for rounds := 1; rounds <= 4; rounds += 3 {
			found, err := assimilation.ESMDA{Rounds: rounds}.Fit(members, forward, o)
			if err != nil {
				t.Fatal(err)
			}
			if mean, p := off(moments(found), want); mean > 1e-11 || p > 1e-11 {
				t.Errorf("%s, %d rounds: off by %.2g and %.2g", name, rounds, mean, p)
			}
		}
		if err := (assimilation.EnKF{}).Analyse(members, o, nil); err != nil {
			t.Fatal(err)
		}
		if mean, p := off(moments(members), want); mean > 1e-11 || p > 1e-11 {
			t.Errorf("%s: an ensemble's analysis is off by %.2g and %.2g", name, mean, p)
		}
	}
}
