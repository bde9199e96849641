package assimilation_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/assimilation"
	"sublunar/lib/optim"
)

// whole is the distribution of the first state given all records after it: one Kalman analysis of everything seen, through the model.
func whole(g gaussian, all []assimilation.Observations) gaussian {
	model, m := newTurn(components), len(seen)
	h, r := mat.NewDense(m*len(all), components, nil), mat.NewDense(m*len(all), m*len(all), nil)
	power := mat.DenseCopyOf(model.m)
	var y []float64
	for k, o := range all {
		h.Slice(k*m, (k+1)*m, 0, components).(*mat.Dense).Mul(seenMatrix(), power)
		r.Slice(k*m, (k+1)*m, k*m, (k+1)*m).(*mat.Dense).Copy(spreadR)
		var next mat.Dense
		next.Mul(model.m, power)
		power.Copy(&next)
		y = append(y, o.Values...)
	}
	return g.analysis(h, r, y)
}

// 4D-Var's state and posterior are those of all records at once, by either search.
func TestVar4D(t *testing.T) {
	all := records(t, 4)
	want := whole(prior(), all)
	background, c, err := assimilation.Climate(exact(12, prior()), 0)
	if err != nil {
		t.Fatal(err)
	}
	window, err := assimilation.NewWindow(assimilation.Sequence{Model: newTurn(components), Records: all}, components, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []optim.Method{nil, optim.GaussNewton{}} {
		v := assimilation.Var4D{Covariance: c, Method: m, Stop: optim.Stop{Gradient: 1e-10}}
		fit, err := v.Fit(background, window)
		if err != nil {
			t.Fatal(err)
		}
		posterior, err := v.Posterior(fit, window)
		if err != nil {
			t.Fatal(err)
		}
		got := gaussian{mat.NewVecDense(components, fit.State), mat.NewDense(components, components, nil)}
		for _, f := range posterior.Factors {
			got.p.RankOne(got.p, 1, mat.NewVecDense(components, f), mat.NewVecDense(components, f))
		}
		if mean, p := off(got, want); mean > 1e-8 || p > 1e-10 {
			t.Errorf("%T: off by %.2g and %.2g; %v", m, mean, p, fit.Search)
		}
		variances := posterior.Variances()
		for i := range components {
			if math.Abs(variances[i]-want.p.At(i, i)) > 1e-10 {
				t.Errorf("variance %d is %g, want %g", i, variances[i], want.p.At(i, i))
			}
		}
	}
}

// With the model's errors counted as unknown, the state at the window's end is that of the Kalman filter that knows of them; with none it
// isn't.
func TestWeak(t *testing.T) {
	all := records(t, 3)
	want := kalman(spreadR, all, 0.25)
	background, c, err := assimilation.Climate(exact(12, prior()), 0)
	if err != nil {
		t.Fatal(err)
	}
	model := newTurn(components)
	end := func(weak bool) float64 {
		window, err := assimilation.NewWindow(assimilation.Sequence{Model: model, Records: all}, components, weak)
		if err != nil {
			t.Fatal(err)
		}
		start, covariance := background, c
		if weak {
			q := assimilation.Diagonal(floats.ScaleTo(make([]float64, components), 0.5, []float64{1, 1, 1, 1, 1, 1})...)
			start, covariance = make([]float64, window.Len()), assimilation.Stack(c, q, q, q)
			copy(start, background)
		}
		fit, err := assimilation.Var4D{Covariance: covariance, Stop: optim.Stop{Gradient: 1e-10}}.Fit(start, window)
		if err != nil {
			t.Fatal(err)
		}
		x := [][]float64{append([]float64(nil), fit.State[:components]...)}
		for k := range all {
			model.Advance(x, 0, 1)
			if weak {
				floats.Add(x[0], fit.State[(k+1)*components:(k+2)*components])
			}
		}
		mean, _ := off(gaussian{mat.NewVecDense(components, x[0]), want.p}, want)
		return mean
	}
	if d := end(true); d > 1e-8 {
		t.Errorf("weak: off by %.2g", d)
	}
	if d := end(false); d < 1e-2 {
		t.Errorf("strong passes, off by %.2g", d)
	}
}

// The ensemble smoother's past, when it is given up, is what all later records within its lag say of it.
func TestSmoother(t *testing.T) {
	all := records(t, 4)
	now := all[0]
	now.Time = 0
	first := prior().analysis(seenMatrix(), spreadR, now.Values)
	// The distribution of the state at time 0 given its own record and the three after it.
	later := all[:3]
	want := whole(first, later)
	for _, rotate := range []bool{false, true} {
		var got gaussian
		_, err := assimilation.EnKF{Lag: 3, Rotate: rotate, Inflation: 1}.Run(assimilation.Sequence{Model: newTurn(components), Records: append([]assimilation.Observations{now}, later...),
			Watch: func(s assimilation.Step) error {
				if s.Stage == assimilation.Smoothed && s.Index == 0 {
					got = moments(s.Members)
				}
				return nil
			}}, exact(12, prior()))
		if err != nil {
			t.Fatal(err)
		}
		if got.mean == nil {
			t.Fatal("the first record's past was never given up")
		}
		if mean, p := off(got, want); mean > 1e-11 || p > 1e-11 {
			t.Errorf("rotated %v: off by %.2g and %.2g", rotate, mean, p)
		}
		if mean, _ := off(first, want); mean < 1e-2 {
			t.Error("the filter's own analysis passes: this test sees nothing")
		}
	}
}

// The window's gradient is that of its value, by differences, on a model that bends.
func TestWindow(t *testing.T) {
	model := assimilation.Lorenz96{}
	x := weather(8, false)
	_, all, err := assimilation.Simulate(model, x, 0, []float64{0, 0.2, 0.2, 0.55}, assimilation.Elements{0, 3, 5}, assimilation.Same(3, 0.7), 1)
	if err != nil {
		t.Fatal(err)
	}
	all[1].Values[2] = math.NaN()
	for _, weak := range []bool{false, true} {
		w, err := assimilation.NewWindow(assimilation.Sequence{Model: model, Records: all}, 8, weak)
		if err != nil {
			t.Fatal(err)
		}
		at := append(append([]float64(nil), x...), make([]float64, w.Len()-8)...)
		floats.Add(at, floats.ScaleTo(make([]float64, len(at)), 0.3, draw(len(at), 4)))
		g, v := make([]float64, len(at)), draw(len(at), 5)
		if _, err := w.Evaluate(at, g); err != nil {
			t.Fatal(err)
		}
		value := func(h float64) float64 {
			moved := append([]float64(nil), at...)
			floats.AddScaled(moved, h, v)
			f, err := w.Evaluate(moved, nil)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		const h = 1e-5
		if got, want := floats.Dot(g, v), (value(h)-value(-h))/(2*h); math.Abs(got-want) > 1e-6*math.Abs(want) {
			t.Errorf("weak %v: slope %.9g, by differences %.9g", weak, got, want)
		}
		jv, weights, jw := make([]float64, w.Residuals()), draw(w.Residuals(), 6), make([]float64, len(at))
		if err := w.Forward(at, v, jv); err != nil {
			t.Fatal(err)
		}
		if err := w.Reverse(at, weights, jw); err != nil {
			t.Fatal(err)
		}
		if a, b := floats.Dot(jv, weights), floats.Dot(v, jw); math.Abs(a-b) > 1e-11*math.Abs(a) {
			t.Errorf("weak %v: w'Jv = %.15g, (J'w)'v = %.15g", weak, a, b)
		}
	}
}
