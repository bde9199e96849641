package assimilation_test

import (
	"fmt"
	"math"

	"sublunar/lib/assimilation"
	"sublunar/lib/score"
)

// Forty sites of weather, all seen every six hours with errors of 1: twenty-four members follow them to a fifth of that.
func ExampleEnKF() {
	model := assimilation.Lorenz96{}
	var times []float64
	for k := range 400 {
		times = append(times, 0.05*float64(k+1))
	}
	start := make([]float64, 40)
	start[0] = 1
	truth, records, err := assimilation.Simulate(model, start, 0, times, assimilation.All(40), assimilation.Same(40, 1), 1)
	if err != nil {
		panic(err)
	}
	var tally score.Tally
	sequence := assimilation.Sequence{Model: model, Records: records, Watch: func(s assimilation.Step) error {
		if s.Stage == assimilation.Analysis && s.Index >= 200 {
			return tally.Add(s.Members, truth[s.Index])
		}
		return nil
	}}
	first := assimilation.Diagonal(assimilation.Same(40, 1)...).Draws(24, start, 2)
	if _, err := (assimilation.EnKF{Inflation: 1.02, Rotate: true, Seed: 3}).Run(sequence, first); err != nil {
		panic(err)
	}
	fmt.Printf("error %.2f, spread %.2f\n", tally.RMSE(), tally.Spread())
	// Output: error 0.18, spread 0.21
}

// A spring's stiffness and damping from where it was seen: eight times, with errors of 0.05.
func ExampleESMDA() {
	times := []float64{0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}
	place := func(stiffness, damping, t float64) float64 {
		return math.Exp(-damping*t/2) * math.Cos(math.Sqrt(stiffness-damping*damping/4)*t)
	}
	seen := assimilation.Observations{Errors: assimilation.Same(len(times), 0.05)}
	for k, t := range times {
		seen.Values = append(seen.Values, place(4, 0.3, t)+0.05*math.Cos(float64(7*k)))
	}
	forward := func(members, seen [][]float64) error {
		for i, p := range members { // logarithms, so that both stay positive
			for k, t := range times {
				seen[i][k] = place(math.Exp(p[0]), math.Exp(p[1]), t)
			}
		}
		return nil
	}
	believed := assimilation.Diagonal(0.3, 0.7).Draws(200, []float64{math.Log(3), math.Log(0.2)}, 1)
	members, err := assimilation.ESMDA{Rounds: 8}.Fit(believed, forward, seen)
	if err != nil {
		panic(err)
	}
	mean, c, err := assimilation.Climate(members, 0)
	v := c.Variances()
	fmt.Printf("stiffness %.2f (±%.0f%%), damping %.2f (±%.0f%%) %v\n", math.Exp(mean[0]), 100*math.Sqrt(v[0]), math.Exp(mean[1]), 100*math.Sqrt(v[1]), err)
	// Output: stiffness 3.92 (±2%), damping 0.32 (±13%) <nil>
}

func ExampleGaspariCohn() {
	for _, d := range []float64{0, 250, 500, 750, 1000} { // km
		fmt.Printf("%.3f ", assimilation.GaspariCohn(d, 500))
	}
	// Output: 1.000 0.685 0.208 0.016 0.000
}

// The state from which the weather passes nearest to a day's records.
func ExampleVar4D() {
	truth := weather(40, false)
	model := assimilation.Lorenz96{}
	_, records, err := assimilation.Simulate(model, truth, 0, []float64{0.05, 0.1, 0.15, 0.2}, assimilation.All(40), assimilation.Same(40, 1), 1)
	if err != nil {
		panic(err)
	}
	window, err := assimilation.NewWindow(assimilation.Sequence{Model: model, Records: records}, 40, false)
	if err != nil {
		panic(err)
	}
	believed := assimilation.Diagonal(assimilation.Same(40, 1)...)
	method := assimilation.Var4D{Covariance: believed}
	background := believed.Draws(1, truth, 2)[0]
	fit, err := method.Fit(background, window)
	if err != nil {
		panic(err)
	}
	posterior, err := method.Posterior(fit, window)
	off := func(x []float64) (sum float64) {
		for i := range x {
			sum += (x[i] - truth[i]) * (x[i] - truth[i]) / 40
		}
		return math.Sqrt(sum)
	}
	mean := 0.0
	for _, v := range posterior.Variances() {
		mean += v / 40
	}
	fmt.Printf("off by %.2f before and %.2f after; it says %.2f %v\n", off(background), off(fit.State), math.Sqrt(mean), err)
	// Output: off by 0.91 before and 0.41 after; it says 0.51 <nil>
}

// Errors that a satellite's swath shares, and each pixel's own.
func ExampleCorrelated() {
	swath, own := 0.3, 0.1
	members := assimilation.Diagonal(1).Draws(500, []float64{0}, 1)
	o := assimilation.Observations{Values: []float64{0.8, 0.8, 0.8, 0.8}, Operator: assimilation.Elements{0, 0, 0, 0}}
	for _, told := range []bool{true, false} {
		o.Errors = assimilation.Same(4, math.Hypot(swath, own))
		if told {
			o.Errors = shared(4, swath, own)
		}
		x := copied(members)
		if err := (assimilation.EnKF{}).Analyse(x, o, nil); err != nil {
			panic(err)
		}
		_, c, err := assimilation.Climate(x, 0)
		fmt.Printf("told that they're shared %v: ±%.2f %v\n", told, math.Sqrt(c.Variances()[0]), err)
	}
	// Output:
	// told that they're shared true: ±0.29 <nil>
	// told that they're shared false: ±0.16 <nil>
}
