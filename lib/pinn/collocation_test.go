package pinn

import (
	"math"
	"slices"
	"testing"
)

// moved asks an Adapter once, and gives the equation's points before and after.
func moved(t *testing.T, training Training) (tr *trainer, before, after []float64) {
	t.Helper()
	tr = bump(t, training)
	g := tr.objective.groups[0]
	before = slices.Clone(g.points.x)
	if changed, err := tr.Adapt.adapt(tr); err != nil || !changed {
		t.Fatalf("%v; changed: %v", err, changed)
	}
	tr.weigh()
	return tr, before, g.points.x
}

// common counts the points of one list that stand in another.
func common(a, b []float64) int {
	at := map[[2]float64]bool{}
	for i := 0; i < len(a); i += 2 {
		at[[2]float64(a[i:i+2])] = true
	}
	n := 0
	for i := 0; i < len(b); i += 2 {
		if at[[2]float64(b[i:i+2])] {
			n++
		}
	}
	return n
}

// near counts points where the residual is above a tenth of its largest: 7% of the square.
func near(x []float64) int {
	n := 0
	for i := 0; i < len(x); i += 2 {
		if peak(x[i:i+2]...) > 0.1 {
			n++
		}
	}
	return n
}

// Fresh points are all new, and no more than before where the residual is large.
func TestFresh(t *testing.T) {
	_, before, after := moved(t, Training{Points: 400, Adapt: Fresh{}})
	if len(after) != len(before) || common(before, after) > 0 || near(after) > 60 {
		t.Errorf("%d points for %d, %d the same, %d near the peak", len(after)/2, len(before)/2, common(before, after), near(after))
	}
}

// R3 keeps exactly the points above the mean, and so gathers the others there call by call.
func TestR3(t *testing.T) {
	tr, before, after := moved(t, Training{Points: 400, Adapt: R3{}})
	mean, above := 0.0, 0
	for i := range 400 {
		mean += peak(before[2*i:2*i+2]...) / 400
	}
	for i := range 400 {
		if peak(before[2*i:2*i+2]...) > mean {
			above++
		}
	}
	if len(after) != len(before) || common(before, after) != above || above < 20 {
		t.Errorf("%d points for %d, %d the same, %d above the mean", len(after)/2, len(before)/2, common(before, after), above)
	}
	for range 4 {
		tr.rounds++
		if _, err := tr.Adapt.adapt(tr); err != nil {
			t.Fatal(err)
		}
	}
	if first, last := near(before), near(tr.objective.groups[0].points.x); !(last > 2*first) {
		t.Errorf("%d points near the peak at first, %d in the end", first, last)
	}
}

// Points by the residual lie about the peak as the formula says. Unbiased, the loss stays the mean square over the domain, which without
// the weights it is far from.
func TestByResidual(t *testing.T) {
	mean, square := 0.01*math.Pi, 0.005*math.Pi // of the peak and its square over the square, but for its tails
	share := 0.01 * math.Pi * (1 - 0.1) / mean  // of the residual, where it is above a tenth
	area := 0.01 * math.Pi * math.Log(10)
	want := 800 * (share + area) / 2 // p ~ r/mean + 1
	for _, unbiased := range []bool{true, false} {
		tr, before, after := moved(t, Training{Points: 400, Adapt: ByResidual{Apart: -1, Unbiased: unbiased, Candidates: 20}})
		if len(after) != 2*len(before) {
			t.Errorf("%d points after %d", len(after)/2, len(before)/2)
		}
		if got := float64(near(after)); math.Abs(got-want) > 0.1*want {
			t.Errorf("%g points near the peak, want %.0f", got, want)
		}
		g := tr.objective.groups[0]
		loss := 0.0
		for i, r := range peaks(g) {
			loss += r * r * g.points.scale[i] * g.points.scale[i]
		}
		if ratio := loss / square; unbiased && math.Abs(ratio-1) > 0.05 || !unbiased && ratio < 2 {
			t.Errorf("unbiased: %v; the mean square is %.3g of that over the domain", unbiased, ratio)
		}
	}
	// Where the equation holds between the points as on them, they stay.
	tr := bump(t, Training{Points: 400})
	tr.heldOut = tr.onPoints()
	if changed, err := tr.Adapt.adapt(tr); err != nil || changed {
		t.Errorf("%v; moved though the residuals are the same between the points: %v", err, changed)
	}
	tr.heldOut *= 3
	if changed, err := tr.Adapt.adapt(tr); err != nil || !changed {
		t.Errorf("%v; moved where they are three times as large: %v", err, changed)
	}
}
