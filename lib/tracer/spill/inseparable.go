package spill

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Inseparable is the error of an estimate that the observations don't allow: several numbers give the same.
type Inseparable struct {
	// Names of what can't be told apart.
	Names []string
	// Known is the combination that the observations do know, in words; empty where there is none.
	Known string
	// Reach is how many times larger or smaller the first may be, at the level of the intervals.
	Reach float64
}

func (e Inseparable) Error() string {
	what := e.Names[0]
	for _, n := range e.Names[1:] {
		what += " and " + n
	}
	reach := "any number of times"
	if e.Reach < 1e6 {
		reach = fmt.Sprintf("%.3g times", e.Reach)
	}
	out := fmt.Sprintf("spill: the observations can't tell %s apart", what)
	if len(e.Names) == 1 {
		out = fmt.Sprintf("spill: the observations don't know the %s", what)
	}
	out += fmt.Sprintf(" (%s more or less would do)", reach)
	if e.Known != "" {
		out += ": they know " + e.Known + " only"
	}
	return out + "; observe earlier and nearer to the release, and at its edges, or give one of them from elsewhere"
}

var names = [unknowns]string{"diffusivity", "place along x", "place along y", "amount"}

// separable looks at the information J'J that observations hold about the unknowns, at one place. rough allows for a start that is not yet the
// estimate.
func (f *spillFit) separable(theta []float64, rough bool) error {
	j := mat.NewDense(len(f.Observations), unknowns, nil)
	if err := f.slopes(theta, j); err != nil {
		return err
	}
	noise := 1.0
	if !f.known {
		// The noise isn't known, so take what is left.
		noise = 0
		for k := range f.room {
			noise += f.room[k] * f.room[k]
		}
		noise = math.Sqrt(noise / float64(len(f.room)-unknowns))
		if rough { // what is left may be misfit: a hundredth of what is seen will do
			size := 0.0
			for i := range f.room {
				size = math.Max(size, math.Abs(f.Observations[i].Value)*f.weight[i])
			}
			noise = math.Min(noise, size/100)
		}
	}
	var svd mat.SVD
	if !svd.Factorize(j, mat.SVDThin) {
		return fmt.Errorf("spill: what is seen of a spill at %+v is not finite", f.spill(theta))
	}
	values := svd.Values(nil)
	var v mat.Dense
	svd.VTo(&v)
	// The weakest direction: so far may one go along it at the intervals' level.
	weakest := unknowns - 1
	way := math.Inf(1)
	if s := values[weakest]; s > 1e-12*values[0] {
		way = f.quantile * noise / s
	}
	direction := mat.Col(nil, weakest, &v)
	reach := func(k int) float64 { return way * math.Abs(direction[k]) }
	var lost []string
	for _, k := range []int{logAmount, logDiffusivity, placeX, placeY} {
		if reach(k) > f.limit(k) {
			lost = append(lost, names[k])
		}
	}
	if lost == nil {
		return nil
	}
	out := Inseparable{Names: lost, Reach: math.Exp(reach(logAmount))}
	a, d := direction[logAmount], direction[logDiffusivity]
	// What moves along with what is lost by a tenth as much is confused with it.
	if (slices.Contains(lost, names[logAmount]) || slices.Contains(lost, names[logDiffusivity])) && math.Abs(a) > 0.1 && math.Abs(d) > 0.1 {
		out.Known = combination(-a / d)
		if len(lost) == 1 {
			out.Names = []string{names[logAmount], names[logDiffusivity]}
		}
	}
	return out
}

// combination of an amount and a diffusivity that stays the same where the amount grows as diffusivity^-power.
func combination(power float64) string {
	switch {
	case math.Abs(power+1) < 0.15:
		return "amount/diffusivity"
	case math.Abs(power-1) < 0.15:
		return "amount x diffusivity"
	}
	return fmt.Sprintf("amount x diffusivity^%.2g", power)
}
